"""Collections of YAML while they are being read, and the nodes that they become.

Merge keys (`<<`) are resolved here, because a mapping's entries meet here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from promptally.documents.nodes import Array, Entry, Node, Object, Scalar
from promptally.documents.yaml.scalars import Value
from promptally.text import Span

FLOW: Final = -1
"""The column of a collection in brackets, whose lines may stand anywhere."""

_MERGE: Final = "<<"
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*+\s++)*+")

# Half the cost of calling a named tuple's class (0.16 for 0.25 microseconds, 2026-11).
_make: Final = tuple.__new__
_entry: Final[Callable[[tuple[Scalar, Node | None]], Entry]] = partial(_make, Entry)


@dataclass(slots=True, kw_only=True, eq=False)
class Frame:
    """An open collection. `children` of a mapping are its keys and values in turn.

    `start` is an offset, `column` that of its lines. `anchor` is
    its name for aliases, and `weight` what had been read when it began.
    """

    kind: type[Object | Array]
    start: int
    column: int = FLOW
    children: list[Node | None] = field(default_factory=list)
    anchor: str | None = None
    weight: int = 0

    @property
    def waits(self) -> bool:
        """Whether a key stands without its value."""
        return self.kind is Object and len(self.children) % 2 == 1

    @property
    def last(self) -> Node | None:
        """What was read last in it."""
        return self.children[-1] if self.children else None

    @property
    def takes_value(self) -> bool:
        """Whether what comes next is a value, not a key."""
        return self.kind is Array or self.waits


def closed(frame: Frame, end: int, source: str) -> Node:
    """The node of a frame that ends at `end` in `source`, the text as given.

    A collection without brackets ends with the last thing in it.
    """
    children = frame.children
    if frame.column != FLOW and children:
        last = children[-1] or children[-2]
        end = last.span.end if last else end
    span = _make(Span, (frame.start, max(end, frame.start)))
    if frame.kind is Object:
        node: Object = _make(Object, (span, _entries(children, source)))
        return node
    return Array(span, tuple([child for child in children if child]))


def _entries(children: list[Node | None], source: str) -> tuple[Entry, ...]:
    keys, merges = [], False
    for key in children[::2]:
        if type(key) is not Scalar or type(value := key.value) is not str:
            keys.append(_as_written(key, source))
        else:
            keys.append(key)
            merges |= value == _MERGE
    values = children[1::2]
    if len(values) < len(keys):
        values.append(None)
    entries = tuple(map(_entry, zip(keys, values, strict=True)))
    return tuple(_merged(entries, source)) if merges else entries


def _as_written(key: Node | None, source: str) -> Scalar:
    """A key that is no string, as one: `1`, `true`, or a whole collection."""
    assert key is not None
    start, end = key.span
    found = _PROPERTIES.match(source, start, end)
    return Scalar(key.span, source[found.end() if found else start : end])


def _merged(entries: tuple[Entry, ...], source: str) -> Iterator[Entry]:
    """The entries with those of the mappings under `<<` in the place of `<<`.

    A key that stands in the mapping itself wins, then the first mapping that has it.
    """
    plain = [not _is_merge(entry, source) for entry in entries]
    taken = {entry.key.value for entry, own in zip(entries, plain, strict=True) if own}
    for entry, own in zip(entries, plain, strict=True):
        if own:
            yield entry
            continue
        for key, inherited in _inherited(entry.value):
            if key not in taken:
                taken.add(key)
                yield inherited


def _is_merge(entry: Entry, source: str) -> bool:
    start, end = entry.key.span
    if entry.key.value != _MERGE or source[start:end] != _MERGE:
        return False
    match entry.value:
        case Object():
            return True
        case Array(items=items):
            return all(isinstance(item, Object) for item in items)
        case _:
            return False


def _inherited(value: Node | None) -> Iterator[tuple[Value, Entry]]:
    """Keys and entries under a `<<`; of a key that stands twice, the last entry."""
    sources = value.items if isinstance(value, Array) else (value,)
    for source in sources:
        assert isinstance(source, Object)
        yield from {entry.key.value: entry for entry in source.entries}.items()
