"""Counts with bands, added up.

A part's band says how far the rule behind it was seen to miss. Misses of different
parts are not all of one sign, so a sum's band is narrower than the sum of the bands:
the square root of the sum of squares on each side, rounded up.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import NamedTuple

from promptally.counts import Count, Source, offline


class Sums(NamedTuple):
    """What counts add up to; `down` and `up` are sums of the squares of their bands."""

    tokens: int
    down: int
    up: int
    reasons: tuple[str, ...] = ()

    def with_another(self, old: Count, new: Count) -> "Sums":
        """The sums with `new` in the place of `old`, which has the same reasons."""
        was, its = sums((old,)), sums((new,))
        return Sums(
            self.tokens - was.tokens + its.tokens,
            self.down - was.down + its.down,
            self.up - was.up + its.up,
            self.reasons,
        )

    def counted(self) -> Count:
        """The sum as a count."""
        tokens = self.tokens
        low = max(0, tokens - ceil(sqrt(self.down)))
        return offline(tokens, low, tokens + ceil(sqrt(self.up)), *self.reasons)


def sums(counts: Sequence[Count]) -> Sums:
    """What `counts` add up to, none of them unknown."""
    tokens = down = up = 0
    reasons: dict[str, None] = {}
    for count in counts:
        middle = count.tokens or 0
        tokens += middle
        if count.low != count.high:
            down += (middle - (count.low or 0)) ** 2
            up += ((count.high or 0) - middle) ** 2
        if count.reasons:
            reasons.update(dict.fromkeys(count.reasons))
    return Sums(tokens, down, up, tuple(reasons))


def combine(counts: Sequence[Count]) -> Count:
    """The sum of `counts`, none of them unknown; they are taken to miss apart."""
    return sums(counts).counted()


def widened(count: Count, off: int) -> Count:
    """`count` with a band wider by `off` on either side."""
    tokens, low, high = count.tokens or 0, count.low or 0, count.high or 0
    return offline(tokens, max(0, low - off), high + off, *count.reasons)


def scaled(count: Count, tokens: int) -> Count:
    """`count` as a part of `tokens`, its band as wide as it was."""
    fits = count.tokens == tokens and count.source is Source.OFFLINE
    if fits or count.source is Source.UNKNOWN:
        return count
    low = max(0, tokens - _below(count))
    return offline(tokens, low, tokens + _above(count), *count.reasons)


def within(tokens: int, share: float, *reasons: str) -> Count:
    """`tokens`, off by up to `share` of them on either side, by one at least."""
    off = max(1, ceil(tokens * share))
    return offline(tokens, max(0, tokens - off), tokens + off, *reasons)


def _below(count: Count) -> int:
    return (count.tokens or 0) - (count.low or 0)


def _above(count: Count) -> int:
    return (count.high or 0) - (count.tokens or 0)
