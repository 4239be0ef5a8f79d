"""Whether a value after an edit holds the credentials that it held before.

Only the lines around an edit of a long text are searched. What is not sure is said to
differ, and is then searched from scratch.
"""

from promptally.credentials import search
from promptally.documents.editing.difference import difference
from promptally.prompts import Json
from promptally.text import Span

_LONG = 16_384
"""Code points; what is shorter is searched by paragraphs that are known."""

_MOST = 65_536
"""Code points around an edit; in longer lines all is searched."""

_LINES = 8
"""Lines before and behind those of an edit. A private key begins on a line above its
letters, with six characters between them at most; all else stands on one line."""


def holds_the_same(old: Json, new: Json) -> bool:
    """Whether `search.in_json` is sure to find in `new` what it has found in `old`."""
    waiting = [(old, new)]
    while waiting:
        was, now = waiting.pop()
        if was is now:
            continue
        match was, now:
            case str(), str():
                if was != now and not _is_untouched(was, now):
                    return False
            case dict(), dict() if list(was) == list(now):
                waiting += [(was[key], now[key]) for key in now]
            case list(), list() if len(was) == len(now):
                waiting += zip(was, now, strict=True)
            case _:
                return False
    return True


def _is_untouched(old: str, new: str) -> bool:
    """Whether an edit of a long text has neither made nor touched a credential."""
    if min(len(old), len(new)) <= _LONG:
        return False
    start, end, new_end = difference(old, new)
    around = _lines_around(new, Span(start, new_end))
    by = new_end - end
    if max(around.end, around.end - by) - around.start > _MOST:
        return False
    lines = new[slice(*around)], old[around.start : around.end - by]
    return not any(map(search.in_text, lines))


def _lines_around(text: str, span: Span) -> Span:
    start, end = span
    for _ in range(_LINES + 1):
        start = text.rfind("\n", 0, start) if start > 0 else start
        end = text.find("\n", end + 1) if 0 <= end < len(text) else end
    return Span(max(start, 0), end if end >= 0 else len(text))
