"""Counts that the API itself returned or published, and what half a request counts."""

from typing import Any

import pytest

from counted import HELLO, RESULT, ROUND, USE, WEATHER, WHAT, band, count, total, user
from counting_prompts import instructions, request, segment
from promptally.counting import models, offline, rule_table
from promptally.counting.model_table import ROWS
from promptally.prompts import SegmentKind


# What the count endpoint returned for these bodies; recorded, 2025 and 2026.
@pytest.mark.parametrize(
    ("model", "body", "tokens"),
    [
        ("claude-sonnet-4-5", {"system": "You are a scientist", "messages": HELLO}, 14),
        ("claude-sonnet-4-6", {"system": "You are a scientist", "messages": HELLO}, 15),
        ("claude-sonnet-4", {"tools": [WEATHER], "messages": WHAT}, 402),
        ("claude-sonnet-4-5", {"tools": [WEATHER], "messages": WHAT}, 585),
        ("claude-sonnet-5", {"tools": [WEATHER], "messages": WHAT}, 466),
    ],
)
def test_recorded_counts_are_met_to_the_token(
    model: str, body: dict[str, Any], tokens: int
) -> None:
    assert total(body, model) == tokens


@pytest.mark.parametrize(
    ("model", "one", "three"),
    [
        ("claude-3-haiku-20240307", 7, 13),
        ("claude-opus-4-6", 7, 13),
        ("claude-opus-4-7", 11, 21),
        ("claude-opus-4-8", 6, 10),
        ("claude-opus-5", 6, 10),
    ],
)
def test_the_frame_grows_with_the_turns(model: str, one: int, three: int) -> None:
    talk = [*HELLO, {"role": "assistant", "content": "Hi"}, *HELLO]
    assert count({"messages": HELLO}, model).frame.tokens == one
    assert count({"messages": talk}, model).frame.tokens == three


def test_an_answer_to_be_continued_needs_no_reply() -> None:
    talk = [*HELLO, {"role": "assistant", "content": "Hi"}]
    assert count({"messages": talk}).frame.tokens == 7


def test_texts_of_a_message_are_joined_without_a_gap() -> None:
    blocks = [{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo, Claude"}]
    body = {"messages": [{"role": "user", "content": blocks}]}
    assert total(body) == total({"messages": HELLO})


def test_a_second_message_of_the_same_role_costs_one() -> None:
    frame = count({"messages": [*HELLO, *HELLO]}).frame
    assert frame.tokens == 8


def test_a_system_message_in_a_conversation_is_not_sure() -> None:
    # Recorded on Opus 4.8, 2026, n = 1: a turn like any other.
    system = {"role": "system", "content": "Hello, Claude"}
    frame = count({"messages": [*HELLO, system, *HELLO]}, "claude-opus-4-8").frame
    assert band(frame) == (7, 10, 13)


def test_a_call_and_its_result_cost_29_around_their_texts() -> None:
    # Recorded on Claude 4.5, 2025 and 2026, n = 30.
    texts = ['<invoke name="ping">\n</invoke>', '"pong</']
    inside = sum(
        total({"messages": [{"role": "user", "content": text}]}) - 7 for text in texts
    )
    counts = count({"messages": ROUND}).segments
    both = band(counts["messages[1]"])[1] + band(counts["messages[2]"])[1]
    assert both == inside + 29


def test_an_empty_result_is_not_free() -> None:
    empty = [*ROUND[:2], {"role": "user", "content": [{**RESULT, "content": []}]}]
    assert total({"messages": empty}) > total({"messages": ROUND}) + 8


def test_a_failed_call_has_a_wider_band() -> None:
    failed = [*ROUND[:2], {"role": "user", "content": [{**RESULT, "is_error": True}]}]
    plain, its = (band(count({"messages": talk}).total) for talk in (ROUND, failed))
    assert plain[1] == its[1]
    assert its[0] < plain[0]
    assert plain[2] < its[2]


def test_text_behind_results_opens_the_users_turn_anew() -> None:
    # Recorded on Claude 3 and 3.5, 2024 and 2025, n = 13: twice the turn.
    text = {"type": "text", "text": "Go on."}
    talk = [*ROUND[:2], {"role": "user", "content": [RESULT, text]}]
    alone = total({"messages": [{"role": "user", "content": "Go on."}]}) - 7
    assert total({"messages": talk}) == total({"messages": ROUND}) + alone + 6


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (
            {"type": "server_tool_use", "name": "web_search", "input": {"query": "x"}},
            "a call of a server's tool is counted as one of a client's tool",
        ),
        (
            {"type": "tool_reference", "tool_name": "ping"},
            "a tool that was searched for is counted as a short definition",
        ),
        (
            {"type": "container_upload", "file_id": "file_1"},
            "a container upload is counted by a guess",
        ),
        (
            {"type": "compaction", "content": "What was said."},
            "a compaction block is counted as its text",
        ),
    ],
)
def test_blocks_that_nobody_recorded_say_so(
    block: dict[str, object], reason: str
) -> None:
    its = count(user(block)).total
    assert its.reasons == (reason,)
    assert band(its)[2] - band(its)[0] > 40


