"""Hints: drawn into the text as an editor would draw them."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from drawing import drawn_hints, marked
from promptally.analysis import analyse, parsed
from promptally.budgets import Budget, Part
from promptally.documents.parse import parse
from promptally.settings import DEFAULTS, Hints
from promptally.text import LineIndex, Span
from promptally.view.hints import hints
from promptally.view.report import annotate

NAMES = sorted(
    path.relative_to(EXAMPLES).as_posix()
    for path in EXAMPLES.rglob("*")
    if "docs" not in path.parts
    and path.suffix in {".md", ".mdc", ".json", ".jsonl", ".yaml", ".yml", ".prompt"}
)
TEXTS = {name: (EXAMPLES / name).read_text("utf-8") for name in NAMES}
REQUEST = """{
  "system": "Be brief",
  "messages": [
    {"role": "user",
     "content": "Hello"}
  ]
}"""
LINES = '{"messages": [{"role": "user", "content": "Hello"}]}\n' * 3


def test_each_section_has_its_tokens_and_the_first_line_the_total() -> None:
    shown = drawn_hints(marked("# One\n\nHello\n\n## Two\n\nWorld\n", "CLAUDE.md"))

    assert shown == ("# One ⟦≈ N tokens · One ≈ N⟧\n\nHello\n\n## Two ⟦≈ N⟧\n\nWorld\n")


def test_each_message_has_its_tokens_where_it_begins() -> None:
    assert drawn_hints(marked(REQUEST, "a.json")) == (
        "{ ⟦≈ N tokens⟧\n"
        '  "system": "Be brief", ⟦≈ N⟧\n'
        '  "messages": [\n'
        '    {"role": "user", ⟦≈ N⟧\n'
        '     "content": "Hello"}\n'
        "  ]\n"
        "}"
    )


def test_a_budget_shows_its_share_beside_what_it_holds_for() -> None:
    budgets = [
        Budget(tokens=100_000),
        Budget(tokens=1, part=Part.SYSTEM),
        Budget(tokens=1000, part=Part.MESSAGE),
    ]

    assert drawn_hints(marked(REQUEST, "a.json", *budgets)) == (
        "{ ⟦≈ N tokens · N% of 100,000⟧\n"
        '  "system": "Be brief", ⟦≈ N · N% of 1, over⟧\n'
        '  "messages": [\n'
        '    {"role": "user", ⟦≈ N · N% of 1,000⟧\n'
        '     "content": "Hello"}\n'
        "  ]\n"
        "}"
    )


def test_each_request_of_a_batch_has_its_own_share() -> None:
    line = '{"messages": [{"role": "user", "content": "Hello"}]}'

    assert drawn_hints(marked(LINES, "a.jsonl", Budget(tokens=1))) == (
        f"{line} ⟦≈ N tokens in 3 requests · this one ≈ N · N% of 1, over⟧\n"
        f"{line} ⟦≈ N tokens · N% of 1, over⟧\n"
        f"{line} ⟦≈ N tokens · N% of 1, over⟧\n"
    )


def test_a_minified_file_has_one_hint() -> None:
    text = '{"system":"Be brief","messages":[{"role":"user","content":"Hello"}]}'

    assert drawn_hints(marked(text, "a.json")) == (f"{text} ⟦≈ N tokens · system ≈ N⟧")


def test_a_long_first_line_is_not_followed_but_preceded() -> None:
    text = f'{{"messages":[{{"role":"user","content":"{"a" * 200}"}}]}}'

    assert drawn_hints(marked(text, "a.json")).startswith('⟦≈ N tokens⟧ {"messages"')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_empty_first_line_has_the_total_before_it(end: str) -> None:
    assert drawn_hints(marked(f"{end}Hello{end}")) == (
        f"⟦≈ N tokens⟧ {end}Hello ⟦≈ N⟧{end}"
    )


def test_an_empty_file_says_that_a_request_has_a_frame() -> None:
    assert drawn_hints(marked("")) == "⟦≈ N tokens⟧ "


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Hints.ALL, "# A ⟦≈ N tokens · A ≈ N⟧\n\n# B ⟦≈ N⟧\n"),
        (Hints.TOTAL, "# A ⟦≈ N tokens⟧\n\n# B\n"),
        (Hints.OFF, "# A\n\n# B\n"),
    ],
)
def test_the_settings_choose_how_many(wanted: Hints, expected: str) -> None:
    held = replace(DEFAULTS, hints=wanted)

    assert drawn_hints(marked("# A\n\n# B\n", "CLAUDE.md", settings=held)) == expected


def test_only_the_lines_that_are_shown_get_hints() -> None:
    shown = marked("# A\n\n# B\n\n# C\n", "CLAUDE.md")
    at = shown.analysis.text.index("# B")

    assert drawn_hints(shown, Span(at, at + 1)) == "# A\n\n# B ⟦≈ N⟧\n\n# C\n"


def test_what_has_moved_far_is_shown_as_where_it_began() -> None:
    params = {"messages": [{"role": "user", "content": "Hi"}] * 2}
    items = [{"custom_id": f"r{number}", "params": params} for number in range(4)]
    text = json.dumps({"requests": items}, indent=1)
    before = analyse("a.json", LineIndex(text), DEFAULTS)
    at = text.index("Hi")
    assert before
    lines = before.lines.edited(Span(at, at), "Many words. " * 50)
    document = parse("a.json", lines.text, (), parsed(before, lines))
    after = analyse("a.json", lines, DEFAULTS, document=document, previous=before)
    fresh = analyse("a.json", LineIndex(lines.text), DEFAULTS)

    assert after
    assert fresh
    assert hints(after, Span(0, lines.end)) == hints(fresh, Span(0, lines.end))


def test_a_part_that_nobody_can_count_has_a_question_mark() -> None:
    text = (
        '{"messages": [{"role": "user", "content": [\n'
        '{"type": "text", "text": "Hi"},\n'
        '{"type": "document", "source": {"type": "url", "url": "http://x"}}]}]}'
    )

    assert drawn_hints(marked(text, "a.json")).endswith('"http://x"}}]}]} ⟦?⟧')


@pytest.mark.parametrize("name", NAMES)
def test_hints_stand_at_line_ends_one_a_line(name: str) -> None:
    analysis = marked(TEXTS[name], name).analysis
    found = hints(analysis, Span(0, len(analysis.text)))
    lines = [analysis.lines.line_at(hint.offset) for hint in found]

    assert lines == sorted(set(lines))
    assert [h.offset for h in found if h.at_start] in ([], [0])
    for hint, line in zip(found, lines, strict=True):
        assert hint.at_start or hint.offset == analysis.lines.line_end(line)
        assert hint.label.startswith(("≈ ", "?"))


@given(st.sampled_from(NAMES), st.data())
def test_a_window_shows_what_the_whole_shows_there(
    name: str, data: st.DataObject
) -> None:
    analysis = marked(TEXTS[name], name).analysis
    size = len(analysis.text)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    first, last = analysis.lines.line_at(start), analysis.lines.line_at(end)

    whole = [
        hint
        for hint in hints(analysis, Span(0, size))
        if first <= analysis.lines.line_at(hint.offset) <= last
    ]

    assert list(hints(analysis, Span(start, end))) == whole


def test_the_annotated_file_is_the_file_with_hints() -> None:
    analysis = marked(LINES, "a.jsonl").analysis
    shown = annotate(analysis)

    assert shown.count("⟦") == 3
    assert "".join(part.split("⟧")[-1] for part in shown.split(" ⟦")) == LINES


def test_a_batch_of_thousands_on_one_line_is_drawn_in_time() -> None:
    item = '{"custom_id": "%s", "params": {"messages": [{"role": "user"}]}}'
    items = ",".join(item % n for n in range(2000))

    # Summing up the file once for each request took a minute.
    assert drawn_hints(marked(f'{{"requests": [{items}]}}', "a.json")).startswith(
        "⟦≈ N tokens in 2,000 requests"
    )
