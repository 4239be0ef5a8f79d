"""What the input of one call costs, at list price, in US dollars.

Prices are those of `genai-prices`, and of the documentation's pricing page (2026-10-08)
for what it lacks. Discounts (batches, contracts) and surcharges (regions, fast mode)
are not reckoned, nor is output, which nobody knows beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from promptally.counting.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What the same input costs in each way, in US dollars.

    `input_usd` without a cache, `cache_write_usd` when it is written to the cache of
    five minutes, `cache_read_usd` when all of it is read from there. `None` where no
    price is known.
    """

    input_usd: float
    cache_write_usd: float | None
    cache_read_usd: float | None


class _Rate(NamedTuple):
    """US dollars for a million tokens."""

    input: float
    cache_write: float
    cache_read: float


_LACKING: Mapping[str, _Rate] = MappingProxyType(
    {
        "claude-mythos-5-1": _Rate(10, 12.5, 0.25),
        "claude-mythos-5": _Rate(10, 12.5, 1),
        "claude-mythos-preview": _Rate(10, 12.5, 1),
    }
)
"""Models that `genai-prices` 0.2.3 does not have."""

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
"""Asks for the newest price that is known, whatever day it is."""


def price(model: Model, tokens: int) -> Price | None:
    """What `tokens` of input cost; `None` where the model has no price known here.

    The first call imports a price table, which takes some tenths of a second.
    """
    if not model.known:
        return None
    rate = _LACKING.get(model.id)
    if rate is not None:
        return Price(
            input_usd=rate.input * tokens / 1e6,
            cache_write_usd=rate.cache_write * tokens / 1e6,
            cache_read_usd=rate.cache_read * tokens / 1e6,
        )
    plain = _listed(model.id, input_tokens=tokens)
    if plain is None:
        return None
    written = _listed(model.id, input_tokens=tokens, cache_write_tokens=tokens)
    read = _listed(model.id, input_tokens=tokens, cache_read_tokens=tokens)
    return Price(input_usd=plain, cache_write_usd=written, cache_read_usd=read)


def _listed(model: str, **usage: int) -> float | None:
    # Imported at the first price, for it takes long and not everybody asks for one.
    from genai_prices import Usage, calc_price  # noqa: PLC0415

    try:
        found = calc_price(
            Usage(**usage),
            model,
            provider_id="anthropic",
            genai_request_timestamp=_LATEST,
        )
    except (LookupError, ValueError):
        return None
    return float(found.input_price)
