"""What exact counts teach offline ones."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting_prompts import instructions, request
from promptally.counting import models, offline
from promptally.counting.corrections import (
    Corrections,
    apply,
    kind_of,
    observe,
    residual,
)
from promptally.counting.offline import PromptCount
from promptally.counting.request import build
from promptally.prompts import Prompt

SONNET = models.resolve("claude-sonnet-4-5")
TOOL = {"name": "f", "input_schema": {"type": "object"}}
NOVEMBER = 1_795_132_800
"""2026-11-20, in Unix seconds."""


def prompt(**more: Any) -> Prompt:
    return request({"messages": [{"role": "user", "content": "Hi"}], **more})


def estimate(**more: Any) -> PromptCount:
    return offline.count(prompt(**more), SONNET)


def taught(*residuals: int, kind: str = "x") -> Corrections:
    known: Corrections = {}
    for at, each in enumerate(residuals):
        known = observe(known, kind, each, NOVEMBER + at)
    return known


def test_a_change_of_the_frame_is_mended_after_one_exact_count() -> None:
    before = estimate(tools=[TOOL])
    after = apply(before, taught(183), "x")
    assert (after.total.tokens, after.frame.tokens) == (
        (before.total.tokens or 0) + 183,
        (before.frame.tokens or 0) + 183,
    )
    assert after.segments == before.segments
    assert after.correction == 183
    assert after.total.source == "offline"
    assert after.total.reasons == (
        "corrected by +183 tokens after an exact count, last on 2026-11-20",
    )


def test_the_reason_says_how_often_and_when() -> None:
    after = apply(estimate(), taught(5, 5, 5), "x")
    assert after.total.reasons == (
        "corrected by +5 tokens after 3 exact counts, last on 2026-11-20",
    )


@pytest.mark.parametrize(
    ("residuals", "added"),
    [
        ([], 0),
        ([0], 0),
        ([4, 4, 4], 4),
        ([4, 300, 4], 4),
        ([300, 4], 4),
        ([1, 1, 1, 9, 9, 9, 9, 9, 9, 9], 9),
        ([5000], 400),
        ([-5000], -7),
    ],
)
def test_the_median_of_the_last_few_decides_within_bounds(
    residuals: list[int], added: int
) -> None:
    before = estimate()
    after = apply(before, taught(*residuals), "x")
    assert (after.total.tokens or 0) - (before.total.tokens or 0) == added
    assert after.correction == added
    assert (after.frame.tokens or 0) >= 0


def test_a_long_prompt_may_be_corrected_by_a_share_of_it() -> None:
    before = offline.count(
        request({"messages": [{"role": "user", "content": "word " * 10_000}]}), SONNET
    )
    after = apply(before, taught(5000), "x")
    assert after.correction == int((before.total.tokens or 0) * 0.15)


def test_the_band_holds_what_the_residuals_differ_by() -> None:
    after = apply(estimate(), taught(10, 30, 50), "x").total
    assert (after.low or 0) <= (after.tokens or 0) - 20
    assert (after.high or 0) >= (after.tokens or 0) + 20


def test_another_kind_learns_nothing() -> None:
    before = estimate()
    assert apply(before, taught(9), "y") is before
    assert apply(before, taught(9), None) is before


KINDS: list[tuple[dict[str, Any], str]] = [
    ({}, "4.5"),
    ({"tools": [TOOL]}, "4.5 tools"),
    ({"tools": [TOOL], "tool_choice": {"type": "any"}}, "4.5 forced-tools"),
    ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, "4.5 thinking"),
    ({"thinking": {"type": "adaptive"}}, "4.5 adaptive"),
    ({"output_config": {"format": {"type": "json_schema"}}}, "4.5 schema"),
    (
        {"messages": [{"role": "user", "content": [{"type": "image"}]}]},
        "4.5 images",
    ),
]


@pytest.mark.parametrize(("more", "kind"), KINDS)
def test_a_kind_is_the_model_s_rules_and_what_adds_to_the_frame(
    more: dict[str, Any], kind: str
) -> None:
    assert kind_of(prompt(**more), SONNET) == kind


def test_an_instruction_file_has_no_frame_to_correct() -> None:
    assert kind_of(instructions("Rules"), SONNET) is None
    made = build(instructions("Rules"), SONNET)
    reckoned = offline.count(instructions("Rules"), SONNET)
    assert residual(instructions("Rules"), reckoned, made, 9) is None


def test_a_residual_is_against_the_uncorrected_count() -> None:
    asked = prompt()
    before = estimate()
    made = build(asked, SONNET)
    exact = (before.total.tokens or 0) + 183
    assert residual(asked, before, made, exact) == 183
    assert residual(asked, apply(before, taught(183), "x"), made, exact) == 183


def test_what_was_not_sent_whole_or_is_long_teaches_nothing() -> None:
    server: dict[str, Any] = {"type": "web_search_20250305", "name": "web_search"}
    changed: list[dict[str, Any]] = [{"tools": [server]}, {"messages": []}]
    for more in changed:
        asked = prompt(**more)
        made = build(asked, SONNET)
        assert residual(asked, offline.count(asked, SONNET), made, 9) is None
    asked = prompt()
    assert residual(asked, estimate(), build(asked, SONNET), 20_001) is None


@given(st.lists(st.integers(-(10**6), 10**6), max_size=9), st.integers(0, 3000))
def test_whatever_was_learned_the_parts_add_up(
    residuals: list[int], n_words: int
) -> None:
    content = "word " * n_words
    before = offline.count(
        request({"messages": [{"role": "user", "content": content}]}), SONNET
    )
    after = apply(before, taught(*residuals), "x")
    parts = sum(c.tokens or 0 for c in after.segments.values())
    assert parts + (after.frame.tokens or 0) == after.total.tokens
    total = after.total
    assert 0 <= (total.low or 0) <= (total.tokens or 0) <= (total.high or 0)
