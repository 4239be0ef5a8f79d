"""One run of `promptally check`: count, compare, hold against the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from promptally import discovery, files, git, renames
from promptally.analysis import Analysis
from promptally.cli import comparing, gathering, ratchet, staging
from promptally.cli.comparing import Base
from promptally.cli.console import CannotRunError
from promptally.cli.exact import Recounter
from promptally.cli.gathering import Gathering
from promptally.cli.reading import Best, relative
from promptally.git import GitError, Repository
from promptally.growth import GrowthLimit
from promptally.renames import Today
from promptally.view.formats import Outcome
from promptally.view.formats.outcome import Removed
from promptally.view.summary import (
    Summary,
    summarise,
    with_ceiling,
    with_change,
    without_ceiling,
)


class Request(NamedTuple):
    """What the command line says."""

    paths: tuple[Path, ...] = ()
    model: str | None = None
    form: str = "text"
    outputs: tuple[tuple[str, Path], ...] = ()
    against: str | None = None
    limits: tuple[GrowthLimit, ...] = ()
    new_files: bool = False
    baseline: Path | None = None
    update_baseline: bool = False
    allow_growth: bool = False
    staged: bool = False
    prompts_only: bool = False
    no_cache: bool = False
    recount: Recounter | None = None

    @property
    def wanted(self) -> Sequence[Path]:
        """The paths, by default the current folder."""
        return self.paths or (Path(),)

    @property
    def is_detailed(self) -> bool:
        """Whether a report needs every part of every file."""
        return "json" in {self.form, *(form for form, _ in self.outputs)}

    @property
    def is_held(self) -> bool:
        """Whether numbers are held against others that were counted before."""
        return self.is_compared or self.baseline is not None

    @property
    def is_compared(self) -> bool:
        """Whether there is another commit to look at."""
        return self.staged or self.against is not None


def fault(request: Request) -> str | None:
    """Which of the options do not go together, in a sentence."""
    if request.limits and not request.is_compared:
        return "--max-growth needs --against REF, or --staged."
    if request.new_files and not (request.is_compared or request.baseline):
        return "--new-files needs --against REF, --staged or --baseline FILE."
    if request.update_baseline and not request.baseline:
        return "--update-baseline needs --baseline FILE."
    if request.update_baseline and request.staged:
        return "--update-baseline looks at the files themselves, not at --staged."
    if request.allow_growth and not request.update_baseline:
        return "--allow-growth needs --update-baseline."
    return None


def check(request: Request) -> Outcome:
    """The outcome; raises `CannotRunError` where git or a baseline does not answer."""
    try:
        return _checked(request)
    except GitError as error:
        raise CannotRunError(str(error)) from None


def _checked(request: Request) -> Outcome:
    repository = _repository(request) if request.is_compared else None
    gathered = _gathered(request, repository)
    summaries, removed, since = gathered.shown, tuple[Removed, ...](), ""
    if repository:
        since = request.against or "the last commit"
        summaries, removed = _compared(request, repository, summaries, since)
    if request.baseline:
        summaries = _held(request, request.baseline, summaries)
    return Outcome(
        summaries=tuple(summaries.values()),
        failures=tuple(gathered.failures),
        settings=tuple(gathered.settings),
        removed=removed,
        since=since,
        folder=_folder(),
    )


def _gathered(request: Request, repository: Repository | None) -> Gathering[Summary]:
    view = _detailed if request.is_detailed else _summary
    if request.staged and repository:
        return staging.gather(
            repository,
            request.wanted,
            request.model,
            view,
        )
    # What the JSON report quotes is not kept.
    is_afresh = request.no_cache or request.is_detailed
    gather = gathering.gather if is_afresh else gathering.check
    return gather(
        [relative(path) for path in request.wanted],
        request.model,
        view,
        recount=request.recount,
        prompts_only=request.prompts_only,
    )


def _summary(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis)


def _detailed(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis, is_detailed=True)


def _repository(request: Request) -> Repository:
    """The repository around the current folder, else around the first path."""
    try:
        repository = git.repository(Path.cwd())
    except GitError:
        first = request.wanted[0]
        repository = git.repository(first if first.is_dir() else first.parent)
    for path in request.wanted:
        name = renames.inside(repository, path)
        if name is None:
            raise CannotRunError(f"{path.as_posix()} is not in this repository")
        module = comparing.submodule(repository, name)
        if module:
            raise CannotRunError(
                f"{path.as_posix()} is in a repository of its own, the submodule"
                f" {module}; run this there"
            )
    return repository


def _compared(
    request: Request,
    repository: Repository,
    summaries: Mapping[Path, Summary],
    since: str,
) -> tuple[dict[Path, Summary], tuple[Removed, ...]]:
    today: Today = files.read_bytes
    if request.staged:
        today = staging.entries(repository)
    ref = request.against or repository.head()
    base = comparing.base(repository, ref, [*summaries], today, request.model)
    found = comparing.changes(base, summaries, today)
    compared = {
        file: with_change(summary, found[file], since, _limit(request, summary))
        if file in found
        else summary
        for file, summary in summaries.items()
    }
    return compared, tuple(_removed(request, base))


def _removed(request: Request, base: Base) -> Sequence[Removed]:
    gone: set[str] = set()
    if request.staged:
        # What an earlier commit has removed is not of the next one.
        changed = base.repository.differences(base.repository.head())
        gone = {each.path for each in changed if each.is_gone}

    def is_there(name: str) -> bool:
        if request.staged:
            return name not in gone
        return renames.is_on_disk(base.repository, name)

    return [*comparing.removed(base, request.wanted, is_there)]


def _limit(request: Request, summary: Summary) -> GrowthLimit:
    """The limit of the command line, else of the settings."""
    held = summary.growth
    if request.limits:
        held = replace(
            held,
            tokens=_last([limit.tokens for limit in request.limits]),
            percent=_last([limit.percent for limit in request.limits]),
        )
    return replace(held, new=held.new or request.new_files)


def _last[N: (int, float)](stated: Sequence[N | None]) -> N | None:
    return next((n for n in reversed(stated) if n is not None), None)


def _held(
    request: Request, path: Path, summaries: Mapping[Path, Summary]
) -> dict[Path, Summary]:
    """The files held against the baseline, once it is up to date if that is wanted."""
    kept = ratchet.load(path, may_be_new=request.update_baseline)
    if request.update_baseline:
        kept = kept.updated(
            {file: summary.total for file, summary in summaries.items()},
            request.wanted,
            allow_growth=request.allow_growth,
            allow_new=not request.new_files,
        )
        kept.write()
    held: dict[Path, Summary] = {}
    for file, summary in summaries.items():
        recorded = kept.recorded(file)
        if recorded:
            held[file] = with_ceiling(summary, recorded)
        elif _limit(request, summary).new:
            held[file] = without_ceiling(summary)
        else:
            held[file] = summary
    return held


def _folder() -> str:
    """The current folder as it is from its repository's root, empty for the root."""
    here = Path.cwd().resolve()
    name = here.relative_to(discovery.repository(here)).as_posix()
    return "" if name == "." else name
