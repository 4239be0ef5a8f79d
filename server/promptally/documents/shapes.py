"""Which shape the nodes of a JSON or YAML file have, and the document they make.

The name of a file raises an expectation; its content decides. Nodes that have none of
the shapes make a document without prompts.
"""

from collections.abc import Sequence

from promptally.documents.fields import fields, opening, value
from promptally.documents.kinds import (
    chat_tuples,
    constructed,
    prompt_list,
    templates,
)
from promptally.documents.nodes import Array, Entry, Node, Object, string
from promptally.documents.requests import batch, messages_request
from promptally.documents.requests.batch import Item, Read
from promptally.documents.requests.notes import Notes
from promptally.prompts import Document, Kind, Problem, Prompt

_BESIDE_MESSAGES = frozenset({"model", "system", "tools", "max_tokens"})

_OF_REQUESTS = frozenset(
    {
        "betas",
        "container",
        "context_management",
        "inference_geo",
        "max_tokens",
        "mcp_servers",
        "metadata",
        "model",
        "output_config",
        "service_tier",
        "speed",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
        "x-promptally",
    }
)
"""The fields of a request but its messages (`anthropic` 2.12.0), and our own."""


def document(
    node: Node | None,
    *,
    kind: Kind,
    is_json: bool,
    problems: Sequence[Problem] = (),
) -> Document:
    """The document that the nodes of one file make.

    `kind` is what the name of the file says; `problems` are those of its syntax.
    """
    notes = Notes(problems=[*problems], is_json=is_json)
    kind, prompts = _read(node, kind, notes)
    return Document(kind=kind, prompts=prompts, problems=tuple(notes.problems))


def lines(
    items: Sequence[Item], *, is_json: bool, problems: Sequence[Problem] = ()
) -> Document:
    """The document that many values make: JSON Lines, or the documents of a YAML file.

    Where not one of them has the shape of a request, it has no prompts.
    """
    reads = [batch.read(item, is_json=is_json) for item in items]
    return lines_read(reads, is_json=is_json, problems=problems)


def lines_read(
    reads: Sequence[Read], *, is_json: bool, problems: Sequence[Problem] = ()
) -> Document:
    """As `lines`, of what somebody has read of each."""
    notes = Notes(problems=[*problems], is_json=is_json)
    is_batch = any(read.is_request for read in reads)
    prompts = batch.joined(reads, notes) if is_batch else ()
    return Document(kind=Kind.BATCH, prompts=prompts, problems=tuple(notes.problems))


type _Found = tuple[Kind, tuple[Prompt, ...]]


def _read(node: Node | None, kind: Kind, notes: Notes) -> _Found:
    match node:
        case Object():
            return _of_object(node, kind, notes)
        case Array():
            return _of_array(node, kind, notes)
    return kind, ()


def _of_object(node: Object, kind: Kind, notes: Notes) -> _Found:
    entries = fields(node)
    by_name = kind is Kind.TEMPLATE
    made_of = constructed.prompt(node) or node
    if made_of is not node or templates.is_template(node, by_name=by_name):
        return Kind.TEMPLATE, (templates.template(made_of, notes),)
    if _is_batch(entries):
        return Kind.BATCH, batch.requests(node, notes)
    if _is_item(entries):
        return Kind.BATCH, batch.batch([Item("requests[0]", node)], notes)
    if _is_request(entries):
        return Kind.REQUEST, (messages_request.request(node, notes),)
    if kind is Kind.REQUEST and _begins_request(entries):
        notes.inform("shape", "a request needs `messages`", opening(node))
        return kind, (messages_request.request(node, notes, is_begun=True),)
    return kind, _of_template(node, notes) if by_name else ()


def _of_template(node: Object, notes: Notes) -> tuple[Prompt, ...]:
    """Shapes so common that only the name of the file tells that they are prompts."""
    if "prompts" in fields(node):
        return tuple(prompt_list.configured(node, notes))
    return (templates.template(node, notes),) if templates.has_text(node) else ()


def _of_array(node: Array, kind: Kind, notes: Notes) -> _Found:
    items = node.items
    if any(_has_role(item) for item in items):
        return Kind.REQUEST, (messages_request.bare(node, notes),)
    if any(batch.is_request(item) for item in items):
        return Kind.BATCH, batch.batch(batch.numbered(items), notes)
    if chat_tuples.holds(node):
        return Kind.TEMPLATE, (chat_tuples.chat(node, node.span),)
    if kind is Kind.TEMPLATE and items:
        return kind, tuple(prompt_list.listed(items, notes))
    return kind, ()


def _is_batch(entries: dict[object, Entry]) -> bool:
    items = value(entries, "requests")
    return isinstance(items, Array) and any(map(batch.is_request, items.items))


def _is_item(entries: dict[object, Entry]) -> bool:
    return "custom_id" in entries and bool(entries.keys() & {"params", "body"})


def _is_request(entries: dict[object, Entry]) -> bool:
    if "messages" not in entries:
        return False
    match value(entries, "messages"):
        case Array(items=items) if any(_has_role(item) for item in items):
            return True
        case Object():
            return False
    return not entries.keys().isdisjoint(_BESIDE_MESSAGES)


def _begins_request(entries: dict[object, Entry]) -> bool:
    """Whether these are fields of a request to a Claude, its messages still to come.

    A field that has no value yet is being typed: it may become any.
    """
    given = {key for key, entry in entries.items() if entry.value is not None}
    if "model" not in given or not _OF_REQUESTS.issuperset(given):
        return False
    is_claude = "claude-" in (string(value(entries, "model")) or "")
    return is_claude and len(_BESIDE_MESSAGES & given) > 1


def _has_role(node: Node) -> bool:
    return isinstance(node, Object) and any(e.key.value == "role" for e in node.entries)
