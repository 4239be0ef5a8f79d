"""What tools, and the choice among them, bring into a request."""

import pytest

from counted import ROUND, WEATHER, WHAT, band, count, total
from promptally.counting import models, rule_table
from promptally.counts import Count, Source


# Published, 2026-10-08; the last two as older models were recorded.
@pytest.mark.parametrize(
    ("model", "auto", "forced"),
    [
        ("claude-haiku-5-5", 286, 406),
        ("claude-opus-5", 286, 406),
        ("claude-sonnet-5", 354, 474),
        ("claude-opus-4-8", 290, 410),
        ("claude-opus-4-7", 675, 804),
        ("claude-haiku-4-5", 496, 588),
        ("claude-sonnet-4", 313, 315),
        ("claude-3-5-haiku-latest", 264, 355),
        ("claude-3-opus-20240229", 533, 296),
        ("claude-3-5-sonnet-20240620", 294, 277),
    ],
)
def test_tools_bring_the_published_prompt(model: str, auto: int, forced: int) -> None:
    rules = rule_table.RULES[models.resolve(model).rules]
    sizes = (rules.tool_prompt.tokens, rules.forced_tool_prompt.tokens)
    assert sizes == (auto, forced)
    plain = total({"tools": [WEATHER], "messages": WHAT}, model)
    choice = {"type": "any"}
    body = {"tools": [WEATHER], "messages": WHAT, "tool_choice": choice}
    assert total(body, model) - plain == forced - auto


def test_naming_a_tool_costs_its_name_and_two() -> None:
    body = {"tools": [WEATHER], "messages": WHAT}
    forced = total({**body, "tool_choice": {"type": "any"}})
    named = {"type": "tool", "name": "get_weather"}
    assert total({**body, "tool_choice": named}) == forced + 5


@pytest.mark.parametrize(
    "choice",
    ["required", "any", {"type": "function", "function": {"name": "get_weather"}}],
)
def test_a_tool_is_forced_in_openais_words_too(choice: object) -> None:
    body = {"tools": [WEATHER], "messages": WHAT}
    assert total({**body, "tool_choice": choice}) - total(body) in {92, 97}


def test_a_round_of_calls_is_three_shorter_on_opus_3() -> None:
    # Recorded in two test suites, 2024 and 2025, n = 5.
    opus, sonnet = (
        total({"messages": ROUND}, f"claude-3-{line}-20240229")
        for line in ("opus", "sonnet")
    )
    assert opus == sonnet - 3


def test_one_call_at_a_time_shortens_the_prompt_of_claude_4_5() -> None:
    body = {"tools": [WEATHER], "messages": WHAT}
    choice = {"type": "auto", "disable_parallel_tool_use": True}
    assert total({**body, "tool_choice": choice}) == total(body) - 208


def test_the_order_of_a_tools_keys_does_not_matter() -> None:
    swapped = dict(reversed(WEATHER.items()))
    body = {"messages": WHAT}
    assert total({**body, "tools": [swapped]}) == total({**body, "tools": [WEATHER]})


def test_a_tool_that_waits_for_tool_search_costs_nothing() -> None:
    waiting = {**WEATHER, "defer_loading": True}
    assert count({"tools": [waiting], "messages": WHAT}).segments["tools[0]"] == Count(
        tokens=0, low=0, high=5, source=Source.OFFLINE
    )


def test_anthropics_own_tools_are_counted_from_a_table() -> None:
    tool = {"type": "computer_20251124", "name": "computer", "display_width_px": 800}
    its = count({"tools": [tool], "messages": WHAT}).segments["tools[0]"]
    assert its.tokens == 1323
    assert its.reasons == ("the computer tool is counted as documented",)


def test_a_tool_of_an_unknown_type_that_has_a_schema_is_counted_by_its_text() -> None:
    body = {"messages": WHAT}
    named = {**WEATHER, "type": "cust"}
    assert total({**body, "tools": [named]}) == total({**body, "tools": [WEATHER]})


def test_examples_of_a_tools_input_cost_their_json_and_more() -> None:
    body = {"messages": WHAT}
    plain = total({**body, "tools": [WEATHER]})
    shown = {**WEATHER, "input_examples": [{"location": "Oslo"}]}
    # Published, 2026-08-22: 20 to 50 for a simple one.
    assert 20 <= total({**body, "tools": [shown]}) - plain <= 50


def test_openais_tools_count_as_anthropics_with_a_wider_band() -> None:
    function = {
        "name": WEATHER["name"],
        "description": WEATHER["description"],
        "parameters": WEATHER["input_schema"],
    }
    tool = {"type": "function", "function": function}
    theirs = count({"tools": [tool], "messages": WHAT}).segments["tools[0]"]
    ours = count({"tools": [WEATHER], "messages": WHAT}).segments["tools[0]"]
    low, tokens, high = band(theirs)
    assert tokens == ours.tokens
    assert low < tokens < high
