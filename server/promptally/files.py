"""Reading other files, safely: what a person named, and what a prompt file refers to.

A file that a person names is read as it is. A file that a *prompt* names is read only
inside the given roots, never if it looks like a secret or git ignores it, and never if
it is not a regular file. Nothing here raises for what is on the disk: the answer is
either the content or a sentence that says why not.
"""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from promptally import naming
from promptally.analysis import Attachment
from promptally.documents.kinds.imports import references
from promptally.pdf_text import PdfReader
from promptally.prompts import (
    INLINE_PDF,
    Problem,
    Reference,
    ReferenceKind,
    Severity,
)
from promptally.text import LineIndex, Span

LARGEST_TEXT = 64 * 2**20
"""Bytes of a prompt file; a batch of 10,000 requests has about 30 MB."""

LARGEST_ATTACHMENT = 32 * 2**20
"""Bytes; the API takes no larger request (documentation of its limits, 2026-08)."""

LARGEST_TOGETHER = 256 * 2**20
"""Bytes of all files that one prompt file brings in."""

MOST_FILES = 1000
"""Files that are looked up for one prompt file; without a bound, ten imports in each of
a few files would make millions."""

DEEPEST_IMPORT = 4
"""Hops: as far as Claude Code follows imports (its documentation of memory, 2026)."""

