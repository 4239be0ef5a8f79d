"""Marks of roles in Markdown: headings and tags that say who says what.

The first mark decides which of the two a text uses: a heading that names a role
(`# System`, `## User message`), or a tag on a line of its own (`<system>`,
`<message role="user">`) with nothing but headings and comments before it. Headings
that stand deeper than the highest `user` or `assistant` heading are text, and so is
every mark inside of code.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promptally.documents import markdown
from promptally.documents.markdown.blocks import Blocks, Heading
from promptally.documents.markdown.turns import ROLES, Turn, trimmed, turn
from promptally.prompts import Problem, Severity
from promptally.text import Span

_ROLE_TITLE = re.compile(
    r"[*_`]*+(?P<role>system|developer|user|human|assistant|ai)"
    r"(?:[ ]++(?:prompt|message|instructions?|turn|response|prefill))?"
    r"(?:[ ]++#?\d++)?[ ]*+:?[*_`]*+:?\Z",
    re.IGNORECASE,
)

_TAG = re.compile(
    r"<(?P<closing>/?)"
    r"(?P<name>system|developer|user|human|assistant|message)"
    r"""(?:[ \t]++role[ \t]*+=[ \t]*+["']?(?P<role>[a-z]++)["']?)?[ \t]*+>"""
    r"[ \t]*+(?:\r\n?|\n|\Z)",
    re.IGNORECASE,
)


class Marked(NamedTuple):
    """The turns of a text, and problems with what is in none of them."""

    turns: tuple[Turn, ...]
    problems: tuple[Problem, ...] = ()


def names_roles(text: str, start: int) -> bool:
    """Whether headings or tags of `text` from `start` on give it to roles."""
    blocks = markdown.scan(text, start)
    return bool(_role_headings(blocks) or _tags(text, start, blocks))


def marked(text: str, body: Span, blocks: Blocks) -> Marked | None:
    """The turns that marks of roles make of `body`; `None` where there are no marks."""
    marks = _role_headings(blocks)
    tags = _tags(text, body.start, blocks)
    if tags and (not marks or tags[0].start() < marks[0].heading.span.start):
        return _by_tags(text, body, blocks, tags)
    if marks:
        return _by_headings(text, body, blocks, marks)
    return None


class _Mark(NamedTuple):
    """A heading that names a role."""

    heading: Heading
    role: str


def _role_headings(blocks: Blocks) -> tuple[_Mark, ...]:
    """The headings that name a role and stand high enough to mean it."""
    marks = [
        _Mark(heading, role) for heading in blocks.headings if (role := _role(heading))
    ]
    if not marks:
        return ()
    depth = min(
        (mark.heading.level for mark in marks if mark.role != "system"),
        default=min(mark.heading.level for mark in marks),
    )
    return tuple(mark for mark in marks if mark.heading.level <= depth)


def _role(heading: Heading) -> str | None:
    found = _ROLE_TITLE.match(heading.title)
    return ROLES[found["role"].lower()] if found else None


def _by_headings(
    text: str, body: Span, blocks: Blocks, marks: Sequence[_Mark]
) -> Marked:
    ends = [*(heading.span.start for heading, _ in marks[1:]), body.end]
    turns = tuple(
        turn(text, role, Span(heading.span.end, end), heading.span.start)
        for (heading, role), end in zip(marks, ends, strict=True)
    )
    before = Span(body.start, marks[0].heading.span.start)
    return Marked(turns, tuple(_left_out(text, [before], blocks)))


def _tags(text: str, start: int, blocks: Blocks) -> list[re.Match[str]]:
    """The role tags of a text that opens with one; none otherwise."""
    found = [
        tag
        for tag in _TAG.finditer(text, start)
        if _opens_line(text, tag.start()) and not _in_code(tag, blocks)
    ]
    if not found or found[0]["closing"] or not _tag_role(found[0]):
        return []
    before = Span(start, found[0].start())
    return [] if list(_left_out(text, [before], blocks)) else found


def _opens_line(text: str, place: int) -> bool:
    before = text[max(0, place - 4) : place].rstrip(" ")
    return before.endswith(("\n", "\r")) or (not before and place < 4)


def _tag_role(tag: re.Match[str]) -> str | None:
    name = tag["role"] if tag["name"].lower() == "message" else tag["name"]
    return ROLES.get((name or "").lower())


def _in_code(tag: re.Match[str], blocks: Blocks) -> bool:
    at = bisect_right(blocks.code, tag.start(), key=lambda span: span.start) - 1
    return at >= 0 and tag.start() < blocks.code[at].end


def _by_tags(
    text: str, body: Span, blocks: Blocks, tags: Sequence[re.Match[str]]
) -> Marked:
    turns: list[Turn] = []
    outside: list[Span] = []
    position = body.start
    at = 0
    while at < len(tags):
        tag, role = tags[at], _tag_role(tags[at])
        if tag["closing"] or role is None:
            at += 1
            continue
        outside.append(Span(position, tag.start()))
        at = _end(tags, at)
        position = tags[at].start() if at < len(tags) else body.end
        turns.append(turn(text, role, Span(tag.end(), position), tag.start()))
        if at < len(tags) and tags[at]["closing"]:
            position = tags[at].end()
    outside.append(Span(position, body.end))
    return Marked(tuple(turns), tuple(_left_out(text, outside, blocks)))


def _end(tags: Sequence[re.Match[str]], at: int) -> int:
    """The tag that ends what `tags[at]` opens: its own, or the next that opens."""
    name = tags[at]["name"].lower()
    further = range(at + 1, len(tags))
    same = next((i for i in further if tags[i]["name"].lower() == name), None)
    if same is not None and tags[same]["closing"]:
        return same
    opening = (i for i in further if not tags[i]["closing"] and _tag_role(tags[i]))
    return next(opening, len(tags))


def _left_out(text: str, outside: Sequence[Span], blocks: Blocks) -> Iterator[Problem]:
    """A problem for each stretch of text that no role says.

    Headings and comments are there for the reader of the file.
    """
    notes = sorted((*(h.span for h in blocks.headings), *blocks.comments))
    for span in outside:
        for gap in _between(span, notes):
            said = trimmed(text, gap)
            if said.start < said.end:
                yield _unsaid(text, said)
                break


def _between(span: Span, notes: Sequence[Span]) -> Iterator[Span]:
    position = span.start
    for note in notes[bisect_left(notes, Span(span.start, 0)) :]:
        if note.start >= span.end:
            break
        yield Span(position, note.start)
        position = note.end
    yield Span(position, span.end)


def _unsaid(text: str, said: Span) -> Problem:
    first_line = text[said.start : said.end].splitlines()[0]
    return Problem(
        code="left-out",
        message="No role says this text, so it is not counted",
        span=Span(said.start, said.start + len(first_line)),
        severity=Severity.INFORMATION,
    )
