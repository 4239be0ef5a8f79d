"""Reading what git knows, by its plumbing: trees, blobs and the index.

Git never looks at the work tree, where attributes may name a filter to run. How it is
started, so that a hostile repository runs nothing, is `git_process`' matter.
"""

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import new as new_hash
from pathlib import Path
from typing import NamedTuple

from promptally.git_process import (
    COMMAND,
    PATIENCE,
    GitError,
    NoCommitError,
    environment,
    run,
)

__all__ = [
    "EMPTY",
    "Blobs",
    "Difference",
    "Entry",
    "GitError",
    "NoCommitError",
    "Repository",
    "Tree",
    "blob_id",
    "blobs",
    "repository",
]

_NAME = re.compile(r"[^\x00-\x20\x7f-][^\x00-\x1f\x7f]{0,1023}")
"""What starts with a dash would be taken for an option."""
EMPTY = "empty"
"""What stands for the tree before the first commit, which has no file."""


class Entry(NamedTuple):
    """A file in a tree or in the index: its mode and the id of its blob.

    `is_left_out` marks what a sparse checkout keeps out of the work tree.
    """

    mode: str
    blob: str
    is_left_out: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the blob is the target of a symbolic link."""
        return self.mode == "120000"

    @property
    def is_submodule(self) -> bool:
        """Whether it is no file but another repository."""
        return self.mode == "160000"


type Tree = Mapping[str, Entry]
"""Entries by path: relative to the repository's root, with forward slashes."""


class Difference(NamedTuple):
    """A file of the index that a tree has not, or not so; `old_path` if it moved."""

    path: str
    old_path: str
    is_gone: bool = False


@dataclass(frozen=True)
class Repository:
    """A repository with a work tree; `root` is its real path."""

    root: Path

    @cached_property
    def index(self) -> Tree:
        """What the next commit would hold. Files in conflict are left out."""
        said = run(self.root, "ls-files", "-z", "-t", "--stage", "--full-name")
        entries: dict[str, Entry] = {}
        for line in said.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            tag, mode, blob, stage = facts.decode("ascii").split(" ")
            if stage == "0":
                entries[os.fsdecode(name)] = Entry(mode, blob, tag == "S")
        return entries

    def find(self, ref: str) -> str:
        """The id of the tree that `ref` names, as git's commands take it.

        `main...` is where this branch has left `main`. `EMPTY` gives itself.
        """
        if ref == EMPTY:
            return EMPTY
        name = ref.removesuffix("...")
        if not _NAME.fullmatch(name):
            raise NoCommitError(f"`{ref[:100]}` is not the name of a commit")
        commit = self._verified(f"{name}^{{commit}}") or self._verified(
            f"{name}^{{tree}}"
        )
        if commit is None:
            said = f"there is no commit `{name[:100]}` here{self._advice()}"
            raise NoCommitError(said)
        if ref != name:
            commit = self._fork(name, commit)
        tree = self._verified(f"{commit}^{{tree}}")
        if tree is None:
            raise GitError(f"the files of `{name[:100]}` are not here{self._advice()}")
        return tree

    def head(self) -> str:
        """The tree of the last commit, `EMPTY` before the first."""
        return self._verified("HEAD^{tree}") or EMPTY

    def tree(self, found: str, *paths: str) -> Tree:
        """The files of a tree that `find` or `head` gave: all, or those at `paths`."""
        if found == EMPTY:
            return {}
        options = ("-r", "-z", "--full-tree", "--")
        said = run(self.root, "ls-tree", *options, found, *paths)
        entries: dict[str, Entry] = {}
        for line in said.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            mode, _, blob = facts.decode("ascii").split(" ")
            entries[os.fsdecode(name)] = Entry(mode, blob)
        return entries

    def differences(self, found: str) -> tuple[Difference, ...]:
        """What the index has otherwise than the tree; a file that moved is one."""
        if found == EMPTY:
            return tuple(Difference(path, path) for path in sorted(self.index))
        said = run(
            self.root,
            *("diff-index", "--cached", "--name-status", "-M", "-z", "-r"),
            *("--no-ext-diff", "--no-textconv", "--ignore-submodules=all", found),
        )
        return tuple(_differences(said.split(b"\0")))

    def _verified(self, name: str) -> str | None:
        try:
            said = run(self.root, "rev-parse", "--verify", "--quiet", name)
        except GitError:
            return None
        return said.decode("ascii").strip()

    def _fork(self, name: str, commit: str) -> str:
        try:
            return run(self.root, "merge-base", "HEAD", commit).decode().strip()
        except GitError:
            said = f"HEAD and `{name[:100]}` have no commit in common here"
            raise NoCommitError(f"{said}{self._advice()}") from None

    def _advice(self) -> str:
        try:
            is_shallow = run(self.root, "rev-parse", "--is-shallow-repository")
        except GitError:
            return ""
        said = "; this clone is shallow: fetch it first, or clone with full history"
        return said if is_shallow.strip() == b"true" else ""


def repository(folder: Path) -> Repository:
    """The repository whose work tree holds `folder`."""
    try:
        said = run(folder, "rev-parse", "--show-toplevel")
    except GitError as error:
        if "not a git repository" in str(error):
            raise GitError("this is not in a git repository") from None
        raise
    root = os.fsdecode(said).removesuffix("\n")
    return Repository(Path(root).resolve())


def blob_id(data: bytes, like: str) -> str:
    """The id that git gives to `data`, by the same hash that made the id `like`."""
    made = new_hash("sha256" if len(like) > 40 else "sha1", usedforsecurity=False)
    made.update(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()


class Blobs:
    """Gives the contents of blobs, all by one process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._requests, self._answers = process.stdin, process.stdout
        self._kill = process.kill

    def read(self, blob: str, largest: int) -> bytes | None:
        """The content; `None` if it is larger, missing or no blob."""
        # What stands in place of an object may be a pipe that nobody writes into.
        watch = threading.Timer(PATIENCE, self._kill)
        watch.daemon = True
        watch.start()
        try:
            return self._read(blob, largest)
        finally:
            watch.cancel()

    def _read(self, blob: str, largest: int) -> bytes | None:
        try:
            self._requests.write(blob.encode("ascii") + b"\n")
            self._requests.flush()
            header = self._answers.readline().split()
            if len(header) != 3 or not header[2].isdigit():
                return None
            size = int(header[2])
            is_wanted = size <= largest and header[1] == b"blob"
            data = self._answers.read(size) if is_wanted else None
            # The content ends with a line feed of git's own.
            self._skip(1 if is_wanted else size + 1)
        except OSError:
            return None
        return data

    def _skip(self, size: int) -> None:
        while size > 0:
            read = len(self._answers.read(min(size, 2**20)))
            size = size - read if read else 0


@contextmanager
def blobs(root: Path) -> Iterator[Blobs]:
    """A process that reads blobs of the repository at `root`, for as long as needed."""
    process = subprocess.Popen(  # noqa: S603 - a list of our own words
        [*COMMAND, "cat-file", "--batch"],
        cwd=root,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        yield Blobs(process)


def _differences(fields: Sequence[bytes]) -> Iterator[Difference]:
    """Triples of status, old and new name for what moved; pairs for all the rest."""
    rest = iter(fields)
    for status in rest:
        if not status:
            return
        old = os.fsdecode(next(rest))
        if status[:1] in b"RC":
            moved = os.fsdecode(next(rest))
            yield Difference(moved, old if status[:1] == b"R" else moved)
        else:
            yield Difference(old, old, is_gone=status[:1] == b"D")
