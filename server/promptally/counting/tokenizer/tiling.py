"""The fewest tokens that spell a stretch of the marked stream.

A shortest path from left to right. Of all that was read only this matters for the rest:
which starts of longer pieces it ends with, and how much cheaper it is to be in front of
each of them than here. That is a *state*, and few of them occur: noise of letters leads
to 3,000 or 11,000, a run of one character to 255 at most. So each step from one state
to the next is reckoned once, and a stretch costs a look for each character.
"""

from bisect import bisect_left

from promptally.counting.tokenizer.character_costs import character_costs
from promptally.counting.tokenizer.vocabulary import Vocabulary

_ROOM = 16_000_000
"""Bytes for all that is remembered, or nearly so; when it is full, all is forgotten."""
_STATE, _STEP, _START = 500, 70, 110
"""Bytes that each takes. Recorded with tracemalloc on Python 3.13, 2026-11."""

_WHOLE, _MORE = 1, 2
"""Bits of a start: it is a piece; longer pieces start with it."""

type _Open = tuple[str, int]
"""A start of pieces, and the cost in front of it less the cost here."""
_HERE: _Open = ("", 0)


class Tiler:
    """Costs of stretches over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        alone = (piece for piece in vocabulary.pieces if len(piece) == 1)
        self.costs = character_costs(alone, vocabulary.prefixes)
        """Tokens of each code point by itself."""
        self._pieces = vocabulary.pieces
        self._states: dict[tuple[_Open, ...], _State] = {}
        self._forget()

    def tile(self, stretch: str) -> int:
        """The fewest tokens that spell `stretch`, in time linear in its length."""
        tokens = 0
        state = self._start
        for character in stretch:
            state, cost = state[character]
            tokens += cost
        return tokens

    def step(self, opened: tuple[_Open, ...], character: str) -> tuple["_State", int]:
        """Where `character` leads from a state, and what it costs to get there."""
        self._used += _STEP
        starts = self._starts
        if self._used + _START * len(starts) > _ROOM:
            self._forget()
        cost = self.costs[ord(character)]
        longer: list[_Open] = []
        for start, ahead in opened:
            further = start + character
            found = starts[further]
            if not found:
                continue
            if found & _WHOLE and ahead < cost:
                cost = ahead + 1
            if found & _MORE:
                longer.append((further, ahead))
        reached = (*[(start, ahead - cost) for start, ahead in longer], _HERE)
        state = self._states.get(reached)
        if state is None:
            state = self._states[reached] = _State(self, reached)
            self._used += _STATE
        return state, cost

    def _forget(self) -> None:
        # They know each other, and would wait for the garbage collector. A stretch that
        # is being tiled goes on from the state that it has reached, an empty one.
        for state in self._states.values():
            state.clear()
        self._start = _State(self, (_HERE,))
        self._states = {(_HERE,): self._start}
        self._starts = _Starts(self._pieces)
        self._used = 0


class _State(dict[str, tuple["_State", int]]):
    """From each character to the next state, and what it costs to get there."""

    __slots__ = ("_opened", "_tiler")

    def __init__(self, tiler: Tiler, opened: tuple[_Open, ...]) -> None:
        self._tiler = tiler
        self._opened = opened

    def __missing__(self, character: str) -> tuple["_State", int]:
        step = self[character] = self._tiler.step(self._opened, character)
        return step


class _Starts(dict[str, int]):
    """Whether a string is a piece, and whether longer pieces start with it."""

    __slots__ = ("_n_pieces", "_pieces")

    def __init__(self, pieces: tuple[str, ...]) -> None:
        self._n_pieces = len(pieces)
        self._pieces = (*pieces, "", "")

    def __missing__(self, start: str) -> int:
        # What starts with a string is sorted right behind it.
        pieces = self._pieces
        at = bisect_left(pieces, start, 0, self._n_pieces)
        found = 0
        if pieces[at] == start:
            found = _WHOLE
            at += 1
        if pieces[at].startswith(start):
            found |= _MORE
        self[start] = found
        return found