_FLAGS = (
    os.O_RDONLY
    # A FIFO or a terminal line without anybody behind it would wait for ever.
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


NOT_UTF_8 = "not-utf-8"
"""The code of the finding about bytes that are no text."""


class Content(NamedTuple):
    """The text of a file, or the sentence that says why there is none.

    `faults` is what is wrong with the bytes that it was read from.
    """

    text: str | None
    problem: str | None = None
    faults: tuple[Problem, ...] = ()


class Data(NamedTuple):
    """The bytes of a file, or the sentence that says why there are none."""

    data: bytes | None
    problem: str | None = None


def read_text(path: Path) -> Content:
    """The text of `path` as UTF-8 without its BOM; other bytes become U+FFFD.

    A binary file, a file over 64 MB and what cannot be opened give a problem instead.
    """
    return decoded(read_data(path))


def read_data(path: Path) -> Data:
    """What `read_text` decodes."""
    return _read(path, LARGEST_TEXT)


def read_bytes(path: Path) -> bytes | None:
    """The bytes of `path`, as far as `read_text` would read it."""
    return read_data(path).data


def decoded(read: Data) -> Content:
    """The text that the bytes are, as `read_text` gives it."""
    if read.data is None:
        return Content(None, read.problem)
    if b"\0" in read.data[:8192]:
        is_utf_16 = read.data.startswith((b"\xff\xfe", b"\xfe\xff"))
        said = "UTF-16; prompt files are UTF-8" if is_utf_16 else "not a text file"
        return Content(None, f"it is {said}")
    try:
        return Content(read.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = read.data.decode("utf-8-sig", errors="replace")
        return Content(text, faults=(_not_utf_8(error, text),))


def _not_utf_8(error: UnicodeDecodeError, text: str) -> Problem:
    """Told of the first byte only: in another encoding there are many."""
    # Before it all is UTF-8, and the BOM is no part of what the error counts in.
    at = len(error.object[: error.start].decode())
    byte = error.object[error.start]
    line = LineIndex(text).line_at(at) + 1
    return Problem(
        code=NOT_UTF_8,
        message=f"byte 0x{byte:02X} at line {line} is not UTF-8: read as \ufffd",
        span=Span(at, at + 1),
        severity=Severity.WARNING,
    )


def _read(path: Path, largest: int, *, is_referred: bool = False) -> Data:
    """The bytes of a regular file; the descriptor is checked, not the name.

    A file that is referred to must moreover be the one whose name was checked.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return Data(None, _reason(error))
    try:
        status = os.fstat(descriptor)
        fault = _fault(status, largest)
        if fault is None and is_referred:
            fault = _moved(status, path)
        if fault:
            return Data(None, fault)
        return _content(descriptor, status.st_size, largest)
    except OSError as error:
        return Data(None, _reason(error))
    finally:
        os.close(descriptor)


def _fault(status: os.stat_result, largest: int) -> str | None:
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    return _too_large(largest) if status.st_size > largest else None


def _moved(status: os.stat_result, path: Path) -> str | None:
    """Why the open file may be another than the one at the real `path`.

    Somebody may have put a link into its place since `path` was looked at. And a file
    with a second name may be anybody's: that name is not known here.
    """
    if status.st_nlink > 1:
        return "it has a second name elsewhere (a hard link)"
    is_there = os.path.samestat(status, os.lstat(path)) and path.resolve() == path
    return None if is_there else "it was replaced while it was opened"


def _content(descriptor: int, size: int, largest: int) -> Data:
    """All of a file that says it has `size` bytes, which may not be true."""
    parts: list[bytes] = []
    n = 0
    # What the kernel shows as a file may have nothing to read yet, which is an error.
    while part := os.read(descriptor, max(size + 1 - n, _PART)):
        parts.append(part)
        n += len(part)
        if n > largest:
            return Data(None, _too_large(largest))
    return Data(b"".join(parts))


_PART = 2**16
"""Bytes that are read at once of a file that is longer than it says."""


def _too_large(largest: int) -> str:
    return f"it is larger than {largest // 2**20} MB"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read"
    return "it cannot be opened"


class Source(Protocol):
    """Where the files are that a prompt refers to: on the disk, or in a commit."""

    @property
    def roots(self) -> Sequence[Path]:
        """The real folders that a reference may lead into."""

    def locate(self, folder: Path, target: str) -> Path | str:
        """The path that `target` means beside `folder`, or why it is refused."""

    def read(self, path: Path) -> Data:
        """The bytes of a file that was located."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Disk:
    """The files as they are now."""

    roots: Sequence[Path]
    is_ignored: Callable[[Path], bool]

    def locate(self, folder: Path, target: str) -> Path | str:
        return naming.locate(folder, target, self.roots, self.is_ignored)

    def read(self, path: Path) -> Data:
        return _read(path, LARGEST_ATTACHMENT, is_referred=True)


@dataclass(slots=True, kw_only=True)
class _Loading:
    """The files that one prompt file brings in: where from, and how many may follow."""

    source: Source
    n_files: int = 0
    n_bytes: int = 0
    pdfs: PdfReader = field(default_factory=PdfReader)
    imported: set[Path] = field(default_factory=set)

    def read(self, target: Path) -> Data:
        """The bytes of a file that was located."""
        read = self.source.read(target)
        self.n_bytes += len(read.data or b"")
        return read

    def has_room(self) -> bool:
        """Whether one file more may be looked up; it is reckoned with then."""
        self.n_files += 1
        return self.n_files <= MOST_FILES and self.n_bytes < LARGEST_TOGETHER


def attach(
    file: Path,
    wanted: Sequence[Reference],
    roots: Sequence[Path],
    is_ignored: Callable[[Path], bool],
) -> Mapping[str, Attachment]:
    """The files that `file` refers to, by target, with what they import in turn.

    A target that may not be read, or cannot be, is there with its problem. An import
    that several files ask for is loaded once, where it is met first; elsewhere it is
    there without its text.
    """
    source = _Disk(roots=roots, is_ignored=is_ignored)
    return attach_from(source, file.resolve(), wanted)


def attach_from(
    source: Source, real: Path, wanted: Sequence[Reference]
) -> Mapping[str, Attachment]:
    """The same from any source; `real` is the path of the prompt file in it."""
    loading = _Loading(source=source, imported={real})
    return _attach(wanted, loading, (real,))


def _attach(
    wanted: Sequence[Reference], loading: _Loading, above: tuple[Path, ...]
) -> Mapping[str, Attachment]:
    found: dict[str, Attachment] = {}
    for reference in wanted:
        target = reference.target
        if target not in found and target.startswith(INLINE_PDF):
            pdf = loading.pdfs.read_inline(target)
            found[target] = Attachment(path="", pdf=pdf, attachments={})
        elif target not in found:
            found[target] = _attachment(reference, loading, above)
    return found


def _attachment(
    reference: Reference, loading: _Loading, above: tuple[Path, ...]
) -> Attachment:
    folder, target = above[-1].parent, reference.target
    if not loading.has_room():
        return _refused(target, "there are too many files before it")
    path = loading.source.locate(folder, target)
    if isinstance(path, str):
        return _refused(target, path)
    if reference.kind is not ReferenceKind.IMPORT:
        return _media(path, reference.kind, loading)
    if path in above:
        return _refused(target, "it is imported in a circle")
    if len(above) > DEEPEST_IMPORT:
        return _refused(target, "it is more than four imports away")
    return _import(path, loading, above)


def _refused(path: str, problem: str) -> Attachment:
    return Attachment(path=path, problem=problem, attachments={})


def _media(path: Path, kind: ReferenceKind, loading: _Loading) -> Attachment:
    data, problem = loading.read(path)
    shown = _shown(path, loading.source.roots)
    pdf = loading.pdfs.read(data) if data and kind is ReferenceKind.DOCUMENT else None
    return Attachment(path=shown, data=data, pdf=pdf, problem=problem, attachments={})


def _import(path: Path, loading: _Loading, above: tuple[Path, ...]) -> Attachment:
    shown = _shown(path, loading.source.roots)
    if path in loading.imported:
        return Attachment(path=shown, attachments={})
    loading.imported.add(path)
    text, problem, _ = decoded(loading.read(path))
    inner = _attach(references(text or ""), loading, (*above, path))
    return Attachment(path=shown, text=text, problem=problem, attachments=inner)


def _shown(target: Path, roots: Sequence[Path]) -> str:
    for root in roots:
        if target.is_relative_to(root):
            return target.relative_to(root).as_posix()
    return target.as_posix()
