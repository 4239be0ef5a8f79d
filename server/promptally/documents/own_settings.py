"""What a file says to Promptally itself: a map of `model` and `budget`.

Front matter has it under `promptally`, JSON and YAML under `x-promptally`. It is read
here for both, so that both mean the same.
"""

from typing import NamedTuple

from promptally.documents.fields import fields
from promptally.documents.nodes import Entry, Object, Scalar
from promptally.prompts import Declared, Problem, Severity
from promptally.text import Span

CODE = "front-matter"
"""The code of every problem with what a file declares."""


class Declarations(NamedTuple):
    """What a file sets for its prompts; `None` where it sets nothing."""

    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None
    problems: tuple[Problem, ...] = ()


NOTHING = Declarations()


def read(found: Entry | None) -> Declarations:
    """What the map of `found` sets; a value that is not typed yet sets nothing."""
    if found is None or is_empty(found):
        return NOTHING
    key = found.key.value
    if not isinstance(found.value, Object):
        message = f"`{key}` must be a map with `model` or `budget`"
        return Declarations(problems=(warning(message, place(found)),))
    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None
    problems: list[Problem] = []
    for name, entry in fields(found.value).items():
        match name:
            case _ if name in {"model", "budget"} and is_empty(entry):
                continue
            case "model":
                model = _model(entry, problems)
            case "budget":
                budget = _budget(entry, problems)
            case _:
                message = f"`{key}` has no setting `{name}`"
                problems.append(warning(message, entry.key.span))
    return Declarations(model, budget, tuple(problems))


def is_empty(found: Entry) -> bool:
    """Whether the author has not typed a value yet."""
    node = found.value
    return node is None or (isinstance(node, Scalar) and node.value is None)


def place(found: Entry) -> Span:
    """Where a problem with the value of `found` points: at it, if it is short."""
    return found.value.span if isinstance(found.value, Scalar) else found.key.span


def warning(message: str, span: Span) -> Problem:
    """A problem with what a file declares."""
    return Problem(code=CODE, message=message, span=span, severity=Severity.WARNING)


def _model(entry: Entry, problems: list[Problem]) -> Declared[str] | None:
    match entry.value:
        case Scalar(value=str(name), span=span) if name.strip():
            return Declared(value=name.strip(), span=span)
    problems.append(warning("`model` must be the id of a model", place(entry)))
    return None


def _budget(entry: Entry, problems: list[Problem]) -> Declared[int | None] | None:
    match entry.value:
        case Scalar(value=False, span=span):
            # YAML 1.1 reads a bare `off` as false.
            return Declared(value=None, span=span)
        case Scalar(value=str(word), span=span) if word.strip().lower() == "off":
            return Declared(value=None, span=span)
        case Scalar(value=int(tokens), span=span) if tokens > 0 and tokens is not True:
            return Declared(value=tokens, span=span)
    message = "`budget` must be a whole number of tokens above 0, or `off`"
    problems.append(warning(message, place(entry)))
    return None
