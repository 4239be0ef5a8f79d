"""The lines that an edit touches, mostly one, as they were and as they are.

Typing changes a line and leaves its beginning alone. What reads texts by the beginnings
of their lines need not be asked again then; who may rely on that is not decided here.
"""

import re
from typing import NamedTuple

from promptally.documents.editing.difference import Difference
from promptally.documents.editing.moving import Shift
from promptally.text import Span

_ENDS_LINE = re.compile(r"[\r\n]")


class Touched(NamedTuple):
    """An edit within one line: `old[start:end]` has become `new[start:new_end]`.

    `line` is the span of that line in the old text, without what ends it. Where lines
    were split or joined it is the span of all that have changed, from the first on.
    """

    old: str
    new: str
    start: int
    end: int
    new_end: int
    line: Span

    @property
    def shift(self) -> Shift:
        """How what stands behind the edit moves."""
        return Shift(self.end, self.new_end - self.end)

    @property
    def new_line(self) -> Span:
        """The span of the line in the new text."""
        return Span(self.line.start, self.line.end + self.new_end - self.end)

    def around(self, reach: int) -> tuple[str, str]:
        """What the edit has changed with `reach` code points on either side."""
        begin = max(0, self.start - reach)
        return (
            self.old[begin : self.end + reach],
            self.new[begin : self.new_end + reach],
        )


def touched(old: str, new: str, changed: Difference) -> Touched | None:
    """The line in which `old` was `changed` to `new`; `None` if it is not one."""
    start, end, new_end = changed
    if _ENDS_LINE.search(old, start, end) or _ENDS_LINE.search(new, start, new_end):
        return None
    return _touched(old, new, changed)


def touched_lines(old: str, new: str, changed: Difference) -> Touched | None:
    """All lines in which `old` was `changed` to `new`.

    `None` if a line end of two characters begins or ends half inside of the edit.
    """
    start, end, new_end = changed
    places = ((old, start), (old, end), (new, start), (new, new_end))
    if any(text[place - 1 : place + 1] == "\r\n" for text, place in places):
        return None
    return _touched(old, new, changed)


def _touched(old: str, new: str, changed: Difference) -> Touched:
    start, end, new_end = changed
    begin = max(old.rfind("\n", 0, start), old.rfind("\r", 0, start)) + 1
    line = Span(begin, _line_end(old, end))
    return Touched(old, new, start, end, new_end, line)


def _line_end(text: str, place: int) -> int:
    """Where the line ends that `place` is in; a pattern would take its time over it."""
    newline = text.find("\n", place)
    end = len(text) if newline < 0 else newline
    carriage_return = text.find("\r", place, end)
    return end if carriage_return < 0 else carriage_return
