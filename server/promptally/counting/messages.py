"""What one message costs, Anthropic's form or OpenAI's, apart from its turn."""

from collections.abc import Iterator, Mapping

from promptally.counting.blocks import bounded, call, content, result
from promptally.counting.context import Context
from promptally.counting.reading import blocks, items, kind, mapping, string
from promptally.counts import Count, offline
from promptally.prompts import Json, Segment, SegmentKind

_CALLS = {"tool_use", "mcp_tool_use"}


def message(segment: Segment, context: Context) -> Count:
    """The tokens of a message, or of a part of an instruction file."""
    fields = segment.value
    if segment.kind is not SegmentKind.MESSAGE or not isinstance(fields, Mapping):
        return content(fields, context)
    if string(fields.get("role")) in {"tool", "function"}:
        return _openai_result(fields, context)
    inside = fields.get("content")
    whole = content(inside, context)
    if isinstance(inside, str) and "tool_calls" not in fields:
        return whole
    parts = [whole]
    parts += [_openai_call(value, context) for value in items(fields.get("tool_calls"))]
    parts += _parallel(fields, context)
    return bounded(parts, context.model)


def _parallel(fields: Mapping[str, Json], context: Context) -> Iterator[Count]:
    """What it costs that a message makes more than one call.

    Their results then carry the tools' names; that is counted here, with the calls.
    """
    inside = blocks(fields.get("content"))
    calls = [mapping(part) for part in inside if kind(part) in _CALLS]
    names = [string(made.get("name")) for made in calls]
    if len(names) > 1:
        yield context.rules.parallel.counted()
        yield from (context.text(name) for name in names)


def _openai_call(value: Json, context: Context) -> Count:
    """A call as OpenAI writes it, its arguments a string of JSON."""
    function = mapping(mapping(value).get("function"))
    counted = call(string(function.get("name")), function.get("arguments"), context)
    return _foreign(counted, "a tool call in OpenAI's form is counted as Anthropic's")


def _openai_result(fields: Mapping[str, Json], context: Context) -> Count:
    counted = result(fields.get("content"), context)
    return _foreign(counted, "a tool message in OpenAI's form is counted as a result")


def _foreign(counted: Count, reason: str) -> Count:
    tokens = counted.tokens or 0
    low, high = counted.low or 0, counted.high or 0
    return offline(
        tokens,
        min(low, tokens * 3 // 4),
        max(high, tokens * 5 // 4 + 10),
        *counted.reasons,
        reason,
    )
