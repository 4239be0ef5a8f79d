"""A long row of values, of which an edit changes a few and only moves the others.

What stands behind an edit is not touched: its piece learns how far it has moved, and a
value is moved when somebody asks for it. What is reckoned of a piece, whatever its
place, is reckoned once. So a batch of thousands of requests costs a keystroke no more
than a few of them.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import cast, overload

_SIZE = 64
"""Values of a piece: few pieces, and little to reckon anew where one has changed."""


class _Piece[T]:
    """Some of the values, `offsets[i] + by` code points before their places."""

    __slots__ = ("_placed", "by", "facts", "items", "offsets")

    def __init__(
        self,
        items: Sequence[T],
        offsets: Sequence[int],
        by: int = 0,
        facts: dict[object, object] | None = None,
    ) -> None:
        self.items = items
        self.offsets = offsets
        self.by = by
        self.facts: dict[object, object] = {} if facts is None else facts
        self._placed: dict[int, T] = {}

    def at(self, index: int, move: Callable[[T, int], T]) -> T:
        """The value at its place; the same object each time."""
        by = self.offsets[index] + self.by
        if not by:
            return self.items[index]
        found = self._placed.get(index)
        if found is None:
            found = self._placed[index] = move(self.items[index], by)
        return found

    def moved(self, by: int) -> "_Piece[T]":
        return _Piece(self.items, self.offsets, self.by + by, self.facts)

    def distances(self, start: int, end: int, by: int = 0) -> list[int]:
        return [offset + self.by + by for offset in self.offsets[start:end]]


class Pieces[T](Sequence[T]):
    """A row of values that stand in a text; equal to a tuple of the same values."""

    __slots__ = ("_ends", "_move", "_pieces")

    def __init__(self, items: Iterable[T], move: Callable[[T, int], T]) -> None:
        """`move` gives a value so many code points further on."""
        self._fill(list(_cut(list(items), None)), move)

    def _fill(
        self, pieces: Sequence[_Piece[T]], move: Callable[[T, int], T]
    ) -> "Pieces[T]":
        self._pieces = pieces
        self._move = move
        self._ends = list(accumulate(len(piece.items) for piece in pieces))
        return self

    def __len__(self) -> int:
        """How many values there are."""
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """The value at its place, or some of them."""
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step == 1:
                return tuple(self._between(start, stop))
            return tuple([self[at] for at in range(start, stop, step)])
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        number = bisect_right(self._ends, at)
        piece = self._pieces[number]
        return piece.at(at - self._start(number), self._move)

    def _between(self, start: int, stop: int) -> Iterator[T]:
        while start < stop:
            number = self._number(start)
            piece, before = self._pieces[number], self._start(number)
            end = min(stop, self._ends[number])
            for at in range(start - before, end - before):
                yield piece.at(at, self._move)
            start = end

    def __iter__(self) -> Iterator[T]:
        """All values at their places."""
        for piece in self._pieces:
            for at in range(len(piece.items)):
                yield piece.at(at, self._move)

    def __eq__(self, other: object) -> bool:
        """Whether the other row has equal values at the same places."""
        if not isinstance(other, Pieces | tuple):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == its for mine, its in zip(self, other, strict=True)
        )

    def __hash__(self) -> int:
        """The hash of the values."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """As a tuple."""
        return repr(tuple(self))

    def unplaced(self) -> Iterator[T]:
        """The values, for those who do not ask where they stand."""
        for piece in self._pieces:
            yield from piece.items

    def facts[F](self, reckon: Callable[[Sequence[T]], F]) -> list[F]:
        """What `reckon` says of each piece; it must not depend on places."""
        return [_fact(piece.facts, piece.items, reckon) for piece in self._pieces]

    def placed_facts[F](
        self, reckon: Callable[[Sequence[T]], F]
    ) -> Iterator[tuple[F, int, int]]:
        """As `facts`, each with where its piece starts and ends among the values."""
        start = 0
        for fact, end in zip(self.facts(reckon), self._ends, strict=True):
            yield fact, start, end
            start = end

    def unsettled(self, is_settled: Callable[[T], bool]) -> Iterator[int]:
        """Where those stand for which `is_settled` does not hold.

        What holds once must hold for good: of a piece that is settled nobody is asked
        again.
        """
        start = 0
        for piece, end in zip(self._pieces, self._ends, strict=True):
            if is_settled not in piece.facts:
                found = [
                    n for n, item in enumerate(piece.items) if not is_settled(item)
                ]
                if not found:
                    piece.facts[is_settled] = True
                yield from (start + n for n in found)
            start = end

    def others(self, new: "Pieces[T]") -> Iterator[tuple[int, T, T]]:
        """As the function of this name."""
        if self._ends == new._ends:  # noqa: SLF001 - own
            rows = zip(self._pieces, new._pieces, strict=True)  # noqa: SLF001 - own
            some = [(was.items, now.items) for was, now in rows]
        else:
            some = [([*self.unplaced()], [*new.unplaced()])]
        start = 0
        for was, now in some:
            if was is not now:
                pairs = zip(was, now, strict=True)
                yield from ((at, *pair) for at, pair in enumerate(pairs, start))
            start += len(was)

    def replaced(
        self, start: int, stop: int, items: Sequence[T], by: int
    ) -> "Pieces[T]":
        """`items` in the place of those from `start` to `stop`; the rest moves `by`."""
        first = self._number(start)
        last = self._number(max(stop - 1, start))
        touched: list[_Piece[T]] = []
        if self._pieces:
            head, tail = self._pieces[first], self._pieces[last]
            before, after = start - self._start(first), stop - self._start(last)
            if len(head.items) < before or len(tail.items) < after or after < 0:
                raise IndexError((start, stop))
            values = [*head.items[:before], *items, *tail.items[after:]]
            offsets = head.distances(0, before)
            offsets += [0] * len(items)
            offsets += tail.distances(after, len(tail.items), by)
            touched += _cut(values, offsets)
        else:
            touched += _cut(list(items), None)
        rest = self._pieces[last + 1 :]
        moved = [piece.moved(by) for piece in rest] if by else rest
        pieces = [*self._pieces[:first], *touched, *moved]
        return Pieces[T]((), self._move)._fill(pieces, self._move)  # noqa: SLF001 - own

    def changed(self, items: Mapping[int, T]) -> "Pieces[T]":
        """The same row with other values, by their index, at the same places."""
        pieces = list(self._pieces)
        for at in sorted(items):
            number = self._number(at)
            piece, index = pieces[number], at - self._start(number)
            if piece is self._pieces[number]:
                piece = _Piece([*piece.items], piece.distances(0, len(piece.items)))
                pieces[number] = piece
            values, offsets = (
                cast("list[T]", piece.items),
                cast("list[int]", piece.offsets),
            )
            values[index], offsets[index] = items[at], 0
        return Pieces[T]((), self._move)._fill(pieces, self._move)  # noqa: SLF001 - own

    def _number(self, index: int) -> int:
        """The piece that holds a value, or the last one."""
        return min(bisect_right(self._ends, index), max(len(self._pieces) - 1, 0))

    def _start(self, number: int) -> int:
        return self._ends[number - 1] if number else 0


def facts[T, F](items: Sequence[T], reckon: Callable[[Sequence[T]], F]) -> list[F]:
    """What `reckon` says of each piece of `items`; of a tuple, of all together."""
    return items.facts(reckon) if isinstance(items, Pieces) else [reckon(items)]


def unplaced[T](items: Sequence[T]) -> Iterable[T]:
    """The values of a row for those who do not ask where they stand."""
    return items.unplaced() if isinstance(items, Pieces) else items


def others[T](old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[int, T, T]]:
    """The values of two rows of the same length that may differ, and where they stand.

    What the rows share is passed over; nobody asks here for places.
    """
    if not isinstance(old, Pieces) or not isinstance(new, Pieces):
        was, now = unplaced(old), unplaced(new)
        for at, pair in enumerate(zip(was, now, strict=True)):
            yield at, *pair
        return
    yield from old.others(new)


def unsettled[T](items: Sequence[T], is_settled: Callable[[T], bool]) -> Iterable[int]:
    """Where those of a row stand for which `is_settled` does not hold yet."""
    if isinstance(items, Pieces):
        return items.unsettled(is_settled)
    return [at for at, item in enumerate(items) if not is_settled(item)]


def _cut[T](items: list[T], offsets: list[int] | None) -> Iterator[_Piece[T]]:
    """Pieces of a good size; one that has grown a little stays whole."""
    offsets = [0] * len(items) if offsets is None else offsets
    if len(items) <= 2 * _SIZE:
        if items:
            yield _Piece(items, offsets)
        return
    for start in range(0, len(items), _SIZE):
        end = start + _SIZE
        yield _Piece(items[start:end], offsets[start:end])


def _fact[T, F](
    known: dict[object, object],
    items: Sequence[T],
    reckon: Callable[[Sequence[T]], F],
) -> F:
    if reckon not in known:
        known[reckon] = reckon(items)
    return cast("F", known[reckon])
