"""What was reckoned once, kept within bounds."""

from collections.abc import Callable

LONGEST = 128
"""Code points of the longest key that is kept, unless a memory has another bound."""
_ENTRY = 140
"""Bytes of an entry besides the characters of its key, or nearly so."""


class Memory(dict[str, int]):
    """Texts to their costs; `memory[text]` reckons what it does not hold.

    When it takes `room` bytes, what is in use moves to a second half, whose former
    entries are forgotten. Only single dict operations touch it, so threads may share
    it.
    """

    __slots__ = ("_longest", "_older", "_reckon", "_room", "_used")

    def __init__(
        self, reckon: Callable[[str], int], *, room: int, longest: int = LONGEST
    ) -> None:
        super().__init__()
        self._reckon = reckon
        self._room = room
        self._longest = longest
        self._older: dict[str, int] = {}
        self._used = 0

    def __missing__(self, key: str) -> int:
        """Recall the cost of `key` from the older half, or reckon it."""
        cost = self._older.get(key)
        if cost is None:
            cost = self._reckon(key)
        size = len(key)
        if size <= self._longest:
            self._used += size + _ENTRY
            if self._used > self._room:
                self._older = self.copy()
                self.clear()
                self._used = 0
            self[key] = cost
        return cost
