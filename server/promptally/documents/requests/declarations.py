"""What a JSON or YAML file says to Promptally itself: `x-promptally: {model, budget}`.

The front matter of Markdown says the same in its own way and its own module.
"""

from dataclasses import replace
from typing import NamedTuple

from promptally.documents.fields import fields, place
from promptally.documents.nodes import Entry, Object, Scalar
from promptally.documents.requests.notes import Notes
from promptally.prompts import Declared, Prompt

KEY = "x-promptally"
"""The key of the map; the API knows no such field."""

CODE = "front-matter"
"""The code of every problem with what a file declares."""


class Declarations(NamedTuple):
    """What the file sets for its prompts; `None` where it sets nothing."""

    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None


NOTHING = Declarations()


def declared(entries: dict[object, Entry], notes: Notes) -> Declarations:
    """What the `x-promptally` map among the fields `entries` of an object sets."""
    entry = entries.get(KEY)
    if entry is None:
        return NOTHING
    if notes.is_json:
        notes.inform(CODE, f"the API refuses `{KEY}`", entry.key.span)
    match entry.value:
        case Object() as settings:
            return _settings(settings, notes)
        case None | Scalar(value=None):
            return NOTHING
    notes.warn(CODE, f"`{KEY}` must be a map of `model`, `budget`", place(entry))
    return NOTHING


def overridden(prompt: Prompt, by: Declarations) -> Prompt:
    """`prompt` with what `by` sets in place of its own."""
    if by == NOTHING:
        return prompt
    return replace(
        prompt, model=by.model or prompt.model, budget=by.budget or prompt.budget
    )


def completed(prompt: Prompt, by: Declarations) -> Prompt:
    """`prompt` with what `by` sets where it sets nothing itself."""
    if by == NOTHING:
        return prompt
    return replace(
        prompt, model=prompt.model or by.model, budget=prompt.budget or by.budget
    )


def _settings(node: Object, notes: Notes) -> Declarations:
    model: Declared[str] | None = None
    budget: Declared[int | None] | None = None
    for key, entry in fields(node).items():
        match key:
            case "model":
                model = _model(entry, notes)
            case "budget":
                budget = _budget(entry, notes)
            case _:
                notes.warn(CODE, f"`{KEY}` has no setting `{key}`", entry.key.span)
    return Declarations(model, budget)


def _model(entry: Entry, notes: Notes) -> Declared[str] | None:
    match entry.value:
        case Scalar(value=str(name), span=span) if name.strip():
            return Declared(value=name.strip(), span=span)
        case None | Scalar(value=None):
            return None
    notes.warn(CODE, "`model` must be the id of a model", place(entry))
    return None


def _budget(entry: Entry, notes: Notes) -> Declared[int | None] | None:
    match entry.value:
        case Scalar(value=False, span=span):
            # YAML reads a bare `off` as false.
            return Declared(value=None, span=span)
        case Scalar(value=str(word), span=span) if word.strip().lower() == "off":
            return Declared(value=None, span=span)
        case Scalar(value=int(tokens), span=span) if tokens > 0 and tokens is not True:
            return Declared(value=tokens, span=span)
        case None | Scalar(value=None):
            return None
    notes.warn(
        CODE,
        "`budget` must be a whole number of tokens above 0, or `off`",
        place(entry),
    )
    return None
