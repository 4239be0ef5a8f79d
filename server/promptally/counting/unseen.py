"""What a request brings along that does not stand in it, and what may be taken away.

The tools of MCP servers and the skills of a container are known to the API alone, and
context management clears what is old from a long conversation. All of it is a guess
with a wide band and a reason; nothing here looks at a text.
"""

from collections.abc import Iterator, Mapping, Sequence

from promptally.counting import rules, server_tools
from promptally.counting.reading import integer, items, mapping, string
from promptally.counting.rules import Rules
from promptally.counts import Count, offline
from promptally.prompts import Json, Prompt

_TOKEN_EFFICIENT = "token-efficient-tools"  # noqa: S105 - a beta's name, no secret
_CLEARS_FROM = 100_000
"""Tokens from which context management clears, where a request does not say."""
_CLEARS_ALWAYS = "clear_thinking"


def brought(prompt: Prompt, its_rules: Rules) -> Iterator[Count]:
    """What MCP servers, skills and betas add to `prompt`, a count each."""
    yield from _servers(prompt, its_rules)
    container = mapping(prompt.parameters.get("container"))
    skills = len(items(container.get("skills")))
    if skills:
        reason = "the skills of a container are counted by a guess"
        yield rules.SKILL.times(skills).counted(reason)
        yield rules.HIDDEN_PROMPT.counted()
    betas = map(string, items(prompt.parameters.get("betas")))
    if prompt.tools and any(name.startswith(_TOKEN_EFFICIENT) for name in betas):
        size = rules.TOKEN_EFFICIENT_TOOLS
        yield size.counted("the beta of token-efficient tools was never measured")


def _servers(prompt: Prompt, its_rules: Rules) -> Iterator[Count]:
    """What `mcp_servers` add, where no tool set in `tools` counts them already."""
    servers = items(prompt.parameters.get("mcp_servers"))
    if not servers:
        return
    if any(mapping(tool.value).get("type") == "mcp_toolset" for tool in prompt.tools):
        return
    if not prompt.tools:
        size = its_rules.tool_prompt.tokens
        yield offline(size, 0, size + rules.HIDDEN_PROMPT.up)
    yield from (server_tools.mcp_server() for _ in servers)


def may_clear(prompt: Prompt) -> bool:
    """Whether anything may be taken away from `prompt`, be it long enough."""
    return bool(mapping(prompt.parameters.get("context_management")))


def without_cleared(prompt: Prompt, messages: Sequence[Count], total: Count) -> Count:
    """`total` with a band that reaches down to where all is cleared that may be."""
    managed = mapping(prompt.parameters.get("context_management"))
    edits = [mapping(edit) for edit in items(managed.get("edits"))]
    tokens = total.tokens or 0
    if not any(tokens >= _threshold(edit) for edit in edits):
        return total
    earlier = sum(message.tokens or 0 for message in messages[:-1])
    low = max(0, (total.low or 0) - earlier)
    reason = "context management may clear a part of it"
    return offline(tokens, low, total.high, *total.reasons, reason)


def _threshold(edit: Mapping[str, Json]) -> int:
    """From how many tokens an edit of the context can take something away."""
    if string(edit.get("type")).startswith(_CLEARS_ALWAYS):
        return 0
    trigger = mapping(edit.get("trigger"))
    if not trigger:
        return _CLEARS_FROM
    told = integer(trigger.get("value")) or 0
    return told if trigger.get("type") == "input_tokens" else 0