def test_openais_calls_count_like_anthropics() -> None:
    call = {"id": "1", "function": {"name": "ping", "arguments": ""}}
    talk = [
        *HELLO,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "pong"},
    ]
    assert total({"messages": talk}) == total({"messages": ROUND})


def test_thinking_counts_the_digits_of_its_budget() -> None:
    body = {"messages": HELLO}
    enabled = {"type": "enabled", "budget_tokens": 1024}
    assert total({**body, "thinking": enabled}) == total(body) + 29
    assert total({**body, "thinking": {"type": "disabled"}}) == total(body)


def test_adaptive_thinking_costs_17_on_opus_4_6_without_tools() -> None:
    # Recorded, 2026-02; later recordings of Sonnet 4.6 have nothing.
    adaptive = {"thinking": {"type": "adaptive"}}
    body = {"messages": HELLO}
    assert total({**body, **adaptive}, "claude-opus-4-6") == 7 + 3 + 17
    low, _, high = band(count({**body, **adaptive}, "claude-opus-4-6").total)
    assert (low, high) == (10, 28)
    with_tools = {**body, "tools": [WEATHER]}
    assert total({**with_tools, **adaptive}, "claude-opus-4-6") == total(
        with_tools, "claude-opus-4-6"
    )
    assert total({**body, **adaptive}, "claude-sonnet-4-6") == 10


def test_thinking_of_an_unmeasured_type_says_so() -> None:
    body = {"messages": HELLO, "thinking": {"type": "between_tools"}}
    its = count(body, "claude-opus-5").total
    assert band(its)[2] - band(its)[1] == 30
    assert its.reasons == ("thinking of this type was never measured",)


THOUGHT = {"type": "thinking", "thinking": "A short thought.", "signature": "x"}
THINKING = [
    *HELLO,
    {"role": "assistant", "content": [THOUGHT, {"type": "text", "text": "Hi"}]},
    *HELLO,
]


@pytest.mark.parametrize(
    ("model", "kept"), [("claude-haiku-4-5", False), ("claude-opus-4-5", True)]
)
def test_earlier_thinking_counts_where_the_model_keeps_it(
    model: str, *, kept: bool
) -> None:
    block = count({"messages": THINKING}, model).segments["messages[1].content[0]"]
    assert bool(block.tokens) is kept


def test_thinking_of_the_tool_loop_in_progress_always_counts() -> None:
    talk = [
        *HELLO,
        {"role": "assistant", "content": [THOUGHT, USE]},
        {"role": "user", "content": [RESULT]},
    ]
    assert count({"messages": talk}).segments["messages[1].content[0]"].tokens == 12


def test_a_schema_costs_its_indented_text_and_81() -> None:
    # Recorded on Haiku 4.5, 2026: 162 for a schema of this shape.
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
        "additionalProperties": False,
    }
    body = {"messages": HELLO}
    form = {"type": "json_schema", "schema": schema}
    for asked in ({"output_config": {"format": form}}, {"output_format": form}):
        assert total({**body, **asked}) == total(body) + 162


