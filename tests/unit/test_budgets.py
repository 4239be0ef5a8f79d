"""Verdicts at their borders, and which budgets hold for a file."""

import pytest

from promptally import budgets, counts
from promptally.budgets import Budget, Part, Verdict


@pytest.mark.parametrize(
    ("limit", "warn", "tokens", "verdict"),
    [
        (100, 0.9, 0, Verdict.WITHIN),
        (100, 0.9, 89, Verdict.WITHIN),
        (100, 0.9, 90, Verdict.NEAR),
        (100, 0.9, 100, Verdict.NEAR),
        (100, 0.9, 101, Verdict.OVER),
        (100, 1.0, 99, Verdict.WITHIN),
        (100, 1.0, 100, Verdict.NEAR),
        (10, 0.7, 7, Verdict.NEAR),
        (10, 0.7, 6, Verdict.WITHIN),
        (1, 0.9, 0, Verdict.WITHIN),
        (1, 0.9, 1, Verdict.NEAR),
        (0, 0.9, 10**9, Verdict.WITHIN),
        (10**30, 1e-9, 10**21, Verdict.NEAR),
    ],
)
def test_a_count_is_over_beyond_the_limit_and_near_from_the_warning_share(
    limit: int, warn: float, tokens: int, verdict: Verdict
) -> None:
    budget = Budget(tokens=limit, warn=warn)
    assert budgets.judge(budget, counts.exact(tokens)).verdict is verdict


def test_the_value_of_an_estimate_is_judged_not_its_band() -> None:
    count = counts.offline(95, 80, 120)
    assert budgets.judge(Budget(tokens=100), count).verdict is Verdict.NEAR


def test_no_count_gives_no_verdict() -> None:
    judgement = budgets.judge(Budget(tokens=100), counts.unknown("why"), "system")
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.share is None
    assert judgement.path == "system"


def test_the_share_is_of_the_limit() -> None:
    assert budgets.judge(Budget(tokens=200), counts.exact(50)).share == 0.25
    assert budgets.judge(Budget(tokens=200), counts.exact(500)).share == 2.5
    assert budgets.judge(Budget(tokens=0), counts.exact(500)).share is None


def a(tokens: int, files: str = "**", part: Part = Part.REQUEST) -> Budget:
    return Budget(files=files, tokens=tokens, part=part)


@pytest.mark.parametrize(
    ("stated", "path", "limits"),
    [
        ([], "a.md", {}),
        ([a(1)], "a.md", {"request": 1}),
        ([a(1, "*.json")], "a.md", {}),
        ([a(1, "*.md"), a(2, "x/**")], "x/a.md", {"request": 2}),
        ([a(2, "x/**"), a(1, "*.md")], "x/a.md", {"request": 1}),
        ([a(1, "*.md"), a(2, "x/**")], "y/a.md", {"request": 1}),
        ([a(1), a(2, part=Part.TOOLS)], "a.md", {"request": 1, "tools": 2}),
        ([a(1), a(0)], "a.md", {}),
        ([a(0), a(1)], "a.md", {"request": 1}),
        ([a(1), a(2, part=Part.SYSTEM), a(0)], "a.md", {"system": 2}),
        ([a(1, "x/**"), a(2, "")], "a.md", {"request": 2}),
    ],
)
def test_the_last_budget_that_fits_holds_for_each_part(
    stated: list[Budget], path: str, limits: dict[str, int]
) -> None:
    chosen = budgets.choose(stated, path)
    assert {budget.part.value: budget.tokens for budget in chosen} == limits


def test_chosen_budgets_stand_in_the_order_of_parts() -> None:
    stated = [a(1, part=part) for part in reversed(Part)]
    assert [budget.part for budget in budgets.choose(stated, "a")] == list(Part)


def test_a_file_that_declares_a_limit_overrides_the_settings() -> None:
    own = budgets.declared(5, "front matter")
    assert own == (Budget(tokens=5, origin="front matter"),)
    assert budgets.choose((a(1), *own), "a.md") == own


def test_a_file_that_declares_off_is_silent_in_every_part() -> None:
    stated = tuple(a(1, part=part) for part in Part)
    assert len(budgets.choose(stated, "a.md")) == len(Part)
    assert budgets.choose((*stated, *budgets.declared(None, "x")), "a.md") == ()
