"""The `messages` of a request: nodes to segments.

Leading messages of the roles `system` and `developer`, as OpenAI's requests have them,
become the system prompt; a system message further down stays where it is.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from promptally.documents.fields import (
    anchor,
    fields,
    label,
    opening,
    place,
    value,
    within,
)
from promptally.documents.nodes import Array, Entry, Object, Scalar, to_json
from promptally.documents.requests import content
from promptally.documents.requests.content import Part
from promptally.documents.requests.notes import Notes
from promptally.prompts import Json, Segment, SegmentKind
from promptally.text import Span

_SYSTEM_ROLES = frozenset({"system", "developer"})


class Messages(NamedTuple):
    """The segments of a `messages` array, in its order."""

    system: tuple[Segment, ...] = ()
    messages: tuple[Segment, ...] = ()


def messages(node: Array, container: Span, notes: Notes) -> Messages:
    """The segments of the array `node`; what is half typed is kept with a problem.

    All spans lie inside `container`.
    """
    system: list[Segment] = []
    rest: list[Segment] = []
    for index, item in enumerate(node.items):
        at = within(item.span, container)
        segment = message(Part(f"messages[{index}]", item, at, to_json(item)), notes)
        if segment is None:
            continue
        if segment.role in _SYSTEM_ROLES and not rest:
            system.append(as_system(segment))
        else:
            rest.append(segment)
    return Messages(tuple(system), tuple(rest))


def message(part: Part, notes: Notes) -> Segment | None:
    """The segment of one item of `messages`, `None` where it says nothing."""
    node, span = part.node, part.span
    if not isinstance(node, Object):
        return _unwrapped(part, notes)
    entries = fields(node)
    named = entries.get("role")
    role = _role(node, named, notes)
    inside = content.content_of(part.decoded)
    _judge_content(node, entries, notes)
    return Segment(
        path=part.path,
        kind=SegmentKind.MESSAGE,
        span=span,
        anchor=anchor(named, node, span),
        value=part.decoded,
        role=role,
        title=role or "",
        label=label(named, span) if role is not None else None,
        children=content.blocks(
            f"{part.path}.content", value(entries, "content"), inside, span, notes
        ),
    )


def _role(node: Object, named: Entry | None, notes: Notes) -> str | None:
    match named:
        case Entry(value=Scalar(value=str(role))):
            return role
        case None:
            notes.shape("a message needs a `role`", opening(node))
        case Entry():
            notes.shape("the `role` of a message must be a string", place(named))
    return None


def _judge_content(node: Object, entries: Mapping[object, Entry], notes: Notes) -> None:
    named = entries.get("content")
    match named:
        case Entry(value=Array() | Scalar(value=str())):
            return
        case Entry(value=None | Scalar(value=None)) | None if "tool_calls" in entries:
            return
        case None:
            notes.shape("a message needs `content`", opening(node))
        case Entry():
            notes.shape(
                "the `content` of a message must be a string or an array",
                place(named),
            )


def _unwrapped(part: Part, notes: Notes) -> Segment | None:
    """A string where a message belongs: kept, as what its author means to say."""
    message = "a message must be an object with `role` and `content`"
    notes.shape(message, opening(part.node))
    if not isinstance(part.decoded, str):
        return None
    return Segment(
        path=part.path,
        kind=SegmentKind.MESSAGE,
        span=part.span,
        anchor=part.span.start,
        value={"role": "user", "content": part.decoded},
        role="user",
        title="user",
    )


def as_system(message: Segment) -> Segment:
    """A leading message of a system role as a part of the system prompt."""
    return Segment(
        path=message.path,
        kind=SegmentKind.SYSTEM,
        span=message.span,
        anchor=message.anchor,
        value=_content(message.value),
        role=message.role,
        title=message.title,
        label=message.label,
        children=message.children,
    )


def _content(message: Json) -> str | Sequence[Json]:
    found = content.content_of(message)
    return found if isinstance(found, str | list) else ""
