"""One message, tool or system prompt of a JSON text, read anew after an edit inside it.

Whether the rest of its file still means what it meant is for who asks to know, but for
what the part itself tells.
"""

from typing import NamedTuple

from promptally.documents import json
from promptally.documents.editing import moving
from promptally.documents.editing.difference import Difference
from promptally.documents.json.builder import MOST_DEPTH
from promptally.documents.kinds import chat_tuples
from promptally.documents.nodes import Array, Entry, Node, Object, Scalar, to_json
from promptally.documents.requests import messages, messages_request
from promptally.documents.requests.content import Part
from promptally.documents.requests.notes import Notes
from promptally.prompts import Segment, SegmentKind
from promptally.text import Span

_DEEPEST = MOST_DEPTH - 20
"""Levels of a part; those around it are fewer than the rest."""

_SURELY_READ = 400_000
"""So few values are all read, wherever they stand."""


class Stretch(NamedTuple):
    """What is read of a text, before an edit and after it: all, or some lines.

    Both begin at the offset `start` of their texts, in the line with the number
    `first_line`, from 0.
    """

    before: str
    after: str
    start: int = 0
    first_line: int = 0

    def inside(self, changed: Difference) -> Difference:
        """What has changed, by the offsets in the stretch."""
        return Difference(*(place - self.start for place in changed))

    def was(self, span: Span) -> str:
        """What stood in `span` before."""
        return self.before[span.start - self.start : span.end - self.start]

    def now(self, span: Span) -> str:
        """What stands in `span` now."""
        return self.after[span.start - self.start : span.end - self.start]


class Edit(NamedTuple):
    """`before` is the span of the touched part as it was, `after` as it is."""

    before: Span
    after: Span

    @property
    def shift(self) -> moving.Shift:
        """How what stands behind it moves."""
        return moving.Shift(self.before.end, self.after.end - self.before.end)


def read(stretch: Stretch, old: Segment, edit: Edit) -> Segment | None:
    """The touched part anew, `None` if it might mean something to what is around it."""
    start, end = edit.after.start - stretch.start, edit.after.end - stretch.start
    node, problems = json.parse(stretch.after, start, end)
    if node is None or problems or node.span != (start, end):
        return None
    if _size(node).depth > _DEEPEST or not _is_read_whole(stretch, edit.before, node):
        return None
    notes = Notes(is_json=True)
    new = _segment(moving.segment_by(old, -stretch.start), node, notes)
    if new is None or notes.problems or notes.references:
        return None
    # Roles decide which messages are the system prompt, and what the file is.
    if (new.path, new.kind, new.role) != (old.path, old.kind, old.role):
        return None
    return moving.segment_by(new, stretch.start)


def _segment(old: Segment, node: Node, notes: Notes) -> Segment | None:
    part = Part(old.path, node, node.span, to_json(node))
    if old.kind is SegmentKind.TOOL:
        return messages_request.tool(part, notes)
    if old.path == "system" and old.label is not None:
        entry = Entry(Scalar(old.label, "system"), node)
        found = messages_request.system(entry, notes)
        return found[0] if found else None
    if not isinstance(node, Object) or old.role is None:
        return None
    # The first of them may tell that all are turns of a template.
    if chat_tuples.holds(Array(node.span, (node,))):
        return None
    new = messages.message(part, notes)
    if old.kind is SegmentKind.SYSTEM and new is not None:
        return messages.as_system(new)
    return new


def _is_read_whole(stretch: Stretch, before: Span, new: Node) -> bool:
    """Whether there are not so many values that a parser would stop."""
    if len(stretch.after) < _SURELY_READ:
        return True
    at = stretch.start
    was, _problems = json.parse(stretch.before, before.start - at, before.end - at)
    if was is not None and _size(new).n_values <= _size(was).n_values:
        return True
    return sum(map(stretch.after.count, ",{[")) < _SURELY_READ


class _Size(NamedTuple):
    n_values: int
    depth: int


def _size(node: Node) -> _Size:
    n_values = depth = 0
    level: list[Node] = [node]
    while level:
        n_values, depth = n_values + len(level), depth + 1
        level = [inner for outer in level for inner in _inside(outer)]
    return _Size(n_values, depth)


def _inside(node: Node) -> list[Node]:
    match node:
        case Object(entries=entries):
            return [e.value for e in entries if e.value is not None]
        case Array(items=items):
            return list(items)
    return []
