"""The headings of a text as a tree of segments: a section is a heading and its text."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from promptally.documents.markdown.blocks import Heading
from promptally.prompts import Segment, SegmentKind
from promptally.text import Span


def sections(
    text: str,
    headings: Sequence[Heading],
    within: Span,
    *,
    parent: str = "",
    hidden: Sequence[Span] = (),
) -> tuple[Segment, ...]:
    """The sections of `text` that start `within`, each with those inside it.

    A section ends before the next heading of its level or of a higher one. Text before
    the first heading is in no section: it belongs to the segment at the path `parent`
    alone. What `hidden` covers is left out of the values.
    """
    first = bisect_left(headings, within.start, key=_start)
    last = bisect_left(headings, within.end, key=_start)
    tree = _Tree(text, hidden)
    return tree.nested(headings[first:last], within.end, f"{parent}." if parent else "")


class _Tree:
    """The text that sections are cut from, so that it need not be handed down."""

    __slots__ = ("hidden", "text")

    def __init__(self, text: str, hidden: Sequence[Span]) -> None:
        self.text = text
        self.hidden = hidden

    def nested(
        self, headings: Sequence[Heading], end: int, prefix: str
    ) -> tuple[Segment, ...]:
        """The sections of one depth; at most six, as headings have six levels."""
        found: list[Segment] = []
        at = 0
        while at < len(headings):
            following = _next_sibling(headings, at)
            stop = headings[following].span.start if following < len(headings) else end
            found.append(
                self._section(
                    headings[at:following], stop, f"{prefix}sections[{len(found)}]"
                )
            )
            at = following
        return tuple(found)

    def _section(self, headings: Sequence[Heading], end: int, path: str) -> Segment:
        heading = headings[0]
        span = Span(heading.span.start, end)
        return Segment(
            path=path,
            kind=SegmentKind.SECTION,
            span=span,
            anchor=span.start,
            value=visible(self.text, span, self.hidden),
            title=heading.title,
            children=self.nested(headings[1:], end, f"{path}."),
        )


def _start(heading: Heading) -> int:
    return heading.span.start


def _next_sibling(headings: Sequence[Heading], at: int) -> int:
    level = headings[at].level
    following = at + 1
    while following < len(headings) and headings[following].level > level:
        following += 1
    return following


_COMMENT = re.compile(r"<!--(?:>|->|.*?-->)", re.DOTALL)


def visible(text: str, span: Span, hidden: Sequence[Span]) -> str:
    """The text under `span` without the comments that `hidden` covers.

    What else stands on the lines of a comment is kept.
    """
    parts: list[str] = []
    position = span.start
    for comment in hidden[bisect_left(hidden, Span(span.start, 0)) :]:
        if comment.start >= span.end:
            break
        parts.append(text[position : comment.start])
        rest = _COMMENT.sub("", text[comment.start : comment.end])
        parts.append(rest if rest.strip() else "")
        position = comment.end
    parts.append(text[position : span.end])
    return "".join(parts)
