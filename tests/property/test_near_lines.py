"""Typing in a batch: what the lines around it say alone is what a new look says."""

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.analysis import Analysis, analyse, parsed, typed
from promptally.documents.editing import near_lines
from promptally.documents.parse import parse
from promptally.prompts import Document
from promptally.settings import Settings
from promptally.text import LineIndex, Span
from promptally.view.findings import findings
from promptally.view.hints import hints

SETTINGS = Settings()
LONG = "Several words, éven 🇫🇷, that somebody goes on to write."
TOOL = {"name": "look", "description": LONG, "input_schema": {"type": "object"}}
BODIES = [
    {"messages": [{"role": "user", "content": LONG}]},
    {"messages": [{"role": "user", "content": LONG}], "system": LONG * 2},
    {"system": [{"type": "text", "text": LONG}], "tools": [TOOL], "messages": []},
    {"messages": [{"role": "system", "content": LONG}, {"role": "user"}]},
    {"model": "claude-sonnet-5-5, a long name of a model", "messages": []},
    {"messages": [{"role": "user", "content": [{"type": "image", "source": LONG}]}]},
    {"messages": [{"role": "user", "content": 'Say "this", \\ and "that" \n now'}]},
    {"messages": [{"role": "a role that nobody knows of", "content": ""}]},
]
ODD = ["", "{torn", "{}", "{", '"custom_id": "a long string that is no request"', "[]"]
LETTERS = st.sampled_from(
    [
        *(
            "x",
            "y ",
            "é",
            "🇫🇷",
            "",
            "\\n",
            "\\",
            '"',
            "{",
            ",",
            ":",
            "\n",
            "\r",
            "\u2028",
        ),
        *(" " * 500, "\n" * 500, f"\n{json.dumps(BODIES[0])}\n", '{"custom_id": "r1"}'),
    ]
)


@st.composite
def batches(draw: st.DrawFn) -> str:
    """Lines with requests, some of them torn, and their ends."""
    lines = []
    for number, body in enumerate(draw(st.lists(st.sampled_from(BODIES), max_size=9))):
        item = {"custom_id": f"r{number}", "params": body}
        is_ascii = draw(st.booleans())
        lines.append(
            json.dumps(draw(st.sampled_from([item, body])), ensure_ascii=is_ascii)
        )
    lines[1:1] = draw(st.lists(st.sampled_from(ODD), max_size=2))
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    return end.join(lines) + draw(st.sampled_from(["", end]))


def scratch(text: str) -> Analysis | None:
    return analyse("a.jsonl", LineIndex(text), SETTINGS)


@settings(max_examples=400, deadline=None)
@given(batches(), st.data())
def test_some_lines_lead_where_a_new_look_leads(text: str, data: st.DataObject) -> None:
    shown, place = scratch(text), data.draw(st.integers(0, len(text)))
    for _ in range(data.draw(st.integers(1, 5))):
        start = min(place, len(text))
        end = min(
            start + data.draw(st.sampled_from([0, 0, 0, 1, 2, 9, 300])), len(text)
        )
        said = data.draw(LETTERS)
        before, place = LineIndex(text) if shown is None else shown.lines, place + 1
        text = text[:start] + said + text[end:]
        lines = before.edited(Span(start, end), said)
        again, fresh = typed(shown, lines), parse("a.jsonl", text)
        if again is not None:
            assert again == fresh
            # Where `1`, `1.0` and `True` are equal, their words are not.
            assert repr(again) == repr(fresh)
        again = again or parse("a.jsonl", text, (), parsed(shown, lines))
        shown = (
            analyse("a.jsonl", lines, SETTINGS, document=again, previous=shown)
            if again
            else None
        )
        looked_at(shown, scratch(text))


def looked_at(shown: Analysis | None, fresh: Analysis | None) -> None:
    assert shown == fresh
    if shown and fresh:
        everything = Span(0, fresh.lines.end)
        assert shown.total == fresh.total
        assert hints(shown, everything) == hints(fresh, everything)
        assert findings(shown) == findings(fresh)


def after(marked: str, said: str) -> tuple[Document | None, Document | None]:
    """What the line alone says after `said` was typed at the mark, and a new look."""
    at, text = marked.index("‸"), marked.replace("‸", "")
    before, document = LineIndex(text), parse("a.jsonl", text)
    assert document
    lines = before.edited(Span(at, at), said)
    again = near_lines.edited("a.jsonl", lines, before, document)
    return again, parse("a.jsonl", lines.text)


