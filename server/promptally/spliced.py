"""A text in which one stretch was replaced, joined when somebody asks for all of it.

To splice a string of 10 MB copies it twice, which takes longer than all else that a
keystroke does. Who types stays in one place, so the text is kept as the one from before
the first keystroke there, and what stands in the place of a short stretch of it. Lines
and positions are not known here.
"""

from typing import NamedTuple

_FAR = 50_000
"""Code points between edits that are kept as one stretch, at the most."""


class _Splice(NamedTuple):
    """`base`, with `middle` in the place of `base[start:end]`."""

    base: str
    start: int = 0
    end: int = 0
    middle: str = ""

    @property
    def after(self) -> int:
        """Where `middle` ends."""
        return self.start + len(self.middle)


class Spliced:
    """A text that does not change. No two threads disturb each other in reading it."""

    __slots__ = ("_splice",)

    def __init__(
        self, base: str, start: int = 0, end: int = 0, middle: str = ""
    ) -> None:
        """`base`, with `middle` in the place of `base[start:end]`."""
        self._splice = _Splice(base, start, end, middle)

    def __len__(self) -> int:
        """How many code points there are."""
        base, start, end, middle = self._splice
        return len(base) - (end - start) + len(middle)

    @property
    def whole(self) -> str:
        """All of the text; from then on only this is kept."""
        base, start, end, middle = self._splice
        if start == end and not middle:
            return base
        whole = "".join((base[:start], middle, base[end:]))
        # In one step: another thread may be reading.
        self._splice = _Splice(whole)
        return whole

    @property
    def is_surely_ascii(self) -> bool:
        """Whether all of it is ASCII; it may be and nobody knows."""
        return self._splice.base.isascii() and self._splice.middle.isascii()

    def between(self, start: int, end: int) -> str:
        """The code points from `start` to `end`, none of which may be negative."""
        base, low, high, middle = splice = self._splice
        if end <= low:
            return base[start:end]
        by = splice.after - high
        if start >= splice.after:
            return base[start - by : end - by]
        inside = middle[max(start - low, 0) : end - low]
        return "".join((base[start:low], inside, base[high : max(end - by, high)]))

    def edited(self, start: int, end: int, replacement: str) -> "Spliced":
        """The text with `replacement` in the place of what is from `start` to `end`."""
        base, low, high, middle = splice = self._splice
        if low == high and not middle:
            return Spliced(base, start, end, replacement)
        first, last = min(start, low), max(end, splice.after)
        if last - first > _FAR:
            return Spliced(self.whole, start, end, replacement)
        around = self.between(first, start), replacement, self.between(end, last)
        by = splice.after - high
        return Spliced(base, first, last - by, "".join(around))
