"""A long row of values, of which an edit changes a few and only moves the others.

What stands behind an edit is not touched: its piece learns how far it has moved, and a
value is moved when somebody asks for it. What is reckoned of a piece, whatever its
place, is reckoned once. So a batch of thousands of requests costs a keystroke no more
than a few of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import cast, overload

from promptally.piece import Piece, cut


class Pieces[T](Sequence[T]):
    """A row of values that stand in a text; equal to a tuple of the same values."""

    __slots__ = ("_ends", "_known", "_move", "_pieces")

    def __init__(self, items: Iterable[T], move: Callable[[T, int], T]) -> None:
        """`move` gives a value so many code points further on."""
        self._fill(list(cut(list(items))), move)

    def _fill(
        self, pieces: Sequence[Piece[T]], move: Callable[[T, int], T]
    ) -> "Pieces[T]":
        self._pieces = pieces
        self._move = move
        self._ends = list(accumulate([len(piece.items) for piece in pieces]))
        self._known: dict[object, object] = {}
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
            yield from piece.all(self._move)

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
        # Nearly all of them are known; this is asked several times a keystroke.
        found = [
            piece.facts[reckon] if reckon in piece.facts else piece.fact(reckon)
            for piece in self._pieces
        ]
        return cast("list[F]", found)

    def once[F](self, reckon: Callable[["Pieces[T]"], F]) -> F:
        """What `reckon` says of the row; reckoned once."""
        if reckon not in self._known:
            self._known[reckon] = reckon(self)
        return cast("F", self._known[reckon])

    def n_before(self, place: int, key: Callable[[T], int]) -> int:
        """As the function of this name."""
        number = bisect_left(self._pieces, place, key=lambda piece: piece.place(0, key))
        if not number:
            return 0
        return self._start(number - 1) + self._pieces[number - 1].n_before(place, key)

    def unmoved(self, start: int, stop: int) -> Iterator[tuple[T, int]]:
        """As the function of this name."""
        while start < stop:
            number = self._number(start)
            piece, before = self._pieces[number], self._start(number)
            end = min(stop, self._ends[number])
            within = slice(start - before, end - before)
            offsets = [offset + piece.by for offset in piece.offsets[within]]
            yield from zip(piece.items[within], offsets, strict=True)
            start = end

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
        touched: list[Piece[T]] = []
        if self._pieces:
            head, tail = self._pieces[first], self._pieces[last]
            before, after = start - self._start(first), stop - self._start(last)
            if len(head.items) < before or len(tail.items) < after or after < 0:
                raise IndexError((start, stop))
            values = [*head.items[:before], *items, *tail.items[after:]]
            offsets = head.distances(0, before)
            offsets += [0] * len(items)
            offsets += tail.distances(after, len(tail.items), by)
            touched += cut(values, offsets)
        else:
            touched += cut(list(items))
        rest = self._pieces[last + 1 :]
        moved = [piece.moved(by) for piece in rest] if by else rest
        pieces = [*self._pieces[:first], *touched, *moved]
        return self._with(pieces)

    def changed(self, items: Mapping[int, T]) -> "Pieces[T]":
        """The same row with other values, by their index, at the same places."""
        pieces = list(self._pieces)
        for at in sorted(items):
            number = self._number(at)
            piece, index = pieces[number], at - self._start(number)
            if piece is self._pieces[number]:
                piece = Piece([*piece.items], piece.distances(0, len(piece.items)))
                pieces[number] = piece
            values, offsets = (
                cast("list[T]", piece.items),
                cast("list[int]", piece.offsets),
            )
            values[index], offsets[index] = items[at], 0
        return self._with(pieces)

    def _with(self, pieces: Sequence[Piece[T]]) -> "Pieces[T]":
        row: Pieces[T] = Pieces.__new__(Pieces)
        return row._fill(pieces, self._move)

    def _number(self, index: int) -> int:
        """The piece that holds a value, or the last one."""
        return min(bisect_right(self._ends, index), max(len(self._pieces) - 1, 0))

    def _start(self, number: int) -> int:
        return self._ends[number - 1] if number else 0


def facts[T, F](items: Sequence[T], reckon: Callable[[Sequence[T]], F]) -> list[F]:
    """What `reckon` says of each piece of `items`; of a tuple, of all together."""
    return items.facts(reckon) if isinstance(items, Pieces) else [reckon(items)]


def once[T, F](items: Sequence[T], reckon: Callable[[Sequence[T]], F]) -> F:
    """What `reckon` says of all of a row, remembered where it can be."""
    return items.once(reckon) if isinstance(items, Pieces) else reckon(items)


def n_before[T](items: Sequence[T], place: int, key: Callable[[T], int]) -> int:
    """How many values have a `key` that stands before `place`.

    By `key` they stand in order; none is moved for it.
    """
    if isinstance(items, Pieces):
        return items.n_before(place, key)
    return bisect_left(items, place, key=key)


def unmoved[T](items: Sequence[T], start: int, stop: int) -> Iterator[tuple[T, int]]:
    """The values from `start` to `stop`, each with how far it is from its place."""
    if isinstance(items, Pieces):
        return items.unmoved(start, stop)
    return ((item, 0) for item in items[start:stop])


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
