"""A Messages request: the fields of its object to one prompt.

Everything that is not text of the prompt is kept as a parameter, as written. What a
field may hold is for the API to judge; here it must only have a shape that can be read.
"""

from typing import NamedTuple

from promptally.documents.fields import (
    anchor,
    fields,
    label,
    opening,
    place,
    value,
    whole,
    within,
)
from promptally.documents.nodes import (
    Array,
    Entry,
    Object,
    Scalar,
    string,
    to_json,
)
from promptally.documents.requests import content, declarations, messages
from promptally.documents.requests.content import Part
from promptally.documents.requests.messages import Messages
from promptally.documents.requests.notes import Notes
from promptally.prompts import Declared, Prompt, Segment, SegmentKind
from promptally.text import Span

_BEDROCK_MODEL = "modelId"
"""What Bedrock's Converse calls the model (its API reference, 2026-11)."""

_READ_APART = frozenset(
    {"model", _BEDROCK_MODEL, "system", "tools", "messages", declarations.KEY}
)


class Place(NamedTuple):
    """Where a request stands in its file, and what tells it from the others there."""

    span: Span
    anchor: int
    id: str = ""


def request(
    node: Object, notes: Notes, where: Place | None = None, *, is_begun: bool = False
) -> Prompt:
    """The prompt that the request `node` is; without `where` it is the whole file.

    One that `is_begun` may lack its messages without a problem.
    """
    entries = fields(node)
    where = where or Place(node.span, node.span.start)
    said = entries.get("messages")
    talk = Messages() if is_begun and not said else _messages(node, said, notes)
    parameters = {str(k): e for k, e in entries.items() if k not in _READ_APART}
    prompt = Prompt(
        id=where.id,
        span=where.span,
        anchor=where.anchor,
        model=model(entries.get("model") or entries.get(_BEDROCK_MODEL), notes),
        parameters={key: to_json(e.value) for key, e in parameters.items()},
        parameter_spans={key: whole(e) for key, e in parameters.items()},
        system=system(entries.get("system"), notes) + talk.system,
        tools=_tools(entries.get("tools"), notes),
        messages=talk.messages,
        references=tuple(notes.references),
    )
    return declarations.overridden(prompt, declarations.declared(entries, notes))


def bare(node: Array, notes: Notes, where: Place | None = None) -> Prompt:
    """The prompt that an array of messages is: a request that has nothing else."""
    where = where or Place(node.span, node.span.start)
    talk = messages.messages(node, node.span, notes)
    return Prompt(
        id=where.id,
        span=where.span,
        anchor=where.anchor,
        system=talk.system,
        messages=talk.messages,
        references=tuple(notes.references),
    )


def model(entry: Entry | None, notes: Notes) -> Declared[str] | None:
    """The model that the file names."""
    match entry:
        case None:
            return None
        case Entry(value=Scalar(value=str(name), span=span)) if name.strip():
            return Declared(value=name.strip(), span=span)
    key = "modelId" if entry.key.value == _BEDROCK_MODEL else "model"
    notes.shape(f"`{key}` must be the id of a model", place(entry))
    return None


def system(
    entry: Entry | None, notes: Notes, path: str = "system"
) -> tuple[Segment, ...]:
    """The segment of the system prompt: text, or an array of text blocks."""
    if entry is None or entry.value is None:
        return ()
    node, decoded = entry.value, to_json(entry.value)
    if not isinstance(decoded, str | list):
        message = f"`{path}` must be a string or an array of text blocks"
        notes.shape(message, place(entry))
        return ()
    return (
        Segment(
            path=path,
            kind=SegmentKind.SYSTEM,
            span=node.span,
            anchor=min(entry.key.span.start, node.span.start),
            value=decoded,
            role="system",
            title="system",
            label=entry.key.span,
            children=content.blocks(path, node, decoded, node.span, notes),
        ),
    )


def _messages(node: Object, entry: Entry | None, notes: Notes) -> Messages:
    match entry:
        case Entry(value=Array(items=()) as empty):
            notes.shape("at least one message is required", empty.span)
        case Entry(value=Array() as array):
            return messages.messages(array, within(array.span, node.span), notes)
        case Entry():
            notes.shape("`messages` must be an array", place(entry))
        case None:
            notes.shape("a request needs `messages`", opening(node))
    return Messages()


def _tools(entry: Entry | None, notes: Notes) -> tuple[Segment, ...]:
    match entry:
        case None | Entry(value=None):
            return ()
        case Entry(value=Array(items=items, span=span)):
            parts = (
                Part(f"tools[{i}]", item, within(item.span, span), to_json(item))
                for i, item in enumerate(items)
            )
            found = (tool(part, notes) for part in parts)
            return tuple(tool for tool in found if tool is not None)
    notes.shape("`tools` must be an array", place(entry))
    return ()


def tool(part: Part, notes: Notes) -> Segment | None:
    """The segment of one item of `tools`, `None` where it is no object."""
    node, span = part.node, part.span
    if not isinstance(node, Object):
        notes.shape("a tool must be an object with a `name`", opening(node))
        return None
    entries = fields(node)
    named = _name(entries)
    if named is None and string(value(entries, "type")) is None:
        notes.shape("a tool needs a `name`", opening(node))
    title = string(named.value) if named else string(value(entries, "type"))
    return Segment(
        path=part.path,
        kind=SegmentKind.TOOL,
        span=span,
        anchor=anchor(named, node, span),
        value=part.decoded,
        title=title or "",
        label=label(named, span),
    )


def _name(entries: dict[object, Entry]) -> Entry | None:
    """What a tool is called: OpenAI's tools say it inside, toolsets have a server."""
    function = value(entries, "function")
    if "name" not in entries and isinstance(function, Object):
        entries = fields(function)
    return entries.get("name") or entries.get("mcp_server_name")
