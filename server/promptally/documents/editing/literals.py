"""A text after `|` in YAML, with a line of it edited.

Such a text is its lines without their indentation, one for one, whatever they say. So
an edit behind the first letter of a line changes that line alone, and nothing has to be
read again, however long the text is.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from promptally.documents.editing.touched import Touched
from promptally.prompts import Json, Segment
from promptally.text import Span

_NEWLINE = r"(?:\r?\n)"
_HEADER = re.compile(
    rf"(?:[A-Za-z_][\w-]*+:[ ]++[\w.\"'-]++[ ]*+{_NEWLINE}[ ]*+)*?"
    rf"(?:content:[ ]++)?\|[-+]?[ ]*+{_NEWLINE}"
)
"""What stands before the text: `|`, or a message up to there, its role before it."""

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
    if not _UNCHANGED.fullmatch(typed):
        return None
    lines = Span(header.end(), old.span.end)
    place = _place(said, lines, edit)
    if place is None or _has_further_key(old, len(said), lines, edit):
        return None
    value = said[:place] + typed + said[place + edit.end - edit.start :]
    span = Span(old.span.start, old.span.end + edit.shift.by)
    return replace(old, span=span, value=_with(old.value, value))


def _place(said: str, lines: Span, edit: Touched) -> int | None:
    """Where in the value `said` of `lines` the edit starts, if that is sure."""
    start, end = edit.line
    line = edit.old[start:end]
    column = _column(edit.old, lines)
    # Its indentation and its first letter say how the line is read.
    first = len(line) - len(line.lstrip(" "))
    if not 0 < column <= first < edit.start - start:
        return None
    n_returns = edit.old.count("\r", *lines) if "\r" in edit.old else 0
    if n_returns != (edit.old.count("\r\n", *lines) if n_returns else 0):
        return None
    begin = _nth_line(
        said,
        edit.old.count("\n", lines.start, start),
        start - lines.start,
        column + bool(n_returns),
    )
    if not said.startswith(line[column:], begin):
        return None
    return begin + edit.start - start - column


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
