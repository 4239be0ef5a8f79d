"""What is shown of a marked text, as lines that a person can read and a test compare.

`$0` in the text is the cursor. Offline numbers move when a rule of counting gets
better: in everything drawn here they are `≈ N`, their shares `N%`, prices `$N`.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from promptally.analysis import Analysis, Attachment, Surroundings, analyse
from promptally.budgets import Budget
from promptally.settings import DEFAULTS, Settings
from promptally.text import LineIndex, Span
from promptally.view.actions import Action, actions
from promptally.view.completion import completions
from promptally.view.findings import findings
from promptally.view.hints import hints
from promptally.view.hover import hover
from promptally.view.lenses import lenses
from promptally.view.symbols import Symbol, symbols

_NUMBERS = (
    (re.compile(r"≈ [\d,]+"), "≈ N"),
    (re.compile(r"\\?<?[\d.]+%"), "N%"),
    (re.compile(r"\$[\d.e-]+"), "$N"),
    (re.compile(r"\b[\d,]+ (over the|to [\d,]+)\b"), r"N \1"),
    (re.compile(r"between [\d,N]+ and [\d,]+"), "between N and N"),
    (re.compile(r"\| [\d,]+ \|$", re.MULTILINE), "| N |"),
    (re.compile(r" +(≈ N|\?) +N% +[\d,]+$", re.MULTILINE), r"  \1  N%  N"),
)


class Marked(NamedTuple):
    """A text with a cursor, analysed."""

    analysis: Analysis
    cursor: int


def marked(
    text: str,
    path: str = "a.prompt.md",
    *budgets: Budget,
    settings: Settings = DEFAULTS,
    attachments: dict[str, Attachment] | None = None,
) -> Marked:
    """The analysis of `text` as the file at `path`, without its `$0`."""
    cursor = max(text.find("$0"), 0)
    held = replace(settings, budgets=(*settings.budgets, *budgets))
    lines = LineIndex(text.replace("$0", "", 1))
    around = Surroundings(attachments=attachments or {})
    analysis = analyse(path, lines, held, surroundings=around)
    assert analysis is not None, "it is no prompt file"
    return Marked(analysis, cursor)


def normal(text: str) -> str:
    """The text without the numbers that may move."""
    for pattern, replacement in _NUMBERS:
        text = pattern.sub(replacement, text)
    return text


def drawn_hints(shown: Marked, within: Span | None = None) -> str:
    """The text with its hints in place, as in `promptally show`."""
    text, at, parts = shown.analysis.text, 0, list[str]()
    for hint in hints(shown.analysis, within or Span(0, len(text))):
        gap = f"⟦{hint.label}⟧ " if hint.at_start else f" ⟦{hint.label}⟧"
        parts += [text[at : hint.offset], gap]
        at = hint.offset
    return normal("".join([*parts, text[at:]]))


def drawn_findings(shown: Marked) -> list[str]:
    """A line each: severity, code, the text underlined, and the message."""
    text = shown.analysis.text
    return [
        normal(f"{p.severity} {p.code} <{text[slice(*p.span)]}> {p.message}")
        for p in findings(shown.analysis)
    ]


def drawn_hover(shown: Marked, *, plain: bool = False) -> str:
    found = hover(shown.analysis, shown.cursor)
    assert found is not None
    return normal(found.plain if plain else found.markdown)


def drawn_lenses(shown: Marked) -> list[str]:
    line = shown.analysis.lines.line_at
    return [normal(f"{line(x.span.start)}: {x.title}") for x in lenses(shown.analysis)]


def drawn_symbols(shown: Marked) -> str:
    """The outline, each with its kind, its tokens and the text that is selected."""
    lines = [line for top in symbols(shown.analysis) for line in _symbol(shown, top, 0)]
    return normal("\n".join(lines))


def _symbol(shown: Marked, item: Symbol, depth: int) -> list[str]:
    selected = shown.analysis.text[slice(*item.selection)]
    said = f"{'  ' * depth}{item.kind} {item.name} ({item.detail}) <{selected}>"
    inside = [line for c in item.children for line in _symbol(shown, c, depth + 1)]
    return [said, *inside]


def drawn_completions(text: str) -> list[str]:
    """The proposals at the cursor: what they replace, and what they put there."""
    cursor = text.index("$0")
    bare = text.replace("$0", "", 1)
    return [
        f"<{bare[slice(*item.replace)]}> {item.text!r}"
        for item in completions(bare, LineIndex(bare), cursor)
    ]


def offered(shown: Marked) -> tuple[Action, ...]:
    """The actions at the cursor, with the problems there."""
    at = Span(shown.cursor, shown.cursor)
    near = [
        p
        for p in findings(shown.analysis)
        if p.span.start <= shown.cursor <= p.span.end
    ]
    return actions(shown.analysis, at, near)


class Applied(NamedTuple):
    """The text of the file and of the settings after an action."""

    text: str
    settings: str


def applied(shown: Marked, action: Action, settings: str = "") -> Applied:
    text = shown.analysis.text
    for edit in sorted(action.edits, key=lambda e: e.span or (0, 0), reverse=True):
        if edit.path:
            assert (edit.path, edit.span) == ("promptally.toml", None)
            settings += edit.text
        else:
            assert edit.span is not None
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return Applied(text, settings)
