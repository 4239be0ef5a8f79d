"""Each message counted exactly, by the rule of the stand-in."""

import json
from typing import Any

from hypothesis import example, given, settings

from counting_prompts import instructions, request
from promptally.counting import models, offline, prefixes
from promptally.counting.offline import PromptCount
from promptally.counting.prefixes import Group, plan
from promptally.counts import Source
from promptally.prompts import Prompt, walk
from promptally.remote.api import encode
from request_strategies import MEDIA, REQUESTS
from stand_in import rules

OPUS = models.resolve("claude-opus-4-6")
CALL = {"type": "tool_use", "id": "1", "name": "look", "input": {"at": "the sky"}}
RESULT = {"type": "tool_result", "tool_use_id": "1", "content": "it is blue"}


def talk(*contents: Any) -> Prompt:
    """A conversation that the user begins."""
    roles = ("user", "assistant")
    messages = [
        {"role": roles[at % 2], "content": each} for at, each in enumerate(contents)
    ]
    return request({"messages": messages, "system": "Be brief."})


def ask(planned: prefixes.Plan) -> list[int]:
    return [rules.count(json.loads(encode(r.body))) for r in planned.requests]


def counted(prompt: Prompt) -> PromptCount:
    planned = plan(prompt, OPUS, MEDIA)
    estimate = offline.count(prompt, OPUS, MEDIA)
    return prefixes.counted(planned, estimate, ask(planned))


def shown(counts: PromptCount, prompt: Prompt) -> list[str]:
    return [
        f"{counts.segments[m.path].tokens} {counts.segments[m.path].source}"
        for m in prompt.messages
    ]


def test_each_message_is_what_the_request_grows_by_with_it() -> None:
    prompt = talk("one two three", "one two", "one two three four")
    counts = counted(prompt)
    # The stand-in counts words, and one for the role of each message but the first,
    # whose role is in the base.
    assert shown(counts, prompt) == ["3 exact", "3 exact", "5 exact"]
    assert counts.total.tokens == rules.BASE + 2 + 4 + 3 + 5
    assert counts.total.source is Source.EXACT


def test_a_conversation_of_n_messages_takes_n_requests_and_two() -> None:
    assert len(plan(talk(*"abcde"), OPUS).requests) == 5 + 2
    assert len(plan(talk("a"), OPUS).requests) == 2
    assert len(plan(talk(), OPUS).requests) == 1
    assert len(plan(instructions("Rules"), OPUS).requests) == 1


def test_no_request_but_the_whole_ends_with_an_answer() -> None:
    planned = plan(talk(*"abcd"), OPUS)
    last: list[Any] = [made.body["messages"] for made in planned.requests]
    assert [messages[-1]["role"] for messages in last] == [
        "assistant",
        *["user"] * 5,
    ]


def test_a_call_and_its_result_are_counted_together() -> None:
    prompt = talk("go and look", [CALL], [RESULT], "so it is")
    planned = plan(prompt, OPUS)
    assert planned.groups == (Group(0, 1), Group(1, 3), Group(3, 4))
    counts = counted(prompt)
    assert shown(counts, prompt)[::3] == ["3 exact", "4 exact"]
    assert shown(counts, prompt)[1].endswith("offline")
    together = [counts.segments[m.path].tokens or 0 for m in prompt.messages[1:3]]
    whole = counted(talk("go and look")).total.tokens or 0
    assert sum(together) == (counts.total.tokens or 0) - whole - 4


def test_the_frame_and_the_system_prompt_share_what_is_left() -> None:
    counts = counted(talk("one", "two"))
    left = (counts.frame.tokens or 0) + (counts.segments["system"].tokens or 0)
    assert left == rules.BASE + 2 + 1
    assert counts.segments["system"].source is Source.OFFLINE


def test_a_message_with_a_part_that_was_left_out_is_partly_exact() -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://x/a.png"}}
    prompt = talk(["one two", image], "one")
    counts = counted(prompt)
    beside = offline.count(prompt, OPUS).segments["messages[0].content[1]"].tokens or 0
    assert shown(counts, prompt) == [f"{2 + beside} partial", "2 exact"]


def test_answers_that_contradict_each_other_leave_nothing_negative() -> None:
    prompt = talk("one", "two", "three")
    planned = plan(prompt, OPUS)
    counts = prefixes.counted(planned, offline.count(prompt, OPUS), [9, 30, 0, 50, 2])
    assert shown(counts, prompt) == ["0 exact"] * 3
    assert counts.frame.tokens is not None
    assert counts.total.tokens == 9


@given(REQUESTS)
@example({"messages": [{"role": "user", "content": ""}, {"role": "tool"}]})
@example({"messages": [{"role": "tool", "content": ""}]})
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_all_is_accepted_and_adds_up(body: dict[str, Any]) -> None:
    prompt = request(body)
    counts = counted(prompt)
    assert set(counts.segments) == {part.path for part in walk(prompt.segments)}
    tops = [counts.segments[top.path].tokens or 0 for top in prompt.segments]
    assert sum(tops) + (counts.frame.tokens or 0) == counts.total.tokens
    assert min([*tops, counts.frame.tokens or 0]) >= 0
