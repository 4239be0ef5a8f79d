"""Types of settings: how a decoded value is checked, and its JSON schema.

Each type reads what it can and says what it could not: one broken item of a list does
not take its neighbours with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from promptally import budgets, globs
from promptally.budgets import Budget, Part
from promptally.prompts import Json
from promptally.settings.faults import (
    Code,
    Fault,
    Path,
    bad_value,
    one_of,
    unknown,
    wrong_type,
)

MOST_TOKENS = 1_000_000_000
"""No limit is higher."""

type Check = Callable[[str], str | None]
"""Says why a text cannot stand, completing "must be", or `None`."""


@dataclass(frozen=True, slots=True)
class Reading[T]:
    """A value as far as it could be read, `None` if not at all, and what is wrong."""

    value: T | None
    faults: tuple[Fault, ...] = ()


class Type(Protocol):
    """What a setting may hold."""

    def read(self, value: object, path: Path) -> Reading[object]:
        """The checked value; `path` is where it was written."""

    def schema(self) -> Mapping[str, Json]:
        """The JSON schema of the values that `read` takes without a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """True or false."""

    def read(self, value: object, path: Path) -> Reading[bool]:
        """A boolean and nothing that passes for one."""
        if isinstance(value, bool):
            return Reading(value)
        return Reading(None, (wrong_type(path, "`true` or `false`"),))

    def schema(self) -> Mapping[str, Json]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def read(self, value: object, path: Path) -> Reading[int]:
        """An integer within the bounds."""
        expected = f"a whole number from {self.least} to {self.most}"
        if not isinstance(value, int) or isinstance(value, bool):
            return Reading(None, (wrong_type(path, expected),))
        if not self.least <= value <= self.most:
            return Reading(None, (bad_value(path, expected),))
        return Reading(value)

    def schema(self) -> Mapping[str, Json]:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A number above 0 and at most 1."""

    def read(self, value: object, path: Path) -> Reading[float]:
        """The share as a float."""
        expected = "a number above 0 and at most 1"
        if not isinstance(value, int | float) or isinstance(value, bool):
            return Reading(None, (wrong_type(path, expected),))
        if not 0 < value <= 1:
            return Reading(None, (bad_value(path, expected),))
        return Reading(float(value))

    def schema(self) -> Mapping[str, Json]:
        """A number with its bounds."""
        return {"type": "number", "exclusiveMinimum": 0, "maximum": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent:
    """A number of percent from 0 to a million."""

    def read(self, value: object, path: Path) -> Reading[float]:
        """The number as a float."""
        expected = "a number of percent from 0 on"
        if not isinstance(value, int | float) or isinstance(value, bool):
            return Reading(None, (wrong_type(path, expected),))
        if not 0 <= value <= _MOST_PERCENT:
            return Reading(None, (bad_value(path, expected),))
        return Reading(float(value))

    def schema(self) -> Mapping[str, Json]:
        """A number with its bounds."""
        return {"type": "number", "minimum": 0, "maximum": _MOST_PERCENT}


_MOST_PERCENT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Word[E: StrEnum]:
    """One of the words of an enumeration."""

    options: type[E]

    def read(self, value: object, path: Path) -> Reading[E]:
        """The member that the text names."""
        expected = one_of(self.options)
        if not isinstance(value, str):
            return Reading(None, (wrong_type(path, expected),))
        if value not in list(self.options):
            return Reading(None, (bad_value(path, expected),))
        return Reading(self.options(value))

    def schema(self) -> Mapping[str, Json]:
        """The words."""
        return {"enum": [option.value for option in self.options]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that `check` has nothing against."""

    check: Check

    def read(self, value: object, path: Path) -> Reading[str]:
        """The text as it is."""
        if not isinstance(value, str):
            return Reading(None, (wrong_type(path, "a text"),))
        fault = self.check(value)
        return Reading(None, (bad_value(path, fault),)) if fault else Reading(value)

    def schema(self) -> Mapping[str, Json]:
        """A string."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """At most `most` items of one type."""

    item: Type
    most: int = globs.MAX_PATTERNS

    def read(self, value: object, path: Path) -> Reading[tuple[object, ...]]:
        """The items that can be read; those beyond the bound are left out."""
        if not isinstance(value, list | tuple):
            return Reading(None, (wrong_type(path, "a list"),))
        readings = [
            self.item.read(item, (*path, at))
            for at, item in enumerate(value[: self.most])
        ]
        faults = [fault for reading in readings for fault in reading.faults]
        if len(value) > self.most:
            faults.append(bad_value(path, f"a list of at most {self.most} items"))
        items = tuple(r.value for r in readings if r.value is not None)
        return Reading(items, tuple(faults))

    def schema(self) -> Mapping[str, Json]:
        """An array of the items' schema."""
        item = self.item.schema()
        return {"type": "array", "items": item, "maxItems": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf:
    """Names that `name` has nothing against, with values of one type."""

    name: Check
    item: Type
    most: int = 200

    def read(self, value: object, path: Path) -> Reading[Mapping[str, object]]:
        """The entries that can be read."""
        if not isinstance(value, Mapping):
            return Reading(None, (wrong_type(path, "a table"),))
        entries: dict[str, object] = {}
        faults: list[Fault] = []
        for key, given in list(value.items())[: self.most]:
            read = self._read_entry(str(key), given, (*path, str(key)))
            faults.extend(read.faults)
            if read.value is not None:
                entries[str(key)] = read.value
        if len(value) > self.most:
            faults.append(bad_value(path, f"a table of at most {self.most} entries"))
        return Reading(MappingProxyType(entries), tuple(faults))

    def _read_entry(self, key: str, given: object, path: Path) -> Reading[object]:
        fault = self.name(key)
        if fault:
            message = f"The name in `{path[0]}` must be {fault}"
            return Reading(None, (Fault(Code.BAD_VALUE, path, message),))
        return self.item.read(given, path)

    def schema(self) -> Mapping[str, Json]:
        """An object with any names."""
        item = self.item.schema()
        return {
            "type": "object",
            "additionalProperties": item,
            "maxProperties": self.most,
        }


GLOB = Text(check=globs.fault)

_BUDGET: Mapping[str, Type] = {
    "files": GLOB,
    "part": Word(options=Part),
    "tokens": Whole(least=0, most=MOST_TOKENS),
    "warn": Share(),
}
_BUDGET_DEFAULTS: Mapping[str, Json] = {
    "files": "**",
    "part": Part.REQUEST.value,
    "warn": budgets.WARN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetTable:
    """One entry of `budgets`."""

    def read(self, value: object, path: Path) -> Reading[Budget]:
        """The budget; none where its limit, its files or its part cannot be told."""
        if not isinstance(value, Mapping):
            return Reading(None, (wrong_type(path, "a table with `tokens`"),))
        given = {str(key): v for key, v in value.items() if v is not None}
        faults = [unknown((*path, key), _BUDGET) for key in given if key not in _BUDGET]
        readings = {
            key: kind.read(given.get(key, _BUDGET_DEFAULTS.get(key)), (*path, key))
            for key, kind in _BUDGET.items()
            if key in given or key in _BUDGET_DEFAULTS
        }
        faults += [fault for reading in readings.values() for fault in reading.faults]
        if "tokens" not in given:
            faults.append(bad_value(path, "a table with `tokens`"))
        return Reading(_budget(readings), tuple(faults))

    def schema(self) -> Mapping[str, Json]:
        """An object whose only required entry is `tokens`."""
        properties = {
            key: {**kind.schema(), "default": _BUDGET_DEFAULTS[key]}
            if key in _BUDGET_DEFAULTS
            else kind.schema()
            for key, kind in _BUDGET.items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": ["tokens"],
            "additionalProperties": False,
        }


def _budget(readings: Mapping[str, Reading[object]]) -> Budget | None:
    values = {key: reading.value for key, reading in readings.items()}
    match values:
        case {"files": str(files), "part": Part() as part, "tokens": int(tokens)}:
            warn = values.get("warn")
            return Budget(
                files=files,
                part=part,
                tokens=tokens,
                warn=warn if isinstance(warn, float) else budgets.WARN,
            )
    return None
