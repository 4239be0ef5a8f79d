"""A document with one part made anew, and all that stands behind it moved.

How the part was made anew, and whether it could be, is the business of who edits.
"""

from dataclasses import replace
from typing import NamedTuple

from promptally import pieces
from promptally.documents.editing import moving, replacement
from promptally.documents.editing.moving import Shift
from promptally.prompts import Document, Prompt, Segment
from promptally.text import Span


def is_noted(document: Document, span: Span) -> bool:
    """Whether a problem or a reference stands in `span`, or at an end of it."""
    spans = [problem.span for problem in document.problems]
    spans += [reference.span for reference in document.references]
    return any(start <= span.end and span.start <= end for start, end in spans)


def top_before(prompt: Prompt, place: int) -> Segment | None:
    """The last top segment that starts before `place`."""
    # Messages stand in order; the parts of a system prompt need not.
    behind = pieces.n_before(prompt.messages, place, _start)
    message = prompt.messages[behind - 1 : behind] if behind else ()
    tops = (*message, *prompt.system, *prompt.tools)
    return max((top for top in tops if _start(top) < place), key=_start, default=None)


def _start(segment: Segment) -> int:
    return segment.span.start


class Change(NamedTuple):
    """A top segment of a prompt as it `was` and as it is; `end` is the prompt's now."""

    was: Segment
    new: Segment
    end: int


def document(old: Document, at: int, change: Change, shift: Shift) -> Document:
    """`old` with a segment of the prompt `at` changed, and moved what is behind."""
    touched = old.prompts[at]
    bare = replace(touched, system=(), tools=(), messages=())
    prompt = replace(
        moving.prompt(bare, shift),
        span=Span(touched.span.start, change.end),
        system=_changed(touched.system, change, shift),
        tools=_changed(touched.tools, change, shift),
        messages=moving.messages(touched.messages, shift, (change.was, change.new)),
    )
    return replacement.replaced(
        old,
        slice(at, at + 1),
        [prompt],
        shift,
        problems=tuple([moving.problem(problem, shift) for problem in old.problems]),
    )


def _changed(
    tops: tuple[Segment, ...], change: Change, shift: Shift
) -> tuple[Segment, ...]:
    return tuple(
        [
            change.new if top is change.was else moving.segment(top, shift)
            for top in tops
        ]
    )
