import pytest

from promptally.counting import models, prices


# The documentation's pricing page, 2026-10-08; US dollars for a million tokens.
@pytest.mark.parametrize(
    ("model", "plain", "written", "read"),
    [
        ("claude-opus-5-5", 4, 5, 0.2),
        ("claude-sonnet-5-5", 2, 2.5, 0.1),
        ("claude-fable-5-1", 10, 12.5, 0.25),
        ("claude-mythos-5-1", 10, 12.5, 0.25),
        ("claude-mythos-5", 10, 12.5, 1),
        ("claude-opus-4-6", 5, 6.25, 0.5),
        ("claude-haiku-4-5", 1, 1.25, 0.1),
    ],
)
def test_a_million_tokens_cost_what_the_list_says(
    model: str, plain: float, written: float, read: float
) -> None:
    price = prices.price(models.resolve(model), 1_000_000)
    assert price is not None
    told = (price.input_usd, price.cache_write_usd, price.cache_read_usd)
    assert told == pytest.approx((plain, written, read))


@pytest.mark.parametrize(
    ("tokens", "plain", "read"),
    [(100_000, 0.01, 0.001), (200_000, 0.1, 0.01)],
)
def test_haiku_5_5_costs_more_beyond_100_000_tokens(
    tokens: int, plain: float, read: float
) -> None:
    price = prices.price(models.resolve("claude-haiku-5-5"), tokens)
    assert price is not None
    assert (price.input_usd, price.cache_read_usd) == pytest.approx((plain, read))


def test_nothing_costs_nothing() -> None:
    price = prices.price(models.default(), 0)
    assert price is not None
    assert price.input_usd == 0


@pytest.mark.parametrize("name", ["gpt-4o", "claude-opus-9", "inherit"])
def test_an_unknown_model_has_no_price(name: str) -> None:
    assert prices.price(models.resolve(name), 1000) is None
