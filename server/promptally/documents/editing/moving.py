"""Prompts behind an edit: the same values, with their places moved.

What lies before the edit is handed on as it is, so that whoever remembers something of
a value knows it again by identity. Nothing is read anew here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from promptally import pieces
from promptally.pieces import Pieces
from promptally.prompts import Declared, Problem, Prompt, Reference, Segment
from promptally.text import Span

_MANY = 16
"""So many messages are worth a row of pieces."""


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
    start, end = item.span
    if end < shift.behind:
        return item
    by, label = shift.by, item.label
    if start >= shift.behind and item.anchor >= shift.behind and not item.children:
        return _leaf(
            item,
            _span(Span, (start + by, end + by)),
            item.anchor + by,
            _span(Span, (label[0] + by, label[1] + by)) if label else None,
        )
    return Segment(
        path=item.path,
        kind=item.kind,
        span=shift.span(item.span),
        anchor=shift.offset(item.anchor),
        value=item.value,
        role=item.role,
        title=item.title,
        label=shift.span(item.label) if item.label else None,
        children=_children(item, shift),
    )


# Half the cost of calling the class (0.7 for 1.4 microseconds, 2026-11).
_SLOTS: Mapping[str, Any] = vars(Segment)
_span = tuple.__new__
_set_path = _SLOTS["path"].__set__
_set_kind = _SLOTS["kind"].__set__
_set_span = _SLOTS["span"].__set__
_set_anchor = _SLOTS["anchor"].__set__
_set_value = _SLOTS["value"].__set__
_set_role = _SLOTS["role"].__set__
_set_title = _SLOTS["title"].__set__
_set_label = _SLOTS["label"].__set__
_set_children = _SLOTS["children"].__set__


def _leaf(item: Segment, span: Span, anchor: int, label: Span | None) -> Segment:
    """`item` at another place.

    A keystroke in a long conversation makes hundreds of them.
    """
    moved = object.__new__(Segment)
    _set_path(moved, item.path)
    _set_kind(moved, item.kind)
    _set_span(moved, span)
    _set_anchor(moved, anchor)
    _set_value(moved, item.value)
    _set_role(moved, item.role)
    _set_title(moved, item.title)
    _set_label(moved, label)
    _set_children(moved, ())
    return moved


def _children(item: Segment, shift: Shift) -> Sequence[Segment]:
    if isinstance(item.children, Pieces):
        return messages(item.children, shift, None)
    if not item.children:
        return ()
    return tuple([segment(child, shift) for child in item.children])


def segment_by(item: Segment, by: int) -> Segment:
    """`item`, `by` code points further on."""
    return segment(item, Shift(-1, by)) if by else item


def messages(
    items: Sequence[Segment], shift: Shift, change: tuple[Segment, Segment] | None
) -> Sequence[Segment]:
    """Messages, or sections, which stand in order, at their new places.

    The first of `change` has become the second, if it is one of them. Those behind are
    moved when somebody asks for them.
    """
    if change is None and len(items) < _MANY:
        return segments((*items,), shift)
    at, touched = _touched(items, change)
    if at is None:
        at = pieces.n_before(items, shift.behind, lambda item: item.span.end)
        if at == len(items):
            return items
    stop = at + len(touched)
    following = items[stop : stop + 1]
    if any(min(item.span.start, item.anchor) < shift.behind for item in following):
        made = [segment(item, shift) for item in items]
        return (*made[:at], *touched, *made[stop:])
    if len(items) < _MANY:
        moved = [segment(item, shift) for item in items[stop:]]
        return (*items[:at], *touched, *moved)
    row = items if isinstance(items, Pieces) else Pieces(items, segment_by)
    return row.replaced(at, stop, touched, shift.by)


def _touched(
    items: Sequence[Segment], change: tuple[Segment, Segment] | None
) -> tuple[int | None, list[Segment]]:
    """Where that stands which has changed, and what it is now."""
    if change is None:
        return None, []
    old, new = change
    at = pieces.n_before(items, old.span.start, lambda item: item.span.start)
    found = at < len(items) and items[at] is old
    return (at, [new]) if found else (None, [])


def segments(items: tuple[Segment, ...], shift: Shift) -> tuple[Segment, ...]:
    """All of `items` at their new places.

    The first of them may stand behind the others: the field of a system prompt, where
    messages say more of it.
    """
    if not items or max(items[0].span.end, items[-1].span.end) < shift.behind:
        return items
    return tuple([segment(item, shift) for item in items])


def prompt(item: Prompt, shift: Shift) -> Prompt:
    """`item` at its new place; its parameters are the same object."""
    if item.span.end < shift.behind and not _is_declared_behind(item, shift):
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
        }
        if item.parameter_spans
        else {},
        system=segments(item.system, shift),
        tools=segments(item.tools, shift),
        messages=messages(item.messages, shift, None),
        references=tuple([reference(each, shift) for each in item.references])
        if item.references
        else (),
    )


def prompt_by(item: Prompt, by: int) -> Prompt:
    """`item` with all that it holds, `by` code points further on."""
    return prompt(item, Shift(-1, by)) if by else item


def problem(item: Problem, shift: Shift) -> Problem:
    """`item` at its new place."""
    if item.span.end < shift.behind:
        return item
    return Problem(
        code=item.code,
        message=item.message,
        span=shift.span(item.span),
        severity=item.severity,
    )


def reference(item: Reference, shift: Shift) -> Reference:
    """`item` at its new place."""
    return replace(item, span=shift.span(item.span))


def _is_declared_behind(item: Prompt, shift: Shift) -> bool:
    """Whether the file says something of `item` at a place behind the edit."""
    said = (item.model, item.budget)
    return any(each is not None and each.span.end >= shift.behind for each in said)


def _declared[T](item: Declared[T] | None, shift: Shift) -> Declared[T] | None:
    if item is None or item.span.end < shift.behind:
        return item
    return Declared(value=item.value, span=shift.span(item.span))
