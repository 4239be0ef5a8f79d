"""Laws of offline counts, for every request that JSON can spell."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counting_prompts import instructions, request
from promptally.counting import models, offline
from promptally.counts import Count, Source
from promptally.prompts import Prompt, walk

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.floats(allow_nan=True)
    | st.text(max_size=12)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=6,
)
TYPES = st.sampled_from(
    [
        "text",
        "image",
        "document",
        "tool_use",
        "tool_result",
        "thinking",
        "redacted_thinking",
        "search_result",
        "server_tool_use",
        "web_search_tool_result",
        "container_upload",
        "image_url",
        "new",
    ]
)
TEXTS = st.text(max_size=40)
SOURCES = ANYTHING | st.fixed_dictionaries(
    {"type": st.sampled_from(["base64", "url", "file", "text", "content"])},
    optional={"data": TEXTS, "content": ANYTHING, "url": TEXTS},
)
BLOCKS = ANYTHING | st.fixed_dictionaries(
    {"type": TYPES},
    optional={
        "text": TEXTS | ANYTHING,
        "content": ANYTHING,
        "name": TEXTS | ANYTHING,
        "input": ANYTHING,
        "source": SOURCES,
        "citations": ANYTHING,
        "thinking": TEXTS | ANYTHING,
        "signature": TEXTS | ANYTHING,
        "data": TEXTS | ANYTHING,
        "title": ANYTHING,
    },
)
MESSAGES = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["user", "assistant", "system", "tool"]) | ANYTHING,
        "content": TEXTS | st.lists(BLOCKS, max_size=4) | ANYTHING,
        "tool_calls": ANYTHING,
    },
)
TOOLS = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["custom", "function", "bash_20250124"]) | ANYTHING,
        "name": TEXTS | ANYTHING,
        "description": TEXTS | ANYTHING,
        "input_schema": ANYTHING,
        "function": ANYTHING,
        "defer_loading": ANYTHING,
    },
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "system": TEXTS | st.lists(BLOCKS, max_size=3) | ANYTHING,
        "messages": st.lists(MESSAGES, max_size=5) | ANYTHING,
        "tools": st.lists(TOOLS, max_size=3) | ANYTHING,
        "tool_choice": ANYTHING,
        "thinking": ANYTHING,
        "output_config": ANYTHING,
        "output_format": ANYTHING,
    },
)
MODELS = st.sampled_from([*models.names(), "gpt-4o", "claude-3-haiku", "claude-2.1"])


def tokens(count: Count) -> int:
    return count.tokens or 0


def is_sound(count: Count) -> bool:
    if count.source is Source.UNKNOWN:
        return bool(count.reasons) and count.tokens is count.low is count.high is None
    assert count.tokens is not None
    assert count.low is not None
    assert count.high is not None
    return 0 <= count.low <= count.tokens <= count.high


def counted(prompt: Prompt, model: str) -> offline.PromptCount:
    return offline.count(prompt, models.resolve(model))


@given(REQUESTS, MODELS)
@settings(max_examples=300, deadline=None)
def test_any_request_has_sound_counts_that_add_up(
    body: dict[str, Any], model: str
) -> None:
    prompt = request(body)
    counts = counted(prompt, model)
    assert all(map(is_sound, (counts.total, counts.frame, *counts.segments.values())))
    assert set(counts.segments) == {its.path for its in walk(prompt.segments)}
    parts = [tokens(counts.segments[top.path]) for top in prompt.segments]
    assert sum(parts) + tokens(counts.frame) == tokens(counts.total)


@given(REQUESTS, MODELS)
@settings(max_examples=150, deadline=None)
def test_children_fit_into_their_parents(body: dict[str, Any], model: str) -> None:
    prompt = request(body)
    counts = counted(prompt, model).segments
    for parent in walk(prompt.segments):
        inside = sum(tokens(counts[child.path]) for child in parent.children)
        assert inside <= tokens(counts[parent.path])


@given(st.text(max_size=60), MODELS)
@settings(deadline=None)
def test_a_message_costs_its_text_whether_string_or_block(
    text: str, model: str
) -> None:
    block = [{"type": "text", "text": text}]
    as_string = request({"messages": [{"role": "user", "content": text}]})
    as_block = request({"messages": [{"role": "user", "content": block}]})
    assert counted(as_string, model).total == counted(as_block, model).total


@given(st.lists(TEXTS, min_size=1, max_size=5), MODELS)
@settings(deadline=None)
def test_a_longer_conversation_is_never_cheaper(texts: list[str], model: str) -> None:
    roles = ("user", "assistant")
    talk = [
        {"role": roles[at % 2], "content": text} for at, text in enumerate(texts * 2)
    ]
    totals = [
        tokens(counted(request({"messages": talk[:length]}), model).total)
        for length in range(1, len(talk) + 1, 2)
    ]
    assert totals == sorted(totals)


@given(st.text(max_size=200), MODELS)
@settings(deadline=None)
def test_an_instruction_file_costs_what_it_adds_to_a_request(
    text: str, model: str
) -> None:
    alone = counted(instructions(text), model).total
    body = {"messages": [{"role": "user", "content": text}]}
    within = counted(request(body), model)
    assert tokens(alone) == tokens(within.segments["messages[0]"])
