"""Headings as a tree."""

import pytest

from promptally.documents import markdown
from promptally.documents.markdown.sections import sections, visible
from promptally.prompts import Segment, walk
from promptally.text import Span


def tree(text: str, start: int = 0, end: int | None = None) -> tuple[Segment, ...]:
    within = Span(start, len(text) if end is None else end)
    return sections(text, markdown.scan(text).headings, within)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no headings", []),
        (
            "own\n# A\na\n## B\nb\n# C\n",
            [
                ("sections[0]", "A", "# A\na\n## B\nb\n"),
                ("sections[0].sections[0]", "B", "## B\nb\n"),
                ("sections[1]", "C", "# C\n"),
            ],
        ),
        (
            "### A\n## B\n#### C\n### D",
            [
                ("sections[0]", "A", "### A\n"),
                ("sections[1]", "B", "## B\n#### C\n### D"),
                ("sections[1].sections[0]", "C", "#### C\n"),
                ("sections[1].sections[1]", "D", "### D"),
            ],
        ),
    ],
)
def test_a_section_ends_before_the_next_of_its_rank(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = list(walk(tree(text)))

    assert [(s.path, s.title, s.value) for s in found] == expected
    assert [text[s.span.start : s.span.end] for s in found] == [s.value for s in found]
    assert all(s.anchor == s.span.start for s in found)


def test_only_sections_that_start_within_are_taken_and_they_are_cut_there() -> None:
    text = "# A\na\n# B\nb\n# C\nc"

    assert [s.value for s in tree(text, 6, 11)] == ["# B\nb"]


def test_paths_start_with_that_of_the_parent() -> None:
    text = "# A\n## B"

    (section,) = sections(
        text, markdown.scan(text).headings, Span(0, len(text)), parent="messages[2]"
    )

    assert section.path == "messages[2].sections[0]"
    assert section.children[0].path == "messages[2].sections[0].sections[0]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n<!-- b -->\nc", "a\nc"),
        ("a\n<!-- b --> c\nd", "a\n c\nd"),
        ("<!-- a\n\nb -->\n<!---->\n<!-->c\n", "c\n"),
        ("<!-- a\n", "<!-- a\n"),
    ],
)
def test_hidden_comments_are_left_out(text: str, expected: str) -> None:
    comments = markdown.scan(text).comments

    assert visible(text, Span(0, len(text)), comments) == expected


def test_only_comments_in_the_span_are_left_out() -> None:
    text = "<!-- a -->\nb\n<!-- c -->\nd\n<!-- e -->\n"

    assert visible(text, Span(11, 26), markdown.scan(text).comments) == "b\nd\n"
