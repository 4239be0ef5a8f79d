"""The setting `growth`: a table of limits."""

from collections.abc import Mapping
from dataclasses import dataclass

from promptally.growth import GrowthLimit
from promptally.prompts import Json
from promptally.settings.faults import Path, unknown, wrong_type
from promptally.settings.values import (
    MOST_TOKENS,
    Flag,
    Percent,
    Reading,
    Type,
    Whole,
)

_ENTRIES: Mapping[str, Type] = {
    "tokens": Whole(least=0, most=MOST_TOKENS),
    "percent": Percent(),
    "new": Flag(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthTable:
    """The limits of growth, all of them optional."""

    def read(self, value: object, path: Path) -> Reading[GrowthLimit]:
        """The limits that can be read."""
        if not isinstance(value, Mapping):
            return Reading(None, (wrong_type(path, "a table of limits"),))
        given = {str(key): v for key, v in value.items() if v is not None}
        faults = [unknown((*path, k), _ENTRIES) for k in given if k not in _ENTRIES]
        readings = {
            key: kind.read(given[key], (*path, key))
            for key, kind in _ENTRIES.items()
            if key in given
        }
        faults += [fault for reading in readings.values() for fault in reading.faults]
        return Reading(_limit(readings), tuple(faults))

    def schema(self) -> Mapping[str, Json]:
        """An object in which nothing is required."""
        return {
            "type": "object",
            "properties": {key: kind.schema() for key, kind in _ENTRIES.items()},
            "additionalProperties": False,
        }


def _limit(readings: Mapping[str, Reading[object]]) -> GrowthLimit:
    values = {key: reading.value for key, reading in readings.items()}
    tokens, percent = values.get("tokens"), values.get("percent")
    return GrowthLimit(
        tokens=tokens if isinstance(tokens, int) else None,
        percent=percent if isinstance(percent, float) else None,
        new=values.get("new") is True,
    )
