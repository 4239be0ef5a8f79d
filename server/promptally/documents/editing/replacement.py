"""A document with other prompts in the place of those that an edit has touched.

All others are what they were. Where they only stand elsewhere, they are moved when
somebody asks for them.
"""

from collections.abc import Sequence

from promptally import pieces
from promptally.documents.editing import moving
from promptally.documents.editing.moving import Shift
from promptally.pieces import Pieces
from promptally.prompts import Declared, Document, Edit, Problem, Prompt
from promptally.text import Span


def replaced(
    document: Document,
    touched: slice,
    prompts: Sequence[Prompt],
    shift: Shift,
    *,
    problems: tuple[Problem, ...],
) -> Document:
    """`document` with `prompts` for the `touched` ones, and all behind them moved."""
    row = document.prompts
    start, stop = touched.start, touched.stop
    if any(pieces.facts(row, _reach_out)):
        # What the whole file declares may stand on the other side of the edit.
        before = [moving.prompt(prompt, shift) for prompt in row[:start]]
        behind = [moving.prompt(prompt, shift) for prompt in row[stop:]]
        return Document(
            kind=document.kind,
            prompts=Pieces([*before, *prompts, *behind], moving.prompt_by),
            problems=problems,
        )
    if not isinstance(row, Pieces):
        row = Pieces(row, moving.prompt_by)
    return Document(
        kind=document.kind,
        prompts=row.replaced(start, stop, prompts, shift.by),
        problems=problems,
        edit=Edit(document.key, start, stop, start + len(prompts), shift.by),
    )


def _reach_out(prompts: Sequence[Prompt]) -> bool:
    """Whether a prompt knows of a place outside of itself."""
    return any(
        _is_outside(prompt.model, prompt.span)
        or _is_outside(prompt.budget, prompt.span)
        for prompt in prompts
    )


def _is_outside[T](declared: Declared[T] | None, span: Span) -> bool:
    return declared is not None and not (
        span.start <= declared.span.start and declared.span.end <= span.end
    )
