"""A JSON or JSON Lines file after an edit: only the part that it touches is read anew.

The grammar of JSON knows no context: where a whole value has taken the place of a whole
value, all the others are what they were, and only stand elsewhere. So this is for edits
inside of one message, one tool or one system prompt that is valid before and after, in
a file without faults of syntax. Every other edit is for `parse` to read from scratch,
and so is one that changes what the file's shape was told by.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from promptally import pieces
from promptally.documents import json
from promptally.documents.detect import Syntax
from promptally.documents.editing import lines, moving, replacement
from promptally.documents.editing.difference import Difference, difference
from promptally.documents.editing.moving import Shift
from promptally.documents.json.builder import MOST_DEPTH
from promptally.documents.kinds import chat_tuples
from promptally.documents.nodes import Array, Entry, Node, Object, Scalar, to_json
from promptally.documents.requests import messages, messages_request
from promptally.documents.requests.content import Part
from promptally.documents.requests.notes import Notes
from promptally.prompts import (
    Document,
    Kind,
    Problem,
    Prompt,
    Segment,
    SegmentKind,
)
from promptally.text import Span

_MOST_TOLD = 40
"""So many faults of a JSON Lines file are sure to have been told, each in its line."""

_DEEPEST = MOST_DEPTH - 20
"""Levels of a part; those around it are fewer than the rest."""

_SURELY_READ = 400_000
"""So few values are all read, wherever they stand."""


class Parsed(NamedTuple):
    """A text with the document that was made of it, and what has changed since."""

    text: str
    document: Document
    difference: Difference | None = None
    """From `text` to the one that is to be read, where somebody knows it."""


class _Edit(NamedTuple):
    """`before` is the span of the touched part as it was, `after` as it is."""

    before: Span
    after: Span

    @property
    def shift(self) -> Shift:
        return Shift(self.before.end, self.after.end - self.before.end)


def reparse(
    syntax: Syntax, text: str, previous: Parsed, *, kind: Kind | None = None
) -> Document | None:
    """The document of `text`, as from scratch; `None` where this way does not lead.

    `kind` is what the file now looks like, where somebody has looked.
    """
    document = previous.document
    if document.kind not in {Kind.REQUEST, Kind.BATCH} or not document.prompts:
        return None
    if kind not in {None, document.kind} and not _is_settled(kind, document):
        return None
    changed = previous.difference or difference(previous.text, text)
    again = _of_segment(syntax, text, previous, changed)
    if again is None and syntax is Syntax.JSONL:
        again = lines.reparse(text, previous.text, document, changed)
    return again


def _is_settled(kind: Kind | None, document: Document) -> bool:
    """Whether the messages alone tell what it is, whatever `kind` it looks like."""
    is_begun = any(pieces.facts(document.prompts, _are_begun))
    return kind is not Kind.TEMPLATE and not is_begun


def _are_begun(prompts: Sequence[Prompt]) -> bool:
    """Whether one of the prompts has no message yet."""
    return any(not prompt.messages for prompt in prompts)


def _of_segment(
    syntax: Syntax, text: str, previous: Parsed, changed: Difference
) -> Document | None:
    document = previous.document
    start, end, new_end = changed
    at = _prompt_at(document.prompts, start)
    prompt = document.prompts[at]
    old = _segment_around(prompt, start, end)
    if old is None:
        return None
    edit = _Edit(old.span, Span(old.span.start, old.span.end + new_end - end))
    if not _stands_alone(syntax, previous, text, edit, prompt):
        return None
    new = _read(previous.text, text, old, edit)
    if new is None:
        return None
    return _renewed(document, at, old, new, edit.shift)


def _prompt_at(prompts: Sequence[Prompt], offset: int) -> int:
    at = bisect_left(prompts, offset, key=lambda prompt: prompt.span.end)
    return min(at, len(prompts) - 1)


def _segment_around(prompt: Prompt, start: int, end: int) -> Segment | None:
    """The top segment that the edit lies inside of, its brackets untouched."""
    first = bisect_left(prompt.messages, start, key=lambda item: item.span.end)
    messages = prompt.messages[first : first + 2]
    for segment in (*prompt.tools, *prompt.system, *messages):
        if segment.span.start < start and end < segment.span.end:
            return segment
    return None


def _stands_alone(
    syntax: Syntax, previous: Parsed, text: str, edit: _Edit, prompt: Prompt
) -> bool:
    """Whether nothing but the touched part can have changed."""
    faults = [p for p in previous.document.problems if p.code == "syntax"]
    if any(_meets(problem, edit.before) for problem in previous.document.problems):
        return False
    if any(_lies_in(each.span, edit.before) for each in prompt.references):
        return False
    if syntax is Syntax.JSON:
        return not faults
    return (
        syntax is Syntax.JSONL
        and len(faults) < _MOST_TOLD
        and not any(_meets(fault, prompt.span) for fault in faults)
        and _is_one_line(previous.text[slice(*edit.before)])
        and _is_one_line(text[slice(*edit.after)])
    )


def _meets(problem: Problem, span: Span) -> bool:
    return problem.span.start <= span.end and span.start <= problem.span.end


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_one_line(text: str) -> bool:
    return "\n" not in text and "\r" not in text


def _read(before: str, text: str, old: Segment, edit: _Edit) -> Segment | None:
    """The touched part anew, `None` if it might mean something to what is around it."""
    span = edit.after
    node, problems = json.parse(text, *span)
    if node is None or problems or node.span != span or _size(node).depth > _DEEPEST:
        return None
    if not _is_read_whole(before, edit.before, text, node):
        return None
    notes = Notes(is_json=True)
    new = _segment(old, node, notes)
    if new is None or notes.problems or notes.references:
        return None
    # Roles decide which messages are the system prompt, and what the file is.
    is_same = (new.path, new.kind, new.role) == (old.path, old.kind, old.role)
    return new if is_same else None


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


def _is_read_whole(old: str, before: Span, text: str, new: Node) -> bool:
    """Whether there are not so many values that a parser would stop."""
    if len(text) < _SURELY_READ:
        return True
    was, _problems = json.parse(old, *before)
    if was is not None and _size(new).n_values <= _size(was).n_values:
        return True
    return sum(map(text.count, ",{[")) < _SURELY_READ


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


def _renewed(
    document: Document, at: int, old: Segment, new: Segment, shift: Shift
) -> Document:
    """The document with `new` in the place of `old`, and all behind it moved."""

    def renewed(items: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(
            [new if item is old else moving.segment(item, shift) for item in items]
        )

    touched = document.prompts[at]
    bare = replace(touched, system=(), tools=(), messages=())
    prompt = replace(
        moving.prompt(bare, shift),
        system=renewed(touched.system),
        tools=renewed(touched.tools),
        messages=moving.messages(touched.messages, shift, (old, new)),
    )
    problems = tuple([moving.problem(each, shift) for each in document.problems])
    return replacement.replaced(
        document, slice(at, at + 1), [prompt], shift, problems=problems
    )
