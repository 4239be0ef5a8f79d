"""POML files, after microsoft.github.io/poml."""

import time

import pytest

from promptally.analysis import analyse
from promptally.counting import models, request
from promptally.documents.kinds import poml
from promptally.documents.parse import parse
from promptally.prompts import UNRENDERED, Kind, Segment, walk
from promptally.settings import DEFAULTS
from promptally.text import LineIndex
from promptally.view import edits
from promptally.view.findings import findings
from text_outline import faults


def read(text: str) -> list[str]:
    """A line for each turn: its path, role and text; the rest stands apart."""
    (prompt,) = poml.parse("a.poml", text).prompts
    return [
        f"{segment.path} {segment.role}: {said(segment)!r}"
        for segment in prompt.segments
    ]


def said(segment: Segment) -> str:
    match segment.value:
        case {"content": str(text)} | str(text):
            return text
        case {"content": [{"text": str(text)}, *_]} | [{"text": str(text)}, *_]:
            return text
    raise AssertionError(segment.value)


def unrendered(text: str) -> list[object]:
    (prompt,) = poml.parse("a.poml", text).prompts
    return [
        segment.value
        for segment in walk(prompt.segments)
        if isinstance(segment.value, dict) and segment.value.get("type") == UNRENDERED
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, world", ["messages[0] user: 'Hello, world'"]),
        ("\ufeff<p>Hello</p>", ["messages[0] user: 'Hello'"]),
        (
            "<poml><role>Kind.</role><task>Help.</task></poml>",
            ["messages[0] user: 'Kind.\\n\\nHelp.'"],
        ),
        (
            "<poml><role>Kind.</role><human-msg>Hi</human-msg><p>More</p></poml>",
            ["system system: 'Kind.'", "messages[0] user: 'Hi\\n\\nMore'"],
        ),
        (
            "<system-msg>A</system-msg><user-msg>B</user-msg><ai-msg>C</ai-msg>",
            [
                "system system: 'A'",
                "messages[0] user: 'B'",
                "messages[1] assistant: 'C'",
            ],
        ),
        (
            '<p speaker="human">A</p><p speaker="ai">B</p><p speaker="system">C</p>',
            [
                "messages[0] user: 'A'",
                "messages[1] assistant: 'B'",
                "system system: 'C'",
            ],
        ),
        (
            "<SystemMessage>A</SystemMessage><user-msg>B</user-msg><system-msg>C",
            [
                "system[0] system: 'A'",
                "system[1] system: 'C'",
                "messages[0] user: 'B'",
            ],
        ),
        ("<system-msg>Only this</system-msg>", ["system system: 'Only this'"]),
        ("", []),
    ],
)
def test_components_and_speakers_say_who_speaks(text: str, expected: list[str]) -> None:
    assert sorted(read(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("attributes", "n_turns"),
    [("", 3), (' chat="false"', 1), (' syntax="json"', 1), (' chat="{{true}}"', 3)],
)
def test_examples_are_turns_unless_they_say_otherwise(
    attributes: str, n_turns: int
) -> None:
    text = (
        f"<task>Sort.</task><examples{attributes}><example>"
        "<input>A</input><output>B</output></example></examples>"
    )

    assert len(read(text)) == n_turns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a  b\n  c</p>", "a b c"),
        ("<p>one <b>two</b> three</p>", "one two three"),
        ("<p>one<b>two</b>three</p>", "onetwothree"),
        ("<list><item>a</item><item>b</item></list>", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<code>a\n  b</code>", "a\n  b"),
        ('<p whiteSpace="pre">a   b</p>', "a   b"),
        ('<poml syntax="text">a\n\n  b</poml>', "a\n\n  b"),
        ("<p>#lt;tag#gt; #amp; #quot;</p>", '<tag> & "'),
        ("<p>a<!-- not this -->b</p>", "ab"),
        ('<cp caption="Rules"><p>a</p></cp>', "Rules\n\na"),
        ("<p>a < b and List<String></p>", "a < b and List<String>"),
        ('<let name="x">secret</let><meta/><p>a</p>', "a"),
        ("<stylesheet>{}</stylesheet><tool-definition>{}</tool-definition>a", "a"),
    ],
)
def test_text_is_what_stands_between_tags(text: str, expected: str) -> None:
    (line,) = read(text)

    assert line.partition(": ")[2] == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a", ["syntax <<p>>"]),
        ("a</p>", ["syntax <</p>>"]),
        ("<task><p>a</task>", ["syntax <<p>>"]),
        ("<task>a</task", ["syntax <<task>>"]),
        ("<p>a</p><!-- open", []),
        ("<p>a</p><ta", []),
        ('<tool-definition name="a">{}</tool-definition>', ["not-counted"]),
    ],
)
def test_half_typed_tags_are_told_and_nothing_is_lost(
    text: str, expected: list[str]
) -> None:
    found = faults(poml.parse("a.poml", text), text)

    assert [fault[: len(expected[at])] for at, fault in enumerate(found)] == expected
    assert "a" in "".join(read(text)) or not text.count(">a")


