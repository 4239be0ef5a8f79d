"""From a prompt to the body that `POST /v1/messages/count_tokens` takes.

The endpoint takes less than the Messages API: what it refuses is left out here and
named, so that it can be estimated beside the exact count. What it refuses was read in
the documentation (token counting, 2026-09-26) and in recorded traffic (2026).
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from promptally.counting.models import Model
from promptally.counting.reading import blocks, items, mapping, string
from promptally.prompts import Json, Measure, Prompt, Segment

FIELDS = frozenset(
    {"tool_choice", "thinking", "output_config", "cache_control", "context_management"}
)
"""Fields beside model, system, tools and messages that change the count or may; every
other one is refused ("Extra inputs are not permitted") or has no effect."""

_BETAS = {"context_management": "context-management-2025-06-27"}
"""Beta features that fields of a request need (SDK 2.12.0, its beta types)."""

_CLIENT_TOOL_TYPES = (
    "custom",
    "bash_",
    "text_editor_",
    "computer_",
    "memory_",
    "advisor_",
)
"""Tools that run at the caller's, and the one server tool that can be counted."""

_MEDIA_TYPES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"%PDF": "application/pdf",
}

_COUNTABLE_BLOCKS = frozenset(
    {
        "text",
        "image",
        "document",
        "thinking",
        "redacted_thinking",
        "tool_use",
        "tool_result",
        "search_result",
    }
)

_FILLER = "."
"""Stands where nothing else is left and the endpoint wants something: one token in
every tokenizer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A part that the endpoint refuses. `path` is its segment's."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent. `fillers` tokens of the answer belong to nobody."""

    body: Mapping[str, Json]
    betas: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    fillers: int = 0

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return string(self.body.get("model"))


def build(
    prompt: Prompt, model: Model, media: Mapping[str, bytes] | None = None
) -> Request:
    """The request that counts `prompt`, with the bytes of the files that it names.

    It never fails: what cannot be sent is left out, and the endpoint judges the rest.
    """
    builder = _Builder(media=media or {}, left_out=[])
    messages, fillers = _messages(prompt, builder)
    body: dict[str, Json] = {"model": _model_name(prompt, model), "messages": messages}
    if system := _system(prompt):
        body["system"] = system
    tools = [tool for segment in prompt.tools for tool in builder.tool(segment)]
    if tools:
        body["tools"] = tools
    body |= _parameters(prompt, tools)
    return Request(
        body=body,
        betas=tuple(beta for field, beta in _BETAS.items() if field in body),
        left_out=tuple(builder.left_out),
        fillers=fillers,
    )


def _model_name(prompt: Prompt, model: Model) -> str:
    """The name as the file has it, where it may be a host's own; else the id."""
    written = prompt.model.value if prompt.model else ""
    return written if written and not model.known else model.id


def _parameters(prompt: Prompt, tools: Sequence[Json]) -> dict[str, Json]:
    kept = {name: v for name, v in prompt.parameters.items() if name in FIELDS}
    choice = mapping(kept.get("tool_choice"))
    names = {string(mapping(tool).get("name")) for tool in tools}
    if not tools or (
        choice.get("type") == "tool" and string(choice.get("name")) not in names
    ):
        kept.pop("tool_choice", None)
    return {name: v for name, v in kept.items() if v is not None}


def _system(prompt: Prompt) -> Json:
    """One string, or blocks where there are several parts."""
    parts: list[Json] = []
    for segment in prompt.system:
        value = mapping(segment.value).get("content", segment.value)
        parts += [_bare(block) for block in blocks(value) if not _is_empty(block)]
    if len(parts) == 1 and set(mapping(parts[0])) == {"type", "text"}:
        return string(mapping(parts[0]).get("text"))
    return parts


def _bare(block: Json) -> Json:
    return {"type": "text", "text": block} if isinstance(block, str) else block


def _is_empty(block: Json) -> bool:
    """An empty text block, which the endpoint would refuse and which costs nothing."""
    if isinstance(block, str):
        return not block
    fields = mapping(block)
    return fields.get("type") == "text" and not string(fields.get("text"))


