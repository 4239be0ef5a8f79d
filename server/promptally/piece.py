"""A piece of a long row: some values that move together, and what is known of them.

How pieces make a row is `pieces`' to say.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import cast

SIZE = 64
"""Values of a piece: few pieces, and little to reckon anew where one has changed."""


class Piece[T]:
    """Some of the values, `offsets[i] + by` code points before their places."""

    __slots__ = ("_all", "_placed", "by", "facts", "items", "offsets")

    def __init__(
        self,
        items: Sequence[T],
        offsets: Sequence[int],
        by: int = 0,
        facts: dict[object, object] | None = None,
    ) -> None:
        """`facts` are remembered, whatever the place."""
        self.items = items
        self.offsets = offsets
        self.by = by
        self.facts: dict[object, object] = {} if facts is None else facts
        self._placed: dict[int, T] = {}
        self._all: Sequence[T] | None = None

    def at(self, index: int, move: Callable[[T, int], T]) -> T:
        """The value at its place; the same object each time."""
        by = self.offsets[index] + self.by
        if not by:
            return self.items[index]
        found = self._placed.get(index)
        if found is None:
            found = self._placed[index] = move(self.items[index], by)
        return found

    def all(self, move: Callable[[T, int], T]) -> Sequence[T]:
        """All values at their places; the same objects as `at` gives."""
        if self._all is None:
            is_moved = self.by or any(self.offsets)
            indexes = range(len(self.items))
            self._all = [self.at(n, move) for n in indexes] if is_moved else self.items
        return self._all

    def moved(self, by: int) -> "Piece[T]":
        """The same values, `by` code points further on."""
        return Piece(self.items, self.offsets, self.by + by, self.facts)

    def distances(self, start: int, end: int, by: int = 0) -> list[int]:
        """How far some of the values are from their places, and `by` more."""
        by += self.by
        return [offset + by for offset in self.offsets[start:end]]

    def place(self, index: int, key: Callable[[T], int]) -> int:
        """Where the place stands that `key` names of a value."""
        return key(self.items[index]) + self.offsets[index] + self.by

    def n_before(self, place: int, key: Callable[[T], int]) -> int:
        """How many values have a `key` that stands before `place`."""
        indexes = range(len(self.items))
        return bisect_left(indexes, place, key=lambda at: self.place(at, key))

    def fact[F](self, reckon: Callable[[Sequence[T]], F]) -> F:
        """What `reckon` says of the values; reckoned once."""
        if reckon not in self.facts:
            self.facts[reckon] = reckon(self.items)
        return cast("F", self.facts[reckon])


def cut[T](items: list[T], offsets: list[int] | None = None) -> Iterator[Piece[T]]:
    """Pieces of a good size; one that has grown a little stays whole."""
    offsets = [0] * len(items) if offsets is None else offsets
    if len(items) <= 2 * SIZE:
        if items:
            yield Piece(items, offsets)
        return
    for start in range(0, len(items), SIZE):
        end = start + SIZE
        yield Piece(items[start:end], offsets[start:end])
