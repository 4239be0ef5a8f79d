r"""Text and places in it: spans, lines, and positions as editors send them.

Every offset inside Promptally counts **code points of the text as received**. Lines end
at `\n`, `\r\n` and `\r` only, as the Language Server Protocol says; what
`str.splitlines` takes for a line end beyond these (U+2028, form feed, NEL, …) is text
like any other. Versions of a document are not known here.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from promptally.line_starts import Starts, scanned
from promptally.spliced import Spliced
from promptally.units import Encoding, n_code_points, n_units

__all__ = ["Encoding", "LineIndex", "Position", "Range", "Span"]

_CHUNK = 4096
"""How many code points of a long line are measured at once."""


_LONG = 50_000
"""Code points; to look through more than these, the text is put together."""


class Span(NamedTuple):
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as an editor names it: zero-based, in units of the agreed encoding."""

    line: int
    character: int


class Range(NamedTuple):
    """The text from `start` up to, not including, `end`."""

    start: Position
    end: Position


class _Edit(NamedTuple):
    """Of the text whose index has the key `of`, `start:end` became `start:new_end`."""

    of: object
    start: int
    end: int
    new_end: int


class LineIndex:
    """A text with its lines: the one place where offsets become positions and back.

    Two are equal when their texts are; none ever changes. A lone surrogate counts as
    one UTF-16 unit and as three UTF-8 bytes. No argument makes a method raise: what
    lies outside the text is taken for its nearest place.
    """

    __slots__ = ("_content", "_edit", "_has_returns", "_milestones", "_starts", "key")

    def __init__(self, text: str) -> None:
        """Find the lines in one pass."""
        self._fill(Spliced(text), scanned(text), None, has_returns="\r" in text)

    def _fill(
        self, content: Spliced, starts: Starts, edit: _Edit | None, *, has_returns: bool
    ) -> "LineIndex":
        self._content = content
        self._starts = starts
        self._edit = edit
        self._has_returns = has_returns
        self._milestones: dict[tuple[int, Encoding], Sequence[int]] = {}
        self.key = object()
        return self

    @classmethod
    def of(cls, text: str) -> "LineIndex":
        """The index of `text`."""
        return cls(text)

    def __eq__(self, other: object) -> bool:
        """Whether the other one has the same text."""
        return isinstance(other, LineIndex) and self.text == other.text

    def __hash__(self) -> int:
        """The hash of the text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Nothing of the text, which is not to be seen in any log."""
        return f"LineIndex(n_lines={self.n_lines})"

    @property
    def text(self) -> str:
        """All of the text; after an edit it is put together here, once.

        That takes a millisecond for 10 MB: who needs a few lines asks for `between`.
        """
        return self._content.whole

    @property
    def end(self) -> int:
        """The offset after the last code point."""
        return len(self._content)

    def between(self, start: int, end: int) -> str:
        """The text from the offset `start` up to, not including, `end`."""
        return self._content.between(max(0, start), max(0, end))

    def find(self, said: str, within: Span) -> int:
        """Where `said` first stands within `within`, -1 if it does not."""
        start, end = within
        if end - start > _LONG:
            return self.text.find(said, start, end)
        at = self.between(start, end).find(said)
        return at if at < 0 else start + at

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
        return self.line(line).end

    def line(self, number: int) -> Span:
        """The span of a line, without its terminator."""
        starts = self._starts
        number, last = max(0, number), len(starts.offsets) - 1
        if number >= last:
            return Span(starts.at(last), self.end)
        end = starts.at(number + 1)
        has_two = self._has_returns and self.between(end - 2, end) == "\r\n"
        return Span(starts.at(number), end - (2 if has_two else 1))

    def position(self, offset: int, encoding: Encoding) -> Position:
        """Where an editor sees `offset`; within a terminator, the end of its line."""
        return self.position_in(self.line_at(offset), offset, encoding)

    def position_in(self, line: int, offset: int, encoding: Encoding) -> Position:
        """As `position`, for who knows the line that holds `offset`."""
        start, end = self.line(line)
        offset = min(max(start, offset), end)
        if encoding is Encoding.UTF32 or self._content.is_surely_ascii:
            return Position(line, offset - start)
        before = 0
        if offset - start > _CHUNK:
            n_chunks = (offset - start) // _CHUNK
            before = self._units_before_chunks(line, encoding)[n_chunks]
            start += n_chunks * _CHUNK
        return Position(line, before + n_units(self.between(start, offset), encoding))

    def offset(self, position: Position, encoding: Encoding) -> int:
        """The offset of `position`; within a code point, the start of it.

        Past the end of a line it is that end, past the last line the end of the text.
        """
        line, character = position
        if line < 0:
            return 0
        if line >= self.n_lines:
            return self.end
        start, end = self.line_start(line), self.line_end(line)
        if encoding is Encoding.UTF32 or self._content.is_surely_ascii:
            return start + min(max(0, character), end - start)
        if end - start > _CHUNK:
            before = self._units_before_chunks(line, encoding)
            n_whole = (end - start) // _CHUNK
            n_chunks = max(0, bisect_right(before, character, 0, n_whole + 1) - 1)
            start += n_chunks * _CHUNK
            character -= before[n_chunks]
            end = min(end, start + _CHUNK)
        return start + n_code_points(self.between(start, end), character, encoding)

    def edited(self, span: Span, replacement: str) -> "LineIndex":
        """The index of the text with `replacement` in the place of `span`."""
        start = min(max(0, span.start), self.end)
        end = min(max(start, span.end), self.end)
        new_end = start + len(replacement)
        content = self._content.edited(start, end, replacement)
        around = content.between(max(0, start - 1), new_end + 1)
        made: LineIndex = LineIndex.__new__(LineIndex)
        return made._fill(
            content,
            self._starts.edited(start, end, new_end, around),
            _Edit(self.key, start, end, new_end),
            has_returns=self._has_returns or "\r" in replacement,
        )

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
            text = self.between(self.line_start(line), self.line_end(line))
            pieces = (text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))
            units = (n_units(piece, encoding) for piece in pieces)
            self._milestones[key] = array("q", accumulate(units, initial=0))
        return self._milestones[key]
