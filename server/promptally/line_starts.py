r"""Where the lines of a text start, so kept that an edit costs next to nothing.

Lines end at `\n`, `\r\n` and `\r` only.
"""

import io
import re
from array import array
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

_TERMINATOR = re.compile(r"\r\n?|\n")


class Starts(NamedTuple):
    """The offsets where lines start, in two parts.

    From line `moved_from` on, `moved_by` is still to be added to each. So an edit costs
    a copy of the array and no arithmetic over it; the next edit in the same line only
    changes `moved_by`.
    """

    offsets: "array[int]"
    moved_from: int
    moved_by: int = 0

    def at(self, line: int) -> int:
        """The offset where `line` starts."""
        return self.offsets[line] + (self.moved_by if line >= self.moved_from else 0)

    def n_before(self, offset: int) -> int:
        """How many lines start at an offset lower than `offset`."""
        border = self.moved_from
        if border < len(self.offsets) and offset > self.at(border):
            return bisect_left(self.offsets, offset - self.moved_by, border)
        return bisect_left(self.offsets, offset, 0, border)

    def edited(self, start: int, end: int, new_end: int, around: str) -> "Starts":
        r"""The starts after an edit that made `start:new_end` of `start:end`.

        `around` is what stands there now, with one code point on either side: an edit
        can split or join a `\r\n` there, and nowhere else.
        """
        n_above, n_up_to = max(1, self.n_before(start)), self.n_before(end + 1)
        moved_by = self.moved_by + new_end - end
        found = _starts_within(around, max(0, start - 1), start, new_end)
        if not found and n_above == n_up_to == self.moved_from:
            return self._replace(moved_by=moved_by)
        head = self.head(n_above) + found
        return Starts(head + self._tail(n_up_to), len(head), moved_by)

    def head(self, n_lines: int) -> "array[int]":
        """The starts of the first `n_lines` lines, nothing left to add."""
        head = self.offsets[:n_lines]
        if n_lines > self.moved_from and self.moved_by:
            head[self.moved_from :] = _moved(head[self.moved_from :], self.moved_by)
        return head

    def _tail(self, line: int) -> "array[int]":
        """The starts from `line` on, `moved_by` still to be added to all of them."""
        tail, n_kept = self.offsets[line:], self.moved_from - line
        if n_kept > 0 and self.moved_by:
            tail[:n_kept] = _moved(tail[:n_kept], -self.moved_by)
        return tail


def scanned(text: str) -> Starts:
    """The starts of all lines of `text`."""
    if "\r" not in text and text.count("\n") * _FEW < len(text):
        # Six times as fast where lines are long, and slower where they are short.
        pieces = text.split("\n")
        ends = array("q", accumulate(map((1).__add__, map(len, pieces))))
    else:
        # With `newline=""` a StringIO cuts at exactly our terminators and keeps them;
        # it is more than twice as fast as a search for each of them.
        ends = array("q", accumulate(map(len, io.StringIO(text, newline=""))))
        if not ends or text[-1] in "\r\n":
            ends.append(len(text))
    offsets = array("q", (0,)) + ends[:-1]
    return Starts(offsets, len(offsets))


_FEW = 32
"""Code points of a line, on average, from which on lines are long."""


def _starts_within(text: str, base: int, low: int, high: int) -> "array[int]":
    """Where lines start from `low` to `high`; `text` is what stands at `base`."""
    ends = (base + found.end() for found in _TERMINATOR.finditer(text))
    return array("q", (end for end in ends if low <= end <= high))


def _moved(starts: "array[int]", by: int) -> "array[int]":
    return array("q", [start + by for start in starts])
