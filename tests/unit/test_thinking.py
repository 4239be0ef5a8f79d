"""What thinking in a conversation counts, by its text and by its signature."""

import pytest

from counting_prompts import request
from promptally.counting import models, offline
from promptally.counts import Count
from promptally.prompts import Json
from signed_thoughts import signature

USE: Json = {"type": "tool_use", "id": "1", "name": "ping", "input": {}}
RESULT: Json = {"type": "tool_result", "tool_use_id": "1", "content": "pong"}
SHORT = "A short thought."
LONG = "First the moles, then the voles, and then all of them at once. " * 10


def thought(text: str, signed: str, model: str = "claude-sonnet-4-6") -> Count:
    """The count of a thinking block in the tool loop in progress."""
    block: Json = {"type": "thinking", "thinking": text, "signature": signed}
    messages: Json = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [block, USE]},
        {"role": "user", "content": [RESULT]},
    ]
    prompt = request({"messages": messages})
    its = offline.count(prompt, models.resolve(model))
    return its.segments["messages[1].content[0]"]


def tokens(text: str) -> int:
    content = [{"role": "user", "content": text}]
    prompt = request({"messages": content})
    its = offline.count(prompt, models.resolve("claude-sonnet-4-6"))
    return (its.total.tokens or 0) - 7


@pytest.mark.parametrize("model", ["claude-sonnet-4", "claude-sonnet-4-6"])
@pytest.mark.parametrize("text", [SHORT, LONG])
def test_a_text_as_long_as_what_is_signed_is_the_whole_thought(
    text: str, model: str
) -> None:
    its = thought(text, signature(len(text)), model)
    assert its.tokens == tokens(text) + 8
    assert its.reasons == ()


def test_a_summary_counts_as_the_thought_that_is_signed() -> None:
    its = thought(LONG, signature(3 * len(LONG)))
    assert its.tokens == 3 * tokens(LONG) * 116 // 100 + 8
    assert (its.low or 0) <= 3 * tokens(LONG) <= (its.high or 0)
    assert its.reasons == ("thinking is shown as a summary of what counts",)


def test_on_older_models_nobody_saw_that_thoughts_are_denser() -> None:
    its = thought(LONG, signature(3 * len(LONG)), "claude-sonnet-4")
    assert its.tokens == 3 * tokens(LONG) + 8


def test_a_signature_that_carries_no_thought_changes_nothing() -> None:
    # Those of Claude 3.7 carry 13 bytes, whatever was thought; recorded, 2025.
    its = thought(LONG, signature(13), "claude-3-7-sonnet-latest")
    assert (its.tokens, its.reasons) == (tokens(LONG) + 8, ())


def test_a_long_text_without_a_signature_is_a_summary_where_models_summarize() -> None:
    assert thought(LONG, "").reasons
    assert not thought(LONG, "", "claude-haiku-4-5").reasons


@pytest.mark.parametrize("model", ["claude-sonnet-4-5", "claude-sonnet-5"])
def test_a_thought_without_its_text_is_counted_from_its_signature(model: str) -> None:
    its = thought("", signature(220), model)
    assert 100 <= (its.tokens or 0) <= 108
    assert its.reasons == (
        "thinking without its text is counted from its signature's length",
    )


def test_an_unsigned_thought_without_text_is_nothing_where_texts_are_whole() -> None:
    assert thought("", "", "claude-sonnet-4-5").tokens == 8


def test_adaptive_thinking_has_another_frame() -> None:
    # Recorded on Sonnet 4.6, 2026: 15 around a thought instead of 8.
    block: Json = {"type": "thinking", "thinking": SHORT, "signature": ""}
    messages: Json = [{"role": "assistant", "content": [block, USE]}]
    prompt = request({"messages": messages, "thinking": {"type": "adaptive"}})
    its = offline.count(prompt, models.resolve("claude-sonnet-4-6"))
    assert its.segments["messages[0].content[0]"].tokens == tokens(SHORT) + 15


def test_a_thought_of_an_earlier_turn_costs_six_more() -> None:
    # Recorded on Opus 4.5, 2026, n = 1.
    block: Json = {"type": "thinking", "thinking": SHORT, "signature": ""}
    text: Json = {"type": "text", "text": "Hi"}
    messages: Json = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [block, text]},
        {"role": "user", "content": "Hello"},
    ]
    prompt = request({"messages": messages})
    its = offline.count(prompt, models.resolve("claude-opus-4-5"))
    assert its.segments["messages[1].content[0]"].tokens == tokens(SHORT) + 14
