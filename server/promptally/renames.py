"""Where a file was at another commit: its name then, by what git knows and beyond that.

Git sees what was moved in its index. What was moved without a word to git is found by
its content: the same bytes, and the old name gone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from promptally import discovery, git
from promptally.git import Entry, Repository, Tree

type Today = Callable[[Path], bytes | Entry | None]
"""The content of a file as it is now, or its entry in the index."""


def inside(repository: Repository, path: Path) -> str | None:
    """The path below the repository's root, `.` for the root; `None` outside of it.

    A link goes by its own name, wherever it leads.
    """
    named = (
        path.parent.resolve() / path.name if path.name.strip(".") else path.resolve()
    )
    if not named.is_relative_to(repository.root):
        return None
    return named.relative_to(repository.root).as_posix()


def moved(
    repository: Repository,
    found: str,
    tree: Tree,
    files: Sequence[Path],
    today: Today,
) -> Mapping[str, str]:
    """The old paths of what has moved since the tree `found`, by the new ones.

    Of what moved without git's knowledge, only `files` are looked at.
    """
    changed = repository.differences(found)
    known = {d.path: d.old_path for d in changed if d.old_path != d.path}
    new = {name: file for file in files if (name := inside(repository, file))}
    new = {n: f for n, f in new.items() if n not in tree and n not in known}
    return {**known, **_moved_silently(repository, tree, new, today)}


def _moved_silently(
    repository: Repository, tree: Tree, new: Mapping[str, Path], today: Today
) -> Mapping[str, str]:
    if not new:
        return {}
    lost = {
        entry.blob: name
        for name, entry in tree.items()
        if may_be_prompt(name) and not is_on_disk(repository, name)
    }
    found: dict[str, str] = {}
    for name, file in new.items():
        old = next((lost[blob] for blob in ids(today(file), lost) if blob in lost), "")
        if old:
            found[name] = old
    return found


def may_be_prompt(name: str) -> bool:
    """Whether a file of this name can be a prompt file."""
    return PurePosixPath(name).suffix.lower() in discovery.SUFFIXES


def is_on_disk(repository: Repository, name: str) -> bool:
    """Whether the work tree has the file, or is not meant to (a sparse checkout)."""
    entry = repository.index.get(name)
    is_left_out = entry is not None and entry.is_left_out
    return is_left_out or (repository.root / name).exists()


def ids(today: bytes | Entry | None, like: Mapping[str, object]) -> Iterator[str]:
    """The ids of blobs that a content is in git, made as the first of `like` was."""
    if isinstance(today, Entry):
        yield today.blob
    elif today is not None and like:
        yield git.blob_id(today, next(iter(like)))
        # Git for Windows writes lines with `\r\n` that it keeps with `\n`.
        yield git.blob_id(today.replace(b"\r\n", b"\n"), next(iter(like)))
