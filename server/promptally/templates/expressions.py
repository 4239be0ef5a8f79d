"""What stands between the braces of a template: which variables it names.

Expressions are those of Jinja, Handlebars and JavaScript as far as they are alike.
Nothing is evaluated; what is a string, a filter, a function or a word of the language
is no variable.
"""

import re
from collections.abc import Mapping, Sequence

from promptally.prompts import Json

_PATH = re.compile(r"[A-Za-z_][\w-]*+(?:\.[A-Za-z_]\w*+|\.\d++|\[\d++\])*+\Z")
_STEP = re.compile(r"[\w-]++")
_STRING = re.compile(r'"[^"]*+"|\'[^\']*+\'')
_NAME = re.compile(r"(?<![\w.@$-])[A-Za-z_][\w-]*+(?!\s*+[(=](?!=))")
_WORDS = frozenset(
    {
        "and",
        "elif",
        "else",
        "false",
        "False",
        "if",
        "in",
        "is",
        "json",
        "media",
        "none",
        "None",
        "not",
        "null",
        "or",
        "this",
        "true",
        "True",
        "undefined",
    }
)


def is_path(expression: str) -> bool:
    """Whether it names a variable, or a part of one, and nothing else."""
    return _PATH.match(expression) is not None and expression not in _WORDS


def root(path: str) -> str:
    """The variable that `path` leads into."""
    found = _STEP.match(path)
    return found[0] if found else path


def names(expression: str) -> tuple[str, ...]:
    """The variables that `expression` names, each once, in order.

    What stands behind a single `|` is a filter.
    """
    said = _STRING.sub(" ", expression).replace("||", " ").partition("|")[0]
    found = dict.fromkeys(_NAME.findall(said))
    return tuple(name for name in found if name not in _WORDS)


def value(path: str, given: Mapping[str, Json]) -> str | None:
    """What stands at `path` in the values that are `given`, as a template writes it."""
    at: Json = given
    for step in _STEP.findall(path):
        match at:
            case Mapping() if step in at:
                at = at[step]
            case Sequence() if not isinstance(at, str) and step.isdecimal():
                at = at[int(step)] if int(step) < len(at) else None
            case _:
                return None
    match at:
        case str():
            return at
        case bool():
            return "true" if at else "false"
        case int() | float():
            return str(at)
    return None
