"""The fewest tokens that spell a stretch of the marked stream.

Characters that no piece covers cost what their UTF-8 bytes cost.
"""

import re
from collections.abc import Iterable

from ctok.constants import ESCAPED_MARKER_LITERALS, MARKER_GLYPHS

from promptally.counting.tokenizer.vocabulary import Vocabulary

_FAR = 1 << 60
_PAD = "\ufdd5" * 3
"""A code point that no piece holds: what reaches past the end is no piece."""
_ALONE, _WHOLE, _MORE = 7, 8, 16
"""Bits of a step: the first character's cost; a piece ends here; longer ones go on."""
_LONG = 1000
_REPEATED = re.compile(r"(.)\1{255,}", re.DOTALL)


class CharacterCosts(dict[str, int]):
    """Tokens of a character by itself; grows by what it is asked for, up to `ROOM`."""

    ROOM = 1 << 15

    def __init__(self, vocabulary: Vocabulary) -> None:
        alone = {piece for piece in vocabulary.pieces if len(piece) == 1}
        self._known = dict.fromkeys(alone | MARKER_GLYPHS, 1)
        self._prefixes = vocabulary.prefixes | {
            character.encode() for character in alone - MARKER_GLYPHS
        }
        super().__init__(self._known)

    def __missing__(self, character: str) -> int:
        """Reckon a character that was not asked for before."""
        if len(self) >= self.ROOM:
            self.clear()
            self.update(self._known)
        literal = ESCAPED_MARKER_LITERALS.get(character, character).encode()
        cost = self[character] = self._bytes_cost(literal)
        return cost

    def _bytes_cost(self, literal: bytes) -> int:
        # Every prefix holds a first byte, so a character has room for one of them.
        for length in range(len(literal), 1, -1):
            if literal[:length] in self._prefixes:
                return len(literal) - length + 1
        return len(literal)


class Tiler:
    """Costs of stretches over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.characters = CharacterCosts(vocabulary)
        self._pieces = vocabulary.pieces
        self._longest = max(map(len, vocabulary.pieces))
        self._pairs = _steps(vocabulary.pieces, 2)
        self._triples = _steps(vocabulary.pieces, 3)
        self._lengths = _lengths(vocabulary.pieces)
        for pair in self._pairs:
            self._pairs[pair] |= self.characters[pair[0]]

    def tile(self, stretch: str) -> int:
        """The fewest tokens that spell `stretch`, in time linear in its length."""
        if stretch in self._pieces:
            return 1
        if len(stretch) < _LONG:
            return self._tile(stretch)
        saved = 0

        def shorten(run: re.Match[str]) -> str:
            nonlocal saved
            size, cost, times = self._shortening(run[1], len(run[0]))
            saved += cost * times
            return run[1] * (len(run[0]) - size * times)

        shorter = _REPEATED.sub(shorten, stretch)
        return saved + self._tile(shorter)

    def _shortening(self, character: str, size: int) -> tuple[int, int, int]:
        """How a run of `size` equal characters is cut: in units of what size and cost.

        Let `unit` be the largest piece that is only this character. Of other such
        pieces a cheapest spelling needs fewer than `unit`: among so many, some add up
        to a multiple of it, and as many units or fewer would do the same. So from
        `(unit - 1) ** 2` characters on each further `unit` costs exactly one unit more,
        whatever the pieces that reach over the run's ends take away from it.
        """
        unit = max(
            (n for n in range(2, self._longest + 1) if character * n in self._pieces),
            default=1,
        )
        cost = 1 if unit > 1 else self.characters[character]
        kept = (unit - 1) ** 2 + 2 * self._longest + 1
        return unit, cost, max(0, size - kept) // unit

    def _tile(self, stretch: str) -> int:
        # A shortest path from left to right. What pieces of one, two and three
        # characters reach is held in three names, what longer ones reach in `later`.
        pairs, triples = self._pairs.get, self._triples.get
        characters = self.characters
        padded = stretch + _PAD
        here, one_on, two_on = 0, _FAR, _FAR
        later: dict[int, int] = {}
        # Here `min` would take longer than all the rest of a step.
        for at, character in enumerate(stretch):
            cost = here + 1
            pair = pairs(padded[at : at + 2])
            if pair is None:
                alone = here + characters[character]
                here = one_on if one_on < alone else alone  # noqa: FURB136 -- slow
                one_on, two_on = two_on, _FAR
            else:
                alone = here + (pair & _ALONE)
                here = one_on if one_on < alone else alone  # noqa: FURB136 -- slow
                one_on = cost if pair & _WHOLE and cost < two_on else two_on
                two_on = _FAR
                triple = triples(padded[at : at + 3], 0) if pair & _MORE else 0
                if triple & _WHOLE:
                    two_on = cost
                if triple & _MORE:
                    self._reach(padded, at, cost, later)
            if later:
                here = min(here, later.pop(at + 1, _FAR))
        return here

    def _reach(self, padded: str, at: int, cost: int, later: dict[int, int]) -> None:
        """Note in `later` the ends of all pieces of four characters or more at `at`."""
        for length in self._lengths.get(padded[at : at + 4], ()):
            end = at + length
            if padded[at:end] in self._pieces and cost < later.get(end, _FAR):
                later[end] = cost


def _steps(pieces: Iterable[str], size: int) -> dict[str, int]:
    """The first `size` characters of all pieces: is that one, do longer ones go on?"""
    steps: dict[str, int] = {}
    for piece in pieces:
        if len(piece) >= size:
            start = piece[:size]
            steps[start] = steps.get(start, 0) | (
                _WHOLE if len(piece) == size else _MORE
            )
    return steps


def _lengths(pieces: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The first four characters of pieces to the lengths that such pieces have."""
    lengths: dict[str, set[int]] = {}
    for piece in pieces:
        if len(piece) >= 4:
            lengths.setdefault(piece[:4], set()).add(len(piece))
    return {start: tuple(sorted(found)) for start, found in lengths.items()}
