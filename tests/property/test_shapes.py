"""Laws of the shapes, on any JSON, on requests with parts replaced, on torn text."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.counting import models
from promptally.counting.refusals import refusals
from promptally.documents.parse import parse
from promptally.prompts import Document, Problem, Segment, SegmentKind, walk
from promptally.text import Span

EXAMPLES = Path(__file__).parents[1] / "examples"
REQUEST = json.loads((EXAMPLES / "requests/booking.request.json").read_text("utf-8"))
BATCH = json.loads((EXAMPLES / "batches/reviews.batch.json").read_text("utf-8"))
TEXTS = [
    (path.relative_to(EXAMPLES).as_posix(), path.read_text("utf-8")[:6000])
    for path in sorted(EXAMPLES.rglob("*"))
    if path.suffix in {".json", ".jsonl", ".yaml", ".yml"}
]

KEYS = st.sampled_from(
    [
        "role",
        "content",
        "type",
        "text",
        "messages",
        "system",
        "tools",
        "name",
        "model",
        "params",
        "requests",
        "custom_id",
        "body",
        "source",
        "url",
        "path",
        "template",
        "prompt",
        "prompts",
        "raw",
        "x-promptally",
        "budget",
    ]
)
WORDS = st.sampled_from(
    [
        "user",
        "assistant",
        "system",
        "tool_use",
        "tool_result",
        "text",
        "image",
        "url",
        "t1",
        "a.png",
        "off",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=5)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=25,
)


@st.composite
def damaged(draw: st.DrawFn, request: Any) -> Any:
    """`request` with one to three of its parts replaced by anything."""
    value = json.loads(json.dumps(request))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = value
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                break
            key = draw(st.sampled_from(list(keys)))
            inner = place[key]
            if not isinstance(inner, dict | list) or draw(st.booleans()):
                place[key] = draw(VALUES)
                break
            place = inner
    return value


@given(VALUES | damaged(REQUEST) | damaged(BATCH))
def test_any_json_is_read_without_an_error(value: Any) -> None:
    for path in ("a.json", "a.prompt.yml", "a.jsonl"):
        text = json.dumps(value, ensure_ascii=False)
        _check(text, parse(path, text, ["*.json", "*.jsonl"]))


@given(damaged(REQUEST))
def test_a_segment_of_json_is_the_value_of_its_own_text(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)

    document = parse("a.json", text, ["*.json"])

    for segment in _segments(document):
        written = json.loads(text[segment.span.start : segment.span.end])
        assert segment.value in (written, _content(written), _spoken(written))


@given(st.sampled_from(TEXTS), st.data())
def test_torn_text_is_read_without_an_error(
    example: tuple[str, str], data: st.DataObject
) -> None:
    path, text = example
    cut = data.draw(st.integers(0, len(text)))
    rest = data.draw(st.integers(cut, min(len(text), cut + 200)))
    typed = data.draw(st.sampled_from(["", '"', "{", "[", "- ", "\n", ":", "\ud800"]))
    torn = text[:cut] + typed + text[rest:]

    _check(torn, parse(path, torn))


def test_a_deeply_nested_request_is_read() -> None:
    text = '{"model": "m", "messages": [' + '{"content": [' * 100_000

    _check(text, parse("a.json", text, ["*.json"]))


def _check(text: str, document: Document | None) -> None:
    """What holds of every document: unique names, and places inside of one another."""
    if document is None:
        return
    assert len({prompt.id for prompt in document.prompts}) == len(document.prompts)
    for prompt in document.prompts:
        paths = [segment.path for segment in walk(prompt.segments)]
        assert len(set(paths)) == len(paths)
        assert _inside(Span(prompt.anchor, prompt.anchor), prompt.span)
        for segment in walk(prompt.segments):
            assert _inside(Span(segment.anchor, segment.anchor), prompt.span)
            _check_segment(segment)
        model = models.resolve(prompt.model.value) if prompt.model else None
        for problem in refusals(prompt, model or models.default()):
            _check_problem(text, problem)
    for problem in document.problems:
        _check_problem(text, problem)


def _check_segment(segment: Segment) -> None:
    if segment.kind in {SegmentKind.BLOCK, SegmentKind.TOOL}:
        assert _inside(Span(segment.anchor, segment.anchor), segment.span)
    for child in segment.children:
        assert _inside(child.span, segment.span)
    for before, after in pairwise(segment.children):
        # What a YAML alias repeats stands at the alias as a whole.
        assert before.span.end <= after.span.start or before.span == after.span


def _check_problem(text: str, problem: Problem) -> None:
    assert _inside(problem.span, Span(0, len(text)))
    assert problem.code
    assert not problem.message.endswith(".")


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start <= inner.end <= outer.end


def _segments(document: Document | None) -> list[Segment]:
    prompts = document.prompts if document else ()
    return [segment for prompt in prompts for segment in walk(prompt.segments)]


def _content(written: Any) -> Any:
    """The system prompt in a message of that role."""
    return (written.get("content") or "") if isinstance(written, dict) else None


def _spoken(written: Any) -> Any:
    """A string that stands where a message belongs."""
    return {"role": "user", "content": written}


@pytest.mark.parametrize("path", [path for path, _ in TEXTS])
def test_the_examples_obey_the_laws(path: str) -> None:
    text = (EXAMPLES / path).read_text("utf-8")

    _check(text, parse(path, text))
