"""One layer of settings: what one place says, checked, as far as it may say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from types import MappingProxyType

from promptally.budgets import Budget
from promptally.prompts import Problem
from promptally.settings import credentials
from promptally.settings.faults import (
    Code,
    Fault,
    Path,
    dotted,
    nearest,
    unknown,
    wrong_type,
)
from promptally.settings.fields import SETTINGS, Counting, Scope, Setting
from promptally.text import Span

NOWHERE = Span(0, 0)
_MOST_NAMES = 200
_NOT_OURS = frozenset({"server", "status", "trace", "trusted"})
"""What an editor's client keeps in the same section for itself."""


class LayerKind(StrEnum):
    """Where a layer comes from, in the order in which the later wins."""

    USER = "user"
    WORKSPACE = "workspace"
    EDITOR = "editor"
    COMMAND = "command"


_OWN = frozenset({LayerKind.USER, LayerKind.COMMAND})
"""The layers that nobody but the user writes."""
_DENIED = {
    LayerKind.WORKSPACE: (Counting.ONLINE, Counting.ASK),
    LayerKind.EDITOR: (Counting.ONLINE,),
}
"""What the others may not say about counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one place says. `values` are checked, by the settings' names in TOML."""

    kind: LayerKind
    name: str
    values: Mapping[str, object]


def offline(kind: LayerKind, name: str) -> Layer:
    """A layer that nobody could read: it may have said so, so nothing is sent."""
    return Layer(kind=kind, name=name, values={"counting": Counting.OFFLINE})


def from_command(model: str) -> Layer:
    """What the command line says."""
    return Layer(kind=LayerKind.COMMAND, name="command line", values={"model": model})


def from_editor(options: object) -> tuple[Layer, tuple[Problem, ...]]:
    """What an editor says: its settings' section `promptally`, or the whole around it.

    The problems have no place in any text; their span is empty.
    """
    if isinstance(options, Mapping) and isinstance(options.get("promptally"), Mapping):
        options = options["promptally"]
    # Lua has one empty table, and some clients send it as a list.
    if options is None or options == []:
        options = {}
    if not isinstance(options, Mapping):
        fault = wrong_type(("promptally",), "a table of settings")
        return offline(LayerKind.EDITOR, "editor"), problems((fault,), {})
    names = {setting.editor_name: setting for setting in SETTINGS.values()}
    given = {
        str(key): value
        for key, value in options.items()
        if value is not None and key not in _NOT_OURS
    }
    layer, faults = read(given, names, kind=LayerKind.EDITOR, name="editor")
    return layer, problems(faults, {})


def read(
    given: Mapping[str, object],
    names: Mapping[str, Setting],
    *,
    kind: LayerKind,
    name: str,
) -> tuple[Layer, tuple[Fault, ...]]:
    """The layer that `given` makes, its settings being called as in `names`."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for key, value in islice(given.items(), _MOST_NAMES):
        found = credentials.find(value, (key,))
        if found:
            faults.append(credentials.fault(found))
        elif key in names:
            faults += _take(names[key], value, (key,), kind, values)
        else:
            faults.append(unknown((key,), names))
    if len(given) > _MOST_NAMES:
        faults.append(_too_many(given))
    if _is_counting_in_doubt(faults):
        values["counting"] = Counting.OFFLINE
    if "budgets" in values:
        values["budgets"] = _signed(values["budgets"], name)
    layer = Layer(kind=kind, name=name, values=MappingProxyType(values))
    return layer, tuple(faults)


def problems(
    faults: tuple[Fault, ...], spans: Mapping[Path, Span]
) -> tuple[Problem, ...]:
    """The faults at their places: the nearest key above that is in the text."""
    return tuple(
        Problem(
            code=fault.code,
            message=fault.message,
            span=_nearest_span(fault.path, spans),
            severity=fault.code.severity,
        )
        for fault in faults
    )


def _take(
    setting: Setting,
    value: object,
    path: Path,
    kind: LayerKind,
    values: dict[str, object],
) -> Iterator[Fault]:
    """Put the checked value into `values` if this kind of layer may set it."""
    if setting.scope is Scope.USER and kind not in _OWN:
        yield _not_allowed(path, "may be set in your own settings file only")
        return
    reading = setting.type.read(value, path)
    yield from reading.faults
    taken = reading.value
    if isinstance(taken, Counting) and taken in _DENIED.get(kind, ()):
        yield _not_allowed(path, f"may not be `{taken}` here")
    elif taken is not None:
        values[setting.name] = taken


def _too_many(given: Mapping[str, object]) -> Fault:
    """Names beyond the bound are not looked at; one of them may be `counting`."""
    first = next(islice(given, _MOST_NAMES, None))
    message = f"Only {_MOST_NAMES} settings are read; from here on, none is"
    return Fault(Code.SYNTAX, (first,), message)


def _not_allowed(path: Path, why: str) -> Fault:
    message = f"`{dotted(path)}` {why}; this one is ignored"
    return Fault(Code.NOT_ALLOWED, path, message)


def _is_counting_in_doubt(faults: list[Fault]) -> bool:
    """Whether somebody said something of counting that cannot be understood."""
    return any(
        fault.code is Code.SYNTAX or nearest(str(fault.path[0]), SETTINGS) == "counting"
        for fault in faults
        if fault.code is not Code.NOT_ALLOWED
    )


def _signed(stated: object, origin: str) -> tuple[Budget, ...]:
    assert isinstance(stated, tuple)
    return tuple(replace(budget, origin=origin) for budget in stated)


def _nearest_span(path: Path, spans: Mapping[Path, Span]) -> Span:
    for length in range(len(path), 0, -1):
        if path[:length] in spans:
            return spans[path[:length]]
    return NOWHERE
