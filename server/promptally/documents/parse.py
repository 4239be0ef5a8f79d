"""From a file's name and text to its prompts: the one way in to this package.

Which kind of file it is, is `detect`'s to say; how that kind is read, its parser's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from promptally import pieces
from promptally.documents import json, shapes, yaml
from promptally.documents.detect import Detection, Syntax, detect
from promptally.documents.editing import indented, prose, quoted, reparse
from promptally.documents.editing.reparse import Parsed
from promptally.documents.json import jsonl
from promptally.documents.kinds import (
    dotprompt,
    instructions,
    poml,
    prompt_markdown,
    prompty,
)
from promptally.documents.nodes import Node
from promptally.documents.requests import batch
from promptally.documents.requests.batch import Item, Read
from promptally.prompts import Document, Kind, Problem, Prompt, Severity
from promptally.text import Span

_OF_MARKDOWN = {
    Kind.INSTRUCTIONS: instructions.parse,
    Kind.MARKDOWN: prompt_markdown.parse,
    Kind.PROMPTY: prompty.parse,
    Kind.DOTPROMPT: dotprompt.parse,
    Kind.POML: poml.parse,
}


LARGEST = 8_000_000
"""Code points of a prompt: more than any model's window takes as text.

Text that nobody has written, such as base64 in a string, is counted at about 1 MB/s
(recorded with Python 3.13 on one core, 2026-11); an editor must not wait for that.
"""

TOO_LARGE = "too-large"
"""The code of the problem with a prompt over `LARGEST`."""


def parse(
    path: str,
    text: str,
    extra_globs: Sequence[str] = (),
    previous: Parsed | None = None,
) -> Document | None:
    """The prompts of the file at `path`; `None` for a file that is no prompt file.

    `path` is relative to the folder that `extra_globs` are written for; they name
    further prompt files, as in `.gitignore`. The file is not looked at: `text` is what
    it holds, whatever state that is in. `previous` is what was made of the same file
    before an edit: it makes the answer come faster, and no other.
    """
    if previous and len(text) <= LARGEST:
        again = prose.edited(text, previous) or _as_before(path, text, previous)
        if again:
            return again
    found = detect(path, text, extra_globs)
    if found is None:
        return None
    if len(text) > LARGEST and not _is_batch(found):
        problem = _too_large(0, len(text), "The file")
        return Document(kind=found.kind, prompts=(), problems=(problem,))
    if found.syntax is Syntax.MARKDOWN:
        return _OF_MARKDOWN[found.kind](path, text)
    again = _again(found, text, previous) if previous else None
    if again and not any(pieces.facts(again.prompts, _are_large)):
        return again
    # Where the name alone makes it a prompt file, faults are worth knowing even if
    # nothing in it looks like a prompt yet.
    by_name = detect(path, "", extra_globs) is not None
    document = _of_nodes(found, text)
    return bounded(document) if by_name or document.prompts else None


def _again(found: Detection, text: str, previous: Parsed) -> Document | None:
    if found.syntax is Syntax.YAML:
        return indented.edited(found, text, previous)
    return reparse.reparse(found.syntax, text, previous, kind=found.kind)


def _is_batch(found: Detection) -> bool:
    """Whether the file may well be large because it holds many requests."""
    return found.kind is Kind.BATCH and found.syntax is not Syntax.YAML


def bounded(document: Document) -> Document:
    """The document without the requests of a batch that are too large."""
    large = [p.span for p in document.prompts if is_large(p)]
    if not large:
        return document
    problems = [_too_large(*span, "The request") for span in large]
    return replace(
        document,
        prompts=tuple(p for p in document.prompts if not is_large(p)),
        problems=(*document.problems, *problems),
    )


def _as_before(path: str, text: str, previous: Parsed) -> Document | None:
    """The document after an edit that cannot have made another kind of file of it."""
    syntax = _JSON.get(path[path.rfind(".") :])
    changed = previous.difference
    if syntax is None or changed is None:
        return None
    if not quoted.is_within(previous.text, text, changed):
        return None
    return reparse.reparse(syntax, text, previous)


_JSON = {".json": Syntax.JSON, ".jsonl": Syntax.JSONL}


def _are_large(prompts: Sequence[Prompt]) -> bool:
    return any(map(is_large, prompts))


def is_large(prompt: Prompt) -> bool:
    """Whether it is not to be counted."""
    return prompt.span.end - prompt.span.start > LARGEST


def _too_large(start: int, end: int, what: str) -> Problem:
    size, most = (end - start) / 1e6, LARGEST // 1_000_000
    return Problem(
        code=TOO_LARGE,
        message=f"{what} is not counted: it has {size:.1f} million characters,"
        f" {most} million are the most",
        span=Span(start, start),
        severity=Severity.WARNING,
    )


def _of_nodes(found: Detection, text: str) -> Document:
    match found.syntax:
        case Syntax.JSONL:
            return of_lines([*read_lines(text)])
        case Syntax.YAML:
            return _yaml(found.kind, text)
    node, problems = json.parse(text)
    return shapes.document(node, kind=found.kind, is_json=True, problems=problems)


class LineRead(NamedTuple):
    """What a line of a JSON Lines file says by itself; `end` is where it ends."""

    end: int
    read: Read | None
    problems: tuple[Problem, ...]


def read_lines(text: str) -> Iterator[LineRead]:
    """The lines of a JSON Lines file that are not blank, one after another."""
    for line in jsonl.read(text):
        read = None
        if line.node is not None:
            read = batch.read(Item(f"line-{line.number}", line.node), is_json=True)
        yield LineRead(line.span.end, read, line.problems)


def of_lines(lines: Sequence[LineRead]) -> Document:
    """The document that all lines of a file make, those `bounded` leaves out too."""
    return shapes.lines_read(
        [line.read for line in lines if line.read],
        is_json=True,
        problems=[problem for line in lines for problem in line.problems],
    )


def read_line(text: str, number: int, start: int, end: int) -> Prompt | None:
    """The prompt in the line `text[start:end]`, the file's line `number` from 1."""
    node, _ = jsonl.parse_line(text, start, end)
    if node is None:
        return None
    prompt = batch.read(Item(f"line-{number}", node), is_json=True).prompt
    return None if prompt is None or is_large(prompt) else prompt


def is_lines(path: str, text: str, extra_globs: Sequence[str] = ()) -> bool:
    """Whether the file is a batch in JSON Lines."""
    found = detect(path, text, extra_globs)
    return found is not None and found.syntax is Syntax.JSONL


def parse_again(
    path: str, text: str, extra_globs: Sequence[str], previous: Parsed | None
) -> Document | None:
    """As `parse`, where the document before the edit makes it quick; else `None`."""
    found = detect(path, text, extra_globs) if previous else None
    if found is None or previous is None:
        return None
    again = reparse.reparse(found.syntax, text, previous)
    return None if again and any(pieces.facts(again.prompts, _are_large)) else again


def _yaml(kind: Kind, text: str) -> Document:
    """A file of several YAML documents with requests is a batch of them."""
    documents = yaml.parse_all(text)
    nodes = [node for node, _ in documents if node]
    problems = [problem for _, found in documents for problem in found]
    if len(nodes) > 1:
        many = shapes.lines(_numbered(nodes), is_json=False, problems=problems)
        if many.prompts:
            return many
    first = nodes[0] if nodes else None
    return shapes.document(first, kind=kind, is_json=False, problems=problems)


def _numbered(nodes: Sequence[Node]) -> list[Item]:
    return [Item(f"document-{number}", node) for number, node in enumerate(nodes, 1)]
