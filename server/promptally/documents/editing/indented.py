"""A YAML file after an edit inside of one message or tool: the rest is only moved.

This is for files without faults of syntax, in which no alias repeats anything. What is
written in brackets, and an edit of anything else, is for `parse` to read from scratch.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from promptally import pieces
from promptally.documents.detect import Detection, Syntax
from promptally.documents.editing import items, literals, renewal
from promptally.documents.editing.difference import Difference, difference
from promptally.documents.editing.moving import Shift
from promptally.documents.editing.reparse import Parsed
from promptally.documents.editing.touched import touched_lines
from promptally.documents.soundness import is_sound
from promptally.documents.yaml.reader import MOST_CHARACTERS, MOST_CHARACTERS_SLOWLY
from promptally.prompts import Document, Kind, Prompt, Segment
from promptally.text import Span

_ANCHOR = re.compile(r"&([0-9A-Za-z_-]++)")
_MOST_ANCHORS = 1000
_MOST_NAMES = 40
"""So many anchors, and names of them, are looked for; prose with more is rare."""

_LIMITS = (MOST_CHARACTERS_SLOWLY, MOST_CHARACTERS)


def edited(found: Detection, text: str, previous: Parsed) -> Document | None:
    """The document of `text`, as from scratch; `None` where this way does not lead."""
    before, document = previous.text, previous.document
    if found.syntax is not Syntax.YAML or not is_sound(document):
        return None
    changed = previous.difference or difference(before, text)
    if any(len(before) <= most < len(text) for most in _LIMITS):
        return None
    at = _last_before(document.prompts, changed.start)
    if at < 0:
        return None
    prompt = document.prompts[at]
    old = renewal.top_before(prompt, changed.start)
    if old is None or not _is_settled(found.kind, document.kind, prompt, old):
        return None
    new = _edited(old, before, text, changed)
    if new is None or renewal.is_noted(document, new.place) or _has_alias(before):
        return None
    by = changed.new_end - changed.end
    is_last = prompt.span.end == old.span.end
    end = new.segment.span.end if is_last else prompt.span.end + by
    shift = Shift(new.place.end, by)
    return renewal.document(document, at, renewal.Change(old, new.segment, end), shift)


def _is_settled(kind: Kind, was: Kind, prompt: Prompt, old: Segment) -> bool:
    """Whether a file of this `kind` is still what it was, whatever `old` says now."""
    if old.path.startswith("prompts"):
        # Some words in a list of prompts are the names of files.
        return False
    return kind is was or (Kind.TEMPLATE not in {kind, was} and bool(prompt.messages))


class _New(NamedTuple):
    """A segment anew; `place` is the stretch of the old text that it answers for."""

    segment: Segment
    place: Span


def _edited(old: Segment, before: str, text: str, changed: Difference) -> _New | None:
    edit = touched_lines(before, text, changed)
    segment = literals.edited(old, edit) if edit else None
    if edit and segment:
        return _New(segment, edit.line)
    item = items.edited(old, before, text, changed)
    return _New(item.segment, item.lines) if item else None


def _last_before(prompts: Sequence[Prompt], place: int) -> int:
    """The last prompt that starts before `place`, -1 if there is none."""
    return pieces.n_before(prompts, place, lambda prompt: prompt.span.start) - 1


def _has_alias(text: str) -> bool:
    """Whether what stands at one place of `text` may stand for another as well."""
    if "&" not in text:
        return False
    found = list(islice(_ANCHOR.finditer(text), _MOST_ANCHORS))
    names = {anchor[1] for anchor in found}
    if len(found) == _MOST_ANCHORS or len(names) > _MOST_NAMES:
        return True
    return any(f"*{name}" in text for name in names)
