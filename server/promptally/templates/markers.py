"""Where a text has variables and control flow, by the rules of its format.

Nothing is evaluated, and a marker that is not closed yet is text. Time is linear in the
text, whatever stands in it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from promptally.templates import expressions
from promptally.templates.braces import Braces
from promptally.templates.marker import Marker
from promptally.text import Span


class Dialect(StrEnum):
    """How a format writes its variables."""

    BRACES = "braces"
    """`{{x}}`, with the tags of Jinja and Nunjucks, and the sections of Mustache."""
    HANDLEBARS = "handlebars"
    """The same with Dotprompt's own words, such as `{{role "user"}}`."""
    EDITOR = "editor"
    """`{{x}}` and VS Code's `${input:x}`, `${selection}`."""
    DOLLAR = "dollar"
    """`$x` and `${x}`, as Python's `string.Template` has them."""
    FORMAT = "format"
    """`{x}`, as `str.format` has it."""


def find(text: str, dialect: Dialect) -> tuple[Marker, ...]:
    """The markers of `text`, in order; comments of templates are none."""
    return tuple(_FINDERS[dialect](text))


_VARIABLE_OF_EDITOR = re.compile(
    r"\$\{(?:input:(?P<input>[^:{}\r\n]++)(?::[^{}\r\n]*+)?|(?P<own>selection"
    r"|selectedText|file(?:Basename|Dirname|BasenameNoExtension)?"
    r"|workspaceFolder(?:Basename)?))\}"
)
_DOLLAR = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[A-Za-z_]\w*+)|\{(?P<braced>[A-Za-z_]\w*+)\})"
)
_FORMAT = re.compile(
    r"(?P<escaped>\{\{|\}\})"
    r"|\{(?P<path>[A-Za-z_]\w*+(?:\.\w++|\[\w++\])*+)(?:![rsa])?(?::[^{}\r\n]*+)?\}"
)
_OF_DOTPROMPT = frozenset({"history", "role", "section"})
"""Helpers that mark who speaks and where, and insert nothing that a file could give."""


def _of_braces(text: str) -> Iterator[Marker]:
    return Braces(text, frozenset()).markers()


def _of_handlebars(text: str) -> Iterator[Marker]:
    return Braces(text, _OF_DOTPROMPT).markers()


def _of_editor(text: str) -> Iterator[Marker]:
    found = [*_of_braces(text)]
    for variable in _VARIABLE_OF_EDITOR.finditer(text):
        name = (variable["input"] or variable["own"]).strip()
        found.append(Marker(Span(*variable.span()), name, (name,)))
    end = 0
    for marker in sorted(found):
        if marker.span.start >= end:
            end = marker.span.end
            yield marker


def _of_dollar(text: str) -> Iterator[Marker]:
    for found in _DOLLAR.finditer(text):
        name = found["named"] or found["braced"] or ""
        if name:
            yield Marker(Span(*found.span()), name, (name,))
        else:
            yield Marker(Span(*found.span()), literal="$")


def _of_format(text: str) -> Iterator[Marker]:
    for found in _FORMAT.finditer(text):
        span = Span(*found.span())
        if path := found["path"]:
            yield Marker(span, path, (expressions.root(path),))
        else:
            yield Marker(span, literal=found["escaped"][0])


_FINDERS: Mapping[Dialect, Callable[[str], Iterator[Marker]]] = {
    Dialect.BRACES: _of_braces,
    Dialect.HANDLEBARS: _of_handlebars,
    Dialect.EDITOR: _of_editor,
    Dialect.DOLLAR: _of_dollar,
    Dialect.FORMAT: _of_format,
}
