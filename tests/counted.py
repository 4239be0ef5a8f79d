"""Counts of request bodies, and the bodies that many tests of counting share."""

from collections.abc import Mapping
from typing import Any

from counting_prompts import request
from promptally.counting import models, offline
from promptally.counting.offline import PromptCount
from promptally.counts import Count

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

USE = {"type": "tool_use", "id": "1", "name": "ping", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "1", "content": "pong"}
ROUND = [
    *HELLO,
    {"role": "assistant", "content": [USE]},
    {"role": "user", "content": [RESULT]},
]


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
