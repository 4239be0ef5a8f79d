"""Prompts behind an edit: the same values, with their places moved.

What lies before the edit is handed on as it is, so that whoever remembers something of
a value knows it again by identity. Nothing is read anew here.
"""

from dataclasses import replace
from typing import NamedTuple

from promptally.prompts import Declared, Problem, Prompt, Reference, Segment
from promptally.text import Span


class Shift(NamedTuple):
    """What stands at `behind` or after it moves `by` code points."""

    behind: int
    by: int

    def offset(self, offset: int) -> int:
        """Where `offset` has moved to."""
        return offset + self.by if offset >= self.behind else offset

    def span(self, span: Span) -> Span:
        """Where `span` has moved to; one around the edit grows with it."""
        start, end = span
        if end < self.behind:
            return span
        return Span(self.offset(start), end + self.by)


def segment(item: Segment, shift: Shift) -> Segment:
    """`item` at its new place; its value is the same object."""
    if item.span.end < shift.behind:
        return item
    return Segment(
        path=item.path,
        kind=item.kind,
        span=shift.span(item.span),
        anchor=shift.offset(item.anchor),
        value=item.value,
        role=item.role,
        title=item.title,
        label=shift.span(item.label) if item.label else None,
        children=tuple([segment(child, shift) for child in item.children])
        if item.children
        else (),
    )


def segments(items: tuple[Segment, ...], shift: Shift) -> tuple[Segment, ...]:
    """All of `items` at their new places."""
    if not items or items[-1].span.end < shift.behind:
        return items
    return tuple([segment(item, shift) for item in items])


def prompt(item: Prompt, shift: Shift) -> Prompt:
    """`item` at its new place; its parameters are the same object."""
    if item.span.end < shift.behind:
        return item
    return Prompt(
        id=item.id,
        span=shift.span(item.span),
        anchor=shift.offset(item.anchor),
        measure=item.measure,
        model=_declared(item.model, shift),
        budget=_declared(item.budget, shift),
        parameters=item.parameters,
        parameter_spans={
            key: shift.span(span) for key, span in item.parameter_spans.items()
        },
        system=segments(item.system, shift),
        tools=segments(item.tools, shift),
        messages=segments(item.messages, shift),
        references=tuple([_reference(each, shift) for each in item.references]),
    )


def problem(item: Problem, shift: Shift) -> Problem:
    """`item` at its new place."""
    return replace(item, span=shift.span(item.span))


def _reference(item: Reference, shift: Shift) -> Reference:
    return replace(item, span=shift.span(item.span))


def _declared[T](item: Declared[T] | None, shift: Shift) -> Declared[T] | None:
    if item is None or item.span.end < shift.behind:
        return item
    return Declared(value=item.value, span=shift.span(item.span))