def test_what_is_torn_in_a_tag_or_a_comment_is_text() -> None:
    assert read("<p>a</p> <ta") == ["messages[0] user: 'a\\n\\n<ta'"]
    assert read("<!-- a") == ["messages[0] user: '<!-- a'"]
    assert read('<p x="1>a</p>') == ["messages[0] user: '<p x=\"1>a'"]


def test_what_a_renderer_adds_stands_apart() -> None:
    text = "<role>A</role><task>B<list><item>C</item></list></task>"

    assert unrendered(text) == [{"type": UNRENDERED, "captions": 2, "marks": 1}]
    assert unrendered("<p>A</p>") == []


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ('<document src="a.pdf"/>', "document"),
        ('<include src="a.poml"/>', "include"),
        ('<p for="x in xs">{{x}}</p>', "loop"),
        ('<table records="{{rows}}"></table>', "table"),
    ],
)
def test_what_stands_elsewhere_widens_the_band_to_the_window(
    element: str, name: str
) -> None:
    text = f"<p>A</p>{element}"
    analysis = analyse("a.poml", LineIndex(text), DEFAULTS)

    assert unrendered(text) == [{"type": UNRENDERED, "elsewhere": name}]
    assert analysis is not None
    assert (analysis.total.high or 0) > 100_000
    what = "a `for` repeats is counted once"
    if name != "loop":
        what = f"`<{name}>` brings in is not counted"
    assert f"what {what}" in analysis.total.reasons


def test_the_count_says_that_nothing_was_rendered() -> None:
    text = "<role>A</role><human-msg>B</human-msg>"
    analysis = analyse("a.poml", LineIndex(text), DEFAULTS)

    assert analysis is not None
    assert analysis.total.low != analysis.total.high
    assert any("not rendered" in reason for reason in analysis.total.reasons)


def test_an_exact_count_is_partial() -> None:
    (prompt,) = poml.parse("a.poml", "<role>A</role><user-msg>B</user-msg>").prompts

    made = request.build(prompt, models.default())

    assert made.body["system"] == "A"
    assert made.body["messages"] == [{"role": "user", "content": "B"}]
    assert [left.path for left in made.left_out] == ["system[1]"]


def test_components_are_parts_of_their_turn() -> None:
    text = "<role>A b</role>\n<task>C <b>d</b></task>\n<p>e</p>"
    (prompt,) = poml.parse("a.poml", text).prompts

    sections = [s for s in walk(prompt.segments) if s.kind == "section"]

    assert [(s.path, s.title, s.value) for s in sections] == [
        ("messages[0].sections[0]", "role", "A b"),
        ("messages[0].sections[1]", "task", "C d"),
    ]
    assert [text[s.anchor :][:6] for s in sections] == ["<role>", "<task>"]
    assert [text[slice(*s.span)] for s in sections] == ["A b", "C <b>d"]


def test_the_runtime_names_the_model() -> None:
    text = '<poml><runtime model="claude-opus-5-5"/><p>A</p></poml>'

    document = parse("a.poml", text)

    assert document is not None
    assert document.kind is Kind.POML
    (prompt,) = document.prompts
    assert prompt.model is not None
    assert text[slice(*prompt.model.span)] == "claude-opus-5-5"


@pytest.mark.parametrize(
    "piece",
    [
        *("<p>", "</p>", "<task>x", "<task>x</task>", '<p a="', "<!--", "<p "),
        "<human-msg><task>x</task></human-msg><ai-msg><hint>y</hint></ai-msg>",
    ],
)
def test_long_files_take_no_longer_than_they_are(piece: str) -> None:
    def seconds(n: int) -> float:
        start = time.process_time()
        poml.parse("a.poml", piece * n)
        return time.process_time() - start

    assert min(seconds(5_000) for _ in range(2)) < 4


def test_a_budget_for_it_goes_to_the_settings() -> None:
    analysis = analyse("a.poml", LineIndex("<p>key: value</p>"), DEFAULTS)
    assert analysis is not None
    (item,) = analysis.prompts

    (edit,) = edits.budget(analysis, item, 100)

    assert edit.path == edits.CONFIG
    assert edits.model(analysis, item.prompt, "claude-opus-5-5") == ()


def test_what_a_renderer_adds_is_told_once() -> None:
    text = "<role>A</role><human-msg><task>B</task></human-msg>"
    analysis = analyse("a.poml", LineIndex(text), DEFAULTS)
    assert analysis is not None

    assert [problem.code for problem in findings(analysis)] == ["uncountable"]
