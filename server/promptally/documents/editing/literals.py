"""A text after `|` in YAML, with lines of it edited.

Such a text is its lines without their indentation, one for one, whatever they say. So
an edit behind the first letter of a line changes that line alone, and nothing has to be
read again, however long the text is. Between two lines that say something, others may
come and go, as long as all are empty or indented as the text is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from promptally.documents.editing.touched import Touched
from promptally.prompts import Json, Segment
from promptally.text import Span

_NEWLINE = r"(?:\r?\n)"
_HEADER = re.compile(
    rf"(?:[A-Za-z_][\w-]*+:[ ]++[\w.\"'-]++[ ]*+{_NEWLINE}[ ]*+)*?"
    rf"(?:content:[ ]++)?\|[-+]?[ ]*+{_NEWLINE}"
)
"""What stands before the text: `|`, or a message up to there, its role before it."""

_NEWLINES = re.compile(_NEWLINE)
_SAYS = re.compile(r"[ \r\n]*+[^ \r\n]")

_FEW = 1000
"""Code points that are looked through line by line."""

_UNCHANGED = re.compile(r"[\t -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*+")
"""Characters that are read as they stand, all but those of the higher planes."""


def edited(old: Segment, edit: Touched) -> Segment | None:
    """`old` after the edit; `None` where its text is not one of this sort.

    `old` has no problems, and neither anchors nor aliases in it.
    """
    said = old.value.get("content") if isinstance(old.value, dict) else old.value
    header = _HEADER.match(edit.old, *old.span)
    if not isinstance(said, str) or header is None or old.children:
        return None
    if header.end() > edit.line.start or edit.end > old.span.end:
        return None
    if max(old.anchor, old.label.end if old.label else 0) > edit.line.start:
        return None
    typed = edit.new[edit.start : edit.new_end]
    if not all(map(_UNCHANGED.fullmatch, _NEWLINES.split(typed))):
        return None
    lines = Span(header.end(), old.span.end)
    change = _change(said, lines, edit)
    if change is None or _has_further_key(old, len(said), lines, edit):
        return None
    value = said[: change.start] + change.typed + said[change.end :]
    span = Span(old.span.start, old.span.end + edit.shift.by)
    return replace(old, span=span, value=_with(old.value, value))


class _Change(NamedTuple):
    """What has become `typed` in a value."""

    start: int
    end: int
    typed: str


def _change(said: str, lines: Span, edit: Touched) -> _Change | None:
    """What has changed in the value `said` of `lines`, if that is sure."""
    column = _column(edit.old, lines)
    if column <= 0:
        return None
    n_returns = edit.old.count("\r", *lines) if "\r" in edit.old else 0
    if n_returns != (edit.old.count("\r\n", *lines) if n_returns else 0):
        return None
    start = edit.line.start
    begin = _nth_line(
        said,
        edit.old.count("\n", lines.start, start),
        start - lines.start,
        column + bool(n_returns),
    )
    was = _said(edit.old[start : edit.line.end], column)
    if was is None or not said.startswith(was, begin):
        return None
    change = _in_line(edit, column, begin)
    if change is None and _SAYS.match(said, begin + len(was)):
        # The lines are of this text, as another one of it says something behind them.
        return _in_lines(lines, edit, column, Span(begin, begin + len(was)))
    return change


def _in_line(edit: Touched, column: int, begin: int) -> _Change | None:
    """A change behind the first letter of a line, which starts at `begin` when read."""
    start, end = edit.line
    line = edit.old[start:end]
    # Its indentation and its first letter say how the line is read.
    first = len(line) - len(line.lstrip(" "))
    typed = edit.new[edit.start : edit.new_end]
    if "\n" in line or "\n" in typed or not column <= first < edit.start - start:
        return None
    place = begin + edit.start - start - column
    return _Change(place, place + edit.end - edit.start, typed)


def _in_lines(lines: Span, edit: Touched, column: int, was: Span) -> _Change | None:
    """A change of lines between two that say something, which stay as they are.

    `was` is where the value has them.
    """
    now = _said(edit.new[slice(*edit.new_line)], column)
    is_behind = _SAYS.match(edit.old, lines.start, edit.line.start) is not None
    return _Change(was.start, was.end, now) if is_behind and now is not None else None


def _said(text: str, column: int) -> str | None:
    """What lines in the column say; `None` where one of them may stand in no text."""
    lines = _NEWLINES.split(text)
    if any(line[:column].strip(" ") for line in lines):
        return None
    return "\n".join([line[column:] for line in lines])


def _has_further_key(old: Segment, n_said: int, lines: Span, edit: Touched) -> bool:
    """Whether a second key of the same name may be what has the value.

    It would stand in the column of the first. If it stood behind the edit, its value of
    `n_said` code points would be no longer than what follows there.
    """
    if edit.old.startswith("|", old.span.start):
        return False
    before = edit.old[edit.old.rfind("\n", 0, old.span.start) + 1 : old.span.start]
    column = len(before)
    if before.strip(" -"):
        return True
    end = edit.line.start if n_said > lines.end - edit.line.end else lines.end
    key = re.compile(rf"\n {{{column}}}(?![ \r\n])")
    return key.search(edit.old, lines.start - 1, end) is not None


def _nth_line(text: str, n: int, most: int, off: int) -> int:
    """Where the line with the number `n` starts, the end where there are fewer.

    It is at most at `most`, and no more than `off` a line before that.
    """
    low, high = max(0, most - n * off), most
    n -= text.count("\n", 0, low)
    while high - low > _FEW:
        middle = (low + high) // 2
        n_before = text.count("\n", low, middle)
        low, high, n = (
            (low, middle, n) if n_before >= n else (middle, high, n - n_before)
        )
    for _ in range(n):
        low = text.find("\n", low) + 1 or len(text)
    return low


def _column(text: str, lines: Span) -> int:
    """How far the first line that says something is indented."""
    start = lines.start
    while start < lines.end:
        end = text.find("\n", start, lines.end)
        line = text[start : lines.end if end < 0 else end]
        if line.strip(" \r"):
            return len(line) - len(line.lstrip(" "))
        start += len(line) + 1
    return 0


def _with(value: Json, said: str) -> Json:
    return {**value, "content": said} if isinstance(value, Mapping) else said
