r"""Text and places in it: spans, lines, and positions as editors send them.

Every offset inside Promptally counts **code points of the text as received**. Lines end
at `\n`, `\r\n` and `\r` only, as the Language Server Protocol says; what
`str.splitlines` takes for a line end beyond these (U+2028, form feed, NEL, …) is text
like any other. Versions of a document are not known here.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from promptally.line_starts import Starts, scanned, starts_within

_CHUNK = 4096
"""How many code points of a long line are measured at once."""


class Span(NamedTuple):
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int


class Encoding(StrEnum):
    """What a position's `character` counts; the words are the LSP's."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Position(NamedTuple):
    """A place as an editor names it: zero-based, in units of the agreed encoding."""

    line: int
    character: int


class Range(NamedTuple):
    """The text from `start` up to, not including, `end`."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of an edit: `text` takes the place of `range`, or of everything."""

    text: str
    range: Range | None = None


class _Edit(NamedTuple):
    """Of the text whose index has the key `of`, `start:end` became `start:new_end`."""

    of: object
    start: int
    end: int
    new_end: int


_UNREAD = Starts(array("q"), 0)
"""Stands for the starts of a text that is still to be scanned."""


@dataclass(frozen=True, slots=True)
class LineIndex:
    """A text with its lines: the one place where offsets become positions and back.

    Two are equal when their texts are. A lone surrogate counts as one UTF-16 unit and
    as three UTF-8 bytes. No argument makes a method raise: what lies outside the text
    is taken for its nearest place.
    """

    text: str = field(repr=False)
    _starts: Starts = field(default=_UNREAD, repr=False, compare=False, kw_only=True)
    _milestones: dict[tuple[int, Encoding], Sequence[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    key: object = field(default_factory=object, init=False, repr=False, compare=False)
    _edit: _Edit | None = field(default=None, repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        """Find the lines in one pass, unless an edit has told them already."""
        if self._starts is _UNREAD:
            object.__setattr__(self, "_starts", scanned(self.text))

    @classmethod
    def of(cls, text: str) -> "LineIndex":
        """The index of `text`."""
        return cls(text)

    @property
    def n_lines(self) -> int:
        """How many lines there are: one more than terminators."""
        return len(self._starts.offsets)

    @property
    def starts(self) -> tuple[int, ...]:
        """The offset of each line's first code point."""
        return tuple(self._starts.head(self.n_lines))

    def line_at(self, offset: int) -> int:
        """The line that holds the code point at `offset`, its terminator included."""
        return max(0, self._starts.n_before(offset + 1) - 1)

    def line_start(self, line: int) -> int:
        """The offset of the first code point of `line`."""
        return self._starts.at(min(max(0, line), self.n_lines - 1))

    def line_end(self, line: int) -> int:
        """The offset after the last code point of `line`, before its terminator."""
        following = max(0, line) + 1
        if following >= self.n_lines:
            return len(self.text)
        end = self.line_start(following)
        return end - (2 if self.text.endswith("\r\n", 0, end) else 1)

    def position(self, offset: int, encoding: Encoding) -> Position:
        """Where an editor sees `offset`; within a terminator, the end of its line."""
        line = self.line_at(offset)
        start = self.line_start(line)
        offset = min(max(start, offset), self.line_end(line))
        if encoding is Encoding.UTF32 or self.text.isascii():
            return Position(line, offset - start)
        before = 0
        if offset - start > _CHUNK:
            n_chunks = (offset - start) // _CHUNK
            before = self._units_before_chunks(line, encoding)[n_chunks]
            start += n_chunks * _CHUNK
        return Position(line, before + _n_units(self.text[start:offset], encoding))

    def offset(self, position: Position, encoding: Encoding) -> int:
        """The offset of `position`; within a code point, the start of it.

        Past the end of a line it is that end, past the last line the end of the text.
        """
        line, character = position
        if line < 0:
            return 0
        if line >= self.n_lines:
            return len(self.text)
        start, end = self.line_start(line), self.line_end(line)
        if encoding is Encoding.UTF32 or self.text.isascii():
            return start + min(max(0, character), end - start)
        if end - start > _CHUNK:
            before = self._units_before_chunks(line, encoding)
            n_whole = (end - start) // _CHUNK
            n_chunks = max(0, bisect_right(before, character, 0, n_whole + 1) - 1)
            start += n_chunks * _CHUNK
            character -= before[n_chunks]
            end = min(end, start + _CHUNK)
        return start + _n_code_points(self.text[start:end], character, encoding)

    def edited(self, span: Span, replacement: str) -> "LineIndex":
        r"""The index of the text with `replacement` in the place of `span`.

        Only the replacement and one code point on either side are searched for
        terminators: an edit can split or join a `\r\n` there, and nowhere else.
        """
        start = min(max(0, span.start), len(self.text))
        end = min(max(start, span.end), len(self.text))
        text = "".join((self.text[:start], replacement, self.text[end:]))
        head = self._starts.head(max(1, self._starts.n_before(start)))
        head += starts_within(text, start, start + len(replacement))
        tail = self._starts.tail(self._starts.n_before(end + 1))
        growth = len(replacement) - (end - start)
        starts = Starts(head + tail, len(head), self._starts.moved_by + growth)
        edit = _Edit(self.key, start, end, start + len(replacement))
        return LineIndex(text, _starts=starts, _edit=edit)

    def since(self, before: "LineIndex") -> tuple[int, int, int] | None:
        """The edit that made this text of `before`, `None` if it was not just one.

        With `(start, end, new_end)`, `before.text[start:end]` has become
        `self.text[start:new_end]`.
        """
        if self._edit is None or self._edit.of is not before.key:
            return None
        return self._edit[1:]

    def _units_before_chunks(self, line: int, encoding: Encoding) -> Sequence[int]:
        """The units of a long line before each of its chunks; measured once."""
        key = (line, encoding)
        if key not in self._milestones:
            start, end = self.line_start(line), self.line_end(line)
            pieces = (
                self.text[at : min(at + _CHUNK, end)]
                for at in range(start, end, _CHUNK)
            )
            units = (_n_units(piece, encoding) for piece in pieces)
            self._milestones[key] = array("q", accumulate(units, initial=0))
        return self._milestones[key]


def apply_changes(
    lines: LineIndex, changes: Iterable[Change], encoding: Encoding
) -> tuple[LineIndex, str | None]:
    """The text after `changes`, each applied to the result of the one before.

    A range that ends before it starts, or that holds a negative number, is refused,
    and the whole notification with it: then the answer is `lines` as it was and a
    sentence that says why.
    """
    result = lines
    for change in changes:
        if change.range is None:
            result = LineIndex.of(change.text)
            continue
        fault = _fault(change.range)
        if fault:
            return lines, fault
        start, end = (result.offset(place, encoding) for place in change.range)
        result = result.edited(Span(start, end), change.text)
    return result, None


def _fault(changed: Range) -> str | None:
    start, end = changed
    if min(*start, *end) < 0:
        return f"A change has a negative position: {_shown(changed)}"
    if end < start:
        return f"A change ends before it starts: {_shown(changed)}"
    return None


def _shown(changed: Range) -> str:
    (line, character), (end_line, end_character) = changed
    return f"{line}:{character} to {end_line}:{end_character}"


def _n_units(piece: str, encoding: Encoding) -> int:
    """How many units of `encoding` the code points of `piece` take."""
    if encoding is Encoding.UTF32 or piece.isascii():
        return len(piece)
    if encoding is Encoding.UTF16:
        return len(piece.encode("utf-16-le", "surrogatepass")) // 2
    return len(piece.encode("utf-8", "surrogatepass"))


def _n_code_points(piece: str, n_units: int, encoding: Encoding) -> int:
    """How many code points from the start of `piece` fit whole into `n_units`."""
    if piece.isascii():
        return min(max(0, n_units), len(piece))

    def units_of_first(n_code_points: int) -> int:
        return _n_units(piece[:n_code_points], encoding)

    counts = range(len(piece) + 1)
    return max(0, bisect_right(counts, n_units, key=units_of_first) - 1)
