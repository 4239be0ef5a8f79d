"""Completion: model ids, and Promptally's own keys in a prompt file."""

import re
from typing import NamedTuple

from promptally.counting import models
from promptally.text import LineIndex, Span

_MODEL = re.compile(
    r"""(?:^|[{,])\s*+["']?model["']?\s*+[:=]\s*+["']?(?P<typed>[\w./:@-]*+)$"""
)
_FARTHEST = 256
"""Code points before the cursor that are looked at: a line may be a whole file."""
_BLOCK = re.compile(r"^(?:x-)?promptally:\s*(?:#.*)?$")
_KEY = re.compile(r"^\s+(?P<typed>[A-Za-z_]*)$")
_TOP = re.compile(r"^(?P<typed>[a-z-]*)$")

_KEYS = {
    "budget": "The most tokens this file may have, or `off`.",
    "model": "The model that this file is counted for.",
}


class Completion(NamedTuple):
    """A proposal that replaces the text under `replace`; `kind` is the LSP's word."""

    label: str
    detail: str
    documentation: str
    replace: Span
    kind: str
    text: str


def completions(text: str, lines: LineIndex, offset: int) -> tuple[Completion, ...]:
    """What may stand at `offset`, judged by its line and, for keys, the lines above."""
    line = lines.line_at(offset)
    before = text[max(lines.line_start(line), offset - _FARTHEST) : offset]
    if found := _MODEL.search(before):
        return _models(Span(offset - len(found["typed"]), offset))
    if (found := _KEY.match(before)) and _is_in_block(text, lines, line):
        return _keys(Span(offset - len(found["typed"]), offset))
    if (found := _TOP.match(before)) and _is_in_front_matter(text, lines, line):
        return _blocks(Span(offset - len(found["typed"]), offset))
    return ()


def _models(replace: Span) -> tuple[Completion, ...]:
    return tuple(
        Completion(model, about(model), "", replace, "value", model)
        for model in models.names()
    )


def about(name: str) -> str:
    """A few words about a model: where it stands, and its window."""
    model = models.resolve(name)
    window = f"{model.context_window:,} tokens" if model.context_window else ""
    return " · ".join(filter(None, [str(model.lifecycle), window]))


def _keys(replace: Span) -> tuple[Completion, ...]:
    return tuple(
        Completion(key, "Promptally", about, replace, "property", f"{key}: ")
        for key, about in _KEYS.items()
    )


def _blocks(replace: Span) -> tuple[Completion, ...]:
    about = "How Promptally counts this file and what it may cost."
    text = "promptally:\n  budget: "
    return (Completion("promptally", "Promptally", about, replace, "property", text),)


def _is_in_block(text: str, lines: LineIndex, line: int) -> bool:
    """Whether the nearest line above that is not indented opens Promptally's map."""
    for above in range(line - 1, -1, -1):
        said = text[lines.line_start(above) : lines.line_end(above)]
        if said.strip() and not said[0].isspace():
            return bool(_BLOCK.match(said))
    return False


def _is_in_front_matter(text: str, lines: LineIndex, line: int) -> bool:
    """Whether a `---` on the first line is not closed above `line`."""
    first = text[: lines.line_end(0)].removeprefix("\ufeff").rstrip()
    if line == 0 or first != "---":
        return False
    return not any(
        text[lines.line_start(above) : lines.line_end(above)].rstrip() == "---"
        for above in range(1, line)
    )
