"""Counts: what a sum says of its parts, and how a total is dealt out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.counts import (
    NOTHING,
    Count,
    Source,
    exact,
    offline,
    share,
    total,
    unknown,
)

NUMBERS = st.integers(min_value=0, max_value=10**12)
WEIGHTS = st.lists(NUMBERS, max_size=20)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low, tokens, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    kind = draw(st.sampled_from([Source.EXACT, Source.OFFLINE, Source.PARTIAL]))
    if kind is Source.EXACT:
        return exact(tokens)
    reasons = tuple(draw(st.lists(st.sampled_from("abc"), max_size=2)))
    return Count(tokens=tokens, low=low, high=high, source=kind, reasons=reasons)


@given(NUMBERS, WEIGHTS.filter(bool))
def test_shares_add_up_to_the_whole(tokens: int, weights: list[int]) -> None:
    assert tokens == sum(share(tokens, weights))


@given(NUMBERS, WEIGHTS.filter(any))
def test_no_share_is_a_token_away_from_its_due(tokens: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(share(tokens, weights), weights, strict=True):
        assert abs(part * whole - tokens * weight) < whole


@given(NUMBERS, WEIGHTS.filter(any))
def test_what_rounding_leaves_goes_to_the_largest_remainders(
    tokens: int, weights: list[int]
) -> None:
    whole = sum(weights)
    remainders = [tokens * weight % whole for weight in weights]
    parts = zip(share(tokens, weights), weights, remainders, strict=True)
    favored = [(part > tokens * w // whole, rest) for part, w, rest in parts]

    given_more = [rest for is_favored, rest in favored if is_favored]
    given_less = [rest for is_favored, rest in favored if not is_favored]

    assert min(given_more, default=whole) >= max(given_less, default=0)


@pytest.mark.parametrize(
    ("tokens", "weights", "parts"),
    [
        (10, [], []),
        (10, [1], [10]),
        (10, [0, 0, 0], [4, 3, 3]),
        (10, [0, 1, 0], [0, 10, 0]),
        (1, [1, 1], [1, 0]),
        (0, [3, 4], [0, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (7, [50, 30, 20], [4, 2, 1]),
    ],
)
def test_shares(tokens: int, weights: list[int], parts: list[int]) -> None:
    assert parts == share(tokens, weights)


@given(st.lists(counts(), max_size=8))
def test_a_sum_adds_tokens_and_bands(parts: list[Count]) -> None:
    whole = total(parts)

    assert whole.tokens == sum(part.tokens or 0 for part in parts)
    assert whole.low == sum(part.low or 0 for part in parts)
    assert whole.high == sum(part.high or 0 for part in parts)


@given(st.lists(counts(), max_size=8))
def test_a_sum_is_exact_only_where_its_band_is_a_point(parts: list[Count]) -> None:
    whole = total(parts)

    if whole.source is Source.EXACT:
        assert whole.low == whole.tokens == whole.high


@given(st.lists(counts(), max_size=8))
def test_nothing_changes_no_sum(parts: list[Count]) -> None:
    changed = total([*parts, NOTHING])

    assert changed.tokens == total(parts).tokens
    if any(part.high for part in parts):
        assert changed == total(parts)


@pytest.mark.parametrize(
    ("parts", "source"),
    [
        ([], Source.EXACT),
        ([exact(1)], Source.EXACT),
        ([exact(1), exact(2)], Source.EXACT),
        ([exact(1), offline(2)], Source.PARTIAL),
        ([exact(1), offline(0)], Source.EXACT),
        ([exact(1), offline(0, 0, 9)], Source.PARTIAL),
        ([offline(1), NOTHING], Source.OFFLINE),
        ([offline(0)], Source.OFFLINE),
        ([offline(0), offline(0)], Source.OFFLINE),
        ([offline(1), offline(0, 0, 9)], Source.OFFLINE),
        ([exact(1), unknown("why")], Source.UNKNOWN),
    ],
)
def test_a_sum_is_no_surer_than_its_parts(parts: list[Count], source: Source) -> None:
    assert source is total(parts).source


def test_one_unknown_part_makes_the_sum_unknown_and_says_why() -> None:
    whole = total([offline(1, 0, 2, "b"), unknown("a", "b"), unknown("c")])

    assert whole == unknown("b", "a", "c")


def test_a_band_holds_its_count() -> None:
    assert offline(5, 7, 3) == offline(5, 5, 5)
