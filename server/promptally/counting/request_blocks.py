"""The content of messages as the count endpoint takes it, block by block.

A block is sent as it is written, or left out and noted; OpenAI's forms become this
API's. Half-typed blocks are left out, since the endpoint would refuse the whole.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from promptally.counting import request_media
from promptally.counting.left_out import Notes
from promptally.counting.reading import blocks, items, kind, mapping, string, text_of
from promptally.counting.sendable import (
    Check,
    fields,
    has,
    is_flag,
    is_list_of_objects,
    is_object,
    is_string,
    is_text,
)
from promptally.prompts import UNRENDERED, Json

_UNFINISHED = "the block is not whole, so it is not sent"


class Part(NamedTuple):
    """A block that is sent, and the path that it has in the prompt."""

    path: str
    block: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes the blocks of one request, with the bytes of the files that it names."""

    media: Mapping[str, bytes]
    notes: Notes

    def content(self, path: str, content: Json) -> Iterator[Part]:
        """The blocks of a message's content; `path` is that of its `content`."""
        for at, block in enumerate(blocks(content)):
            yield from self.block(f"{path}[{at}]", block)

    def block(self, path: str, block: Json) -> Iterator[Part]:
        """The block as it is sent, or nothing."""
        text = text_of(block)
        if text is not None:
            # An empty text costs nothing, and the endpoint would refuse it.
            if text.strip():
                yield Part(path, _text(block, text))
            return
        if kind(block) == UNRENDERED:
            self._unrendered(path, block)
            return
        make = _MAKERS.get(kind(block))
        if make is None:
            self._leave_out(path, block)
            return
        made = make(self, path, block)
        if made is None:
            self.notes.broken(path, _UNFINISHED)
        elif isinstance(made, str):
            self.notes.refused(path, made)
        else:
            yield Part(path, made)

    def calls(self, path: str, message: Mapping[str, Json]) -> Iterator[Part]:
        """The calls of tools in an OpenAI message."""
        for at, value in enumerate(items(message.get("tool_calls"))):
            place = f"{path}.tool_calls[{at}]"
            function = mapping(mapping(value).get("function"))
            made = {
                "type": "tool_use",
                "id": mapping(value).get("id"),
                "name": function.get("name"),
                "input": _arguments(function.get("arguments")),
            }
            yield from self.block(place, made)

    def answer(self, path: str, message: Mapping[str, Json]) -> Iterator[Part]:
        """The result of a tool in an OpenAI message of role `tool`."""
        content = message.get("content")
        inside = [part.block for part in self.content(f"{path}.content", content)]
        made = {
            "type": "tool_result",
            "tool_use_id": message.get("tool_call_id") or message.get("name"),
            "content": inside,
        }
        yield from self.block(path, made)

    def _unrendered(self, path: str, block: Json) -> None:
        name = string(mapping(block).get("elsewhere"))
        reason = f"what `<{name}>` brings in" if name else "what a renderer adds"
        self.notes.refused(path, f"{reason} is left out of an exact count")

    def _leave_out(self, path: str, block: Json) -> None:
        its_kind = kind(block)
        if its_kind and its_kind != "text":
            self.notes.refused(path, f"the endpoint does not count {its_kind} blocks")
        else:
            self.notes.broken(path, _UNFINISHED)


def _text(block: Json, text: str) -> Mapping[str, Json]:
    """A text block; citations are those of an earlier answer."""
    citations = mapping(block).get("citations")
    made: dict[str, Json] = {"type": "text", "text": text}
    return made | ({"citations": citations} if is_list_of_objects(citations) else {})


def _arguments(value: Json) -> Json:
    """OpenAI's arguments, a string of JSON; half-typed ones are none."""
    if not isinstance(value, str):
        return value
    try:
        made: Json = json.loads(value or "{}")
    except (ValueError, RecursionError):
        return None
    return made


type _Made = Mapping[str, Json] | str | None
"""A block, why the endpoint refuses it, or `None` where it is not whole."""


def _plain(needed: Mapping[str, Check], checks: Mapping[str, Check]) -> "_Maker":
    """Blocks that need some fields, and have nothing else to look into."""

    def make(_builder: Builder, _path: str, block: Json) -> _Made:
        made = fields(block, checks)
        return made if has(made, needed) else None

    return make


def _is_caller(value: Json) -> bool:
    caller = mapping(value)
    if caller.get("type") == "direct":
        return True
    is_code = string(caller.get("type")).startswith("code_execution_20")
    return is_code and is_text(caller.get("tool_id"))


def _is_switch(value: Json) -> bool:
    return is_flag(mapping(value).get("enabled"))


def _result(builder: Builder, path: str, block: Json) -> _Made:
    made = fields(block, {"is_error": is_flag, "toolset_name": is_text})
    if not is_text(made.get("tool_use_id")):
        return None
    content = made.pop("content", None)
    if isinstance(content, str):
        return {**made, "content": content}
    inside = [part.block for part in builder.content(f"{path}.content", content)]
    inside = [each for each in inside if kind(each) in _IN_RESULTS]
    return {**made, "content": inside} if inside else made


def _search_result(_builder: Builder, _path: str, block: Json) -> _Made:
    made = fields(block, {"citations": _is_switch})
    texts = [text_of(part) for part in items(made.get("content"))]
    is_whole = has(made, {"source": is_string, "title": is_string}) and texts
    if not is_whole or not all(text and text.strip() for text in texts):
        return None
    content = [{"type": "text", "text": text} for text in texts]
    return {**made, "content": content}


def _media(
    make: Callable[[Json, Mapping[str, bytes]], Mapping[str, Json] | str],
) -> "_Maker":
    def made(builder: Builder, _path: str, block: Json) -> _Made:
        return make(block, builder.media) or None

    return made


type _Maker = Callable[[Builder, str, Json], _Made]

_IN_RESULTS = frozenset({"text", "image", "document", "search_result"})

_MAKERS: Mapping[str, _Maker] = {
    "image": _media(request_media.image),
    "image_url": _media(request_media.image),
    "input_image": _media(request_media.image),
    "document": _media(request_media.document),
    "thinking": _plain({"thinking": is_string, "signature": is_text}, {}),
    "redacted_thinking": _plain({"data": is_text}, {}),
    "tool_use": _plain(
        {"id": is_text, "name": is_text, "input": is_object},
        {"caller": _is_caller, "toolset_name": is_text},
    ),
    "tool_result": _result,
    "search_result": _search_result,
}
"""Blocks that the endpoint takes; texts are made apart."""
