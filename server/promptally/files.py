"""Reading files, safely: only regular ones, of a bounded size, as text in UTF-8.

Nothing here raises for what is on the disk: the answer is either the content or a
sentence that says why not. Which files a prompt may bring in is for `attaching`.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from promptally.prompts import Problem, Severity
from promptally.text import LineIndex, Span

LARGEST_TEXT = 64 * 2**20
"""Bytes of a prompt file; a batch of 10,000 requests has about 30 MB."""

LARGEST_ATTACHMENT = 32 * 2**20
"""Bytes; the API takes no larger request (documentation of its limits, 2026-08)."""

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


def read_referred(path: Path) -> Data:
    """The bytes of a file that a prompt names, at the real path that was checked."""
    return _read(path, LARGEST_ATTACHMENT, is_referred=True)


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
