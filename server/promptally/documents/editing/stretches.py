"""A Markdown file after an edit of lines: only what stands around them is read again.

From a place before the edit at which blocks are read alike whatever stands before it,
to such a place behind the edit (`borders`), they are read twice: as they were and as
they are. Where they are the same ones, and nothing is left open, those of the whole
text are: only what is said has changed, or how a heading is worded. Every other edit
is for the parsers to read from scratch.
"""

import re
from typing import NamedTuple

from promptally.documents import markdown
from promptally.documents.editing import borders, renewal
from promptally.documents.editing.borders import Stretch
from promptally.documents.editing.moving import Shift
from promptally.documents.editing.touched import Touched
from promptally.documents.markdown import front_matter
from promptally.documents.markdown.blocks import Blocks, Heading
from promptally.prompts import Document, Kind, Segment, SegmentKind

KINDS = frozenset({Kind.INSTRUCTIONS, Kind.MARKDOWN})
"""The kinds of files in which nothing but blocks and tags says what a line means."""

_SAYS = re.compile(r"\s*+\S")
_ROLE_TAG = re.compile(
    r"</?(?:system|developer|user|human|assistant|message)", re.IGNORECASE
)
_ROLE = re.compile(r"system|developer|user|human|assistant|ai", re.IGNORECASE)
"""A word of headings that may give what is below them to a role."""

_LONGEST = 400_000
"""Code points that are read twice; more take as long as the parser (2026-11)."""


class Place(NamedTuple):
    """The top segment that an edit changes, and the `heading` if it changes its words.

    The heading is as it is now, and opens the section that the edit is in.
    """

    segment: Segment
    heading: Heading | None


def place(document: Document, edit: Touched) -> Place | None:
    """Where an edit is, if it means nothing to any other part."""
    old = renewal.top_before(document.prompts[0], edit.start)
    if document.kind not in KINDS or old is None or not _is_inside(old, edit):
        return None
    if _opens_file(edit) or renewal.is_noted(document, edit.line):
        return None
    if document.kind is Kind.MARKDOWN and _may_be_tagged(old, edit):
        return None
    for stretch in borders.around(old, edit):
        if stretch.end - stretch.start > _LONGEST:
            continue
        read = _read(stretch, edit)
        if read:
            may_import = document.kind is Kind.INSTRUCTIONS
            if may_import and _may_import(stretch, edit):
                return None
            return _place(old, read)
    return None


def _place(old: Segment, read: "_Read") -> Place | None:
    if read.was[1:] != read.now[1:]:
        return None
    if len(read.was.headings) != len(read.now.headings):
        return None
    pairs = zip(read.was.headings, read.now.headings, strict=True)
    others = [pair for pair in pairs if pair[0] != pair[1]]
    if not others:
        return Place(old, None)
    (was, now), *more = others
    if more or was._replace(title=now.title) != now:
        return None
    if any(map(_ROLE.search, (was.title, now.title))):
        return None
    return Place(old, now)


def end(old: Segment, edit: Touched) -> int:
    """Where the segment ends; white space behind what it says is not its."""
    if old.span.end > edit.end:
        return old.span.end + edit.shift.by
    said = edit.new[old.span.start : edit.new_end].rstrip(" \t\r\n")
    return old.span.start + len(said)


def _is_inside(old: Segment, edit: Touched) -> bool:
    """Whether the segment goes on up to the edit, and begins before it."""
    return (
        old.kind is not SegmentKind.FRONT_MATTER
        and _SAYS.match(edit.old, old.span.start, edit.start) is not None
        and not edit.old[old.span.end : edit.end].strip(" \t\r\n")
    )


def _opens_file(edit: Touched) -> bool:
    """Whether the edit is in the first line, or in front matter."""
    if edit.line.start <= 1:
        return True
    found = front_matter.STRICT.match(edit.old, 0, edit.line.start)
    return found is not None and found["closing"] is None


def _may_be_tagged(old: Segment, edit: Touched) -> bool:
    """Whether the edit may make or break a tag of a role.

    Tags are text if any text stands before the first of them.
    """
    lines = (edit.old[slice(*edit.line)], edit.new[slice(*edit.new_line)])
    if any(map(_ROLE_TAG.search, lines)):
        return True
    is_tagged = _ROLE_TAG.match(edit.old, old.anchor) is not None
    return not is_tagged and _ROLE_TAG.search(edit.old, edit.end) is not None


class _Read(NamedTuple):
    """The blocks of a stretch as they were, at the places that they have now."""

    was: Blocks
    now: Blocks


def _read(stretch: Stretch, edit: Touched) -> _Read | None:
    """What stands in a stretch; `None` if a block may go on behind it."""
    start, stop, _ = stretch
    was = _blocks(edit.old, start, stop)
    now = _blocks(edit.new, start, stop + edit.shift.by)
    return _Read(_moved(was, edit.shift), now) if was and now else None


def _blocks(text: str, start: int, stop: int) -> Blocks | None:
    """The blocks in a stretch, `None` if code or a comment is not closed in it."""
    found = markdown.scan(text, start, stop)
    if stop == len(text):
        return found
    if any(block.end == stop for block in found.code[-1:]):
        return None
    comment = text.rfind("<!--", start, stop)
    if comment >= 0 and text.find("-->", comment + 2, stop) < 0:
        return None
    return found


def _moved(blocks: Blocks, shift: Shift) -> Blocks:
    return Blocks(
        tuple([each._replace(span=shift.span(each.span)) for each in blocks.headings]),
        tuple([shift.span(span) for span in blocks.code]),
        tuple([shift.span(span) for span in blocks.comments]),
    )


def _may_import(stretch: Stretch, edit: Touched) -> bool:
    """Whether it may hold an import, or make code of one that stands elsewhere."""
    start, stop, is_apart = stretch
    was, now = edit.old[start:stop], edit.new[start : stop + edit.shift.by]
    if "@" in was or "@" in now:
        return True
    return not is_apart and ("`" in was or "`" in now) and "@" in edit.old
