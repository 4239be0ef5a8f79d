"""The fewest tokens that spell a stretch of the marked stream.

A shortest path from left to right. Of all that was read only this matters for the rest:
which starts of longer pieces it ends with, and how much cheaper it is to be in front of
each of them than here. That is a *state*, and few of them occur: noise of letters leads
to 2,700 or 11,000, a run of one character to 290 at most. So each step from one state
to the next is reckoned once, and a stretch costs a look for each character.

Mostly the longest start does not go on. Then the step is that of the state without it,
which is known more often than not. This makes noise cheap to learn.
"""

from collections.abc import Sequence

from promptally.counting.tokenizer.character_costs import character_costs
from promptally.counting.tokenizer.starts import NO_MORE, Pieces, Start, nothing
from promptally.counting.tokenizer.vocabulary import Vocabulary

_ROOM = 16_000_000
"""Bytes for all that is remembered, or nearly so; when it is full, all is forgotten."""
_STATE, _OPEN, _STEP, _CHARACTER = 300, 64, 50, 80
"""Bytes that each takes. Recorded with tracemalloc on Python 3.13, 2026-11."""
_FEW = 8
"""Open starts of a state that rests on the one without the longest. A long run opens
hundreds, and each of its states would have hundreds of its own to rest on."""

type _Open = tuple[Start, int]
"""A start of pieces, and the cost in front of it less the cost here."""
type _Step = tuple["_State", int]
"""The next state, and what it costs to get there."""


class Tiler:
    """Costs of stretches over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, room: int = _ROOM) -> None:
        alone = (piece for piece in vocabulary.pieces if len(piece) == 1)
        self.costs = character_costs(alone, vocabulary.prefixes)
        """Tokens of each code point by itself."""
        self.room = room
        self.pieces = Pieces(vocabulary.pieces)
        self.nothing = nothing(self.pieces)
        self.here = _State(self)
        self._whole = frozenset(vocabulary.pieces)
        self._states: dict[tuple[object, ...], _State] = {}

    def tile(self, stretch: str) -> int:
        """The fewest tokens that spell `stretch`, in time linear in its length."""
        if stretch in self._whole:
            return 1
        tokens = 0
        state = self.here
        for character in stretch:
            state, cost = state[character]
            tokens += cost
        return tokens

    def state(self, opened: Sequence[_Open]) -> "_State":
        """The state with these open starts, the longest first."""
        if len(opened) > _FEW:
            return self._long(tuple(opened))
        state = self.here
        for start, ahead in reversed(opened):
            state = self.longer(state, start, ahead)
        return state

    def longer(self, rest: "_State", start: Start, ahead: int) -> "_State":
        """The state in which one more start is open than in `rest`, the longest."""
        if rest.n_open >= _FEW:
            return self._long(((start, ahead), *rest.opened()))
        key = (rest, start, ahead)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = _Short(self, rest, start, ahead)
            self.pieces.used += _STATE
        return state

    def _long(self, opened: tuple[_Open, ...]) -> "_State":
        state = self._states.get(opened)
        if state is None:
            state = self._states[opened] = _Long(self, opened)
            self.pieces.used += _STATE + _OPEN * len(opened)
        return state

    def forget(self) -> None:
        """Give back the memory of all that was learnt."""
        states, self._states = self._states, {}
        # They know each other, and would wait for the garbage collector. A stretch that
        # is being tiled goes on from the state that it has reached, an empty one. That
        # may happen in another thread, which adds states meanwhile: hence a tuple.
        for state in tuple(states.values()):
            state.clear()
        self.here.clear()
        self.nothing.clear()
        self.pieces.used = 0


class _State(dict[str, _Step]):
    """From each character to the next state, and what it costs to get there.

    This one has no open start; the others add theirs to it.
    """

    __slots__ = ("_pieces", "_tiler", "n_open")

    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict has none

    def __init__(self, tiler: Tiler, n_open: int = 0) -> None:
        self._tiler = tiler
        self._pieces = tiler.pieces
        self.n_open = n_open

    def opened(self) -> tuple[_Open, ...]:
        """The open starts, the longest first."""
        return ()

    def cheaper(self, saved: int) -> "_State":
        """This state, where it costs `saved` less to be here."""
        return self if self.n_open == 0 or saved == 0 else self._cheaper(saved)

    def _cheaper(self, saved: int) -> "_State":
        opened = [(start, ahead + saved) for start, ahead in self.opened()]
        return self._tiler.state(opened)

    def __missing__(self, character: str) -> _Step:
        step = self._step(character)
        self._pieces.used += _STEP
        if self._pieces.used > self._tiler.room:
            self._tiler.forget()
        self[character] = step
        return step

    def _step(self, character: str) -> _Step:
        self._pieces.used += _CHARACTER
        cost = self._tiler.costs[ord(character)]
        start = self._tiler.nothing[character]
        if start is None or start is NO_MORE:
            return self, cost
        return self._tiler.longer(self, start, -cost), cost


class _Short(_State):
    """A few open starts: the longest, and the state without it."""

    __slots__ = ("_ahead", "_rest", "_start")

    def __init__(self, tiler: Tiler, rest: _State, start: Start, ahead: int) -> None:
        super().__init__(tiler, rest.n_open + 1)
        self._rest = rest
        self._start = start
        self._ahead = ahead

    def opened(self) -> tuple[_Open, ...]:
        return ((self._start, self._ahead), *self._rest.opened())

    def _cheaper(self, saved: int) -> _State:
        rest = self._rest.cheaper(saved)
        return self._tiler.longer(rest, self._start, self._ahead + saved)

    def _step(self, character: str) -> _Step:
        step = self._rest[character]
        start = self._start[character]
        return step if start is None else self._with(start, *step)

    def _with(self, start: Start, reached: _State, cost: int) -> _Step:
        """The step, where this state's own start goes on to `start`."""
        ahead = self._ahead
        if start.whole and ahead + 1 < cost:
            reached = reached.cheaper(cost - ahead - 1)
            cost = ahead + 1
        if start is not NO_MORE:
            reached = self._tiler.longer(reached, start, ahead - cost)
        return reached, cost


class _Long(_State):
    """Many open starts, as a run of one character has them."""

    __slots__ = ("_opened",)

    def __init__(self, tiler: Tiler, opened: tuple[_Open, ...]) -> None:
        super().__init__(tiler, len(opened))
        self._opened = opened

    def opened(self) -> tuple[_Open, ...]:
        return self._opened

    def _step(self, character: str) -> _Step:
        reached, least = self._tiler.here[character]
        cost = least
        going: list[_Open] = []
        for before, ahead in self._opened:
            start = before[character]
            if start is None:
                continue
            if start.whole and ahead < cost:
                cost = ahead + 1
            if start is not NO_MORE:
                going.append((start, ahead))
        longer = [(start, ahead - cost) for start, ahead in going]
        others = reached.cheaper(least - cost).opened()
        return self._tiler.state([*longer, *others]), cost
