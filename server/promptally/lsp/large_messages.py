"""Large messages, read in slices, between which others get their turn.

A message is large because of one long string in it, the text of a document. What stands
around that string is little, and tells at once what the message is about; the string is
decoded piece by piece. What comes of it is what `messages.decode` says of the whole
body, and whatever is made otherwise is left to that. Nothing here waits for anything.
"""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined] # not in typeshed
from typing import NamedTuple

from promptally.lsp import messages
from promptally.lsp.framing import Body
from promptally.lsp.messages import Message, Rejected

LARGE = 2**20
"""Bytes; to decode so many at once takes 2 ms (Python 3.13, 2026-11)."""

_SLICE = 2**16
"""Bytes that are decoded at once, in 0.1 ms."""

_AROUND = 2**12
"""Bytes on either side of the long string that are looked through for it."""

_UNFINISHED = re.compile(rb'(?s)(?:[^"]*+"(?:[^"\\]++|\\.)*+")*+[^"]*+"')
"""Everything up to the quote that opens a string of which the end is not in sight."""

_QUOTE = re.compile(rb'(?<!\\)(?:\\\\)*+"')
"""A quote that opens or closes a string: no odd number of backslashes before it."""

_HIGH = re.compile(rb"\\u[dD][89abAB]..")
_ESCAPE = len(rb"\ud83d")
_PLACEHOLDER = "NaN"
"""Stands for the long string: no JSON has it, and Python's reader asks what it is."""


class Large(NamedTuple):
    """A body of which all is known but one long string, from `start` to `end`.

    Both are offsets in bytes, of what is within the quotes. `message` is empty there.
    """

    body: Body
    start: int
    end: int
    message: Message


def outline(body: Body, *, around: int = _AROUND) -> Large | None:
    """What a body says around its long string; `None` if it is not of that make."""
    before = _UNFINISHED.match(body, 0, around)
    quotes = [m.end() for m in _QUOTE.finditer(body, max(len(body) - around, 0))]
    if before is None or not quotes or quotes[0] <= before.end():
        return None
    # If the first one opens a string after all, the rest holds half of one: no JSON.
    start, end = before.end(), quotes[0] - 1
    try:
        return Large(body, start, end, _message(body, start, end, ""))
    except (ValueError, RecursionError, Rejected):
        return None


def parts(large: Large, *, size: int = _SLICE) -> Iterator[str]:
    """The long string in parts, each made of about `size` bytes, 16 or more.

    Raises:
        ValueError: if it is not one string, or not a sound one.
    """
    at = large.start
    while at < large.end:
        end = _cut(large.body, at, min(at + size, large.end), large.end)
        text = large.body[at:end].decode() + '"'
        part, n_read = scanstring(text, 0)
        if n_read < len(text):
            raise ValueError
        yield part
        at = end


def whole(large: Large, text: str) -> Message:
    """The message with `text`, the parts of the long string, in its place."""
    return _message(large.body, large.start, large.end, text)


def _message(body: Body, start: int, end: int, text: str) -> Message:
    found: list[str] = []

    def put(name: str) -> str:
        found.append(name)
        return text

    before, behind = body[: start - 1].decode(), body[end + 1 :].decode()
    value = json.loads(before + _PLACEHOLDER + behind, parse_constant=put)
    if found != [_PLACEHOLDER]:
        raise ValueError
    return messages.checked(value)


def _cut(body: Body, start: int, cut: int, end: int) -> int:
    """The place at `cut`, or some bytes before it, where no character is cut in two."""
    if cut == end:
        return end
    while cut > start and body[cut] & 0xC0 == 0x80:
        cut -= 1
    last = body.rfind(b"\\", max(cut - _ESCAPE, start), cut)
    if last >= start and _is_escape(body, start, last):
        high = last - _ESCAPE
        is_pair = _HIGH.match(body, high, last) and _is_escape(body, start, high)
        cut = high if is_pair else last
    return max(cut, start + 1)


def _is_escape(body: Body, start: int, at: int) -> bool:
    r"""Whether the backslash at `at` begins an escape, and is not the end of `\\`."""
    before = body[start : at + 1]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1
