"""What was reckoned once, kept within bounds."""

from collections.abc import Callable

ROOM = 50_000
"""Entries in each half: about 6 MB of short words."""
LONGEST = 128
"""Longer keys, in code points, are reckoned anew each time."""


class Memory(dict[str, int]):
    """Texts to their costs; `memory[text]` reckons what it does not hold.

    When it is full, what is in use moves to a second half, whose former entries are
    forgotten. Only single dict operations touch it, so threads may share it.
    """

    def __init__(self, reckon: Callable[[str], int]) -> None:
        super().__init__()
        self._reckon = reckon
        self._older: dict[str, int] = {}

    def __missing__(self, key: str) -> int:
        """Recall the cost of `key` from the older half, or reckon it."""
        cost = self._older.get(key)
        if cost is None:
            cost = self._reckon(key)
        if len(key) <= LONGEST:
            if len(self) >= ROOM:
                self._older = self.copy()
                self.clear()
            self[key] = cost
        return cost
