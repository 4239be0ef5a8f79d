from collections.abc import Mapping

import pytest

from counting_prompts import request
from promptally.counting import models, offline
from promptally.counts import Count
from promptally.prompts import Json

SERVER: Json = {"type": "url", "url": "https://example.com/mcp", "name": "example"}
TOOL: Json = {"name": "ping", "input_schema": {"type": "object"}}
HELLO: list[Json] = [{"role": "user", "content": "Hello, Claude"}]
USE: Json = {"type": "tool_use", "id": "1", "name": "ping", "input": {}}
RESULT: Json = {"type": "tool_result", "tool_use_id": "1", "content": "pong " * 200}
ROUND: list[Json] = [
    *HELLO,
    {"role": "assistant", "content": [USE]},
    {"role": "user", "content": [RESULT]},
    *HELLO,
]
BETA = "token-efficient-tools-2025-02-19"
GUESS = "the tools of an MCP server are counted by a guess"
CLEARED = "context management may clear a part of it"


def total(body: Mapping[str, Json], model: str = "claude-sonnet-4-5") -> Count:
    return offline.count(request(body), models.resolve(model)).total


def test_an_mcp_server_brings_tools_that_nobody_sees() -> None:
    without = total({"messages": HELLO})
    its = total({"messages": HELLO, "mcp_servers": [SERVER]})
    assert its.tokens == (without.tokens or 0) + 496 + 1000
    assert (its.low or 0) <= (without.tokens or 0) + 496
    assert (its.high or 0) > 30_000
    assert its.reasons == (GUESS,)


def test_a_server_with_a_set_of_tools_counts_once() -> None:
    tools: Json = [{"type": "mcp_toolset", "mcp_server_name": "example"}]
    both = total({"messages": HELLO, "mcp_servers": [SERVER], "tools": tools})
    assert both.tokens == total({"messages": HELLO, "tools": tools}).tokens


def test_servers_beside_tools_bring_no_second_tool_prompt() -> None:
    plain = total({"messages": HELLO, "tools": [TOOL]})
    its = total({"messages": HELLO, "tools": [TOOL], "mcp_servers": [SERVER]})
    assert its.tokens == (plain.tokens or 0) + 1000


def test_each_skill_of_a_container_costs_its_metadata() -> None:
    skills: Json = [{"type": "anthropic", "skill_id": name} for name in ("xlsx", "pdf")]
    plain = total({"messages": HELLO})
    its = total({"messages": HELLO, "container": {"skills": skills}})
    assert its.tokens == (plain.tokens or 0) + 300
    assert its.reasons == ("the skills of a container are counted by a guess",)
    assert total({"messages": HELLO, "container": "container_1"}) == plain


def test_the_beta_of_token_efficient_tools_is_unmeasured() -> None:
    body: Mapping[str, Json] = {"messages": HELLO, "tools": [TOOL]}
    efficient: Mapping[str, Json] = {**body, "betas": [BETA]}
    its = total(efficient, "claude-3-7-sonnet-latest")
    assert (its.high or 0) - (its.low or 0) >= 300
    assert its.reasons == ("the beta of token-efficient tools was never measured",)
    assert total({**body, "betas": ["files-api-2025-04-14"]}) == total(body)


@pytest.mark.parametrize(
    ("edit", "clears"),
    [
        ({"type": "clear_tool_uses_20250919"}, False),
        (
            {
                "type": "clear_tool_uses_20250919",
                "trigger": {"type": "input_tokens", "value": 100},
            },
            True,
        ),
        (
            {
                "type": "clear_tool_uses_20250919",
                "trigger": {"type": "tool_uses", "value": 1},
            },
            True,
        ),
        ({"type": "clear_thinking_20251015"}, True),
        (None, False),
    ],
)
def test_what_context_management_may_clear_is_in_the_band(
    edit: Json, *, clears: bool
) -> None:
    plain = total({"messages": ROUND, "tools": [TOOL]})
    managed: Mapping[str, Json] = {"context_management": {"edits": [edit]}}
    its = total({"messages": ROUND, "tools": [TOOL], **managed})
    assert its.tokens == plain.tokens
    assert (CLEARED in its.reasons) is clears
    assert ((its.low or 0) < (plain.low or 0) - 200) is clears
