"""From layers to what holds: each setting by the last layer that says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from promptally.prompts import Problem
from promptally.settings.faults import Code, Fault
from promptally.settings.fields import DEFAULTS, Counting, Settings
from promptally.settings.layers import NOWHERE, Layer, LayerKind, problems

_ORDER = tuple(LayerKind)
_PRIVACY = tuple(Counting)


def resolve(
    layers: Sequence[Layer],
) -> tuple[Settings, tuple[tuple[Problem, ...], ...]]:
    """What holds, and for each of `layers` what is wrong beside its own problems.

    The kinds of the layers decide their order; among layers of one kind the later wins.
    The user's own file decides about counting; every other layer can only make it more
    private.
    """
    order = sorted(range(len(layers)), key=lambda at: _ORDER.index(layers[at].kind))
    settings = DEFAULTS
    found: list[tuple[Problem, ...]] = [()] * len(layers)
    for at in order:
        settings, faults = _with(settings, layers[at])
        found[at] = problems(faults, {("counting",): NOWHERE})
    return settings, tuple(found)


def _with(settings: Settings, layer: Layer) -> tuple[Settings, tuple[Fault, ...]]:
    values = dict(layer.values)
    faults: tuple[Fault, ...] = ()
    said = values.get("counting")
    if isinstance(said, Counting) and layer.kind is not LayerKind.USER:
        values["counting"] = max(said, settings.counting, key=_PRIVACY.index)
        if values["counting"] is not said:
            faults = (_kept(settings.counting),)
    merged: dict[str, Any] = {
        name: _merged(getattr(settings, name), value) for name, value in values.items()
    }
    return replace(settings, **merged), faults


def _kept(counting: Counting) -> Fault:
    message = f"`counting` stays `{counting}`, as your own settings say"
    return Fault(Code.NOT_ALLOWED, ("counting",), message)


def _merged(lower: object, higher: object) -> object:
    """Lists are continued, maps filled up, everything else is replaced."""
    match lower, higher:
        case tuple(), tuple():
            return (*lower, *higher)
        case Mapping(), Mapping():
            return MappingProxyType({**lower, **higher})
    return higher
