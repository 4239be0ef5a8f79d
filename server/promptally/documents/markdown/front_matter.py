"""The YAML between two lines `---` at the very start of a text.

It is found without being parsed, so that a file which is no prompt file costs nothing.
Of its keys only `promptally` and `model` have a meaning here.
"""

import re
from typing import NamedTuple

from promptally.documents import nodes, own_settings, yaml
from promptally.documents.nodes import Array, Node, Object
from promptally.documents.own_settings import Declarations
from promptally.prompts import Declared, Problem, Severity
from promptally.text import Span

CODE = own_settings.CODE
"""The code of every problem with front matter."""

_LINE = r"[^\r\n]*+(?:\r\n?|\n|\Z)"


def _pattern(before: str, fence: str) -> re.Pattern[str]:
    closing = rf"{fence}[ \t]*+(?=[\r\n]|\Z)"
    return re.compile(
        rf"\ufeff?+{before}(?P<opening>{fence}[ \t]*+)(?:\r\n?|\n)"
        rf"(?P<yaml>(?:(?!\Z)(?!{closing}){_LINE})*+)"
        rf"(?P<closing>{closing}{_LINE})?+"
    )


STRICT = _pattern("", "---")
"""What Claude Code, Copilot and most others take for front matter."""

COMMENTED = _pattern(r"(?:[ \t]*+(?:\r\n?|\n)|#[^\r\n]*+(?:\r\n?|\n))*+", "---")
"""As `STRICT`, behind blank lines and comments, such as a license."""

PLUSES = _pattern(r"\s*+", r"(?:---|\+\+\+)")
"""As `STRICT`, behind white space, and `+++` will do."""

_FIRST_KEY = re.compile(
    r"(?:[ \t]*+(?:#[^\r\n]*+)?(?:\r\n?|\n))*+[A-Za-z_][\w-]*+[ \t]*+:(?=\s|\Z)"
)


class FrontMatter(NamedTuple):
    """The front matter of a text, or the lack of it.

    `body` is the offset of the text behind it, `yaml` what stands between its lines,
    and `node` its keys.
    """

    body: int
    yaml: Span = Span(0, 0)
    node: Object | None = None
    problems: tuple[Problem, ...] = ()


def find(text: str, pattern: re.Pattern[str] = STRICT) -> re.Match[str] | None:
    """The front matter of `text` with its group `yaml`, up to the text behind it."""
    found = pattern.match(text)
    return found if found and found["closing"] is not None else None


def parse(text: str, pattern: re.Pattern[str] = STRICT) -> FrontMatter:
    """The front matter of `text`; what holds no keys, or is not closed, is text."""
    body = int(text.startswith("\ufeff"))
    found = pattern.match(text)
    if found is None:
        return FrontMatter(body)
    looks_so = _FIRST_KEY.match(text, *found.span("yaml")) is not None
    if found["closing"] is None:
        return FrontMatter(body, problems=(_unclosed(found),) if looks_so else ())
    inside = Span(*found.span("yaml"))
    node, problems = yaml.parse(text, *inside)
    if isinstance(node, Object):
        return FrontMatter(found.end(), inside, node, problems)
    if looks_so or not found["yaml"].strip():
        return FrontMatter(found.end(), inside, None, problems)
    return FrontMatter(body)


def string(front: FrontMatter, key: str) -> Declared[str] | None:
    """The string under `key`; `None` where there is none."""
    return declared_string(nodes.get(front.node, key))


def declared_string(node: Node | None) -> Declared[str] | None:
    """The string that `node` is; `None` where it is blank, or no string."""
    value = nodes.string(node)
    if node is None or value is None or not value.strip():
        return None
    return Declared(value=value.strip(), span=node.span)


def declarations(front: FrontMatter) -> Declarations:
    """What the map `promptally` sets."""
    return own_settings.read(nodes.entry(front.node, "promptally"))


def plain_model(front: FrontMatter) -> Declared[str] | None:
    """The model under the key `model` of other tools; the first, if it is a list."""
    value = nodes.get(front.node, "model")
    if isinstance(value, Array) and value.items:
        value = value.items[0]
    return declared_string(value)


def wrong_model(front: FrontMatter) -> tuple[Problem, ...]:
    """A problem where `model` holds something that is no name of a model."""
    found = nodes.entry(front.node, "model")
    if found is None or own_settings.is_empty(found) or plain_model(front):
        return ()
    message = "`model` must be the id of a model"
    return (own_settings.warning(message, own_settings.place(found)),)


def _unclosed(found: re.Match[str]) -> Problem:
    return Problem(
        code=CODE,
        message="The front matter is not closed: it needs a line `---` behind it",
        span=Span(*found.span("opening")),
        severity=Severity.WARNING,
    )
