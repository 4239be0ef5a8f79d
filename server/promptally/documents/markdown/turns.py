"""A conversation that is written as text: who says what, turn by turn, to segments.

How a format marks a turn is its own affair.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from promptally.documents.markdown.blocks import Heading
from promptally.documents.markdown.sections import sections
from promptally.prompts import Problem, Segment, SegmentKind, Severity
from promptally.text import Span

ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "tool": "user",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
}
"""The roles that formats know, as the Messages API has them."""


class Turn(NamedTuple):
    """What one role says.

    `role` is one of the Messages API; `span` is the text, `said` what is sent of it;
    `anchor` is the offset whose line carries the hint.
    """

    role: str
    span: Span
    anchor: int
    said: str


class Conversation(NamedTuple):
    """Turns as segments: all that the system says, and the messages."""

    system: tuple[Segment, ...] = ()
    messages: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()


def turn(text: str, role: str, span: Span, anchor: int) -> Turn:
    """The turn whose text is under `span`, without the blank lines around it."""
    said = trimmed(text, span)
    return Turn(role, said, anchor, text[said.start : said.end])


_BLANK_LINES = re.compile(r"(?:[ \t]*+(?:\r\n?|\n|\Z))*+")


def trimmed(text: str, span: Span) -> Span:
    """`span` without the blank lines before its text and the white space behind it."""
    leading = _BLANK_LINES.match(text, span.start, span.end)
    start = leading.end() if leading else span.start
    return Span(start, start + len(text[start : span.end].rstrip(" \t\r\n")))


def conversation(
    text: str, turns: Sequence[Turn], headings: Sequence[Heading] = ()
) -> Conversation:
    """The segments of `turns`; turns that say nothing are left out.

    `headings` are those of `text`: what stands in a turn becomes its sections.
    """
    said = [turn for turn in turns if turn.said.strip()]
    system = [turn for turn in said if turn.role == "system"]
    messages = [turn for turn in said if turn.role != "system"]
    return Conversation(
        tuple(
            _system(text, turn, _system_path(at, len(system)), headings)
            for at, turn in enumerate(system)
        ),
        tuple(
            _message(text, turn, f"messages[{at}]", headings)
            for at, turn in enumerate(messages)
        ),
        tuple(_empty(turn) for turn in turns[:-1] if not turn.said.strip()),
    )


def _system_path(at: int, of: int) -> str:
    return "system" if of == 1 else f"system[{at}]"


def _system(text: str, turn: Turn, path: str, headings: Sequence[Heading]) -> Segment:
    return Segment(
        path=path,
        kind=SegmentKind.SYSTEM,
        role="system",
        span=turn.span,
        anchor=turn.anchor,
        value=turn.said,
        children=sections(text, headings, turn.span, parent=path),
    )


def _message(text: str, turn: Turn, path: str, headings: Sequence[Heading]) -> Segment:
    return Segment(
        path=path,
        kind=SegmentKind.MESSAGE,
        role=turn.role,
        span=turn.span,
        anchor=turn.anchor,
        value={"role": turn.role, "content": turn.said},
        children=sections(text, headings, turn.span, parent=path),
    )


def _empty(turn: Turn) -> Problem:
    return Problem(
        code="empty-message",
        message=f"Nothing is sent for this `{turn.role}`: it has no text",
        span=Span(turn.anchor, turn.span.start),
        severity=Severity.HINT,
    )
