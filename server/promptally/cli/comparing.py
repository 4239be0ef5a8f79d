"""The other side of a comparison: the same files at another commit.

Only what differs is counted again: a file whose content is the same, and which brings
in no other files, has not grown. Everything is counted by today's settings, so that a
change of the model is no growth.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from promptally import counts, git, renames
from promptally.cli.workspace import Workspace
from promptally.counts import Count
from promptally.git import Entry, Repository, Tree
from promptally.growth import Change
from promptally.renames import Today
from promptally.snapshot import Snapshot
from promptally.view.formats.outcome import Removed
from promptally.view.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A tree to compare with. `moved` are old paths by the new ones."""

    repository: Repository
    tree: Tree
    moved: Mapping[str, str]
    workspace: Workspace

    def name(self, file: Path) -> str | None:
        """The path of `file` in the repository, links as such; `None` outside."""
        return renames.inside(self.repository, file)

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The tree with its contents."""
        return _snapshot(self.repository, self.tree)


@contextmanager
def _snapshot(repository: Repository, tree: Tree) -> Iterator[Snapshot]:
    with git.blobs(repository.root) as blobs:
        yield Snapshot(root=repository.root, tree=tree, blobs=blobs)


def submodule(repository: Repository, name: str) -> str | None:
    """The submodule that `name` is, or lies in."""
    above = [name, *(path.as_posix() for path in PurePosixPath(name).parents)]
    index = repository.index
    return next((p for p in above if p in index and index[p].is_submodule), None)


def base(
    repository: Repository,
    ref: str,
    files: Sequence[Path],
    today: Today,
    model: str | None,
) -> Base:
    """The tree of `ref`, and where in it `files` were; raises `git.GitError`."""
    found = repository.find(ref)
    tree = repository.tree(found)
    moved = renames.moved(repository, found, tree, files, today)
    workspace = Workspace(model=model, tell=lambda _source: None)
    return Base(repository=repository, tree=tree, moved=moved, workspace=workspace)


def changes(
    held: Base, summaries: Mapping[Path, Summary], today: Today
) -> dict[Path, Change]:
    """The change of each file that the repository has; others are not there."""
    found: dict[Path, Change] = {}
    with held.snapshot() as snapshot:
        for file, summary in summaries.items():
            name = held.name(file)
            if name is None or submodule(held.repository, name):
                continue
            old = held.moved.get(name, name)
            if _is_same(held.tree.get(old), summary, today(file)):
                before: Count | None = summary.total
            else:
                before = _before(held, snapshot, old, file, today(file))
            moved = shown(held.repository, old) if before and old != name else ""
            found[file] = Change(before=before, after=summary.total, old_path=moved)
    return found


def _is_same(
    entry: Entry | None, summary: Summary, today: bytes | Entry | None
) -> bool:
    """Whether nothing that is counted can have changed."""
    if entry is None or summary.has_references:
        return False
    return entry.blob in renames.ids(today, {entry.blob: ""})


def _before(
    held: Base, snapshot: Snapshot, old: str, file: Path, today: bytes | Entry | None
) -> Count | None:
    """The count of what was at `old`; `None` where there was no prompt file."""
    if old not in held.tree:
        return None
    has_crlf = isinstance(today, bytes) and b"\r\n" in today
    read = held.workspace.read_from(snapshot, old, file, has_crlf=has_crlf)
    if read.analysis:
        return read.analysis.total
    return counts.unknown(read.problem) if read.problem else None


def removed(
    held: Base, paths: Sequence[Path], is_there: Callable[[str], bool]
) -> Iterator[Removed]:
    """The prompt files at and below `paths` that are no more, in order."""
    sources = set(held.moved.values())
    wanted = [*filter(None, map(held.name, paths))]
    gone = [
        name
        for name, entry in held.tree.items()
        if renames.may_be_prompt(name)
        and name not in sources
        and not entry.is_submodule
        and is_below(name, wanted)
        and not is_there(name)
    ]
    if not gone:
        return
    with held.snapshot() as snapshot:
        for name in sorted(gone):
            file = held.repository.root / name
            read = held.workspace.read_from(snapshot, name, file)
            if read.analysis:
                change = Change(before=read.analysis.total, after=None)
                yield Removed(path=shown(held.repository, name), change=change)


def is_below(name: str, wanted: Sequence[str]) -> bool:
    """Whether `name` is one of `wanted`, or lies in one; all lies in `.`."""
    return any(w in {".", name} or name.startswith(f"{w}/") for w in wanted)


def shown_path(root: Path, name: str) -> Path:
    """A path below `root` as it is from the current folder, if it is below that."""
    path, here = root / name, Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path


def shown(repository: Repository, name: str) -> str:
    """The same as a text with forward slashes."""
    return shown_path(repository.root, name).as_posix()
