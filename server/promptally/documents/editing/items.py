"""One message or tool of a block sequence in YAML, read anew after an edit.

An item of a sequence ends before the next line that is not indented further than its
dash, whatever stands in it, unless it opens what it does not close. So its lines mean
alone what they mean among the others, as long as no alias stands for any of them.
"""

import re
from typing import NamedTuple

from promptally.documents import yaml
from promptally.documents.editing.difference import Difference
from promptally.documents.kinds import chat_tuples
from promptally.documents.nodes import Array, Node, Object, to_json
from promptally.documents.requests import messages, messages_request
from promptally.documents.requests.content import Part
from promptally.documents.requests.notes import Notes
from promptally.prompts import Segment, SegmentKind
from promptally.text import Span

_DASH = re.compile(r"(?P<indentation> *+)-[ ]++")

_ODD = re.compile(
    r"^(?:---|\.\.\.| *+\t| *+(?:- *+)*+\?(?=[ \t\r\n]|\Z))|\r(?!\n)", re.MULTILINE
)
"""What may end the document, is read in more than one way, or is a key whose value,
while it is missing, has its place behind the item."""

_DEEPEST = 40
"""Levels of an item; those around it are fewer than the rest that YAML may have."""

_LONGEST = 100_000
"""Code points of an item; to read one twice costs as much as to read most files."""

_SURELY_READ = 150_000
"""So few values are all read, wherever they stand."""


class Item(NamedTuple):
    """An item anew, and the whole lines that it has in the old text."""

    segment: Segment
    lines: Span


def edited(old: Segment, before: str, text: str, changed: Difference) -> Item | None:
    """`old` after an edit; `None` where only the whole file can tell."""
    lines = _lines(old, before)
    if lines is None or not old.span.start < changed.start <= changed.end < lines.end:
        return None
    if lines.end - lines.start > _LONGEST:
        return None
    now = Span(lines.start, lines.end + changed.new_end - changed.end)
    was, new = _read(before, lines, old), _read(text, now, old)
    if was is None or new is None or was.segment != old:
        return None
    if new.n_values > was.n_values and not _is_surely_read(text):
        return None
    return Item(new.segment, lines)


def _lines(old: Segment, text: str) -> Span | None:
    """The lines from the dash of an item up to the first that is not its own."""
    begin = text.rfind("\n", 0, old.span.start) + 1
    dash = _DASH.fullmatch(text, begin, old.span.start)
    if dash is None:
        return None
    column = len(dash["indentation"])
    following = re.compile(rf"\n(?! {{{column + 1}}}| *+\r?(?:\n|\Z))")
    found = following.search(text, old.span.end - text.endswith("\n", 0, old.span.end))
    if found is None:
        return Span(begin, len(text) + 1)
    return None if text.startswith("\t", found.end()) else Span(begin, found.end())


class _Read(NamedTuple):
    segment: Segment
    n_values: int


def _read(text: str, lines: Span, old: Segment) -> _Read | None:
    """The item that stands alone in `lines`, if it is of the sort of `old`."""
    if _ODD.search(text, *lines):
        return None
    node, problems = yaml.parse(text, lines.start, min(lines.end, len(text)))
    if problems or not isinstance(node, Array) or len(node.items) != 1:
        return None
    item = node.items[0]
    if not isinstance(item, Object) or item.span.start != old.span.start:
        return None
    n_values, depth = _size(item)
    notes = Notes()
    new = _segment(item, old, notes) if depth <= _DEEPEST else None
    if new is None or notes.problems or notes.references:
        return None
    is_same = (new.path, new.kind, new.role) == (old.path, old.kind, old.role)
    return _Read(new, n_values) if is_same else None


def _segment(node: Object, old: Segment, notes: Notes) -> Segment | None:
    part = Part(old.path, node, node.span, to_json(node))
    if old.kind is SegmentKind.TOOL:
        return messages_request.tool(part, notes)
    # The first of them may tell that all are turns of a template.
    if old.role is None or chat_tuples.holds(Array(node.span, (node,))):
        return None
    new = messages.message(part, notes)
    if old.kind is SegmentKind.SYSTEM and new is not None:
        return messages.as_system(new)
    return new


def _size(node: Node) -> tuple[int, int]:
    """How many values there are in a node, and how deep they go."""
    n_values = depth = 0
    level: list[Node] = [node]
    while level:
        n_values, depth = n_values + len(level), depth + 1
        level = [inner for outer in level for inner in _inside(outer)]
    return n_values, depth


def _inside(node: Node) -> list[Node]:
    match node:
        case Object(entries=entries):
            return [entry.value for entry in entries if entry.value is not None]
        case Array(items=items):
            return list(items)
    return []


def _is_surely_read(text: str) -> bool:
    return len(text) < _SURELY_READ or sum(map(text.count, ":-,\n")) < _SURELY_READ
