"""Settings written as TOML: a text in, one layer and its problems out."""

import re
import tomllib
from collections.abc import Mapping

from promptally.prompts import Problem
from promptally.settings.faults import Code, Fault, wrong_type
from promptally.settings.fields import SETTINGS
from promptally.settings.key_spans import key_spans
from promptally.settings.layers import Layer, LayerKind, offline, problems, read
from promptally.text import Span

MAX_LENGTH = 256_000
"""How many code points of settings are read."""

_SECTION = ("tool", "promptally")
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"?+|'[^'\n]*+'?+)"""
_DOTTED = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+")
_MOST_PARTS = 64
"""How many parts a name may have. The parser copies all of them for each of them:
12,000 took it 1.9 s. Recorded with Python 3.13, 2026-11."""


def read_toml(
    text: str, *, kind: LayerKind, name: str, pyproject: bool = False
) -> tuple[Layer, tuple[Problem, ...]]:
    """What `text` says, or with `pyproject` its table `tool.promptally`.

    `name` is how budgets name their origin. A text that is no TOML says nothing, with
    one problem at the line where it stops to be TOML, and counting is offline.
    """
    decoded = _decoded(text)
    if isinstance(decoded, Problem):
        return offline(kind, name), (decoded,)
    path = _SECTION if pyproject else ()
    table: object = decoded
    for step in path:
        table = table.get(step, {}) if isinstance(table, Mapping) else None
    if isinstance(table, Mapping):
        layer, faults = read(table, SETTINGS, kind=kind, name=name)
        faults = tuple(f._replace(path=(*path, *f.path)) for f in faults)
    else:
        layer = offline(kind, name)
        faults = (wrong_type(path, "a table of settings"),)
    return layer, problems(faults, key_spans(text) if faults else {})


def _decoded(text: str) -> Mapping[str, object] | Problem:
    if len(text) > MAX_LENGTH:
        return _unread(f"has more than {MAX_LENGTH} characters", Span(0, 0))
    long = next(filter(_is_long, _DOTTED.finditer(text)), None)
    if long:
        return _unread("has a name of too many parts", _line_around(text, long.start()))
    try:
        return tomllib.loads(text)
    except RecursionError:
        return _unread("is nested too deeply", Span(0, 0))
    except ValueError as error:
        return _unread("is not valid TOML here", _span_of(str(error), text))


def _is_long(name: re.Match[str]) -> bool:
    # Dots inside quotes are no joints; few names have enough dots to look closer.
    if name[0].count(".") < _MOST_PARTS:
        return False
    return len(re.findall(_PART, name[0])) > _MOST_PARTS


def _unread(why: str, span: Span) -> Problem:
    message = f"The file {why}; nothing in it holds, and counting is offline"
    fault = Fault(Code.SYNTAX, ("",), message)
    (problem,) = problems((fault,), {("",): span})
    return problem


def _span_of(message: str, text: str) -> Span:
    """The rest of the line that the parser's message names, else the last line."""
    found = _PLACE.search(message)
    if found is None:
        return _line_around(text, len(text.rstrip()))
    line, column = int(found[1]), int(found[2])
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    end = _line_around(text, start).end
    return Span(min(start + column - 1, end), end)


def _line_around(text: str, offset: int) -> Span:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : len(text) if end < 0 else end]
    return Span(start, start + len(line.rstrip()))
