"""Which shape the nodes of a JSON or YAML file have, and the document they make.

The name of a file raises an expectation; its content decides. Nodes that have none of
the shapes make a document without prompts.
"""

from collections.abc import Sequence

from promptally.documents.fields import fields, value
from promptally.documents.kinds import chat_tuples, prompt_list, templates
from promptally.documents.nodes import Array, Entry, Node, Object
from promptally.documents.requests import batch, messages_request
from promptally.documents.requests.batch import Item
from promptally.documents.requests.notes import Notes
from promptally.prompts import Document, Kind, Problem, Prompt

_BESIDE_MESSAGES = frozenset({"model", "system", "tools", "max_tokens"})


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
    notes = Notes(problems=[*problems], is_json=is_json)
    is_batch = any(batch.is_request(item.node) for item in items)
    prompts = batch.batch(items, notes) if is_batch else ()
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
    if templates.is_template(node, by_name=by_name):
        return Kind.TEMPLATE, (templates.template(node, notes),)
    if _is_batch(entries):
        return Kind.BATCH, batch.requests(node, notes)
    if _is_item(entries):
        return Kind.BATCH, batch.batch([Item("requests[0]", node)], notes)
    if _is_request(entries):
        return Kind.REQUEST, (messages_request.request(node, notes),)
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


def _has_role(node: Node) -> bool:
    return isinstance(node, Object) and any(e.key.value == "role" for e in node.entries)