def batch(line: str) -> str:
    return "\n".join([json.dumps(BODIES[0]), line, json.dumps(BODIES[1])])


SAID = json.dumps(BODIES[2], ensure_ascii=False)


@pytest.mark.parametrize("said", ["x", " ", "several words", "é", "\\n"])
@pytest.mark.parametrize("where", ["somebody‸ goes", "🇫🇷‸", "Several‸ words"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_typed_in_a_string_is_read_from_its_line(
    said: str, where: str, end: str
) -> None:
    marked = SAID.replace(where.replace("‸", ""), where, 1)
    again, fresh = after(batch(marked).replace("\n", end), said)
    assert again is not None
    assert again == fresh


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (SAID.replace("somebody", "some‸body"), '"'),
        (SAID.replace("somebody", "some‸body"), "\n"),
        (SAID.replace("somebody", "some‸body"), "\r"),
        (SAID.replace('"system"', '"sys‸tem"'), "x"),
        (SAID.replace('"object"', '"obj‸ect"'), "x"),
        (f"‸{SAID}", " "),
        (f"{SAID}‸", " "),
        (
            '{"custom_id": "r", "params":\n{"system": "Be kind, be kind and‸ brief"}}',
            "x",
        ),
    ],
)
def test_what_may_mean_more_is_for_a_look_at_the_whole(marked: str, said: str) -> None:
    again, _ = after(batch(marked), said)
    assert again is None


def item(number: int) -> str:
    said = {"messages": [{"role": "user", "content": f"Hello {number}"}]}
    return json.dumps({"custom_id": f"r{number}", "params": said})


ITEMS = "\n".join(map(item, range(30)))
BARE = "\n".join(json.dumps(BODIES[0]) for _ in range(30))


@pytest.mark.parametrize("said", ["x", '"', "{", "\n", f"\n{item(50)}\n", ""])
@pytest.mark.parametrize(
    "where", ["Hello 1‸5", '"r1‸5"', '"user"‸, "content": "Hello 15']
)
def test_any_edit_is_read_from_its_lines_where_others_tell_the_kind(
    said: str, where: str
) -> None:
    again, fresh = after(ITEMS.replace(where.replace("‸", ""), where), said)
    assert again is not None
    assert again == fresh


@pytest.mark.parametrize("n_blank", [0, 1, 100, 390, 450])
@pytest.mark.parametrize("following", [item(60), '"more": 1}'])
@pytest.mark.parametrize(
    ("torn", "line", "said"),
    [
        ("{", f"‸{item(50)}", "x"),
        ("", f"{item(50)}‸", " {"),
        ("", f"{item(50)[:-1]}, ‸}}", "\n"),
    ],
)
def test_a_line_that_others_go_on_with_is_not_read_alone(
    torn: str, line: str, said: str, following: str, n_blank: int
) -> None:
    blank = "\n" * n_blank
    marked = f"{ITEMS}\n{torn}\n{blank}{line}\n{blank}{following}\n{ITEMS}"
    again, fresh = after(marked, said)
    assert again is None or again == fresh


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"])
def test_lines_are_numbered_as_in_the_whole(end: str) -> None:
    lines = [json.dumps(BODIES[0])] * 30
    lines[20] = lines[20].replace("user", "us‸er")
    again, fresh = after(end.join([ITEMS, *lines]), "x")
    assert again is not None
    assert again == fresh
    assert again.prompts[-1].id.startswith("line-")


def test_nothing_is_read_by_a_line_where_there_are_no_lines() -> None:
    text = json.dumps(BODIES[0])
    before, document = LineIndex(text), parse("a.json", text)
    assert document
    lines = before.edited(Span(60, 60), "x")
    assert near_lines.edited("a.json", lines, before, document) is None
    assert near_lines.edited("a.jsonl", LineIndex(text), before, document) is None


def test_a_letter_in_a_large_batch_copies_nothing_of_its_size() -> None:
    text = "\n".join(json.dumps(BODIES[0]) for _ in range(5_000))
    at = text.index("somebody", len(text) // 2)
    shown = scratch(text)
    assert shown is not None
    hints(shown, Span(at, at + 3_000))
    findings(shown)
    tracemalloc.start()
    for number in range(3):
        lines = shown.lines.edited(Span(at + number, at + number), "x")
        document = typed(shown, lines)
        assert document is not None
        again = analyse("a.jsonl", lines, SETTINGS, document=document, previous=shown)
        assert again is not None
        hints(again, Span(at, at + 3_000))
        findings(again)
        shown = again
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(text) / 2
