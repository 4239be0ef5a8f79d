"""A number of tokens, how sure it is, and where it comes from.

A count is never a bare `int`: the type keeps an estimate from being printed as a fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a count comes from."""

    EXACT = "exact"
    """The API counted it."""
    OFFLINE = "offline"
    """Reckoned on this machine; the true count lies between `low` and `high`."""
    PARTIAL = "partial"
    """Exact for what the endpoint takes, offline for what it refuses."""
    UNKNOWN = "unknown"
    """Nothing honest can be said; `reasons` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Tokens with their band.

    `tokens`, `low` and `high` are all `None` when the source is `UNKNOWN`, and never
    otherwise; `low <= tokens <= high`. `reasons` are sentences for a person: why the
    band is wide, what could not be counted.
    """

    tokens: int | None
    low: int | None
    high: int | None
    source: Source
    reasons: tuple[str, ...] = ()


NOTHING = Count(tokens=0, low=0, high=0, source=Source.EXACT)
"""No tokens at all: the neutral element of `total`."""


def exact(tokens: int) -> Count:
    """A count that the API gave."""
    return Count(tokens=tokens, low=tokens, high=tokens, source=Source.EXACT)


def offline(
    tokens: int, low: int | None = None, high: int | None = None, *reasons: str
) -> Count:
    """A count reckoned here; without `low` and `high` the rule behind it is exact."""
    return Count(
        tokens=tokens,
        low=tokens if low is None else min(low, tokens),
        high=tokens if high is None else max(high, tokens),
        source=Source.OFFLINE,
        reasons=reasons,
    )


def unknown(*reasons: str) -> Count:
    """No number, and why."""
    return Count(
        tokens=None, low=None, high=None, source=Source.UNKNOWN, reasons=reasons
    )


def total(counts: Sequence[Count]) -> Count:
    """The sum of `counts`, no surer than the least sure of them.

    One unknown part makes the sum unknown. Reasons are kept once each, in order.
    """
    reasons = tuple(
        dict.fromkeys(reason for count in counts for reason in count.reasons)
    )
    tokens = low = high = 0
    for count in counts:
        if count.tokens is None or count.low is None or count.high is None:
            return unknown(*reasons)
        tokens, low, high = tokens + count.tokens, low + count.low, high + count.high
    return Count(
        tokens=tokens, low=low, high=high, source=_least_sure(counts), reasons=reasons
    )


def _least_sure(counts: Sequence[Count]) -> Source:
    # A part that is surely nothing says nothing of the sum, whoever counted it.
    telling = [count for count in counts if count.high] or counts
    sources = {count.source for count in telling}
    if not sources or sources == {Source.EXACT}:
        return Source.EXACT
    return Source.OFFLINE if sources == {Source.OFFLINE} else Source.PARTIAL


def share(tokens: int, weights: Sequence[int]) -> list[int]:
    """`tokens` dealt out by `weights`, in whole numbers that add up to it.

    The largest remainders get what rounding leaves, the earliest first among equals.
    Weights that are all zero share evenly.
    """
    if not weights:
        return []
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    parts = [tokens * weight // whole for weight in weights]
    remainders = [tokens * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-remainders[at], at))
    for at in order[: tokens - sum(parts)]:
        parts[at] += 1
    return parts
