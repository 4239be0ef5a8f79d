"""Whether a prompt may be sent at all: not with a credential in it."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from promptally.credentials import search
from promptally.credentials.search import Found
from promptally.prompts import Json, Prompt, Segment

type _Known = Mapping[str, tuple[Json, tuple[Found, ...]]]
"""What was found in each part, by its path, with what it said then."""


class Leak(NamedTuple):
    """A credential in a prompt; `segment` is the top segment that holds it, if any."""

    found: Found
    segment: Segment | None


def leaks(
    prompt: Prompt,
    memory: dict[str, Any] | None = None,
    holds_the_same: Callable[[Json, Json], bool] = operator.is_,
) -> Iterator[Leak]:
    """The credentials in all that the prompt says, in the order of its parts.

    `memory` keeps what was found in each part for the prompt after an edit, and
    `holds_the_same` says that a part still has what it had.
    """
    known: _Known | None = (memory or {}).get(_KEY)
    if known is None:
        said = [segment.value for segment in prompt.segments]
        if not search.may_hold_any([*said, dict(prompt.parameters)]):
            if memory is not None:
                memory[_KEY] = {s.path: (s.value, ()) for s in prompt.segments}
            return
        known = {}
    seen: dict[str, tuple[Json, tuple[Found, ...]]] = {}
    for segment in prompt.segments:
        value, path = segment.value, segment.path
        was = known.get(path)
        if was is None or not holds_the_same(was[0], value):
            was = value, search.in_json(value)
        seen[path] = value, was[1]
        for found in was[1]:
            yield Leak(found, segment)
    if memory is not None:
        memory[_KEY] = seen
    for found in search.in_json(dict(prompt.parameters)):
        yield Leak(found, None)


_KEY = "leaks"


def is_sendable(prompt: Prompt) -> bool:
    """Whether nothing in the prompt looks like a credential."""
    return next(leaks(prompt), None) is None
