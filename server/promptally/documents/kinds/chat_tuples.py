"""LangChain's chats: tuples such as `["human", "…"]`, and messages as constructors.

A placeholder for the history of a conversation holds no text yet and is left out.
"""

from collections.abc import Iterator

from promptally.documents.kinds import constructed
from promptally.documents.kinds.template_texts import as_system, said
from promptally.documents.nodes import Array, Entry, Node, Scalar, get, string
from promptally.prompts import Prompt, Segment, SegmentKind
from promptally.text import Span

_ROLES = {
    "system": "system",
    "human": "user",
    "user": "user",
    "ai": "assistant",
    "assistant": "assistant",
}


def holds(node: Array) -> bool:
    """Whether the first item of `node` is a tuple, or a message with its template."""
    match node.items:
        case (Array(items=(Scalar(value=str(role)), *_)), *_):
            return role in _ROLES or role == "placeholder"
        case (first, *_) if constructed.is_turn(first):
            return True
        case (first, *_):
            return string(get(get(first, "prompt"), "template")) is not None
    return False


def chat(node: Array, span: Span) -> Prompt:
    """The prompt that the tuples of `node` are, in the file's part `span`."""
    turns = tuple(_turns(node))
    return Prompt(
        span=span,
        anchor=span.start,
        system=tuple(t for t in turns if t.kind is SegmentKind.SYSTEM),
        messages=tuple(t for t in turns if t.kind is SegmentKind.MESSAGE),
    )


def _turns(node: Array) -> Iterator[Segment]:
    spoken = False
    for index, item in enumerate(node.items):
        turn = _turn(item)
        if turn is None:
            continue
        entry, role = turn
        spoken = spoken or role != "system"
        path = f"messages[{index}]"
        yield said(path, entry, role) if spoken else as_system(path, entry)


def _turn(item: Node) -> tuple[Entry, str] | None:
    match item:
        case Array(items=(Scalar(value=str(role)) as key, Scalar(value=str()) as text)):
            return (Entry(key, text), _ROLES[role]) if role in _ROLES else None
    if constructed.is_turn(item):
        return constructed.turn(item)
    template = get(get(item, "prompt"), "template")
    if isinstance(template, Scalar) and string(template) is not None:
        return Entry(template, template), _ROLES.get(
            string(get(item, "role")) or "", "user"
        )
    return None
