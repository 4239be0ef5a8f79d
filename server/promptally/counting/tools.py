"""What one tool definition costs: by its text, or by a table for Anthropic's own."""

import re
from collections.abc import Mapping

from promptally.counting import rendering, rules
from promptally.counting.bands import combine
from promptally.counting.context import Context
from promptally.counting.reading import mapping, string
from promptally.counts import Count, offline
from promptally.prompts import Json

_DATED = re.compile(r"(.+?)_20\d{6}(?:_.*)?$")


def definition(tool: Json, context: Context) -> Count:
    """The tokens that one entry of `tools` adds, the tool prompt not among them."""
    fields = mapping(tool)
    if fields.get("defer_loading") is True:
        # Recorded, n = 9: a tool that waits for tool search costs nothing.
        return offline(0, 0, 5)
    dated = _DATED.match(string(fields.get("type")))
    if dated:
        return _server_tool(dated[1])
    shown = rendering.definition(tool, escaped=context.rules.escapes_tools)
    counted = combine([context.text(shown), context.rules.tool.counted()])
    return _foreign(counted) if _openai(fields) else counted


def _server_tool(name: str) -> Count:
    reason = f"the {name.replace('_', ' ')} tool is counted as documented"
    size = rules.SERVER_TOOLS.get(name)
    if size is None:
        known = (key for key in rules.SERVER_TOOLS if name.startswith(key))
        size = rules.SERVER_TOOLS.get(next(known, ""), rules.UNKNOWN_SERVER_TOOL)
    return size.counted(reason)


def _openai(fields: Mapping[str, Json]) -> bool:
    return "function" in fields or "parameters" in fields


def _foreign(counted: Count) -> Count:
    tokens = counted.tokens or 0
    reason = "a tool in OpenAI's form is counted as Anthropic's"
    return offline(tokens, tokens * 9 // 10, tokens * 11 // 10 + 5, reason)
