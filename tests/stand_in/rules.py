"""What the stand-in takes and how it counts.

It checks requests against the official SDK's own types and refuses what the real
endpoint refuses, with the same words, shapes and statuses. Its count is a rule of its
own, so that no test can confuse it with an offline count.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from anthropic.types import (
    ContentBlockParam,
    MessageCountTokensToolParam,
    MessageParam,
    TextBlockParam,
    ThinkingConfigParam,
    ToolChoiceParam,
)
from anthropic.types.message_count_tokens_params import MessageCountTokensParams
from pydantic import TypeAdapter, ValidationError

BASE = 1000
"""Added to every count: no offline count of a small prompt comes near it."""

_FIELDS = frozenset(MessageCountTokensParams.__annotations__) | {"context_management"}
_MESSAGE = TypeAdapter[Any](MessageParam)
_BLOCK = TypeAdapter[Any](ContentBlockParam)
_TOOL = TypeAdapter[Any](MessageCountTokensToolParam)
_SYSTEM = TypeAdapter[Any](TextBlockParam)
_CHOICE = TypeAdapter[Any](ToolChoiceParam)
_THINKING = TypeAdapter[Any](ThinkingConfigParam)
_CLIENT_TOOLS = (None, "custom")
_CLIENT_TOOL_PREFIXES = ("bash_", "text_editor_", "computer_", "memory_", "advisor_")


class Refusal(Exception):  # noqa: N818 - not a fault of the stand-in
    """A refusal as the API words it."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message


def count(body: Mapping[str, Any]) -> int:
    """The stand-in's count: `BASE`, and one for each word in any string of the body."""
    _check(body)
    parts = [body["messages"], body.get("system"), body.get("tools")]
    return BASE + sum(len(text.split()) for part in parts for text in _strings(part))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _check(body: Mapping[str, Any]) -> None:
    for name in body:
        if name not in _FIELDS:
            raise _invalid(f"{name}: Extra inputs are not permitted")
    for name in ("model", "messages"):
        if name not in body:
            raise _invalid(f"{name}: Field required")
    if not str(body["model"]).startswith("claude-"):
        raise Refusal(404, "not_found_error", f"model: {body['model']}")
    _check_messages(body["messages"])
    _check_system(body.get("system"))
    for at, tool in enumerate(body.get("tools") or []):
        _check_tool(at, tool)
    _check_type(_CHOICE, body.get("tool_choice"), "tool_choice")
    _check_type(_THINKING, body.get("thinking"), "thinking")


def _check_messages(messages: object) -> None:
    if not isinstance(messages, list) or not messages:
        raise _invalid("messages: at least one message is required")
    for at, message in enumerate(messages):
        place = f"messages.{at}"
        if not isinstance(message, dict):
            raise _invalid(f"{place}: Input should be a valid dictionary")
        # The SDK types content as an iterable, which pydantic would not look into.
        blocks = message.get("content")
        _check_type(_MESSAGE, message | {"content": "x"} if blocks else message, place)
        if blocks in ("", []):
            raise _invalid(f"messages.{at}: all messages must have non-empty content")
        for n, block in enumerate(blocks if isinstance(blocks, list) else []):
            _check_block(f"messages.{at}.content.{n}", block)
    _check_tool_rounds(messages)


def _check_block(place: str, block: object) -> None:
    _check_type(_BLOCK, block, place)
    assert isinstance(block, dict)
    if block["type"] == "text" and not block.get("text"):
        raise _invalid("messages: text content blocks must be non-empty")
    source = block.get("source")
    if isinstance(source, dict) and source.get("type") in {"url", "file"}:
        what = f"{str(source['type']).capitalize()} sources are not supported"
        raise _invalid(f"{place}: {what} in the token counting endpoint.")
    nested = block.get("content")
    if block["type"] == "tool_result" and isinstance(nested, list):
        for n, inner in enumerate(nested):
            _check_block(f"{place}.content.{n}", inner)


def _check_tool_rounds(messages: list[Any]) -> None:
    """Each call has its result in the next message, each result its call before."""
    asked: set[str] = set()
    for at, message in enumerate(messages):
        blocks = message["content"] if isinstance(message["content"], list) else []
        given = {b["tool_use_id"] for b in blocks if b["type"] == "tool_result"}
        if given - asked:
            raise _invalid(
                f"messages.{at}.content.0: unexpected `tool_use_id` found in"
                " `tool_result` blocks"
            )
        if asked - given:
            raise _invalid(
                f"messages.{at - 1}: `tool_use` ids were found without `tool_result`"
                " blocks immediately after"
            )
        asked = {b["id"] for b in blocks if b["type"] == "tool_use"}


def _check_system(system: object) -> None:
    if isinstance(system, list):
        for at, block in enumerate(system):
            _check_type(_SYSTEM, block, f"system.{at}")
            if not block["text"]:
                raise _invalid("system: text content blocks must be non-empty")
    elif system is not None and not isinstance(system, str):
        raise _invalid("system: Input should be a valid string")


def _check_tool(at: int, tool: object) -> None:
    _check_type(_TOOL, tool, f"tools.{at}")
    assert isinstance(tool, dict)
    kind = tool.get("type")
    if kind not in _CLIENT_TOOLS and not str(kind).startswith(_CLIENT_TOOL_PREFIXES):
        raise _invalid(f"tools.{at}: server tools are not supported for token counting")


def _check_type(adapter: TypeAdapter[Any], value: object, place: str) -> None:
    if value is None:
        return
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _invalid(f"{place}: {first['msg']}") from None


def _invalid(message: str) -> Refusal:
    return Refusal(400, "invalid_request_error", message)
