"""Calls of tools and their results: the endpoint takes them in pairs only.

Each call needs its result in the message behind it, each result its call in the
message before. What stands alone is left out: a conversation is written call by call.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from promptally.counting.left_out import Notes
from promptally.counting.reading import kind, string
from promptally.counting.request_blocks import Part

_ALONE = {
    "tool_use": "a call without its result is not sent",
    "tool_result": "a result without its call is not sent",
}
_IDS = {"tool_use": "id", "tool_result": "tool_use_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that is sent: of one role, with its blocks."""

    role: str
    parts: tuple[Part, ...]

    def ids(self, its_kind: str) -> set[str]:
        """The ids of its calls (`tool_use`) or of its results (`tool_result`)."""
        return {_id(part) for part in self.parts if kind(part.block) == its_kind}


def paired(messages: Sequence[Message], notes: Notes) -> list[Message]:
    """The messages with whole rounds only."""
    joined = list(_joined(messages))
    kept: list[Message] = []
    for at, message in enumerate(joined):
        asked = joined[at - 1].ids("tool_use") if at else set[str]()
        told = joined[at + 1].ids("tool_result") if at + 1 < len(joined) else set[str]()
        kept.append(_without_lone(message, asked, told, notes))
    return kept


def _joined(messages: Sequence[Message]) -> Iterator[Message]:
    """Neighbors of one role as one message where there are calls or results.

    The API reads them so; it costs the same either way.
    """
    open_message: Message | None = None
    for message in messages:
        if open_message and _belong_together(open_message, message):
            parts = open_message.parts + message.parts
            open_message = replace(open_message, parts=parts)
            continue
        if open_message:
            yield open_message
        open_message = message
    if open_message:
        yield open_message


def _belong_together(first: Message, second: Message) -> bool:
    return first.role == second.role and any(
        kind(part.block) in _IDS for part in first.parts + second.parts
    )


def _without_lone(
    message: Message, asked: set[str], told: set[str], notes: Notes
) -> Message:
    partners = {
        "tool_use": told if message.role == "assistant" else set[str](),
        "tool_result": asked if message.role == "user" else set[str](),
    }
    kept: list[Part] = []
    seen: set[str] = set()
    for part in message.parts:
        its_kind = kind(part.block)
        if its_kind not in _IDS:
            kept.append(part)
        elif _id(part) in partners[its_kind] - seen:
            seen.add(_id(part))
            kept.append(part)
        else:
            notes.broken(part.path, _ALONE[its_kind])
    return replace(message, parts=tuple(kept))


def _id(part: Part) -> str:
    return string(part.block.get(_IDS[kind(part.block)]))
