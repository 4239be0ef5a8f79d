"""Which values may stand in a request: those that JSON can write and a host can read.

Nothing here knows what a field means.
"""

import math
from collections.abc import Callable, Mapping

from promptally.counting.reading import items, mapping, string
from promptally.prompts import Json

_DEEPEST = 100
"""Levels of one value; schemas of real tools have fewer than 20."""

_LARGEST = 2**63

type Check = Callable[[Json], bool]


def is_plain(value: Json) -> bool:
    """Whether `value` is JSON that any host can read: not endless, not odd."""
    waiting: list[tuple[Json, int]] = [(value, 0)]
    while waiting:
        held, depth = waiting.pop()
        if isinstance(held, Mapping | list | tuple):
            if depth >= _DEEPEST:
                return False
            inside = held.values() if isinstance(held, Mapping) else held
            waiting += [(inner, depth + 1) for inner in inside]
        elif not _is_plain_scalar(held):
            return False
    return True


def _is_plain_scalar(value: Json) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return value is None or isinstance(value, str)


def is_string(value: Json) -> bool:
    """Whether `value` is a string, maybe empty."""
    return isinstance(value, str)


def is_text(value: Json) -> bool:
    """Whether `value` is a string that says something."""
    return bool(string(value).strip())


def is_flag(value: Json) -> bool:
    """Whether `value` is true or false."""
    return isinstance(value, bool)


def is_object(value: Json) -> bool:
    """Whether `value` is an object that can be written."""
    return isinstance(value, Mapping) and is_plain(value)


def is_list_of_objects(value: Json) -> bool:
    """Whether `value` is an array of objects, one at least."""
    return bool(items(value)) and all(map(is_object, items(value)))


def fields(value: Json, checks: Mapping[str, Check]) -> dict[str, Json]:
    """The fields of an object without what says nothing.

    That is what is null, what is of a wrong kind by `checks`, and cache breakpoints,
    which no count depends on. A field that `checks` does not name stays: the endpoint
    judges it.
    """
    kept = {k: v for k, v in mapping(value).items() if v is not None}
    kept.pop("cache_control", None)
    return {k: v for k, v in kept.items() if checks.get(k, is_plain)(v)}


def has(value: Mapping[str, Json], checks: Mapping[str, Check]) -> bool:
    """Whether all the fields that `checks` names are there as they must be."""
    return all(check(value.get(name)) for name, check in checks.items())
