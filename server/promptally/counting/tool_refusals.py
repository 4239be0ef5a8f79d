"""What the API refuses in tools, in their calls and results, and in cache breakpoints.

Messages of one role in a row are one turn, as the API reads them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from promptally.counting.faults import is_gap, refused, spot
from promptally.counting.reading import is_said, mapping
from promptally.prompts import Json, Problem, Prompt, Segment, walk

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_MOST_BREAKPOINTS = 4


def found(prompt: Prompt) -> Iterator[Problem]:
    """Names, pairs and breakpoints."""
    yield from _names(prompt.tools)
    yield from _pairs(prompt.messages)
    yield from _breakpoints(prompt)


def _names(tools: Sequence[Segment]) -> Iterator[Problem]:
    seen: set[str] = set()
    for tool in tools:
        fields = mapping(tool.value)
        name = fields.get("name")
        if not isinstance(name, str) or is_gap(name):
            continue
        if not _NAME.fullmatch(name):
            message = "a tool's name is 1 to 128 letters, digits, `_` and `-`"
            yield refused("tool-name", message, spot(tool))
        if name in seen:
            yield refused("duplicate-tool", f"`{name}` names two tools", spot(tool))
        seen.add(name)


def _pairs(messages: Sequence[Segment]) -> Iterator[Problem]:
    if all(is_said(message.value) for message in messages):
        return
    pending: Mapping[str, Segment] = {}
    seen: set[str] = set()
    for role, run in groupby(messages, key=lambda message: message.role):
        turn = tuple(run)
        results = _by_id(turn, "tool_result", "tool_use_id")
        yield from _unasked(results, pending)
        yield from _unanswered(pending, results)
        pending = _by_id(turn, "tool_use", "id") if role == "assistant" else {}
        yield from _twice(turn, seen)
    yield from _unanswered(pending, {})


def _by_id(turn: Sequence[Segment], kind: str, key: str) -> dict[str, Segment]:
    return {_id(block, key): block for block in _blocks(turn, kind) if _id(block, key)}


def _blocks(turn: Sequence[Segment], kind: str) -> Iterator[Segment]:
    return (b for message in turn for b in message.children if b.title == kind)


def _id(block: Segment, key: str) -> str:
    found_id = mapping(block.value).get(key)
    return found_id if isinstance(found_id, str) else ""


def _unasked(
    results: Mapping[str, Segment], pending: Mapping[str, Segment]
) -> Iterator[Problem]:
    for called, result in results.items():
        if called not in pending:
            message = f"the turn before has no `tool_use` with the id `{called}`"
            yield refused("tool-result-without-use", message, spot(result))


def _unanswered(
    pending: Mapping[str, Segment], results: Mapping[str, Segment]
) -> Iterator[Problem]:
    for called, use in pending.items():
        if called not in results:
            message = f"the next turn needs a `tool_result` for `{called}`"
            yield refused("tool-use-without-result", message, spot(use))


def _twice(turn: Sequence[Segment], seen: set[str]) -> Iterator[Problem]:
    for use in _blocks(turn, "tool_use"):
        called = _id(use, "id")
        if called in seen:
            message = f"two calls have the id `{called}`"
            yield refused("duplicate-tool-use", message, spot(use))
        if called:
            seen.add(called)


def _breakpoints(prompt: Prompt) -> Iterator[Problem]:
    """The breakpoints after the fourth; the field of the request itself is one."""
    used = 1 if prompt.parameters.get("cache_control") else 0
    for segment in walk(prompt.segments):
        if not _is_breakpoint(segment.value):
            continue
        used += 1
        if used > _MOST_BREAKPOINTS:
            message = f"a request has 4 `cache_control` at most: this is number {used}"
            yield refused("cache-control", message, spot(segment))


def _is_breakpoint(value: Json) -> bool:
    return bool(mapping(value).get("cache_control"))
