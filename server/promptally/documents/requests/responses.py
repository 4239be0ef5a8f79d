"""Bodies of OpenAI's other endpoints: `instructions` and `input`, or a bare `prompt`.

After the reference of OpenAI's Responses and Completions APIs, 2026. Such a body is
read as the request that it would be with `system` and `messages`. What an agent's run
leaves in `input` beside messages has no counterpart and is told.
"""

from collections.abc import Iterator

from promptally.documents.fields import opening
from promptally.documents.nodes import (
    Array,
    Entry,
    Node,
    Object,
    Scalar,
    entry,
    get,
    string,
)
from promptally.documents.requests.notes import Notes
from promptally.text import Span

_NAMES = {"instructions": "system", "max_output_tokens": "max_tokens"}

_TEXTS = ("input", "prompt")

_SIGNS = (*_TEXTS, "instructions")

_NO_PROMPTS = ("/embeddings", "/moderations", "/images/generations", "/images/edits")
"""The ends of the URLs of endpoints that take no prompt for a model that answers."""


def is_no_prompt(item: Object) -> bool:
    """Whether an item of a batch asks an endpoint that answers nothing."""
    url = string(get(item, "url")) or ""
    return url.rstrip("/").endswith(_NO_PROMPTS)


def as_request(node: Object, notes: Notes) -> Object:
    """`node` with the names of a Messages request, spans as they are.

    What has messages already is given back as it stands.
    """
    if entry(node, "messages") or not any(entry(node, name) for name in _SIGNS):
        return node
    return Object(node.span, tuple(_entries(node, notes)))


def _entries(node: Object, notes: Notes) -> Iterator[Entry]:
    for each in node.entries:
        key = each.key.value
        if key in _TEXTS:
            named = Scalar(each.key.span, "messages")
            yield Entry(named, _messages(each, notes))
        else:
            named = Scalar(each.key.span, _NAMES.get(str(key), each.key.value))
            yield Entry(named, each.value)


def _messages(said: Entry, notes: Notes) -> Node | None:
    match said.value:
        case Array(span=span, items=items):
            for item in items:
                if not _is_message(item):
                    message = "this is no message, so it is not counted"
                    notes.inform("not-counted", message, opening(item))
            return Array(span, tuple(filter(_is_message, items)))
        case Scalar(value=str()) as text:
            place = Span(text.span.start, text.span.start)
            role = Entry(Scalar(place, "role"), Scalar(place, "user"))
            content = Entry(Scalar(said.key.span, "content"), text)
            return Array(text.span, (Object(text.span, (role, content)),))
    return said.value


def _is_message(node: Node) -> bool:
    return entry(node, "role") is not None
