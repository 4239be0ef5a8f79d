"""promptfoo's lists of prompts: each item a prompt of its own.

Prompts in other files (`file://…`) are those files' to show. A string that is itself
the JSON of a chat counts as the text that it is.
"""

import re
from collections.abc import Iterator

from promptally.documents.fields import fields
from promptally.documents.kinds.template_texts import said
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
from promptally.documents.requests import declarations, messages_request
from promptally.documents.requests.messages_request import Place
from promptally.documents.requests.notes import Notes
from promptally.prompts import Declared, Prompt

_FILE_ENDINGS = (
    ".cjs",
    ".csv",
    ".j2",
    ".js",
    ".json",
    ".jsonl",
    ".md",
    ".mjs",
    ".py",
    ".ts",
    ".txt",
    ".yaml",
    ".yml",
)
"""What promptfoo takes for the end of a file's name."""

_CLAUDE = re.compile(r"anthropic:(?:messages:|completion:)?(claude\S*+)")


def listed(items: tuple[Node, ...], notes: Notes) -> Iterator[Prompt]:
    """The prompts of `items`, with ids that are theirs alone."""
    ids: set[str] = set()
    for index, item in enumerate(items):
        path = f"prompts[{index}]"
        wanted = string(get(item, "label")) or string(get(item, "id")) or path
        prompt = _prompt(path, path if wanted in ids else wanted, item, notes)
        if prompt is not None:
            ids.add(prompt.id)
            yield prompt


def configured(node: Object, notes: Notes) -> Iterator[Prompt]:
    """The prompts of a promptfoo configuration, for the model of its first provider."""
    prompts = get(node, "prompts")
    items = prompts.items if isinstance(prompts, Array) else (prompts,)
    own = declarations.declared(fields(node), notes)
    by = own._replace(model=own.model or _model(get(node, "providers")))
    for prompt in listed(tuple(item for item in items if item), notes):
        yield declarations.completed(prompt, by)


def _prompt(path: str, name: str, item: Node, notes: Notes) -> Prompt | None:
    where = Place(item.span, item.span.start, name)
    match item:
        case Scalar(value=str(words)) if not _names_file(words):
            return _of_text(path, Entry(item, item), where)
        case Array():
            own = Notes(problems=notes.problems, is_json=notes.is_json)
            return messages_request.bare(item, own, where)
        case Object() if (raw := entry(item, "raw")) and string(raw.value) is not None:
            return _of_text(path, raw, where)
    return None


def _of_text(path: str, text: Entry, where: Place) -> Prompt:
    return Prompt(
        id=where.id,
        span=where.span,
        anchor=where.anchor,
        messages=(said(path, text),),
    )


def _model(providers: Node | None) -> Declared[str] | None:
    match providers:
        case Array(items=(first, *_)):
            return _model(first)
        case Object():
            return _model(get(providers, "id"))
        case Scalar(value=str(name), span=span) if found := _CLAUDE.match(name):
            return Declared(value=found[1], span=span)
    return None


def _names_file(words: str) -> bool:
    if words.startswith("file://"):
        return True
    match words.split(maxsplit=1):
        case [word]:
            return word.endswith(_FILE_ENDINGS)
    return False
