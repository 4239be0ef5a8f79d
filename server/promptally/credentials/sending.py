"""Whether a prompt may be sent at all: not with a credential in it."""

from collections.abc import Iterator
from typing import NamedTuple

from promptally.credentials import search
from promptally.credentials.search import Found
from promptally.prompts import Prompt, Segment


class Leak(NamedTuple):
    """A credential in a prompt; `segment` is the top segment that holds it, if any."""

    found: Found
    segment: Segment | None


def leaks(prompt: Prompt) -> Iterator[Leak]:
    """The credentials in all that the prompt says, in the order of its parts."""
    for segment in prompt.segments:
        for found in search.in_json(segment.value):
            yield Leak(found, segment)
    for found in search.in_json(dict(prompt.parameters)):
        yield Leak(found, None)


def is_sendable(prompt: Prompt) -> bool:
    """Whether nothing in the prompt looks like a credential."""
    return next(leaks(prompt), None) is None
