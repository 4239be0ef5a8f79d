"""Variables and control flow between double braces, in order.

Jinja, Nunjucks, Mustache and Handlebars are read alike, as far as they are: what one of
them does not have does not stand in its files.
"""

import re
from collections.abc import Iterator

from promptally.templates import expressions
from promptally.templates.marker import Marker
from promptally.text import Span

_OPENING = re.compile(r"\{(?:\{(?:~?+!--|\{?+)|%|#)")
"""With one letter to look for first, a megabyte takes a fraction of a millisecond."""

_CLOSING = {"{{{": "}}}", "{{": "}}", "{%": "%}"}
_COMMENTS = {"{#": "#}", "{{!--": "--}}", "{{~!--": "--}}"}
"""A comment may hold what would be a marker elsewhere."""

_SCOPES = frozenset({"each", "with"})
"""Blocks within which a name is looked up in something else first."""

_BLOCKS = frozenset("!#/^>@")
"""What a tag begins with that is no variable."""


class Braces:
    """Reads what stands in braces, and remembers which names are bound to what."""

    __slots__ = ("_bound", "_closings", "_own", "_scopes", "_text")

    def __init__(self, text: str, own: frozenset[str]) -> None:
        self._text = text
        self._own = own
        self._bound: set[str] = set()
        self._scopes: list[str] = []
        self._closings: dict[str, int] = {}

    def markers(self) -> Iterator[Marker]:
        """The markers of the text, in order; to be asked for once."""
        position = 0
        while found := _OPENING.search(self._text, position):
            opening, start, position = found[0], found.start(), found.end()
            is_comment = opening in _COMMENTS
            closing = _COMMENTS[opening] if is_comment else _CLOSING[opening]
            end = self._closing(closing, position)
            if end is None:
                continue
            if is_comment:
                position = end
                continue
            if self._text.find("{{", position, end) >= 0:
                continue
            inside = self._text[position:end]
            span = Span(start, end + len(closing))
            position = span.end
            is_escaped = self._text.startswith("\\", max(start - 1, 0), start)
            if not is_escaped and (marker := self._marker(opening, inside, span)):
                yield marker

    def _closing(self, closing: str, start: int) -> int | None:
        """Where `closing` stands next; each place is looked for once."""
        known = self._closings.get(closing, -1)
        if known < start:
            known = self._text.find(closing, start)
            self._closings[closing] = known if known >= 0 else len(self._text)
        return known if 0 <= known < len(self._text) else None

    def _marker(self, opening: str, inside: str, span: Span) -> Marker | None:
        if opening == "{%":
            return self._tag(inside.strip("-+ \t\r\n"), span)
        said = inside.strip("~& \t\r\n")
        if said[:1] in _BLOCKS:
            return self._block(said, span)
        word = said.split(maxsplit=1)[:1]
        if not word or word[0] in self._own:
            return None
        if word == ["else"]:
            return Marker(span, names=self._free(said[4:]), is_control=True)
        if not expressions.is_path(said):
            return Marker(span, names=self._free(said))
        return self._variable(said, span)

    def _variable(self, path: str, span: Span) -> Marker:
        names = self._free(path)
        is_given = bool(names) and not self._scopes
        return Marker(span, path if is_given else "", names if is_given else ())

    def _block(self, said: str, span: Span) -> Marker | None:
        """A block of Handlebars or Mustache, a partial, or a comment."""
        mark, rest = said[0], said[1:].strip("~ \t\r\n")
        word, _, arguments = rest.partition(" ")
        if mark == "!":
            return None
        if mark == "#" and word in _SCOPES:
            names = self._free(arguments)
            self._scopes.append(word)
            return Marker(span, names=names, is_control=True)
        if mark == "/" and self._scopes and self._scopes[-1] == word:
            self._scopes.pop()
        names = self._free(arguments or word) if mark in "#^" else ()
        return None if word in self._own else Marker(span, names=names, is_control=True)

    def _tag(self, said: str, span: Span) -> Marker:
        """A tag of Jinja; the names that it binds are no variables from here on."""
        word, _, rest = said.partition(" ")
        match word:
            case "for":
                bound, _, rest = rest.partition(" in ")
                names = self._free(rest)
                self._bound |= {"loop", *expressions.names(bound)}
            case "set":
                bound, _, rest = rest.partition("=")
                names = self._free(rest)
                self._bound |= {*expressions.names(bound)}
            case "if" | "elif":
                names = self._free(rest)
            case _:
                names = ()
        return Marker(span, names=names, is_control=True)

    def _free(self, expression: str) -> tuple[str, ...]:
        """The variables of an expression that nothing in the text binds."""
        found = expressions.names(expression)
        return tuple(name for name in found if name not in self._bound)
