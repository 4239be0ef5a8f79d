"""What the next commit would change, read from git's index.

The work tree is not looked at: what is checked is what is committed. A file that
imports one that changes is checked too, for it grows with it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from promptally import discovery, git, renames
from promptally.analysis import Analysis, ImportCount
from promptally.cli import comparing
from promptally.cli.console import progress
from promptally.cli.gathering import Gathering
from promptally.cli.reading import Reader, View
from promptally.git import Repository
from promptally.snapshot import Snapshot
from promptally.view.formats.outcome import Failure
from promptally.view.summary import Summary

_LARGEST_IMPORTER = 2**20
"""Bytes of a file that is searched for the names of changed ones."""

_IMPORTING = frozenset({".md", ".mdc", ".markdown"})


def gather(
    repository: Repository,
    paths: Sequence[Path],
    model: str | None,
    view: View[Summary],
) -> Gathering[Summary]:
    """Summaries of the staged prompt files at and below `paths`."""
    changed = {
        d.path for d in repository.differences(repository.head()) if not d.is_gone
    }
    wanted = [*filter(None, (renames.inside(repository, path) for path in paths))]
    done: Gathering[Summary] = Gathering({}, [], [])
    reader = Reader(model, view)
    with git.blobs(repository.root) as blobs, progress() as advance:
        index = repository.index
        snapshot = Snapshot(root=repository.root, tree=index, blobs=blobs)
        for name in _candidates(snapshot, changed):
            if comparing.is_below(name, wanted):
                _take(done, reader, snapshot, name, changed)
                advance(name)
    return done


def _candidates(snapshot: Snapshot, changed: set[str]) -> Iterator[str]:
    """Changed files that may be prompt files, and those that may import one."""
    names = {
        PurePosixPath(name).name.encode(errors="surrogateescape") for name in changed
    }
    for name, entry in sorted(snapshot.tree.items()):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in discovery.SUFFIXES or entry.is_submodule:
            continue
        if name in changed:
            yield name
        elif changed and suffix in _IMPORTING:
            content = snapshot.blobs.read(entry.blob, _LARGEST_IMPORTER) or b""
            if entry.is_link or any(known in content for known in names):
                yield name


def _take(
    done: Gathering[Summary],
    reader: Reader[Summary],
    snapshot: Snapshot,
    name: str,
    changed: set[str],
) -> None:
    path = comparing.shown_path(snapshot.root, name)
    read = reader.workspace.read_from(snapshot, name, path)
    if name not in changed and not _imports(read.analysis, changed):
        return
    result = reader.gathered(path, read)
    done.settings.extend(f for f in result.settings if f not in done.settings)
    if result.shown:
        done.shown[path] = result.shown
    elif result.problem and not snapshot.tree[name].is_link:
        done.failures.append(Failure(path=path.as_posix(), reason=result.problem))


def _imports(analysis: Analysis | None, changed: set[str]) -> bool:
    found = [i for item in analysis.prompts for i in item.imports] if analysis else []
    return any(path in changed for path in _paths(found))


def _paths(imports: Sequence[ImportCount]) -> Iterator[str]:
    for item in imports:
        yield item.path
        yield from _paths(item.imports)


def entries(repository: Repository) -> renames.Today:
    """How the staged content of a file is told."""

    def today(file: Path) -> git.Entry | None:
        name = renames.inside(repository, file)
        return repository.index.get(name) if name else None

    return today
