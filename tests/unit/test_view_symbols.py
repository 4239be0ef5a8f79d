"""The outline: what an editor lists, and what it selects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from drawing import drawn_symbols, marked
from promptally.view.symbols import Symbol, symbols

TEXTS = {
    path.relative_to(EXAMPLES).as_posix(): path.read_text("utf-8")
    for path in sorted(EXAMPLES.rglob("*"))
    if path.suffix in {".md", ".mdc", ".json", ".jsonl", ".yaml", ".yml", ".prompt"}
}


def test_sections_nest_as_their_headings_do() -> None:
    text = "# One\n\nHello\n\n## Two\n\nWorld\n\n# Three\n"

    assert drawn_symbols(marked(text, "CLAUDE.md")) == (
        "object body (≈ N tokens) <# One>\n"
        "  string One (≈ N tokens) <# One>\n"
        "    string Two (≈ N tokens) <## Two>\n"
        "  string Three (≈ N tokens) <# Three>"
    )


def test_a_request_lists_tools_system_and_messages() -> None:
    text = """{
  "system": "Be brief",
  "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
  "messages": [{"role": "user", "content": "Hello, who is there?"}]
}"""

    assert drawn_symbols(marked(text, "a.json")) == (
        'function tool get_weather (≈ N tokens) <"get_weather">\n'
        'module system (≈ N tokens) <"system">\n'
        'event user (≈ N tokens) <"user">'
    )


def test_the_requests_of_a_batch_go_by_their_ids() -> None:
    item = '{"custom_id": "%s", "params": {"messages": [{"role": "user"}]}}'

    shown = drawn_symbols(marked("\n".join(item % n for n in "ab"), "a.jsonl"))

    assert [line.split(" (")[0] for line in shown.splitlines()] == [
        "class a",
        "  event user",
        "class b",
        "  event user",
    ]


@pytest.mark.parametrize("role", ["", " ", "\\u0007", "\\u202e"])
def test_no_name_is_empty(role: str) -> None:
    # VS Code throws away the whole outline for one empty name.
    text = f'{{"messages": [{{"role": "{role}"}}, {{"role": "user"}}]}}'

    assert "event message" in drawn_symbols(marked(text, "a.json"))


def _all(items: tuple[Symbol, ...]) -> list[Symbol]:
    return [each for item in items for each in (item, *_all(item.children))]


def _is_sound(symbol: Symbol, size: int) -> bool:
    return (
        bool(symbol.name.strip())
        and 0 <= symbol.span.start <= symbol.selection.start
        and symbol.selection.start <= symbol.selection.end
        and symbol.selection.end <= symbol.span.end <= size
    )


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_the_selection_lies_inside_whatever_is_typed(
    name: str, data: st.DataObject
) -> None:
    text = TEXTS[name]
    cut = data.draw(st.integers(0, len(text)))
    to = data.draw(st.integers(cut, min(cut + 50, len(text))))
    torn = text[:cut] + data.draw(st.text(max_size=3)) + text[to:]
    try:
        analysis = marked(torn, name).analysis
    except AssertionError:
        return  # What is left is no prompt file any more.

    assert all(_is_sound(each, len(torn)) for each in _all(symbols(analysis)))
