"""What pieces start with, and how such a start goes on.

A tree that is looked for in the sorted pieces as it is asked for: all of it would take
more memory than everything else.
"""

from bisect import bisect_left

_ANSWER, _START = 50, 300
"""Bytes of an answer that is remembered, and of a start that it holds."""
_LAST = "\U0010ffff"
"""No piece holds it (the tests look), so it sorts behind all that may follow."""


class Pieces:
    """Pieces in their order, and the bytes of all that is remembered of them."""

    def __init__(self, ordered: tuple[str, ...]) -> None:
        self.ordered = ordered
        self.used = 0


class Start(dict[str, "Start | None"]):
    """A start of pieces: from each character to the longer start, if there is one."""

    __slots__ = ("_high", "_low", "_pieces", "_text", "whole")

    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict has none

    def __init__(
        self, pieces: Pieces, text: str, low: int, high: int, *, whole: bool
    ) -> None:
        self._pieces = pieces
        self._text = text
        # The longer pieces that start so stand from `low` to `high`.
        self._low = low
        self._high = high
        self.whole = whole
        """Whether it is a piece."""

    def __missing__(self, character: str) -> "Start | None":
        self._pieces.used += _ANSWER
        start = self[character] = self._with(character)
        return start

    def _with(self, character: str) -> "Start | None":
        ordered, high = self._pieces.ordered, self._high
        text = self._text + character
        low = bisect_left(ordered, text, self._low, high)
        if low == high or not ordered[low].startswith(text):
            return None
        whole = ordered[low] == text
        low += whole
        if low == high or not ordered[low].startswith(text):
            return NO_MORE
        if not ordered[high - 1].startswith(text):
            high = bisect_left(ordered, text + _LAST, low, high)
        self._pieces.used += _START
        return Start(self._pieces, text, low, high, whole=whole)


NO_MORE = Start(Pieces(()), "", 0, 0, whole=True)
"""Every piece that no longer one starts with."""


def nothing(pieces: Pieces) -> Start:
    """What every piece starts with."""
    return Start(pieces, "", 0, len(pieces.ordered), whole=False)
