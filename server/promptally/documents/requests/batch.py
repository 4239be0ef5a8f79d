"""Batches: many requests in one file, as a JSON body or a line each.

An item is a Message Batches item (`custom_id`, `params`), an item of OpenAI's batches
(`custom_id`, `method`, `url`, `body`), whatever its endpoint, a whole request, or an
array of messages.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from promptally.documents.fields import anchor, fields, opening, place, value
from promptally.documents.nodes import Array, Entry, Node, Object, string
from promptally.documents.requests import (
    declarations,
    messages_request,
    responses,
)
from promptally.documents.requests.messages_request import Place
from promptally.documents.requests.notes import Notes
from promptally.prompts import Problem, Prompt
from promptally.text import Span


class Item(NamedTuple):
    """One request of a batch; `name` is its id where it has no `custom_id`."""

    name: str
    node: Node
    needs_id: bool = False
    """The Message Batches API takes no item without a `custom_id`."""


class Read(NamedTuple):
    """What one item says, whatever the others say.

    `label` is what stands for its id in the file; `is_request` says that the item has
    the shape of a request or of one being typed.
    """

    name: str
    prompt: Prompt | None
    problems: tuple[Problem, ...]
    label: Span | None
    is_request: bool


def read(item: Item, *, is_json: bool) -> Read:
    """The prompt of `item`; `None`, with a problem, for what is no request."""
    notes = Notes(is_json=is_json)
    prompt = _prompt(item, notes)
    problems = tuple(notes.problems)
    return Read(item.name, prompt, problems, _label(item.node), is_request(item.node))


def batch(items: Iterable[Item], notes: Notes) -> tuple[Prompt, ...]:
    """The prompts of `items`; an item that is no request is left out with a problem."""
    return joined((read(item, is_json=notes.is_json) for item in items), notes)


def joined(reads: Iterable[Read], notes: Notes) -> tuple[Prompt, ...]:
    """The prompts of items that were read; an id that stands twice is told."""
    prompts: dict[str, Prompt] = {}
    for found in reads:
        notes.take(found.problems)
        prompt = found.prompt
        if prompt is None:
            continue
        if prompt.id in prompts:
            if found.label is not None:
                message = f"the `custom_id` `{prompt.id}` stands here twice"
                notes.shape(message, found.label)
            prompt = replace(prompt, id=f"{found.name} ({prompt.id})")
        prompts[prompt.id] = prompt
    return tuple(prompts.values())


def requests(node: Object, notes: Notes) -> tuple[Prompt, ...]:
    """The prompts of a Message Batches body, `{"requests": [...]}`."""
    entries = fields(node)
    of_file = declarations.declared(entries, notes)
    array = value(entries, "requests")
    items = array.items if isinstance(array, Array) else ()
    found = batch(numbered(items, needs_id=True), notes)
    return tuple(declarations.completed(prompt, of_file) for prompt in found)


def numbered(items: Iterable[Node], *, needs_id: bool = False) -> Iterable[Item]:
    """The items of an array, named by their place in it."""
    for index, item in enumerate(items):
        yield Item(f"requests[{index}]", item, needs_id)


def is_request(node: Node | None) -> bool:
    """Whether an item of a batch has the shape of a request, or of one being typed."""
    match node:
        case Object():
            entries = fields(node)
            return any(
                isinstance(value(entries, key), kind)
                for key, kind in (
                    ("params", Object),
                    ("body", Object),
                    ("messages", Array),
                )
            )
        case Array(items=(Object() as first, *_)):
            return "role" in fields(first)
    return False


def _prompt(item: Item, notes: Notes) -> Prompt | None:
    node = item.node
    match node:
        case Array() if is_request(node):
            where = Place(node.span, node.span.start, item.name)
            return messages_request.bare(node, notes, where)
        case Object():
            return _of_object(item, node, notes)
    notes.shape("an item of a batch must be a request", opening(node))
    return None


def _of_object(item: Item, node: Object, notes: Notes) -> Prompt | None:
    entries = fields(node)
    where = _place(item, node, entries, notes)
    wrapped = entries.get("params") or entries.get("body")
    if wrapped is None and "messages" in entries:
        return messages_request.request(node, notes, where)
    if wrapped is None:
        notes.shape("an item of a batch needs `params`", opening(node))
        return None
    if not isinstance(wrapped.value, Object):
        notes.shape(f"`{wrapped.key.value}` must be a request", place(wrapped))
        return None
    if responses.is_no_prompt(node):
        return None
    body = responses.as_request(wrapped.value, notes)
    prompt = messages_request.request(body, notes, where)
    return declarations.completed(prompt, declarations.declared(entries, notes))


def _place(
    item: Item, node: Object, entries: dict[object, Entry], notes: Notes
) -> Place:
    named = entries.get("custom_id")
    custom_id = string(named.value) if named else None
    if named is None and item.needs_id:
        notes.shape("an item of a batch needs a `custom_id`", opening(node))
    elif named is not None and not custom_id:
        notes.shape("a `custom_id` must be a string that is not empty", place(named))
    return Place(node.span, anchor(named, node, node.span), custom_id or item.name)


def _label(node: Node) -> Span | None:
    """Where an item is named."""
    if not isinstance(node, Object):
        return None
    named = next(
        (e for e in reversed(node.entries) if e.key.value == "custom_id"), None
    )
    return place(named) if named else opening(node)
