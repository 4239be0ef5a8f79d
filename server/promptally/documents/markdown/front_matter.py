"""The YAML between two lines `---` at the very start of a text.

It is found without being parsed, so that a file which is no prompt file costs nothing.
Of its keys only `promptally` and `model` have a meaning here.
"""

import re
from typing import NamedTuple

from promptally.documents import nodes, yaml
from promptally.documents.nodes import Array, Entry, Node, Object, Scalar
from promptally.prompts import Declared, Problem, Severity
from promptally.text import Span

CODE = "front-matter"
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


class Declarations(NamedTuple):
    """What a file sets for its prompt; `None` where it sets nothing."""

    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None
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
    found = nodes.entry(front.node, "promptally")
    if found is None or _is_empty(found.value):
        return Declarations()
    if not isinstance(found.value, Object):
        message = "`promptally` must be a map with `model` or `budget`"
        return Declarations(problems=(_warning(message, _place(found)),))
    model, of_model = _model(nodes.entry(found.value, "model"))
    budget, of_budget = _budget(nodes.entry(found.value, "budget"))
    unknown = tuple(
        _warning(f"`promptally` has no setting `{key.value}`", key.span)
        for key, _ in found.value.entries
        if key.value not in {"model", "budget"}
    )
    return Declarations(model, budget, of_model + of_budget + unknown)


def plain_model(front: FrontMatter) -> Declared[str] | None:
    """The model under the key `model` of other tools; the first, if it is a list."""
    value = nodes.get(front.node, "model")
    if isinstance(value, Array) and value.items:
        value = value.items[0]
    return declared_string(value)


def wrong_model(front: FrontMatter) -> tuple[Problem, ...]:
    """A problem where `model` holds something that is no name of a model."""
    found = nodes.entry(front.node, "model")
    if found is None or _is_empty(found.value) or plain_model(front):
        return ()
    return (_warning("`model` must be the id of a model", _place(found)),)


def _model(found: Entry | None) -> tuple[Declared[str] | None, tuple[Problem, ...]]:
    if found is None or _is_empty(found.value):
        return None, ()
    if model := declared_string(found.value):
        return model, ()
    return None, (_warning("`model` must be the id of a model", _place(found)),)


def _budget(
    found: Entry | None,
) -> tuple[Declared[int | None] | None, tuple[Problem, ...]]:
    if found is None or _is_empty(found.value):
        return None, ()
    place = _place(found)
    match found.value:
        case Scalar(value=False | "off"):
            # YAML 1.1 reads a bare `off` as false.
            return Declared(value=None, span=place), ()
        case Scalar(value=int(tokens)) if tokens > 0 and tokens is not True:
            return Declared(value=tokens, span=place), ()
    message = "`budget` must be a whole number of tokens above 0, or `off`"
    return None, (_warning(message, _place(found)),)


def _is_empty(node: Node | None) -> bool:
    """Whether the author has not typed a value yet."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def _place(found: Entry) -> Span:
    return found.value.span if isinstance(found.value, Scalar) else found.key.span


def _warning(message: str, place: Span) -> Problem:
    return Problem(code=CODE, message=message, span=place, severity=Severity.WARNING)


def _unclosed(found: re.Match[str]) -> Problem:
    return Problem(
        code=CODE,
        message="The front matter is not closed: it needs a line `---` behind it",
        span=Span(*found.span("opening")),
        severity=Severity.WARNING,
    )
