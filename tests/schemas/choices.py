"""A choice among objects by the text of their tag, as `if` and `then`."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Schema = dict[str, Any]

_TAGS = ("type", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The objects that each value of the tag stands for, by their names."""

    tag: str
    names: Mapping[str, Sequence[str]]
    untagged: str | None
    """The value that is meant where an object has no tag."""


def cases(kinds: Mapping[str, Schema]) -> Cases | None:
    """What tells `kinds` of objects apart, if one tag does."""
    return next(filter(None, (_cases(kinds, tag) for tag in _TAGS)), None)


def choice(cases: Cases, variants: Callable[[Sequence[str]], Schema]) -> Schema:
    """The schema of the choice; `variants` is what the objects of one value are."""
    schema: Schema = {
        "type": "object",
        "allOf": [
            {"if": _condition(cases, value), "then": variants(names)}
            for value, names in sorted(cases.names.items())
        ],
    }
    if cases.untagged is None:
        schema["required"] = [cases.tag]
    values = [*sorted(cases.names), *([] if cases.untagged is None else [None])]
    schema["properties"] = {cases.tag: {"enum": values}}
    return schema


def _cases(kinds: Mapping[str, Schema], tag: str) -> Cases | None:
    names: dict[str, list[str]] = defaultdict(list)
    untagged = None
    for name, kind in kinds.items():
        values = _values(kind["properties"].get(tag, {}))
        if not values:
            return None
        for value in values:
            names[value].append(name)
        if tag not in kind.get("required", ()):
            untagged = values[0]
    return Cases(tag=tag, names=names, untagged=untagged)


def _values(schema: Schema) -> Sequence[str]:
    """The texts that the schema allows, if it allows no others but them and `null`."""
    options = schema.get("anyOf", [schema])
    given = [option for option in options if option.get("type") != "null"]
    if not all({"const", "enum"} & option.keys() for option in given):
        return ()
    return [
        value for option in given for value in option.get("enum", [option.get("const")])
    ]


def _condition(cases: Cases, value: str) -> Schema:
    if value == cases.untagged:
        return {"properties": {cases.tag: {"enum": [value, None]}}}
    return {"properties": {cases.tag: {"const": value}}, "required": [cases.tag]}
