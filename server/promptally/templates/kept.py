"""The template of a file that is typed in, read anew only where it may have changed.

The samples of a file stand outside of its prompts. So as long as all that is the same,
and the file is read as it stands, they are what they were.
"""

from itertools import chain
from typing import Any, NamedTuple

from promptally.documents.soundness import is_sound
from promptally.prompts import Document, Kind
from promptally.templates import samples
from promptally.templates.samples import Template

_KEY = "template"


class _Kept(NamedTuple):
    """A template with the text that decides on it."""

    path: str
    kind: Kind
    outside: tuple[str, ...]
    template: Template | None


def of(
    path: str, document: Document, text: str, memory: dict[str, Any]
) -> Template | None:
    """As `samples.of`; `memory` is for the same file after the next edit."""
    kind = document.kind
    outside = _outside(document, text) if kind is Kind.TEMPLATE else None
    if outside is None:
        return samples.of(path, kind, text)
    kept: _Kept | None = memory.get(_KEY)
    if kept is None or kept[:3] != (path, kind, outside):
        kept = _Kept(path, kind, outside, samples.of(path, kind, text))
        memory[_KEY] = kept
    return kept.template


def _outside(document: Document, text: str) -> tuple[str, ...] | None:
    """All that is not said by a prompt; `None` where that does not stand alone."""
    if not is_sound(document):
        return None
    pieces: list[str] = []
    position = 0
    # Messages are cut out whole, and of LangChain's tuples only their texts: what makes
    # one of the other shows here.
    tops = chain.from_iterable(prompt.segments for prompt in document.prompts)
    for start, end in sorted(segment.span for segment in tops):
        if start < position:
            return None
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position:])
    has_anchor = "&" in text
    return None if has_anchor and any("*" in each for each in pieces) else (*pieces,)
