"""What need not be counted again: the parts of a prompt that an edit has left alone.

A part's count depends on its own words, and on where in the conversation it stands.
Nothing is counted here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from promptally import pieces
from promptally.counting import turns
from promptally.counting.bands import Sums
from promptally.counts import Count
from promptally.prompts import Declared, Json, Prompt, Segment, walk


class Tally(NamedTuple):
    """The frame of a prompt, and what it adds up to with all top segments."""

    frame: Count
    sums: Sums


class Counted(NamedTuple):
    """A prompt with the offline counts of its segments by path."""

    prompt: Prompt
    segments: Mapping[str, Count]
    tally: Tally | None = None


class Change(NamedTuple):
    """A top segment as it was and as it is; `current` as in `Memory.recall`."""

    old: Segment
    new: Segment
    current: bool


_MOST_CHANGED = 8
"""Parts that an edit changes; where there are more, all are looked at in turn."""


def changes(old: Prompt, new: Prompt) -> list[Change] | None:
    """The top segments that say something else, where an edit has changed nothing else.

    What is the same object was moved at the most. `None` where more may have changed.
    """
    if old.parameters is not new.parameters or old.measure is not new.measure:
        return None
    rows = [(old.tools, new.tools), (old.system, new.system)]
    if any(len(was) != len(now) for was, now in (*rows, (old.messages, new.messages))):
        return None
    beside = [
        Change(was, now, current=True)
        for row in rows
        for was, now in zip(*row, strict=True)
        if _is_other(was, now)
    ]
    start = turns.in_progress(new.messages)
    said = [
        Change(was, now, current=at >= start)
        for at, was, now in pieces.others(old.messages, new.messages)
        if _is_other(was, now)
    ]
    return [*beside, *said] if len(beside) + len(said) <= _MOST_CHANGED else None


def _is_other(old: Segment, new: Segment) -> bool:
    return old is not new and (old.value is not new.value or old.path is not new.path)


class Memory:
    """The counts of a prompt before an edit, for the prompt after it."""

    __slots__ = ("_counts", "_tops")

    def __init__(self, known: Counted | None) -> None:
        """Without `known` it is empty."""
        self._counts = known.segments if known else {}
        self._tops = dict(_placed(known.prompt)) if known else {}

    def recall(
        self, top: Segment, *, current: bool
    ) -> Iterable[tuple[str, Count]] | None:
        """The counts of `top` and of all inside it, `None` if they must be reckoned.

        `current` is whether it stands in the turn in progress.
        """
        path = top.path
        old = self._tops.get(path)
        if old is None or old[1] != current or not _is_same(old[0], top):
            return None
        if not top.children:
            return ((path, self._counts[path]),)
        return ((part.path, self._counts[part.path]) for part in walk((top,)))


def _placed(prompt: Prompt) -> Iterator[tuple[str, tuple[Segment, bool]]]:
    start = turns.in_progress(prompt.messages)
    for segment in chain(prompt.tools, prompt.system):
        yield segment.path, (segment, True)
    for at, segment in enumerate(prompt.messages):
        yield segment.path, (segment, at >= start)


def is_moved(old: Prompt, new: Prompt) -> bool:
    """Whether `new` says what `old` says, and only stands elsewhere."""
    return (
        old.parameters is new.parameters
        and old.measure is new.measure
        and _value(old.model) == _value(new.model)
        and _value(old.budget) == _value(new.budget)
        and _are_same(old.system, new.system)
        and _are_same(old.tools, new.tools)
        and _are_same(old.messages, new.messages)
    )


def _value[T](declared: Declared[T] | None) -> tuple[T] | None:
    return (declared.value,) if declared else None


def _are_same(old: Sequence[Segment], new: Sequence[Segment]) -> bool:
    return old is new or (
        len(old) == len(new)
        and all(_is_same(was, now) for _, was, now in pieces.others(old, new))
    )


def _is_same(old: Segment, new: Segment) -> bool:
    """Whether two segments count the same, wherever they stand."""
    return old is new or (
        old.path == new.path
        and old.kind is new.kind
        and old.role == new.role
        and _is_equal(old.value, new.value)
        and _are_same(old.children, new.children)
    )


def _is_equal(old: Json, new: Json) -> bool:
    """Whether two values are written the same: `1`, `1.0` and `true` are not."""
    if old is new:
        return True
    if type(old) is not type(new):
        return False
    match old, new:
        case str(), str():
            return old == new
        case dict(), dict():
            return list(old) == list(new) and all(
                map(_is_equal, old.values(), new.values())
            )
        case list(), list():
            return len(old) == len(new) and all(map(_is_equal, old, new))
    return repr(old) == repr(new)
