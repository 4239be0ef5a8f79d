"""The files of a commit, or of git's index, read as those on the disk are.

Nothing here looks at the work tree: what is read is what git keeps, so that a file is
counted with the imports that it had at that time. Links are followed inside the tree.
"""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from promptally import attaching, files, naming
from promptally.analysis import Attachment
from promptally.files import Content, Data
from promptally.git import Blobs, Entry, Tree
from promptally.prompts import Reference

_MOST_LINKS = 8
_LONGEST_LINK = 4096
"""Bytes of a link's target; Linux allows no more."""

_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content git does not hold (git-lfs, its specification 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A tree of the repository at `root`, a real path; paths in it need not exist."""

    root: Path
    tree: Tree
    blobs: Blobs

    @property
    def roots(self) -> Sequence[Path]:
        """The root of the repository."""
        return (self.root,)

    def text(self, path: str, *, has_crlf: bool = False) -> Content:
        """The text of the file at `path`, relative to the root.

        `has_crlf` gives lines the ends that git writes to a disk on Windows.
        """
        found = self._followed(path)
        if found is None:
            return Content(None, "there is no such file")
        read = self._data(found[1], files.LARGEST_TEXT)
        if read.data and has_crlf and b"\r" not in read.data:
            read = read._replace(data=read.data.replace(b"\n", b"\r\n"))
        return files.decoded(read)

    def attach(
        self, path: str, wanted: Sequence[Reference]
    ) -> Mapping[str, Attachment]:
        """The files that `path` refers to, by target, as `attaching.attach`."""
        found = self._followed(path)
        real = self.root / (found[0] if found else path)
        return attaching.attach_from(self, real, wanted) if wanted else {}

    def locate(self, folder: Path, target: str) -> Path | str:
        """The path inside the tree that `target` means, or why it is refused."""
        named = naming.name(folder, target, self.roots)
        if isinstance(named, str):
            return named
        found = self._followed(named.relative_to(self.root).as_posix())
        if found is None:
            return "there is no such file"
        path = self.root / found[0]
        if naming.is_secret(path) or naming.is_secret(named):
            return "files of this name may hold secrets"
        return path

    def read(self, path: Path) -> Data:
        """The bytes of a file that was located."""
        entry = self.tree[path.relative_to(self.root).as_posix()]
        return self._data(entry, files.LARGEST_ATTACHMENT)

    def _followed(self, path: str) -> tuple[str, Entry] | None:
        """The file that `path` leads to through links; `None` if there is none."""
        for _ in range(_MOST_LINKS):
            entry = self.tree.get(path)
            if entry is None or entry.is_submodule:
                return None
            if not entry.is_link:
                return path, entry
            target = self.blobs.read(entry.blob, _LONGEST_LINK) or b""
            aim = target.decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), aim))
        return None

    def _data(self, entry: Entry, largest: int) -> Data:
        data = self.blobs.read(entry.blob, largest)
        if data is None:
            return Data(None, "git does not have it here, or it is too large")
        if data.startswith(_POINTER):
            return Data(None, "git holds a pointer to it only (git-lfs)")
        return Data(data)
