"""Counts with bands, added up.

A part's band says how far the rule behind it was seen to miss. Misses of different
parts are not all of one sign, so a sum's band is narrower than the sum of the bands:
the square root of the sum of squares on each side, rounded up.
"""

from collections.abc import Sequence
from math import ceil, sqrt

from promptally.counts import Count, Source, offline


def combine(counts: Sequence[Count]) -> Count:
    """The sum of `counts`, none of them unknown; they are taken to miss apart."""
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
    low = max(0, tokens - ceil(sqrt(down)))
    return offline(tokens, low, tokens + ceil(sqrt(up)), *reasons)


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
