"""Tokens of a text, reckoned on this machine.

The numbers are those of `ctok` 1.3, a reconstruction of Claude's tokenizers, for every
text; only the way to them is another one. Vocabularies are read at the first count, or
by `warm`. What a request adds to its texts is not counted here.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

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


FRAME: Mapping[Generation, int] = MappingProxyType(
    {Generation.V3: 7, Generation.V4_7: 11, Generation.V4_8: 6}
)
"""Tokens around the content of a request that is one user message."""


def count(text: str, generation: Generation) -> int:
    """Tokens of `text` as the content of one user message, without its frame.

    Takes time linear in the text: some 20 MB a second where the words are known, not
    less than 1 MB a second on noise.
    """
    from promptally.counting.tokenizer.canonical import canonical  # noqa: PLC0415

    counter = _counter(_FILES[generation])
    norm = canonical(text, fold_quotes=counter.fold_quotes)
    body = norm.rstrip("\n")
    # The frame goes on with two newlines, which one token of it may share with ours.
    last = len(norm) - len(body)
    tokens = counter.tile("\n" * (last + 2)) - 1 if last else 0
    if generation is Generation.V4_8:
        return tokens + (counter.count(body + "\n") - 1 if body else 0)
    # Older frames end with a start-of-word marker, which stands for a space.
    if text[:1] == body[:1] == " " and body[1:2] != " ":
        body = body[1:]
    return tokens + (counter.count_after_marker(body + "\n") - 1 if body else 1)


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
