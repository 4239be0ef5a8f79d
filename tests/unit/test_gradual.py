"""A batch that is counted line by line comes to what it comes to at once."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from promptally import gradual
from promptally.analysis import Analysis, Extent, analyse
from promptally.budgets import Budget
from promptally.documents.parse import is_lines
from promptally.gradual import Counting
from promptally.settings import Settings
from promptally.text import LineIndex, Span
from promptally.view import findings
from promptally.view.hints import hints
from promptally.view.status import status

SETTINGS = Settings(budgets=(Budget(tokens=20, files="*.jsonl"),))
HELLO = {"messages": [{"role": "user", "content": "Hello"}]}
LONG = {"messages": [{"role": "user", "content": "Hello there, " * 20}]}
LINES = [
    json.dumps({"custom_id": "a", "params": HELLO}),
    json.dumps({"custom_id": "b", "params": LONG}),
    json.dumps({"custom_id": "a", "params": HELLO}),
    json.dumps(HELLO),
    json.dumps([{"role": "user", "content": "Hi"}]),
    json.dumps({"custom_id": "c", "params": []}),
    '{"custom_id": "d", "params": {"messages": [{"role": "user", "content": "Hal',
    "{",
    "}",
    "17",
    "",
    "  ",
]


def begun(text: str) -> Analysis:
    return gradual.begun("a.jsonl", LineIndex(text), SETTINGS)


def counted(counting: Counting) -> Analysis | None:
    for _ in counting.steps():
        pass
    return counting.result()


def scratch(text: str) -> Analysis | None:
    return analyse("a.jsonl", LineIndex(text), SETTINGS)


TEXTS = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


@settings(deadline=None)
@given(TEXTS)
def test_it_comes_to_what_a_look_at_the_whole_comes_to(text: str) -> None:
    assume(is_lines("a.jsonl", text))
    found, fresh = counted(Counting(begun(text))), scratch(text)
    assert found == fresh
    assert repr(found) == repr(fresh)
    if found and fresh:
        for _ in findings.steps(found):
            pass
        assert findings.findings(found) == findings.findings(fresh)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_an_edit_keeps_what_was_counted(text: str, data: st.DataObject) -> None:
    counting = Counting(begun(text))
    steps = counting.steps()
    for _ in range(data.draw(st.integers(0, 12))):
        next(steps, None)
    at = data.draw(st.integers(0, len(text)))
    end = min(len(text), at + data.draw(st.sampled_from([0, 0, 1, 30])))
    typed = data.draw(st.sampled_from(["", "x", '"', "\n", LINES[1] + "\n"]))
    after = gradual.begun(
        "a.jsonl", LineIndex(text).edited(Span(at, end), typed), SETTINGS
    )
    assume(is_lines("a.jsonl", after.text))
    again = Counting(after, counting.after(after))
    assert counted(again) == scratch(after.text)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_an_edit_is_caught_up_with(text: str, data: st.DataObject) -> None:
    assume(is_lines("a.jsonl", text))
    whole = counted(Counting(begun(text)))
    assume(whole)
    typed = text
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(typed)))
        typed = typed[:at] + data.draw(st.sampled_from(["x", '"', "\n"])) + typed[at:]
    assume(is_lines("a.jsonl", typed))
    assert whole
    again = gradual.caught_up(whole, begun(typed))
    assert again is None or again == scratch(typed)


def test_a_letter_is_caught_up_with_and_a_new_text_is_not() -> None:
    text = "\n".join(LINES[1:2] * 1000)
    whole = counted(Counting(begun(text)))
    assert whole
    typed = text.replace("Hello", "xHello", 1)
    assert gradual.caught_up(whole, begun(typed)) == scratch(typed)
    assert gradual.caught_up(whole, begun(text[::-1] + text)) is None


def test_what_was_counted_is_not_counted_again() -> None:
    text = "\n".join(json.dumps({"custom_id": f"{n}", "params": HELLO}) for n in "abc")
    counting = Counting(begun(text))
    first = counted(counting)
    after = gradual.begun("a.jsonl", LineIndex(text).edited(Span(0, 0), "\n"), SETTINGS)
    known = counting.after(after)
    assert (
        [*known] == [1 + item.prompt.span.start for item in first.prompts]
        if first
        else 0
    )
    again = counted(Counting(after, known))
    assert first
    assert again
    hello = first.prompts[2].count.segments["messages[0]"]
    assert again.prompts[2].count.segments["messages[0]"] is hello


def test_a_request_that_is_too_large_is_told_and_not_counted() -> None:
    text = "\n".join([LINES[0], LINES[0].replace("Hello", "Hello " * 1_400_000)])
    counting = Counting(begun(text))
    assert counted(counting) == scratch(text)
    assert counting.n_counted == 1
    assert counting.share == 1


def test_other_settings_keep_nothing() -> None:
    counting = Counting(begun(LINES[0]))
    counted(counting)
    other = gradual.begun("a.jsonl", LineIndex(LINES[0]), Settings())
    assert counting.after(begun(LINES[0]))
    assert counting.after(other) == {}


def test_a_glimpse_has_what_is_in_sight_and_no_more() -> None:
    text = "\n".join([LINES[1]] * 50)
    analysis = begun(text)
    lines = analysis.lines
    within = Span(lines.line_start(10), lines.line_start(12))
    seen, whole = gradual.glimpse(analysis, within), scratch(text)
    assert whole
    assert hints(seen, within) == hints(whole, within)
    assert len(seen.prompts) == 3


@pytest.mark.parametrize(
    ("extent", "said"),
    [(Extent.COUNTING, "counting …"), (Extent.STOPPED, "not counted: cancelled")],
)
def test_the_first_line_says_that_the_total_is_not_known(
    extent: Extent, said: str
) -> None:
    text = "\n".join(LINES)
    analysis = gradual.begun("a.jsonl", LineIndex(text), SETTINGS, extent=extent)
    (hint,) = hints(gradual.glimpse(analysis, Span(0, 0)), Span(0, 0))
    assert hint.label.startswith(f"{said} · this one ≈ ")
    (bare,) = hints(analysis, Span(0, 0))
    assert bare.label == said
    assert status(analysis).text == said


def test_a_glimpse_of_a_whole_analysis_is_that() -> None:
    analysis = scratch(LINES[0])
    assert analysis
    assert gradual.glimpse(analysis, Span(0, 0)) is analysis


def test_little_is_seen_of_lines_that_no_window_shows() -> None:
    analysis = begun("\n".join(LINES[:1] * 5000))
    seen = gradual.glimpse(analysis, Span(0, len(analysis.text)))
    assert len(seen.prompts) == 200


@pytest.mark.parametrize(
    ("path", "text", "is_gradual"),
    [
        ("a.jsonl", "\n".join(LINES[:1] * 20_000), True),
        ("a.jsonl", "\n".join(LINES), False),
        ("a.json", "\n".join(LINES[:1] * 20_000), False),
        ("a.jsonl", "{}\n" * 600_000, False),
    ],
)
def test_only_large_batches_in_lines_are_gradual(
    path: str, text: str, *, is_gradual: bool
) -> None:
    assert gradual.is_gradual(path, text, SETTINGS) is is_gradual
