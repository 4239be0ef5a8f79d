"""Which local files the images and the documents of a prompt name.

Names only: nothing is looked up here. What stands elsewhere on the web, or in the Files
API, is no local file. What stands inside the request is none either, but a PDF there
has pages that somebody else must read.
"""

import re
from collections.abc import Iterator

from promptally.documents.fields import value
from promptally.documents.nodes import Entry, Node, Scalar, get, string
from promptally.prompts import INLINE_PDF, Reference, ReferenceKind

_KINDS = {
    "image": ReferenceKind.IMAGE,
    "image_url": ReferenceKind.IMAGE,
    "input_image": ReferenceKind.IMAGE,
    "document": ReferenceKind.DOCUMENT,
}

_ELSEWHERE = re.compile(r"\s*+(?:(?!file:)[a-z][a-z0-9+.-]++:|//|\Z)", re.IGNORECASE)
"""A URL with a scheme other than `file:` (a Windows drive has but one letter)."""

_PDF = "JVBERi"
"""`%PDF` and a hyphen in base64."""

_LONGEST_NAME = 4096
"""In code points: the longest path that Linux takes, and far more than people write."""


def references(
    path: str, kind: str | None, entries: dict[object, Entry]
) -> Iterator[Reference]:
    """The local file that the block at `path` names, if it names one."""
    used_as = _KINDS.get(kind or "")
    if used_as is None:
        return
    if used_as is ReferenceKind.DOCUMENT:
        yield from _inline(path, value(entries, "source"))
    named = _named(kind, entries)
    target = string(named)
    if isinstance(named, Scalar) and target is not None and names_file(target):
        yield Reference(kind=used_as, target=target, span=named.span, path=path)


def _inline(path: str, source: Node | None) -> Iterator[Reference]:
    """The PDF that stands in the request itself, if one does."""
    data = get(source, "data")
    digits = string(data)
    if (
        isinstance(data, Scalar)
        and digits is not None
        and digits.startswith(_PDF)
        and string(get(source, "type")) == "base64"
    ):
        target = INLINE_PDF + digits
        yield Reference(
            kind=ReferenceKind.DOCUMENT, target=target, span=data.span, path=path
        )


def names_file(target: str) -> bool:
    """Whether `target` names a file, rather than a web address or a template's gap."""
    return (
        len(target) <= _LONGEST_NAME
        and not _ELSEWHERE.match(target)
        and "{{" not in target
        and "\n" not in target
    )


def _named(kind: str | None, entries: dict[object, Entry]) -> Node | None:
    if kind in {"image_url", "input_image"}:
        image = value(entries, "image_url")
        return image if isinstance(image, Scalar) else get(image, "url")
    source = value(entries, "source")
    match string(get(source, "type")):
        case "url":
            return get(source, "url")
        case "path" | "file":
            return get(source, "path")
    return None