def test_calls_at_once_cost_20_and_the_names_of_all() -> None:
    # Recorded on Claude 3.5 to 4.6, 2025 and 2026, n = 151, to within 4.
    one = [*HELLO, {"role": "assistant", "content": [USE]}]
    two = [*HELLO, {"role": "assistant", "content": [USE, {**USE, "id": "2"}]}]
    apart = count({"messages": one}).segments["messages[1]"].tokens
    name = total({"messages": [{"role": "user", "content": "ping"}]}) - 7
    assert apart is not None
    together = count({"messages": two}).segments["messages[1]"].tokens
    assert together == 2 * apart + 20 + 2 * name


def test_a_task_budget_costs_36() -> None:
    body = {"messages": HELLO}
    budget = {"task_budget": {"type": "tokens", "total": 20_000}}
    plain = total(body, "claude-opus-4-7")
    assert total({**body, "output_config": budget}, "claude-opus-4-7") == plain + 36


def test_an_unmeasured_model_says_so_and_has_a_wider_band() -> None:
    new = count({"messages": HELLO}, "claude-opus-5-5").total
    old = count({"messages": HELLO}, "claude-opus-5").total
    assert new.tokens == old.tokens
    assert band(new)[0] < band(old)[0]
    assert any("has not been measured" in reason for reason in new.reasons)


def test_an_unknown_model_says_what_it_was_counted_as() -> None:
    assert count({"messages": HELLO}, "gpt-4o").total.reasons == (
        "gpt-4o is not a Claude model; counted as Claude Sonnet 5.5",
        "Claude Sonnet 5.5 has not been measured; counted by older rules",
    )


def test_an_instruction_file_has_no_frame() -> None:
    model = models.resolve("claude-sonnet-4-5")
    counts = offline.count(instructions("Hello, Claude"), model)
    assert (counts.frame.tokens, counts.total.tokens) == (0, 3)


def test_sections_share_the_tokens_of_their_file() -> None:
    text = "# One\n\nSome words.\n\n# Two\n\nMore words here, and more.\n"
    one, two = text[:20], text[20:]
    children = [
        segment("sections[0]", SegmentKind.SECTION, one),
        segment("sections[1]", SegmentKind.SECTION, two),
    ]
    counts = offline.count(instructions(text, children), models.default()).segments
    parts = [band(counts[f"sections[{at}]"])[1] for at in (0, 1)]
    assert 0 < parts[0] < parts[1]
    assert sum(parts) <= band(counts["body"])[1]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": None},
        {"messages": [None, 3, "text", [], {}, {"role": 1}, {"content": None}]},
        {"messages": [{"content": [{"text": "no type"}, {"type": "text"}, None, 7]}]},
        {"messages": HELLO, "tools": {"name": "a dict"}},
        {"messages": HELLO, "tools": [None, "x", {}, {"type": "function"}]},
        {"messages": HELLO, "tool_choice": "auto", "thinking": True},
        {"system": {"type": "text", "text": "one block"}, "messages": HELLO},
        {"system": [None, "x", {"text": 3}], "messages": HELLO},
    ],
)
def test_half_a_request_counts_what_is_there(body: dict[str, Any]) -> None:
    low, tokens, high = band(count(body).total)
    assert 0 < low <= tokens <= high


def test_a_block_whose_type_is_not_typed_yet_is_its_text() -> None:
    body = {"messages": [{"role": "user", "content": [{"text": "Hello, Claude"}]}]}
    assert total(body) == total({"messages": HELLO})


def test_what_is_nested_absurdly_deep_is_counted_anyhow() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    prompt = request(user({"type": "new", "x": deep}))
    assert offline.count(prompt, models.default()).total.tokens


def test_every_model_has_rules() -> None:
    assert {row.rules for row in ROWS} == set(rule_table.RULES)
