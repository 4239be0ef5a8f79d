"""From the schemas that pydantic makes of the SDK's types to plain draft-07.

A union becomes one schema wherever its kinds of values differ, and a union of objects
becomes a choice by their tag. A validator then complains of the field that is wrong,
where an `anyOf` would complain of everything around it.

The options of unions are sorted: Python takes `A | B` and `B | A` for the same type and
keeps the one that it saw first, so that their order depends on what was imported.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import choices

type Schema = dict[str, Any]

_DROPPED = frozenset({"title", "description", "default", "$defs"})
_PARAMS = ("Param", "Params")
"""How the types of requests end; the others are those of answers."""


@dataclass(slots=True)
class Conversion:
    """The definitions that are `made` of those of `source`, each when it is needed."""

    source: Mapping[str, Schema]
    made: Schema = field(default_factory=dict)
    named: dict[tuple[str, ...], str] = field(default_factory=dict)
    """The names of the choices, by the definitions that they choose from."""

    def convert(self, schema: Schema, name: str) -> Schema:
        """`schema`, which stands at `name`, without the SDK's words."""
        if "$ref" in schema:
            return self.definition(schema["$ref"])
        if "anyOf" in schema:
            return self._union(schema["anyOf"], name)
        made = {key: one for key, one in schema.items() if key not in _DROPPED}
        if {"const", "enum"} & made.keys():
            del made["type"]
        if "enum" in made:
            made["enum"] = sorted(made["enum"], key=_order)
        if "properties" in made:
            made["properties"] = {
                key: self.convert(one, f"{name}.{key}")
                for key, one in made["properties"].items()
            }
            if name.endswith(_PARAMS):
                made.setdefault("additionalProperties", reference("unlisted"))
        for key in ("items", "additionalProperties"):
            if isinstance(made.get(key), dict):
                made[key] = self.convert(made[key], name)
        return made

    def definition(self, source: str) -> Schema:
        """A reference to a definition, which is made if it is not there yet."""
        key = source.rsplit("/", 1)[-1]
        name = key.removeprefix("Beta")
        if key in self.source and name not in self.made:
            self.made[name] = {}
            self.made[name] = self.convert(self.source[key], name)
        return reference(name)

    def _union(self, options: Sequence[Schema], name: str) -> Schema:
        options = _plain(options)
        objects = sorted(option["$ref"] for option in options if "$ref" in option)
        others = [option for option in options if "$ref" not in option]
        if not objects:
            return self._merged(others, name)
        chosen = self._choice(objects, name)
        is_clear = not any(option.get("type") == "object" for option in others)
        if chosen is None or not is_clear:
            return self._any_of(options, name)
        if not others:
            return chosen
        choice = {"if": {"type": "object"}, "then": chosen}
        rest = self._merged(others, name)
        if "type" not in rest:
            return {**choice, "else": rest}
        return {**rest, **choice, "type": _types([*others, {"type": "object"}])}

    def _merged(self, options: Sequence[Schema], name: str) -> Schema:
        """One schema of options whose keywords hold for different kinds of values."""
        if len(options) == 1:
            return self.convert(options[0], name)
        types = _types(options)
        if len(types) < len(options) or any("enum" in option for option in options):
            return self._any_of(options, name)
        made = [self.convert(option, name) for option in options]
        return {key: one for each in made for key, one in each.items()} | {
            "type": types
        }

    def _any_of(self, options: Sequence[Schema], name: str) -> Schema:
        made = [self.convert(option, name) for option in options]
        return {"anyOf": sorted(made, key=json.dumps)}

    def _choice(self, objects: Sequence[str], name: str) -> Schema | None:
        """The choice among objects by their tag; `None` if they have none."""
        if len(objects) == 1:
            return self.definition(objects[0])
        key = tuple(objects)
        if key not in self.named:
            kinds = {one: self.source[one.rsplit("/", 1)[-1]] for one in objects}
            cases = choices.cases(kinds)
            if cases is None:
                return None
            self.named[key] = name
            self.made[name] = choices.choice(cases, self._variants)
        return reference(self.named[key])

    def _variants(self, objects: Sequence[str]) -> Schema:
        """What an object is that has the tag of `objects`."""
        # An answer's blocks may be passed back in; the types of requests cover them.
        params = [one for one in objects if one.endswith(_PARAMS)]
        found = [self.definition(one) for one in params or objects]
        return found[0] if len(found) == 1 else {"anyOf": found}


def reference(name: str) -> Schema:
    """A reference to the definition `name`."""
    return {"$ref": f"#/definitions/{name}"}


def described(schema: Schema, text: str) -> Schema:
    """With a description; beside a `$ref`, draft-07 would not see it."""
    schema = {"allOf": [schema]} if "$ref" in schema else schema
    return {**schema, "description": text}


def _plain(options: Sequence[Schema]) -> Sequence[Schema]:
    """The options that a file can hold: no paths, no map that allows everything.

    The constants among them are enumerations, with `null` if that is an option, too.
    """
    has_type = any("$ref" in option for option in options)
    kept = [
        {**option, "enum": [option["const"]]} if "const" in option else option
        for option in options
        if option.get("format") != "path"
        and not (has_type and option.get("additionalProperties") is True)
    ]
    kept = [{k: v for k, v in option.items() if k != "const"} for option in kept]
    if len(kept) == 2 and "enum" in kept[0] and kept[1] == {"type": "null"}:
        return [kept[0] | {"enum": [*kept[0]["enum"], None]}]
    return kept


def _types(options: Sequence[Schema]) -> Sequence[str]:
    """The kinds of values, `null` at the end."""
    return sorted({option["type"] for option in options}, key=_order)


def _order(value: str | None) -> tuple[bool, str]:
    return value in {None, "null"}, str(value)