def _messages(prompt: Prompt, builder: "_Builder") -> tuple[list[Json], int]:
    if prompt.measure is Measure.CONTENT:
        text = "\n".join(string(segment.value) for segment in prompt.messages)
        content = text if text.strip() else _FILLER
        return [{"role": "user", "content": content}], int(not text.strip())
    made = [builder.message(segment) for segment in prompt.messages]
    if not made:
        return [{"role": "user", "content": _FILLER}], 1
    return [message for message, _ in made], sum(filler for _, filler in made)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes the parts of a body, and notes what it leaves out."""

    media: Mapping[str, bytes]
    left_out: list[LeftOut]

    def tool(self, segment: Segment) -> Iterator[Json]:
        fields = mapping(segment.value)
        kind = string(fields.get("type"))
        if "function" in fields:
            yield _from_openai(mapping(fields["function"]))
        elif not kind or kind.startswith(_CLIENT_TOOL_TYPES):
            yield segment.value
        else:
            reason = f"the endpoint does not count the server tool {kind}"
            self._leave_out(segment.path, reason)

    def message(self, segment: Segment) -> tuple[Json, int]:
        """The message and how many fillers it has."""
        fields = mapping(segment.value)
        role = "assistant" if fields.get("role") in ("assistant", "model") else "user"
        content = fields.get("content", segment.value)
        if isinstance(content, str) and content:
            return {"role": role, "content": content}, 0
        kept = [
            made
            for at, block in enumerate(blocks(content))
            for made in self._block(f"{segment.path}.content[{at}]", block)
        ]
        if kept:
            return {"role": role, "content": kept}, 0
        return {"role": role, "content": _FILLER}, 1

    def _block(self, path: str, block: Json) -> Iterator[Json]:
        fields = mapping(block)
        kind = string(fields.get("type")) or "text"
        if _is_empty(block):
            return
        if isinstance(block, str):
            yield _bare(block)
        elif kind not in _COUNTABLE_BLOCKS:
            self._leave_out(path, f"the endpoint does not count {kind} blocks")
        elif kind in {"image", "document"}:
            yield from self._media_block(path, fields)
        elif kind == "tool_result":
            yield self._tool_result(path, fields)
        else:
            yield block

    def _media_block(self, path: str, fields: Mapping[str, Json]) -> Iterator[Json]:
        """A block with its bytes in it; a file's are put in, a URL's never fetched."""
        source = mapping(fields.get("source"))
        if source.get("type") in ("base64", "text", "content"):
            yield fields
            return
        named = next(
            (string(source.get(k)) for k in ("path", "url") if k in source), ""
        )
        data = self.media.get(named)
        if data is None:
            self._leave_out(
                path, f"the endpoint does not count {_what(fields, source)}"
            )
            return
        yield {**fields, "source": _inline(data)}

    def _tool_result(self, path: str, fields: Mapping[str, Json]) -> Json:
        content = fields.get("content")
        if not items(content):
            return fields
        kept = [
            made
            for at, block in enumerate(blocks(content))
            for made in self._block(f"{path}.content[{at}]", block)
        ]
        return {**fields, "content": kept}

    def _leave_out(self, path: str, reason: str) -> None:
        self.left_out.append(LeftOut(path=path, reason=reason))


def _what(fields: Mapping[str, Json], source: Mapping[str, Json]) -> str:
    kind = string(fields.get("type"))
    by = string(source.get("type"))
    return f"{kind}s by {by}" if by in {"url", "file"} else f"this {kind}"


def _inline(data: bytes) -> Json:
    found = (kind for start, kind in _MEDIA_TYPES.items() if data.startswith(start))
    return {
        "type": "base64",
        "media_type": next(found, "application/octet-stream"),
        "data": base64.b64encode(data).decode("ascii"),
    }


def _from_openai(function: Mapping[str, Json]) -> Json:
    """OpenAI's definition of a function as a tool of this API."""
    made: dict[str, Json] = {
        "name": function.get("name"),
        "input_schema": function.get("parameters") or {"type": "object"},
    }
    if "description" in function:
        made["description"] = function["description"]
    return made
