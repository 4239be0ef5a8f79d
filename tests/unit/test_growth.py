import pytest

from promptally import growth
from promptally.counts import Count, offline, unknown
from promptally.growth import Change, GrowthLimit, allowed, is_too_much, parse_limit


def change(before: int | None, after: int | None) -> Change:
    return Change(before=count(before), after=count(after))


def count(tokens: int | None) -> Count | None:
    return None if tokens is None else offline(tokens)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("500", GrowthLimit(tokens=500)),
        ("0", GrowthLimit(tokens=0)),
        ("10%", GrowthLimit(percent=10)),
        (" 2.5 % ", GrowthLimit(percent=2.5)),
        ("-1", None),
        ("1e3", None),
        ("10%%", None),
        ("", None),
        ("٣", None),
    ],
)
def test_a_limit_is_a_number_of_tokens_or_percent(
    text: str, limit: GrowthLimit | None
) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize(
    ("limit", "before", "after", "bound"),
    [
        (GrowthLimit(), 100, 900, None),
        (GrowthLimit(tokens=500), 100, 900, 500),
        (GrowthLimit(percent=10), 100, 900, 10),
        (GrowthLimit(tokens=500, percent=10), 100, 900, 10),
        (GrowthLimit(tokens=5, percent=10), 100, 900, 5),
        (GrowthLimit(percent=0.1), 1000, 1001, 1),
        (GrowthLimit(tokens=0), 100, 900, 0),
        # A new file has its budgets, unless it is asked for.
        (GrowthLimit(tokens=500), None, 900, None),
        (GrowthLimit(tokens=500, new=True), None, 900, 500),
        (GrowthLimit(percent=10, new=True), None, 900, None),
        # Percent of nothing say nothing.
        (GrowthLimit(percent=10), 0, 900, None),
        (GrowthLimit(tokens=500), 900, None, None),
    ],
)
def test_the_narrower_limit_holds(
    limit: GrowthLimit, before: int | None, after: int | None, bound: int | None
) -> None:
    assert allowed(limit, change(before, after)) == bound


def test_growth_is_too_much_beyond_the_limit_only() -> None:
    limit = GrowthLimit(tokens=500)
    assert not is_too_much(limit, change(100, 600))
    assert is_too_much(limit, change(100, 601))
    assert not is_too_much(limit, change(600, 100))


def test_nothing_may_grow_under_a_limit_of_zero() -> None:
    limit = GrowthLimit(percent=0)
    assert is_too_much(limit, change(100, 101))
    assert not is_too_much(limit, change(100, 100))


def test_an_unknown_count_is_no_growth() -> None:
    unsure = Change(before=unknown("Too large"), after=offline(900))
    assert (unsure.tokens, unsure.percent) == (None, None)
    assert not is_too_much(GrowthLimit(tokens=0), unsure)


def test_a_change_is_told_in_tokens_and_percent() -> None:
    assert (change(200, 300).tokens, change(200, 300).percent) == (100, 50)
    assert (change(200, None).tokens, change(200, None).percent) == (-200, -100)
    assert (change(None, 300).tokens, change(None, 300).percent) == (300, None)


def test_a_limit_is_true_if_it_limits() -> None:
    assert not GrowthLimit(new=True)
    assert growth.GrowthLimit(tokens=0)
