"""Typed reading of untyped JSON: what is there counts, what is not is empty.

Requests are half-typed most of the time, so nothing here raises and nothing judges.
"""

import json
from collections.abc import Mapping, Sequence

from promptally.prompts import Json


def mapping(value: Json) -> Mapping[str, Json]:
    """`value` if it is an object, else an empty one."""
    # Nearly all of them are plain dictionaries, which this tells at once.
    return value if isinstance(value, _OBJECTS) else {}


_OBJECTS = (dict, Mapping)


def is_said(message: Json) -> bool:
    """Whether a message is a text that somebody says, and nothing beside it.

    Nearly all messages are, and nothing needs to be looked for in these.
    """
    return (
        isinstance(message, dict)
        and isinstance(message.get("content"), str)
        and message.get("role") in _SPEAKERS
        and "tool_calls" not in message
    )


_SPEAKERS = ("user", "assistant")


def items(value: Json) -> Sequence[Json]:
    """`value` if it is an array, else an empty one; a string is not an array."""
    if isinstance(value, list | tuple):
        return value
    return value if isinstance(value, Sequence) and not _texts(value) else ()


def _texts(value: Json) -> bool:
    return isinstance(value, str | bytes)


def string(value: Json) -> str:
    """`value` if it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def integer(value: Json) -> int | None:
    """`value` if it is a whole number, else `None`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None


def blocks(content: Json) -> Sequence[Json]:
    """The content of a message, of a system prompt or of a tool result, as blocks.

    A string is one text block, an object one block, null no block.
    """
    if isinstance(content, str):
        return ({"type": "text", "text": content},) if content else ()
    if isinstance(content, Mapping):
        return (content,)
    return items(content) if content is not None else ()


def kind(block: Json) -> str:
    """The type of a content block, empty where it has none."""
    return string(mapping(block).get("type"))


def kinds(content: Json) -> list[str]:
    """The types of the blocks of `content`, in order."""
    return [kind(block) for block in blocks(content)]


def can_be_cited(block: Json) -> bool:
    """Whether a document or a search result has its citations on."""
    return mapping(mapping(block).get("citations")).get("enabled") is True


def text_of(block: Json) -> str | None:
    """The text of a text block, a bare string being one; `None` for other blocks."""
    if isinstance(block, str):
        return block
    fields = mapping(block)
    if fields.get("type") in _TEXT_TYPES and isinstance(fields.get("text"), str):
        return string(fields["text"])
    return None


_TEXT_TYPES = ("text", "input_text", "output_text", None)
"""The API's own, those of OpenAI, and a block whose type is not typed yet."""


def written(value: Json, *, escaped: bool = False) -> str:
    """`value` as JSON as the API writes it: keys sorted, Python's separators.

    With `escaped`, what is not ASCII stands as escapes. What is nested deeper than the
    interpreter allows is no prompt text and becomes `...`.
    """
    try:
        return json.dumps(value, ensure_ascii=escaped, sort_keys=True)
    except (RecursionError, TypeError, ValueError):
        return "..."


def indented(value: Json) -> str:
    """`value` as JSON over many lines, its keys in their order: schemas stand so."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=2)
    except (RecursionError, TypeError, ValueError):
        return "..."
