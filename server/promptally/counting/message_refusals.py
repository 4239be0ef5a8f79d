"""What the API refuses in messages, whatever the model.

The calls of tools and their results are `tool_refusals`' matter.
"""

from collections.abc import Iterator

from promptally.counting.faults import is_gap, refused, spot, told
from promptally.counting.reading import mapping
from promptally.prompts import Json, Problem, Prompt, Segment, SegmentKind, walk

_ROLES = frozenset({"user", "assistant", "system"})
_FOREIGN_ROLES = frozenset({"developer", "tool", "function"})


def found(prompt: Prompt) -> Iterator[Problem]:
    """Roles and empty texts, in the order of the prompt."""
    yield from _system_roles(prompt)
    for message in prompt.messages:
        yield from _role(message)
    last = prompt.messages[-1] if prompt.messages else None
    for message in prompt.messages:
        if message.kind is SegmentKind.MESSAGE:
            yield from _empty_message(message, is_last=message is last)
    for segment in walk(prompt.segments):
        if segment.kind is SegmentKind.BLOCK:
            yield from _block(segment)


def _system_roles(prompt: Prompt) -> Iterator[Problem]:
    """Leading system messages: fine for OpenAI and templates, not for Claude's API.

    Only what asks a Claude for a number of tokens is a request for that API.
    """
    asks = prompt.model is not None and prompt.model.value.startswith("claude")
    if not asks or "max_tokens" not in prompt.parameters:
        return
    for segment in prompt.system:
        if segment.path.startswith("messages["):
            yield told(
                "system-role",
                "the Messages API takes this as the top-level field `system`; it is"
                " counted as that",
                spot(segment),
            )


def _role(message: Segment) -> Iterator[Problem]:
    role = message.role
    if role is None or role in _ROLES or is_gap(role):
        return
    if role in _FOREIGN_ROLES:
        yield told("foreign", f"the Messages API knows no role `{role}`", spot(message))
    else:
        known = "`user`, `assistant` and `system`"
        yield refused(
            "unknown-role", f"`{role}` is no role: there are {known}", spot(message)
        )


def _empty_message(message: Segment, *, is_last: bool) -> Iterator[Problem]:
    content = mapping(message.value).get("content")
    may_be_empty = is_last and message.role == "assistant"
    if may_be_empty or not (content == [] or _is_blank(content)):
        return
    yield refused("empty-text", "a message needs text that is not empty", spot(message))


def _block(block: Segment) -> Iterator[Problem]:
    if block.title == "text" and _is_blank(_text(block.value)):
        yield refused("empty-text", "a text block needs text", spot(block))


def _text(block: Json) -> Json:
    return block if isinstance(block, str) else mapping(block).get("text")


def _is_blank(text: Json) -> bool:
    return isinstance(text, str) and not text.strip()
