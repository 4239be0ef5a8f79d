"""Tokens of a text, reckoned on this machine.

The numbers are those of `ctok` 1.3, a reconstruction of Claude's tokenizers, for every
text; only the way to them is another one. Vocabularies are read at the first count, or
by `warm`. What a request adds to its texts is not counted here.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from promptally.counting.cuts import paragraphs

if TYPE_CHECKING:
    from promptally.counting.tokenizer.counter import Counter


class Generation(StrEnum):
    """A tokenizer generation, named by the first model version that has it."""

    V3 = "3.0"
    """Claude 3 to 4.6."""
    V4_7 = "4.7"
    """Opus 4.7."""
    V4_8 = "4.8"
    """Opus 4.8, Sonnet 5, Fable 5 and later."""


_LONG = 20_000
"""Code points of a text that is worth the while to cut in parts."""

FRAME: Mapping[Generation, int] = MappingProxyType(
    {Generation.V3: 7, Generation.V4_7: 11, Generation.V4_8: 6}
)
"""Tokens around the content of a request that is one user message."""


def count(text: str, generation: Generation, longest: int = _LONG) -> int:
    """Tokens of `text` as the content of one user message, without its frame.

    Takes time linear in the text: some 15 MB a second where most words are known, not
    less than 1 MB a second on noise. Paragraphs of a text with more than `longest` code
    points are remembered, so that it costs a fraction of that once it was counted.
    """
    if len(text) <= longest:
        return _whole(text, generation)
    first, *others = paragraphs(text)
    if not others:
        return _whole(text, generation)
    last = others.pop()
    inner = _sum(others, generation)
    return _first(first, generation) + inner + _last(last, generation)


def count_stretch(
    text: str, start: int | None, end: int | None, generation: Generation
) -> int:
    """What the stretch from one cut of `text` to another adds to its tokens.

    `None` is the beginning of the text, or its end; not both at once.
    """
    stretch = text[start:end]
    if start is None:
        return _first(stretch, generation)
    if end is None:
        return _last(stretch, generation)
    return _sum(paragraphs(stretch), generation)


def _sum(parts: Sequence[str], generation: Generation) -> int:
    return _counter(_FILES[generation]).count_parts(parts)


def _whole(text: str, generation: Generation) -> int:
    counter = _counter(_FILES[generation])
    body, closing = _body(text, generation)
    if generation is Generation.V4_8:
        return closing + (counter.count(body + "\n") - 1 if body else 0)
    # Older frames end with a start-of-word marker, which stands for a space.
    if text[:1] == body[:1] == " " and body[1:2] != " ":
        body = body[1:]
    return closing + (counter.count_after_marker(body + "\n") - 1 if body else 1)


def _body(text: str, generation: Generation) -> tuple[str, int]:
    """The text without newlines at its end, canonical, and the tokens of those."""
    norm = _canonical(text, generation)
    body = norm.rstrip("\n")
    # The frame goes on with two newlines, which one token of it may share with ours.
    last = len(norm) - len(body)
    tile = _counter(_FILES[generation]).tile
    return body, tile("\n" * (last + 2)) - 1 if last else 0


def _first(part: str, generation: Generation) -> int:
    """Tokens of a part that others follow, with what the frame before it does."""
    counter = _counter(_FILES[generation])
    body = _canonical(part, generation)
    if generation is Generation.V4_8:
        return counter.count(body)
    if part[:1] == body[:1] == " " and body[1:2] != " ":
        body = body[1:]
    return counter.count_after_marker(body)


def _last(part: str, generation: Generation) -> int:
    body, closing = _body(part, generation)
    return closing + _counter(_FILES[generation]).count(body + "\n") - 1


def _canonical(text: str, generation: Generation) -> str:
    return _counter(_FILES[generation]).canonical(text)


def warm(generation: Generation) -> None:
    """Do now what the first `count` of `generation` would: some tenths of a second."""
    _counter(_FILES[generation])
    count("é", generation)


_FILES = {
    Generation.V3: "pieces_v3.json",
    Generation.V4_7: "pieces_v4_7.json",
    Generation.V4_8: "pieces_v4_7.json",
}


@cache
def _counter(file: str) -> "Counter":
    # `ctok` and what it imports cost a server's start more than all its other modules.
    from promptally.counting.tokenizer.counter import Counter  # noqa: PLC0415

    return Counter(file)
