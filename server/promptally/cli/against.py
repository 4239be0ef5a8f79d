"""`promptally check` held against what git has: another commit, or the index."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from promptally import files, git, renames
from promptally.cli import checking, comparing, staging
from promptally.cli.checking import Request
from promptally.cli.comparing import Base
from promptally.cli.console import CannotRunError
from promptally.cli.gathering import Gathering
from promptally.git import GitError, Repository
from promptally.renames import Today
from promptally.view.formats import Outcome
from promptally.view.formats.outcome import Removed
from promptally.view.summary import Summary, with_change


def check(request: Request) -> Outcome:
    """The outcome; raises `CannotRunError` where git or a baseline does not answer."""
    try:
        return _checked(request)
    except GitError as error:
        raise CannotRunError(str(error)) from None


def _checked(request: Request) -> Outcome:
    repository = _repository(request)
    since = request.against or "the last commit"
    found = _gathered(request, repository)
    summaries, removed = _compared(request, repository, found.shown, since)
    return checking.outcome(request, found, summaries, removed, since)


def _gathered(request: Request, repository: Repository) -> Gathering[Summary]:
    if not request.staged:
        return checking.gathered(request)
    view = checking.view(request)
    return staging.gather(repository, request.wanted, request.model, view)


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
        file: with_change(summary, found[file], since, checking.limit(request, summary))
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
