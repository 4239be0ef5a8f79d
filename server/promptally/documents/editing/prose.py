"""A Markdown file after an edit in plain text: only what holds it is made anew.

Of a line that opens with a letter, whatever marks stand before it, the grammar of
blocks reads no more than up to that letter. So an edit behind it, on the same line,
leaves every heading, list and fence where it was, and all that has to be seen to is
what may stand further inside of a line: the end of a comment, an import, the marks of
templates. Of any other edit, such as one that splits lines or joins them, `stretches`
tells whether it leaves the blocks as they were; the rest is for the parsers to read
from scratch.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from promptally import pieces
from promptally.documents.editing import moving, renewal, stretches
from promptally.documents.editing.difference import Difference, difference
from promptally.documents.editing.moving import Shift
from promptally.documents.editing.reparse import Parsed
from promptally.documents.editing.touched import Touched, touched, touched_lines
from promptally.documents.kinds import prompty
from promptally.documents.markdown import front_matter, grammar
from promptally.documents.markdown.blocks import Heading
from promptally.prompts import Document, Kind, Prompt, Segment, SegmentKind
from promptally.text import Span

KINDS = frozenset({Kind.INSTRUCTIONS, Kind.MARKDOWN, Kind.PROMPTY, Kind.DOTPROMPT})
"""The kinds of files that are written in Markdown."""

_PLAIN = re.compile(r"(?:[^\w`~<#\r\n]|[\d_])*+[^\W\d_]")
"""The beginning of a line up to its first letter, if it opens no code, tag, heading."""

_OF_SECTIONS = frozenset({SegmentKind.BODY, SegmentKind.SECTION})
"""What says just what its sections say, and what stands before them."""

_TEMPLATE_MARKS = ("{{", "}}")

_FRONT_MATTER = {
    Kind.PROMPTY: front_matter.PLUSES,
    Kind.DOTPROMPT: front_matter.COMMENTED,
}


def edited(text: str, previous: Parsed) -> Document | None:
    """The document of `text`, as from scratch; `None` where this way does not lead."""
    document = previous.document
    if document.kind not in KINDS or len(document.prompts) != 1:
        return None
    changed = previous.difference or difference(previous.text, text)
    found = _in_line(text, previous, changed) or _in_lines(text, previous, changed)
    if found is None:
        return None
    change = renewal.Change(found.old, found.new, len(text))
    return renewal.document(document, 0, change, found.shift)


class _Found(NamedTuple):
    """The top segment around an edit as it was and as it is."""

    old: Segment
    new: Segment
    shift: Shift


def _in_line(text: str, previous: Parsed, changed: Difference) -> _Found | None:
    """What an edit behind the first letter of a line of text has changed."""
    edit = touched(previous.text, text, changed)
    document = previous.document
    old = _around(document.prompts[0], edit) if edit else None
    if edit is None or old is None or _says_more(edit, document):
        return None
    new = _segment(old, edit, _end(old, edit, document.kind))
    return _Found(old, new, edit.shift) if new else None


def _in_lines(text: str, previous: Parsed, changed: Difference) -> _Found | None:
    """What any edit has changed that leaves the blocks of Markdown as they were."""
    edit = touched_lines(previous.text, text, changed)
    place = stretches.place(previous.document, edit) if edit else None
    if edit is None or place is None:
        return None
    old = place.segment
    new = _segment(old, edit, stretches.end(old, edit), place.heading)
    return _Found(old, new, edit.shift) if new else None


def _around(prompt: Prompt, edit: Touched) -> Segment | None:
    """The top segment that a line of text is in, edited behind its first letter."""
    opening = _PLAIN.match(edit.old, *edit.line)
    if opening is None or opening.end() > edit.start:
        return None
    top = renewal.top_before(prompt, opening.end())
    if top is None or top.span.end < opening.end():
        return None
    return top if top.kind is not SegmentKind.FRONT_MATTER else None


def _says_more(edit: Touched, document: Document) -> bool:
    """Whether the edit may mean something to more than its own line."""
    return (
        any("-->" in part for part in edit.around(2))
        or grammar.is_underlined(edit.old, edit.line.end)
        or _may_be_front_matter(edit, document.kind)
        or _is_marked(edit, document.kind)
        or renewal.is_noted(document, edit.line)
    )


def _may_be_front_matter(edit: Touched, kind: Kind) -> bool:
    """Whether lines before it open front matter that is not closed before it."""
    pattern = _FRONT_MATTER.get(kind, front_matter.STRICT)
    found = pattern.match(edit.old, 0, edit.line.start)
    return found is not None and found["closing"] is None


def _is_marked(edit: Touched, kind: Kind) -> bool:
    """Whether the line has, or had, a mark that its kind of file knows."""
    lines = (edit.old[slice(*edit.line)], edit.new[slice(*edit.new_line)])
    match kind:
        case Kind.INSTRUCTIONS:
            return any("@" in line for line in lines) or _hides_imports(edit)
        case Kind.PROMPTY:
            return any(map(prompty.is_role, lines))
        case Kind.DOTPROMPT:
            return any(mark in line for line in lines for mark in _TEMPLATE_MARKS)
    return False


def _hides_imports(edit: Touched) -> bool:
    """Whether backticks that the edit touches may make code of an import, or none."""
    return any("`" in part for part in edit.around(1)) and "@" in edit.old


def _segment(
    old: Segment, edit: Touched, end: int, heading: Heading | None = None
) -> Segment | None:
    """The top segment around the edit anew, up to where it ends now.

    `heading` is that of the section around the edit, if its words have changed.
    """
    said = old.value.get("content") if isinstance(old.value, dict) else old.value
    if not isinstance(said, str):
        return None
    span = Span(old.span.start, end)
    inside = _inside(said, old, span, edit, heading)
    if inside is None:
        return None
    value, children = inside
    if isinstance(old.value, dict):
        return replace(
            old, span=span, value={**old.value, "content": value}, children=children
        )
    return replace(old, span=span, value=value, children=children)


def _end(old: Segment, edit: Touched, kind: Kind) -> int:
    """Where the segment ends; white space behind its last line is not its."""
    if old.span.end > edit.line.end:
        return old.span.end + edit.shift.by
    start, end = edit.new_line
    if kind is Kind.PROMPTY:
        return end
    return start + len(edit.new[start:end].rstrip(" \t"))


def _inside(
    said: str, old: Segment, span: Span, edit: Touched, heading: Heading | None
) -> tuple[str, Sequence[Segment]] | None:
    """What a segment at `span` says, `said` before, and its sections.

    `None` where a comment that is left out of what it says stands too near.
    """
    at = _n_above(old.children, edit.start)
    around = old.children[at - 1 : at] if at else ()
    sections = [_section(child, span, old, edit, heading) for child in around]
    changed = None
    if sections:
        if sections[0] is None:
            return None
        changed = around[0], sections[0]
    children = moving.messages(old.children, edit.shift, changed)
    if len(said) == old.span.end - old.span.start:
        return edit.new[slice(*span)], children
    if changed is None or old.kind not in _OF_SECTIONS:
        return None
    # The sections reach up to the end, so what they do not say stands before them.
    below = islice(pieces.unplaced(old.children), at, None)
    was = len(_text(changed[0]))
    end = len(said) - sum(map(len, map(_text, below)))
    return f"{said[: end - was]}{_text(changed[1])}{said[end:]}", children


def _n_above(sections: Sequence[Segment], place: int) -> int:
    """How many of `sections` start before `place`; the last of them goes on there."""
    return pieces.n_before(sections, place, lambda section: section.span.start)


def _section(
    old: Segment,
    outer: Span,
    parent: Segment,
    edit: Touched,
    heading: Heading | None,
) -> Segment | None:
    """The section around the edit anew, in a parent that is at `outer` now."""
    is_last = old.span.end == parent.span.end
    end = outer.end if is_last else old.span.end + edit.shift.by
    span = Span(old.span.start, end)
    inside = _inside(_text(old), old, span, edit, heading)
    if inside is None:
        return None
    value, children = inside
    is_reworded = heading is not None and heading.span.start == span.start
    title = heading.title if heading and is_reworded else old.title
    return replace(old, span=span, value=value, title=title, children=children)


def _text(section: Segment) -> str:
    return section.value if isinstance(section.value, str) else ""
