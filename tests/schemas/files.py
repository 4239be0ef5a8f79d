"""The text of each schema that is made: sorted, and as few lines as fit the page."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import requests, settings_files

FOLDER = Path(__file__).parents[2] / "schemas"
MADE: Mapping[str, Callable[[], dict[str, Any]]] = {
    "batch": requests.batch,
    "messages-request": requests.messages_request,
    "promptally": settings_files.promptally,
}
"""What makes each schema that is not kept by hand."""

_WIDTH = 88


def made(name: str) -> str:
    """The text of the schema `name`."""
    head = {
        "$id": f"urn:promptally:schema:{name}:1",
        "$schema": "http://json-schema.org/draft-07/schema#",
    }
    return text(head | MADE[name]())


def text(schema: Mapping[str, Any]) -> str:
    """The schema as the text of a file."""
    return _text(_sorted(schema), 0, 0) + "\n"


def _sorted(value: Any, key: str = "") -> Any:
    """With the names in order; the order of an array may matter, but for `required`."""
    if isinstance(value, Mapping):
        return {name: _sorted(value[name], name) for name in sorted(value)}
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        is_names = key == "required" and all(isinstance(item, str) for item in items)
        return sorted(items) if is_names else items
    return value


def _text(value: Any, indent: int, before: int) -> str:
    """The value at `indent`, with `before` characters before it on its line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + before < _WIDTH or not isinstance(value, dict | list) or not value:
        return line
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    space = " " * (indent + 2)
    body = ",\n".join(space + part for part in _parts(value, indent + 2))
    return f"{opening}\n{body}\n{' ' * indent}{closing}"


def _parts(value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(value, list):
        yield from (_text(item, indent, indent) for item in value)
        return
    for name, held in value.items():
        key = f"{json.dumps(name, ensure_ascii=False)}: "
        yield key + _text(held, indent, indent + len(key))
