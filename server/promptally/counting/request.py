"""From a prompt to the body that `POST /v1/messages/count_tokens` takes.

The endpoint takes less than the Messages API, and nothing that is half typed: what it
would refuse is left out here and named, so that it can be estimated beside the exact
count. What it refuses was read in the documentation (token counting, 2026-09-26) and
in recorded traffic (2026).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promptally.counting import framing, turns
from promptally.counting.left_out import LeftOut, Notes, outermost
from promptally.counting.models import Model, Refusal
from promptally.counting.reading import blocks, kind, mapping, string, text_of
from promptally.counting.request_blocks import Builder, Part
from promptally.counting.request_parameters import parameters
from promptally.counting.request_rounds import Message, paired
from promptally.counting.request_tools import tools
from promptally.prompts import UNRENDERED, Json, Measure, Prompt, Segment

__all__ = ["FILLER", "LeftOut", "Request", "build"]

FILLER = "."
"""Stands where nothing else is left and the endpoint wants something: one token in
every tokenizer."""

_BETAS = {
    "context_management": "context-management-2025-06-27",
    "task_budget": "task-budgets-2026-03-13",
    "computer_20241022": "computer-use-2024-10-22",
    "computer_20250124": "computer-use-2025-01-24",
    "computer_20251124": "computer-use-2025-11-24",
    "advisor_20260301": "advisor-tool-2026-03-01",
}
"""Beta features that fields and tools need (SDK 2.12.0, its beta types)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent.

    `fillers` are the tokens of the answer that belong to no part of the prompt: those
    of fillers, and for an instruction file those of the message that carries it.
    """

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
    builder = Builder(media or {}, Notes())
    name = _model_name(model)
    if prompt.measure is Measure.CONTENT:
        return _carrying(prompt, model, name)
    messages, fillers = _messages(prompt, model, builder)
    body: dict[str, Json] = {"model": name, "messages": messages}
    if system := _system(prompt, builder):
        body["system"] = system
    if definitions := tools(prompt.tools, builder.notes):
        body["tools"] = definitions
    body |= parameters(prompt.parameters, definitions, builder.notes)
    return Request(
        body=body,
        betas=_betas(body),
        left_out=outermost(builder.notes.taken),
        fillers=fillers,
    )


def _model_name(model: Model) -> str:
    """The model's id; an unknown name goes as it is, since it may be a host's own."""
    if model.id in {"", "inherit", "default"}:
        return model.nearest or model.id
    return model.id


def _betas(body: Mapping[str, Json]) -> tuple[str, ...]:
    definitions = body.get("tools")
    needed = {*body, *mapping(body.get("output_config"))}
    needed |= {string(mapping(tool).get("type")) for tool in blocks(definitions)}
    return tuple(beta for name, beta in _BETAS.items() if name in needed)


def _carrying(prompt: Prompt, model: Model, name: str) -> Request:
    """A message that carries the text of an instruction file."""
    text = "\n".join(string(segment.value) for segment in prompt.messages)
    is_empty = not text.strip()
    frame = turns.turns((), framing.rules_of(model)).tokens or 0
    message = {"role": "user", "content": FILLER if is_empty else text}
    return Request(
        body={"model": name, "messages": [message]}, fillers=frame + int(is_empty)
    )


def _system(prompt: Prompt, builder: Builder) -> Json:
    """One string, or blocks where there are several parts."""
    parts: list[Json] = []
    for segment in prompt.system:
        value = mapping(segment.value).get("content", segment.value)
        inside = list(_texts(segment.path, value, builder))
        parts += [part.block for part in inside]
    if len(parts) == 1 and set(mapping(parts[0])) == {"type", "text"}:
        return string(mapping(parts[0]).get("text"))
    return parts


def _texts(path: str, content: Json, builder: Builder) -> list[Part]:
    """The text blocks of a system prompt, which takes no others."""
    # A system prompt that is a message has its blocks under `content`.
    place = f"{path}.content" if path.startswith("messages[") else path
    kept: list[Part] = []
    for at, block in enumerate(blocks(content)):
        if text_of(block) is None and kind(block) != UNRENDERED:
            reason = "a system prompt takes text only, so it is not sent"
            builder.notes.broken(f"{place}[{at}]", reason)
        else:
            kept += builder.block(f"{place}[{at}]", block)
    return kept


def _messages(prompt: Prompt, model: Model, builder: Builder) -> tuple[list[Json], int]:
    """The messages, and how many fillers stand in them."""
    made = [_message(segment, model, builder) for segment in prompt.messages]
    kept = paired(made, builder.notes)
    written = [_written(message) for message in kept]
    if not written:
        return [{"role": "user", "content": FILLER}], 1
    written[-1] = _trimmed(written[-1])
    return written, sum(not message.parts for message in kept)


def _message(segment: Segment, model: Model, builder: Builder) -> Message:
    value = mapping(segment.value)
    role = turns.role_of(segment)
    inside = value.get("content", None if value else segment.value)
    path = segment.path
    if value.get("role") in ("tool", "function"):
        return Message(role="user", parts=tuple(builder.answer(path, value)))
    if role == "system":
        parts = _texts(path, inside, builder)
        refused = Refusal.SYSTEM_MESSAGE in model.refuses or not parts
        return Message(role="user" if refused else role, parts=tuple(parts))
    found = [*builder.content(f"{path}.content", inside), *builder.calls(path, value)]
    return Message(role=role, parts=tuple(found))


def _written(message: Message) -> Json:
    """The message as JSON: a single plain text as a string, nothing as a filler."""
    inside: Sequence[Json] = [part.block for part in message.parts]
    if not inside:
        return {"role": message.role, "content": FILLER}
    only = mapping(inside[0]) if len(inside) == 1 else {}
    if set(only) == {"type", "text"}:
        return {"role": message.role, "content": only["text"]}
    return {"role": message.role, "content": inside}


def _trimmed(message: Json) -> Json:
    """The last message; white space at the end of a begun answer would be refused."""
    fields = mapping(message)
    content = fields.get("content")
    if fields.get("role") == "assistant" and isinstance(content, str):
        return {**fields, "content": content.rstrip()}
    return message
