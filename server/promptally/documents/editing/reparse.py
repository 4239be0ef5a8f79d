"""A JSON or JSON Lines file after an edit: only the part that it touches is read anew.

The grammar of JSON knows no context: where a whole value has taken the place of a whole
value, all the others are what they were, and only stand elsewhere. So this is for edits
inside of one message, one tool or one system prompt that is valid before and after, in
a file without faults of syntax. Every other edit is for `parse` to read from scratch,
and so is one that changes what the file's shape was told by.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from promptally import pieces
from promptally.documents.detect import Syntax
from promptally.documents.editing import lines, moving, replacement, segments
from promptally.documents.editing.difference import Difference, difference
from promptally.documents.editing.moving import Shift
from promptally.documents.editing.segments import Edit, Stretch
from promptally.prompts import Document, Kind, Problem, Prompt, Segment
from promptally.text import Span

_MOST_TOLD = 40
"""So many faults of a JSON Lines file are sure to have been told, each in its line."""


class Parsed(NamedTuple):
    """A text with the document that was made of it, and what has changed since."""

    text: str
    document: Document
    difference: Difference | None = None
    """From `text` to the one that is to be read, where somebody knows it."""


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
    return in_stretch(syntax, Stretch(previous.text, text), document, changed)


def _is_settled(kind: Kind | None, document: Document) -> bool:
    """Whether the messages alone tell what it is, whatever `kind` it looks like."""
    is_begun = any(pieces.facts(document.prompts, _are_begun))
    return kind is not Kind.TEMPLATE and not is_begun


def _are_begun(prompts: Sequence[Prompt]) -> bool:
    """Whether one of the prompts has no message yet."""
    return any(not prompt.messages for prompt in prompts)


def in_stretch(
    syntax: Syntax, stretch: Stretch, document: Document, changed: Difference
) -> Document | None:
    """`document` after an edit, of which `stretch` has all that it may change."""
    again = _of_segment(syntax, stretch, document, changed)
    if again is None and syntax is Syntax.JSONL:
        return lines.reparse(stretch, document, changed)
    return again


def _of_segment(
    syntax: Syntax, stretch: Stretch, document: Document, changed: Difference
) -> Document | None:
    start, end, new_end = changed
    at = _prompt_at(document.prompts, start)
    prompt = document.prompts[at]
    old = _segment_around(prompt, start, end)
    if old is None:
        return None
    edit = Edit(old.span, Span(old.span.start, old.span.end + new_end - end))
    if not _stands_alone(syntax, stretch, document, prompt, edit):
        return None
    new = segments.read(stretch, old, edit)
    return _renewed(document, at, old, new, edit.shift) if new else None


def _prompt_at(prompts: Sequence[Prompt], offset: int) -> int:
    at = pieces.n_before(prompts, offset, lambda prompt: prompt.span.end)
    return min(at, len(prompts) - 1)


def _segment_around(prompt: Prompt, start: int, end: int) -> Segment | None:
    """The top segment that the edit lies inside of, its brackets untouched."""
    first = pieces.n_before(prompt.messages, start, lambda item: item.span.end)
    messages = prompt.messages[first : first + 2]
    for segment in (*prompt.tools, *prompt.system, *messages):
        if segment.span.start < start and end < segment.span.end:
            return segment
    return None


def _stands_alone(
    syntax: Syntax, stretch: Stretch, document: Document, prompt: Prompt, edit: Edit
) -> bool:
    """Whether nothing but the touched part can have changed."""
    faults = [p for p in document.problems if p.code == "syntax"]
    if any(_meets(problem, edit.before) for problem in document.problems):
        return False
    if any(_lies_in(each.span, edit.before) for each in prompt.references):
        return False
    if syntax is Syntax.JSON:
        return not faults
    return (
        syntax is Syntax.JSONL
        and len(faults) < _MOST_TOLD
        and not any(_meets(fault, prompt.span) for fault in faults)
        and _is_one_line(stretch.was(edit.before))
        and _is_one_line(stretch.now(edit.after))
    )


def _meets(problem: Problem, span: Span) -> bool:
    return problem.span.start <= span.end and span.start <= problem.span.end


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_one_line(text: str) -> bool:
    return "\n" not in text and "\r" not in text


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
