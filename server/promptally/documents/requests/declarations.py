"""What a JSON or YAML file says to Promptally itself: `x-promptally: {model, budget}`.

Where it stands is this module's matter; what it may say, `own_settings`'.
"""

from dataclasses import replace

from promptally.documents import own_settings
from promptally.documents.nodes import Entry
from promptally.documents.own_settings import CODE, NOTHING, Declarations
from promptally.documents.requests.notes import Notes
from promptally.prompts import Prompt

KEY = "x-promptally"
"""The key of the map; the API knows no such field."""


def declared(entries: dict[object, Entry], notes: Notes) -> Declarations:
    """What the `x-promptally` map among the fields `entries` of an object sets."""
    entry = entries.get(KEY)
    if entry is not None and notes.is_json:
        notes.inform(CODE, f"the API refuses `{KEY}`", entry.key.span)
    found = own_settings.read(entry)
    for problem in found.problems:
        notes.warn(problem.code, problem.message, problem.span)
    return found


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
