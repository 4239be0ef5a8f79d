"""From a file's name and text to its prompts: the one way in to this package.

Which kind of file it is, is `detect`'s to say; how that kind is read, its parser's.
"""

from collections.abc import Sequence
from dataclasses import replace

from promptally.documents import json, shapes, yaml
from promptally.documents.detect import Detection, Syntax, detect
from promptally.documents.editing import reparse
from promptally.documents.editing.reparse import Parsed
from promptally.documents.json import jsonl
from promptally.documents.kinds import dotprompt, instructions, prompt_markdown, prompty
from promptally.documents.nodes import Node
from promptally.documents.requests.batch import Item
from promptally.prompts import Document, Kind, Problem, Prompt, Severity
from promptally.text import Span

_OF_MARKDOWN = {
    Kind.INSTRUCTIONS: instructions.parse,
    Kind.MARKDOWN: prompt_markdown.parse,
    Kind.PROMPTY: prompty.parse,
    Kind.DOTPROMPT: dotprompt.parse,
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
    found = detect(path, text, extra_globs)
    if found is None:
        return None
    if len(text) > LARGEST and not _is_batch(found):
        problem = _too_large(0, len(text), "The file")
        return Document(kind=found.kind, prompts=(), problems=(problem,))
    if found.syntax is Syntax.MARKDOWN:
        return _OF_MARKDOWN[found.kind](path, text)
    again = reparse.reparse(found.syntax, text, previous) if previous else None
    if again and not any(map(_is_large, again.prompts)):
        return again
    # Where the name alone makes it a prompt file, faults are worth knowing even if
    # nothing in it looks like a prompt yet.
    by_name = detect(path, "", extra_globs) is not None
    document = _of_nodes(found, text)
    return _bounded(document) if by_name or document.prompts else None


def _is_batch(found: Detection) -> bool:
    """Whether the file may well be large because it holds many requests."""
    return found.kind is Kind.BATCH and found.syntax is not Syntax.YAML


def _bounded(document: Document) -> Document:
    """The document without the requests of a batch that are too large."""
    large = [p.span for p in document.prompts if _is_large(p)]
    if not large:
        return document
    problems = [_too_large(*span, "The request") for span in large]
    return replace(
        document,
        prompts=tuple(p for p in document.prompts if not _is_large(p)),
        problems=(*document.problems, *problems),
    )


def _is_large(prompt: Prompt) -> bool:
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
            return _lines(text)
        case Syntax.YAML:
            return _yaml(found.kind, text)
    node, problems = json.parse(text)
    return shapes.document(node, kind=found.kind, is_json=True, problems=problems)


def _lines(text: str) -> Document:
    lines = jsonl.parse(text)
    return shapes.lines(
        [Item(f"line-{line.number}", line.node) for line in lines if line.node],
        is_json=True,
        problems=[problem for line in lines for problem in line.problems],
    )


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
