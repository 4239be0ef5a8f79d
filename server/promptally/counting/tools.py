"""What one tool definition costs: by its text, or by a table for Anthropic's own."""

from collections.abc import Iterator, Mapping

from promptally.counting import rendering, rules, server_tools
from promptally.counting.bands import combine, within
from promptally.counting.context import Context
from promptally.counting.reading import items, mapping, string, written
from promptally.counts import Count, offline
from promptally.prompts import Json

_WRITTEN_OUT = {"", "custom", "function"}
"""Types of tools whose definition stands in the request."""


def definition(tool: Json, context: Context) -> Count:
    """The tokens that one entry of `tools` adds, the tool prompt not among them."""
    fields = mapping(tool)
    if fields.get("defer_loading") is True:
        # Recorded, n = 9: a tool that waits for tool search costs nothing.
        return offline(0, 0, 5)
    its_type = string(fields.get("type"))
    if its_type not in _WRITTEN_OUT and "input_schema" not in fields:
        return server_tools.definition(its_type, context.model.generation)
    shown = rendering.definition(tool, escaped=context.rules.escapes_tools)
    parts = [context.text(shown), context.rules.tool.counted()]
    counted = combine([*parts, *_examples(fields, context)])
    return _foreign(counted) if _openai(fields) else counted


def _examples(fields: Mapping[str, Json], context: Context) -> Iterator[Count]:
    """What `input_examples` add: published, 20 to 200 tokens each by their size."""
    reason = "examples of a tool's input are counted as their JSON"
    for example in items(fields.get("input_examples")):
        yield rules.INPUT_EXAMPLE.counted()
        yield within(context.tokens(written(example)), 0.3, reason)


def _openai(fields: Mapping[str, Json]) -> bool:
    return "function" in fields or "parameters" in fields


def _foreign(counted: Count) -> Count:
    tokens = counted.tokens or 0
    reason = "a tool in OpenAI's form is counted as Anthropic's"
    low = min(counted.low or 0, tokens * 9 // 10)
    high = max(counted.high or 0, tokens * 11 // 10 + 5)
    return offline(tokens, low, high, *counted.reasons, reason)
