"""After any edit, what is known of a file is what is known of it from scratch."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptally import counts
from promptally.analysis import Analysis, analyse, parsed, recounted
from promptally.documents.editing.difference import difference
from promptally.documents.parse import parse
from promptally.settings import Settings
from promptally.text import LineIndex

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = [
    (path.relative_to(EXAMPLES).as_posix(), path.read_text("utf-8")[:20_000])
    for path in sorted(EXAMPLES.rglob("*"))
    if path.suffix in {".json", ".jsonl", ".yaml", ".yml", ".md", ".prompty"}
]
TOOL = {"name": "look", "input_schema": {"type": "object", "properties": {"a": {}}}}
BLOCKS = [
    {"type": "text", "text": "One"},
    {"type": "tool_use", "id": "t", "name": "look", "input": {"a": [1, True]}},
]
BODY = {
    "model": "claude-sonnet-5-5",
    "system": "Be kind.",
    "tools": [TOOL, TOOL],
    "messages": [
        {"role": "user", "content": "Hello there"},
        {"role": "assistant", "content": BLOCKS},
        {"role": "user", "content": "Bye"},
    ],
    "max_tokens": 5,
}
LEADING = [{"role": "system", "content": "Kind."}, {"role": "user", "content": "Hi"}]
LINES = [{"custom_id": f"r{n}", "params": BODY} for n in range(3)]
MADE = [
    ("a.request.json", json.dumps(BODY, indent=1)),
    ("a.request.json", json.dumps(BODY)),
    ("a.json", json.dumps(LEADING)),
    ("a.json", json.dumps({"requests": LINES}, indent=1)),
    ("a.jsonl", "\n".join(map(json.dumps, LINES))),
    ("a.jsonl", "\n".join(map(json.dumps, [*LINES, *LINES])) + "\n{torn\n"),
]
TYPED = st.sampled_from(
    [
        *('"', "\\", "{", "}", "[", "]", ",", ":", "\n", "\r", " ", "a", "é", "\ud800"),
        *("\n\n", "# A\n", "\n# User\n", "```\n", "<!--", "-->", "- ", "    ", "---\n"),
        *('", "b": "', '"custom_id"', "1", "true", "{}", "[]", '{"type": "image"}'),
        *('"role": "system"', "\n<user>\n", "word word word", '{"a": 1.0}', '""'),
    ]
)
SETTINGS = Settings()


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """`text` with something typed, deleted or replaced."""
    start = draw(st.integers(0, len(text)))
    end = min(start + draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40])), len(text))
    typed = draw(st.just("") | TYPED | st.just(text[start:end][::-1]))
    return text[:start] + typed + text[end:]


def scratch(path: str, text: str) -> Analysis | None:
    return analyse(path, LineIndex(text), SETTINGS)


def after(path: str, text: str, previous: Analysis | None) -> Analysis | None:
    document = parse(path, text, (), parsed(previous))
    if document is None:
        return None
    return analyse(
        path, LineIndex(text), SETTINGS, document=document, previous=previous
    )


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MADE * 4 + FILES), st.data())
def test_edits_lead_where_a_new_look_leads(
    file: tuple[str, str], data: st.DataObject
) -> None:
    path, text = file
    shown = scratch(path, text)
    for _ in range(data.draw(st.integers(1, 4))):
        text = data.draw(edited(text))
        shown = after(path, text, shown)
        fresh = scratch(path, text)
        assert shown == fresh
        # Where `1`, `1.0` and `True` are equal, their words are not.
        assert repr(shown) == repr(fresh)


@pytest.mark.parametrize(("path", "text"), MADE + FILES)
def test_a_letter_typed_anywhere_leads_where_a_new_look_leads(
    path: str, text: str
) -> None:
    before = scratch(path, text)
    for at in range(0, len(text), max(1, len(text) // 40)):
        typed = text[:at] + "x" + text[at:]
        assert after(path, typed, before) == scratch(path, typed)


@pytest.mark.parametrize(("path", "text"), MADE)
def test_what_an_edit_does_not_touch_is_the_same_object(path: str, text: str) -> None:
    at = text.index("H")
    before, typed = scratch(path, text), text[:at] + "x" + text[at:]
    again = after(path, typed, before)
    assert before
    assert again
    old, new = (shown.prompts[-1] for shown in (before, again))
    kept = zip(old.prompt.segments, new.prompt.segments, strict=True)
    n_kept = sum(was.value is now.value for was, now in kept)
    assert n_kept >= len(new.prompt.segments) - 1
    assert len(again.prompts) == 1 or new.count is old.count


@pytest.mark.parametrize(("path", "text"), MADE)
def test_an_edit_brings_offline_counts_back(path: str, text: str) -> None:
    before = scratch(path, text)
    assert before
    item = before.prompts[0]
    exact = replace(item.count, total=counts.exact(7))
    counted = recounted(before, {0: exact})
    typed = text.replace("H", "xH", 1)
    again = after(path, typed, counted)
    assert again == scratch(path, typed)


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_a_difference_is_all_that_differs(old: str, new: str) -> None:
    start, end, new_end = difference(old, new)
    assert old[:start] + new[start:new_end] + old[end:] == new
    assert 0 <= start <= end <= len(old)
    assert (start == end == new_end == len(old)) is (old == new)
