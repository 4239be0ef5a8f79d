"""The tags of a POML file and the text between them; what is torn is text.

POML is XML for whoever writes it, but here nothing is refused: a tag that is not whole,
a name that is no component and a comment without an end are text like any other. No
tree is made, so nothing can be nested too deep.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from promptally.documents.kinds import poml_names
from promptally.prompts import Declared
from promptally.text import Span


class Sort(Enum):
    """What a token is."""

    TEXT = "text"
    OPENING = "opening"
    CLOSING = "closing"
    ALONE = "alone"


class Token(NamedTuple):
    """A stretch of text, or a tag with its name in lower case, without hyphens."""

    sort: Sort
    span: Span
    name: str = ""
    attributes: Mapping[str, Declared[str]] = MappingProxyType({})


_TAG = re.compile(
    r"(?P<comment><!--)|<(?P<closing>/)?(?P<name>[A-Za-z][\w:-]*+)"
    r"""(?P<attributes>(?:[^<>"'/]|/(?!>)|"[^"]*+"|'[^']*+')*+)(?P<alone>/)?>"""
)
_ATTRIBUTE = re.compile(
    r"""(?P<key>[\w:-]++)\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'"""
    r"|(?P<bare>\{\{[^{}]*+\}\}))"
)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, in order; comments are none."""
    said = int(text.startswith("\ufeff"))
    for span, token in _tags(text):
        if said < span.start:
            yield Token(Sort.TEXT, Span(said, span.start))
        if token:
            yield token
        said = span.end
    if said < len(text):
        yield Token(Sort.TEXT, Span(said, len(text)))


def _tags(text: str) -> Iterator[tuple[Span, Token | None]]:
    """Where tags and comments stand, with the token of a tag."""
    position, last_comment = 0, text.rfind("-->")
    while found := _TAG.search(text, position):
        position = found.end()
        if not found["comment"]:
            if token := _token(found):
                yield token.span, token
        elif position <= last_comment:
            position = text.index("-->", position) + 3
            yield Span(found.start(), position), None


def _token(tag: re.Match[str]) -> Token | None:
    name = tag["name"].lower().replace("-", "")
    if name not in poml_names.ALL:
        return None
    span = Span(*tag.span())
    if tag["closing"]:
        return Token(Sort.CLOSING, span, name)
    sort = Sort.ALONE if tag["alone"] else Sort.OPENING
    return Token(sort, span, name, _attributes(tag))


def _attributes(tag: re.Match[str]) -> Mapping[str, Declared[str]]:
    found: dict[str, Declared[str]] = {}
    for attribute in _ATTRIBUTE.finditer(tag.string, *tag.span("attributes")):
        group = attribute.lastgroup or "bare"
        span = Span(*attribute.span(group))
        found[attribute["key"].lower()] = Declared(value=attribute[group], span=span)
    return found
