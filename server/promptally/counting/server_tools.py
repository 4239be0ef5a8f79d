"""What the tools that Anthropic defines cost, from a table; a wide band each.

Their definitions stand in no request, so nothing here reads more than a tool's type. A
type that nobody has seen may cost nearly anything, and says so.
"""

import re

from promptally.counting.rules import Size
from promptally.counting.tokens import Generation
from promptally.counts import Count

_DATED = re.compile(r"(.+?)_(20\d{6})(?:_.*)?$")

_SIZES = {
    "bash": Size(325, 90, 30),
    "text_editor": Size(700, 150, 150),
    "computer": Size(1323, 30, 30),
    "computer_20241022": Size(850, 200, 550),
    "computer_toolset": Size(4520, 500, 200),
    "browser_toolset": Size(6610, 200, 1000),
    "memory": Size(1069, 250, 250),
    "web_search": Size(1710, 600, 800),
    "web_search_2026": Size(1710, 600, 3000),
    "web_fetch": Size(525, 20, 300),
    "web_fetch_2026": Size(525, 100, 3000),
    "code_execution": Size(1780, 1300, 900),
    "tool_search": Size(188, 20, 200),
    "advisor": Size(300, 250, 500),
}
"""By the type before its date; the longest name that a type starts with holds.

From the documentation (tool pages, 2026-08-22), but recorded for computer (n = 6),
web fetch (n = 4), tool search (n = 2), web search, code execution and memory (n = 1).
The first computer tool was published as 683 beside its own system prompt. Search and
fetch of 2026 filter by code, which nobody has recorded.
"""

_MCP = "mcp_toolset"

MCP_SERVER = Size(1000, 1000, 30_000)
"""A guess: a server has any number of tools, which only the API has seen."""

_UNKNOWN = Size(800, 800, 10_000)


def definition(kind: str, generation: Generation) -> Count:
    """The tokens that a tool of the type `kind` adds, beside the tool prompt."""
    if kind == _MCP:
        return mcp_server()
    dated = _DATED.match(kind)
    name = dated[1] if dated else kind
    known = [key for key in _SIZES if kind.startswith(key)]
    label = name.replace("_", " ")
    if not known:
        reason = f"the {label} tool is not known here and counted by a guess"
        return _UNKNOWN.counted(reason)
    size = _SIZES[max(known, key=len)]
    if generation is not Generation.V3:
        # The same words are up to a third more tokens there, and few were published.
        size = size.plus(Size(0, 0, size.tokens // 3))
    return size.counted(f"the {label} tool is counted as documented")


def mcp_server() -> Count:
    """The tokens of the tools that one MCP server brings."""
    return MCP_SERVER.counted("the tools of an MCP server are counted by a guess")
