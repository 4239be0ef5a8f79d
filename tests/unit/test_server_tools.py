import pytest

from promptally.counting import server_tools
from promptally.counting.tokens import Generation


@pytest.mark.parametrize(
    ("kind", "tokens"),
    [
        ("computer_20250124", 1323),
        ("computer_20241022", 850),
        ("computer_toolset_20260801", 4520),
        ("text_editor_20250728", 700),
        ("tool_search_tool_regex", 188),
        ("tool_search_tool_bm25_20251119", 188),
        ("web_fetch_20250910", 525),
    ],
)
def test_a_tool_is_found_by_the_longest_name_its_type_starts_with(
    kind: str, tokens: int
) -> None:
    assert server_tools.definition(kind, Generation.V3).tokens == tokens


def test_a_later_search_may_cost_more_than_the_recorded_one() -> None:
    old = server_tools.definition("web_search_20250305", Generation.V3)
    new = server_tools.definition("web_search_20260209", Generation.V3)
    assert old.tokens == new.tokens
    assert (old.high or 0) < (new.high or 0)


def test_the_newer_tokenizers_may_need_a_third_more() -> None:
    old = server_tools.definition("memory_20250818", Generation.V3)
    new = server_tools.definition("memory_20250818", Generation.V4_8)
    assert (new.high or 0) - (old.high or 0) == 1069 // 3


@pytest.mark.parametrize("kind", ["wizard_20271201", "wizard"])
def test_a_tool_that_nobody_knows_may_cost_nearly_anything(kind: str) -> None:
    its = server_tools.definition(kind, Generation.V3)
    assert (its.low, its.high) == (0, 10_800)
    assert its.reasons == ("the wizard tool is not known here and counted by a guess",)


def test_a_set_of_mcp_tools_is_a_guess() -> None:
    its = server_tools.definition("mcp_toolset", Generation.V4_8)
    assert (its.low, its.high) == (0, 31_000)
    assert its.reasons == ("the tools of an MCP server are counted by a guess",)
