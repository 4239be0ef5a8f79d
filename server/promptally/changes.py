"""Edits as editors send them, applied to a text.

Versions of a document are not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from promptally.text import Encoding, LineIndex, Range, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of an edit: `text` takes the place of `range`, or of everything."""

    text: str
    range: Range | None = None


def apply_changes(
    lines: LineIndex, changes: Iterable[Change], encoding: Encoding
) -> tuple[LineIndex, str | None]:
    """The text after `changes`, each applied to the result of the one before.

    A range that ends before it starts, or that holds a negative number, is refused,
    and the whole notification with it: then the answer is `lines` as it was and a
    sentence that says why.
    """
    result = lines
    for change in changes:
        if change.range is None:
            result = LineIndex.of(change.text)
            continue
        fault = _fault(change.range)
        if fault:
            return lines, fault
        start, end = (result.offset(place, encoding) for place in change.range)
        result = result.edited(Span(start, end), change.text)
    return result, None


def _fault(changed: Range) -> str | None:
    start, end = changed
    if min(*start, *end) < 0:
        return f"A change has a negative position: {_shown(changed)}"
    if end < start:
        return f"A change ends before it starts: {_shown(changed)}"
    return None


def _shown(changed: Range) -> str:
    (line, character), (end_line, end_character) = changed
    return f"{line}:{character} to {end_line}:{end_character}"
