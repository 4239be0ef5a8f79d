"""An exact total, shared out."""

from typing import Any

from counting_prompts import instructions, request
from promptally.counting import models, offline, sharing
from promptally.counting.offline import PromptCount
from promptally.counting.request import build
from promptally.counts import Source
from promptally.prompts import Prompt

OPUS = models.resolve("claude-opus-4-6")


def shared(prompt: Prompt, tokens: int) -> PromptCount:
    estimate = offline.count(prompt, OPUS)
    return sharing.exact(prompt, estimate, build(prompt, OPUS), tokens)


def parts(counted: PromptCount) -> dict[str, int | None]:
    return {path: count.tokens for path, count in counted.segments.items()}


TALK: list[dict[str, Any]] = [
    {"role": "user", "content": "one two three four five six seven eight"},
    {"role": "assistant", "content": "one two three four"},
    {"role": "user", "content": "one two three four"},
]


def test_only_the_total_is_exact() -> None:
    counted = shared(request({"messages": TALK}), 60)
    assert (counted.total.tokens, counted.total.source) == (60, Source.EXACT)
    assert counted.total.low == counted.total.high == 60
    assert {c.source for c in counted.segments.values()} == {Source.OFFLINE}
    assert counted.frame.source is Source.OFFLINE


def test_parts_keep_their_proportions_and_the_frame_stands_apart() -> None:
    prompt = request({"messages": TALK})
    estimate = offline.count(prompt, OPUS)
    assert (estimate.frame.tokens, parts(estimate)) == (
        13,
        {"messages[0]": 8, "messages[1]": 4, "messages[2]": 4},
    )
    counted = shared(prompt, 13 + 32)
    assert counted.frame.tokens == 13
    assert parts(counted) == {
        "messages[0]": 16,
        "messages[1]": 8,
        "messages[2]": 8,
    }


def test_a_part_is_as_unsure_as_it_was() -> None:
    tool: dict[str, Any] = {"name": "f", "input_schema": {"type": "object"}}
    prompt = request({"messages": TALK, "tools": [tool], "system": "Be brief."})
    estimate = offline.count(prompt, OPUS).segments["system"]
    counted = shared(prompt, 700).segments["system"]
    assert estimate.high != estimate.low
    assert None not in (counted.tokens, counted.high, estimate.high, estimate.tokens)
    assert (counted.high or 0) - (counted.tokens or 0) == (estimate.high or 0) - (
        estimate.tokens or 0
    )


def test_what_was_left_out_keeps_its_estimate() -> None:
    image: Any = {"type": "image", "source": {"type": "url", "url": "https://x/a.png"}}
    content = [{"type": "text", "text": "one two three four"}, image]
    prompt = request({"messages": [{"role": "user", "content": content}]})
    estimate = offline.count(prompt, OPUS)
    counted = shared(prompt, 21)
    beside = estimate.segments["messages[0].content[1]"]
    assert counted.segments["messages[0].content[1]"] == beside
    assert counted.total.source is Source.PARTIAL
    assert counted.total.tokens == 21 + (beside.tokens or 0)
    assert counted.total.low == 21 + (beside.low or 0)
    assert counted.total.high == 21 + (beside.high or 0)
    assert counted.total.reasons == ("the endpoint does not count images by url",)
    assert counted.segments["messages[0].content[0]"].tokens == 14
    assert counted.segments["messages[0]"].tokens == 14 + (beside.tokens or 0)


def test_what_nothing_bounds_keeps_the_band_of_the_estimate() -> None:
    file: Any = {
        "type": "document",
        "source": {"type": "url", "url": "https://x/a.pdf"},
    }
    prompt = request({"messages": [{"role": "user", "content": ["Read", file]}]})
    counted = shared(prompt, 9)
    assert (counted.total.tokens, counted.total.low) == (9, 9)
    assert counted.total.high == offline.count(prompt, OPUS).total.high
    assert (counted.total.high or 0) > 100_000


def test_a_tool_that_was_left_out_gets_no_share() -> None:
    tool: dict[str, Any] = {"type": "web_search_20250305", "name": "web_search"}
    prompt = request({"messages": TALK, "tools": [tool]})
    estimate = offline.count(prompt, OPUS)
    counted = shared(prompt, 500)
    assert counted.segments["tools[0]"] == estimate.segments["tools[0]"]
    tops = sum(counted.segments[top.path].tokens or 0 for top in prompt.segments)
    assert tops + (counted.frame.tokens or 0) == counted.total.tokens


def test_a_total_below_the_frame_leaves_nothing_negative() -> None:
    counted = shared(request({"messages": TALK}), 5)
    assert counted.frame.tokens == 5
    assert set(parts(counted).values()) == {0}


def test_where_there_is_no_part_the_frame_is_everything() -> None:
    counted = shared(request({"messages": []}), 9)
    assert (counted.total.tokens, counted.frame.tokens) == (8, 8)


def test_a_filler_is_nobody_s() -> None:
    counted = shared(request({"messages": [{"role": "user", "content": ""}]}), 8)
    assert counted.total.tokens == 7
    assert parts(counted) == {"messages[0]": 0}
    assert counted.frame.tokens == 7


def test_an_instruction_file_has_no_frame() -> None:
    counted = shared(instructions("one two three four"), 7 + 5)
    assert (counted.total.tokens, counted.total.source) == (5, Source.EXACT)
    assert counted.frame.tokens == 0
    assert parts(counted) == {"body": 5}
