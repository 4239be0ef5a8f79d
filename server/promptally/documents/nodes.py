"""The syntax tree that the JSON and the YAML parser share.

A node knows its exact span in the text and its decoded value. Nodes are named tuples
because a large file has hundreds of thousands of them, and these cost least to make.
"""

from collections.abc import Mapping
from typing import NamedTuple

from promptally.prompts import Json
from promptally.text import Span


class Scalar(NamedTuple):
    """A string, number, boolean or null; `span` covers its quotes."""

    span: Span
    value: bool | int | float | str | None


class Entry(NamedTuple):
    """A key with its value. `value` is `None` where the text stops before it."""

    key: Scalar
    value: "Node | None"


class Object(NamedTuple):
    """A JSON object or a YAML mapping; entries in text order, doubles kept."""

    span: Span
    entries: tuple[Entry, ...]


class Array(NamedTuple):
    """A JSON array or a YAML sequence."""

    span: Span
    items: "tuple[Node, ...]"


type Node = Scalar | Object | Array


def entry(node: Node | None, key: str) -> Entry | None:
    """The entry of `node` under `key`, the last one where it stands twice."""
    if not isinstance(node, Object):
        return None
    return next((e for e in reversed(node.entries) if e.key.value == key), None)


def get(node: Node | None, key: str) -> "Node | None":
    """The node under `key` of an object, or `None`."""
    found = entry(node, key)
    return found.value if found else None


def string(node: Node | None) -> str | None:
    """The value of a string node, or `None` for every other node."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    return None


def to_json(node: Node | None) -> Json:
    """What `json.loads` would give for the text of `node`; `None` for no node."""
    match node:
        case Scalar(value=value):
            return value
        case Array(items=items):
            return [to_json(item) for item in items]
        case Object(entries=entries):
            return _mapping(entries)
        case None:
            return None


def _mapping(entries: tuple[Entry, ...]) -> Mapping[str, Json]:
    return {str(e.key.value): to_json(e.value) for e in entries}
