"""Counts that the API itself returned or published, and what half a request counts."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from counting_prompts import instructions, request, segment
from promptally.counting import models, offline, rule_table
from promptally.counting.model_table import ROWS
from promptally.counting.offline import PromptCount
from promptally.counts import Count, Source
from promptally.prompts import SegmentKind

WEATHER = {
    "name": "get_weather",
    "description": "Get the current weather in a given location",
    "input_schema": {
        "type": "object",
        "properties": {
            "location": {
                "type": "string",
                "description": "The city and state, e.g. San Francisco, CA",
            }
        },
        "required": ["location"],
    },
}
HELLO = [{"role": "user", "content": "Hello, Claude"}]
WHAT = [{"role": "user", "content": "What's the weather in San Francisco?"}]


def count(
    body: Mapping[str, Any],
    model: str = "claude-sonnet-4-5",
    media: Mapping[str, bytes] | None = None,
) -> PromptCount:
    return offline.count(request(body), models.resolve(model), media)


def total(body: Mapping[str, Any], model: str = "claude-sonnet-4-5") -> int:
    tokens = count(body, model).total.tokens
    assert tokens is not None
    return tokens


def band(its: Count) -> tuple[int, int, int]:
    assert its.tokens is not None
    assert its.low is not None
    assert its.high is not None
    return its.low, its.tokens, its.high


def user(block: object) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [block]}]}


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


USE = {"type": "tool_use", "id": "1", "name": "ping", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "1", "content": "pong"}
ROUND = [
    *HELLO,
    {"role": "assistant", "content": [USE]},
    {"role": "user", "content": [RESULT]},
]


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


def test_a_document_costs_its_text_and_35() -> None:
    source = {"type": "text", "media_type": "text/plain", "data": "Moles dig."}
    count_of = total(user({"type": "document", "source": source}))
    assert (
        count_of
        == total({"messages": [{"role": "user", "content": "Moles dig."}]}) + 35
    )


def test_citations_bring_a_prompt_and_mark_each_part_that_can_be_cited() -> None:
    # Recorded on Claude 3.5 to 4.5, 2025 and 2026: 499 for one part, 16 for each more.
    plain = {
        "type": "search_result",
        "source": "https://example.com/moles",
        "title": "Moles",
        "content": [{"type": "text", "text": "Moles dig. Moles do not fly."}],
    }
    found = {**plain, "citations": {"enabled": True}}
    without, cited = (
        total(
            {"messages": [*ROUND[:2], *user({**RESULT, "content": [it]})["messages"]]}
        )
        for it in (plain, found)
    )
    assert cited == without + 499
    source = {"type": "text", "media_type": "text/plain", "data": "Moles dig. They do."}
    document = {"type": "document", "source": source}
    on = {**document, "citations": {"enabled": True}}
    assert total(user(on)) == total(user(document)) + 499 + 16


@pytest.mark.parametrize("source", [{"type": "url", "url": "u"}, {"type": "file"}, {}])
def test_a_document_from_elsewhere_is_unknown_but_hides_nothing_else(
    source: dict[str, str],
) -> None:
    counts = count(user({"type": "document", "source": source}))
    assert counts.segments["messages[0].content[0]"].source is Source.UNKNOWN
    low, tokens, high = band(counts.total)
    assert tokens == low == 7
    assert high >= 200_000
    assert "a document by URL or file id cannot be counted here" in counts.total.reasons


def test_a_document_whose_bytes_are_brought_is_counted() -> None:
    block = {"type": "document", "source": {"type": "url", "url": "a.pdf"}}
    media = {"a.pdf": b"%PDF-1.4 /Type /Page >> /Type /Page >>"}
    tokens = count(user(block), media=media).total.tokens
    assert tokens is not None
    assert tokens > 3000


def test_an_image_from_elsewhere_lies_within_its_tier() -> None:
    block = {"type": "image", "source": {"type": "url", "url": "https://a/b.png"}}
    low, tokens, high = band(count(user(block), "claude-opus-5").total)
    assert low < 100 < tokens < 4784 < high


def test_an_image_url_of_openai_is_an_image() -> None:
    pixels = b"GIF89a" + bytes([200, 0, 200, 0]) + b"\0\0\0"
    url = "data:image/gif;base64," + base64.b64encode(pixels).decode()
    block = {"type": "image_url", "image_url": {"url": url}}
    assert count(user(block)).segments["messages[0].content[0]"].tokens == 67


def test_an_unmeasured_model_says_so_and_has_a_wider_band() -> None:
    new = count({"messages": HELLO}, "claude-opus-5-5").total
    old = count({"messages": HELLO}, "claude-opus-5").total
    assert new.tokens == old.tokens
    assert band(new)[0] < band(old)[0]
    assert any("has not been measured" in reason for reason in new.reasons)


def test_an_unknown_model_says_what_it_was_counted_as() -> None:
    its = count({"messages": HELLO}, "gpt-4o").total
    assert any("not a Claude model" in reason for reason in its.reasons)


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
