"""One run of `promptally check`: count, hold against the baseline.

To compare with another commit is the work of `against`.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from promptally import discovery
from promptally.analysis import Analysis
from promptally.cli import gathering, ratchet
from promptally.cli.exact import Recounter
from promptally.cli.gathering import Gathering
from promptally.cli.reading import Best, View, relative
from promptally.growth import GrowthLimit
from promptally.view.formats import Outcome
from promptally.view.formats.outcome import Removed
from promptally.view.summary import (
    Summary,
    summarise,
    with_ceiling,
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
    if request.is_compared:
        # git is loaded only where there is another commit to look at.
        from promptally.cli import against  # noqa: PLC0415

        return against.check(request)
    found = gathered(request)
    return outcome(request, found, found.shown)


def outcome(
    request: Request,
    found: Gathering[Summary],
    summaries: Mapping[Path, Summary],
    removed: Sequence[Removed] = (),
    since: str = "",
) -> Outcome:
    """What was `found`, with `summaries` that may have been compared, as one value."""
    if request.baseline:
        summaries = _held(request, request.baseline, summaries)
    return Outcome(
        summaries=tuple(summaries.values()),
        failures=tuple(found.failures),
        settings=tuple(found.settings),
        removed=tuple(removed),
        since=since,
        folder=_folder(),
    )


def gathered(request: Request) -> Gathering[Summary]:
    """The files as they are here, whatever they were at another commit."""
    # What the JSON report quotes is not kept.
    is_afresh = request.no_cache or request.is_detailed
    check = gathering.check
    if request.form == "text":
        check = partial(check, meanwhile=_load_printing)
    gather = gathering.gather if is_afresh else check
    return gather(
        [relative(path) for path in request.wanted],
        request.model,
        view(request),
        recount=request.recount,
        prompts_only=request.prompts_only,
    )


def _load_printing() -> None:
    """Load what draws on a terminal: this process has time, and others count."""
    importlib.import_module("promptally.cli.printing")


def view(request: Request) -> View[Summary]:
    """What is wanted of each file."""
    return _detailed if request.is_detailed else _summary


def _summary(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis)


def _detailed(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis, is_detailed=True)


def limit(request: Request, summary: Summary) -> GrowthLimit:
    """How much a file may grow: the command line's word, else the settings'."""
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
        elif limit(request, summary).new:
            held[file] = without_ceiling(summary)
        else:
            held[file] = summary
    return held


def _folder() -> str:
    """The current folder as it is from its repository's root, empty for the root."""
    here = Path.cwd().resolve()
    name = here.relative_to(discovery.repository(here)).as_posix()
    return "" if name == "." else name
