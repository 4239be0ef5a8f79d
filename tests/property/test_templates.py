"""Laws of markers: they lie in the text, in order, and nothing else is touched."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from promptally.counts import Count, exact
from promptally.prompts import Kind, Prompt, Segment, SegmentKind
from promptally.templates import filling, samples
from promptally.templates.markers import Dialect, find
from promptally.templates.samples import Template
from promptally.text import Span

PIECES = (
    *("{{", "}}", "{{{", "}}}", "{%", "%}", "{#", "#}", "{{!--", "--}}", "\\", "~"),
    *(
        "{{a}}",
        "{{ a.b }}",
        "{% if a %}",
        "{% for x in a %}",
        "{{#each a}}",
        "{{/each}}",
    ),
    *(
        "$a",
        "${b}",
        "$$",
        "${input:a:b}",
        "{a}",
        "{",
        "}",
        "|",
        "'",
        '"',
        "else",
        "role",
    ),
    *("word ", "\n", "\ud800", "\x00", "é", "😀"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
DIALECTS = st.sampled_from(Dialect)


@given(TEXTS, DIALECTS)
def test_markers_stand_in_the_text_in_order(text: str, dialect: Dialect) -> None:
    found = find(text, dialect)

    assert all(0 <= m.span.start < m.span.end <= len(text) for m in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(m.names for m in found if m.path)


@given(TEXTS, DIALECTS)
def test_a_sample_changes_nothing_but_its_variables(
    text: str, dialect: Dialect
) -> None:
    filled: list[Prompt] = []
    prompt = Prompt(
        span=Span(0, len(text)),
        anchor=0,
        messages=(
            Segment(
                path="messages[0]",
                kind=SegmentKind.MESSAGE,
                span=Span(0, len(text)),
                anchor=0,
                value=text,
            ),
        ),
    )

    def count(made: Prompt) -> Count:
        filled.append(made)
        return exact(1)

    filling.filled(prompt, Template(dialect, ({"a": "\N{SNOWMAN}"},)), count)
    plain = [m for m in find(text, dialect) if m.path == "a" or m.literal is not None]

    for made in filled:
        said = str(made.messages[0].value)
        expected, position = "", 0
        for marker in plain:
            expected += text[position : marker.span.start]
            expected += "\N{SNOWMAN}" if marker.path else marker.literal or ""
            position = marker.span.end
        assert said == expected + text[position:]


@given(TEXTS, st.sampled_from(Kind))
def test_any_text_has_samples_or_none(text: str, kind: Kind) -> None:
    samples.of("a.prompt.md", kind, text)
