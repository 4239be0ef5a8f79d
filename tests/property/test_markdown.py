"""Markdown's blocks, held against pulldown-cmark, and laws of all its readers."""

import random
import re
from pathlib import Path

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from promptally.documents import markdown
from promptally.documents.parse import parse
from promptally.prompts import Segment, walk
from promptally.text import Span

# No lists, quotes, tags or link definitions: there the scan differs on purpose.
LINES = st.sampled_from(
    [
        "# One",
        "## Two ##",
        "### ",
        "#### Four #",
        "#not a heading",
        "   # indented",
        "    # code",
        "\\# escaped",
        "text",
        "more text  ",
        "===",
        "---",
        "***",
        "",
        "  ",
        "```",
        "```python",
        "````",
        "~~~",
        "~~~ x",
        "``` a`b",
        "\tcode",
        "a | b",
        "# ünïcode 😀",
    ]
)


def headings_of_pulldown_cmark(text: str) -> list[tuple[int, int]]:
    """Level and start (code points) of each heading outside of lists and quotes."""
    data = text.encode()
    found: list[tuple[int, int]] = []
    for event, span in pyromark.events_with_range(text):
        if isinstance(event, dict) and isinstance(start := event.get("Start"), dict):
            heading = start.get("Heading")
            if heading:
                level = int(re.sub(r"\D", "", str(heading["level"])))
                found.append((level, len(data[: span["start"]].decode())))
    return found


@given(st.lists(LINES, max_size=30), st.sampled_from(["\n", "\r\n"]))
def test_headings_are_where_pulldown_cmark_sees_them(
    lines: list[str], end: str
) -> None:
    text = end.join(lines) + end
    ours = [
        (heading.level, heading.span.start) for heading in markdown.scan(text).headings
    ]
    # pulldown-cmark starts a heading at its `#`, the scan at the start of its line.
    theirs = [
        (level, text.rfind("\n", 0, start) + 1)
        for level, start in headings_of_pulldown_cmark(text)
    ]

    assert ours == theirs


def test_the_oracle_speaks() -> None:
    assert headings_of_pulldown_cmark("é # no\n\n## Two\n\nx\n===\n") == [
        (2, 8),
        (1, 16),
    ]


MARKDOWN_FILES = [
    path
    for path in sorted(EXAMPLES.rglob("*"))
    if path.suffix in {".md", ".mdc", ".prompty", ".prompt"}
    and parse(path.relative_to(EXAMPLES).as_posix(), path.read_text("utf-8"))
]


def spans(name: str, text: str) -> set[tuple[str, str, Span]]:
    document = parse(name, text)
    assert document is not None
    segments: list[Segment] = [
        segment for prompt in document.prompts for segment in walk(prompt.segments)
    ]
    return {(segment.kind, segment.title, segment.span) for segment in segments}


@pytest.mark.parametrize("path", MARKDOWN_FILES, ids=lambda path: path.name)
def test_what_was_whole_before_a_cut_is_still_there(path: Path) -> None:
    name, text = path.relative_to(EXAMPLES).as_posix(), path.read_text("utf-8")
    whole = spans(name, text)
    generator = random.Random(7)
    for cut in sorted(generator.randrange(len(text)) for _ in range(60)):
        left = spans(name, text[:cut])
        # A blank line further on, a later heading or role has certainly ended the part.
        ended = {part for part in whole if text[part[2].end : cut].count("\n") > 2}
        assert ended <= left, f"cut at {cut}"


@given(
    st.text(alphabet="#`~-= \n\r\t@<>!user:system{}\ufeff\u2028\ud800x", max_size=300)
)
def test_any_text_is_read(text: str) -> None:
    for name in ("a.prompt.md", "a.prompty", "a.prompt", "CLAUDE.md", "SKILL.md"):
        document = parse(name, text)
        assert document is not None
        for prompt in document.prompts:
            for segment in walk(prompt.segments):
                assert 0 <= segment.span.start <= segment.span.end <= len(text)
                for child in segment.children:
                    assert segment.span.start <= child.span.start
                    assert child.span.end <= segment.span.end


@given(st.lists(LINES, max_size=30))
def test_sections_nest_and_follow_one_another(lines: list[str]) -> None:
    document = parse("CLAUDE.md", "\n".join(lines))
    assert document is not None
    for prompt in document.prompts:
        for segment in walk(prompt.segments):
            ends = [segment.span.start]
            for child in segment.children:
                assert child.span.start >= ends[-1]
                ends.append(child.span.end)
