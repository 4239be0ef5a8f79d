"""Where the documents of a YAML text begin and end.

A line that starts with `---` or `...` parts documents wherever it stands, in quotes and
in block scalars too, so that finding it needs no parser.
"""

import re
from collections.abc import Iterator
from typing import Final

_MARKER: Final = re.compile(r"(?:\A\ufeff?|(?<=\n))(---|\.\.\.)(?=[ \t\r\n]|\Z)")
_NOTHING: Final = re.compile(r"\ufeff?(?:[ \t]*+(?:[#%][^\n]*+)?(?:\r?\n|\Z))*+")


def boundaries(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The start and the end of each document in `text[start:]`; there is always one.

    Comments and directives belong to the document behind them.
    """
    begun, is_first = start, True
    for marker in _markers(text, start):
        place = marker.end() if marker[1] == "..." else marker.start(1)
        if not _NOTHING.fullmatch(text, begun, marker.start(1)):
            yield begun, place
            begun, is_first = place, False
        elif marker[1] == "...":
            begun = place
    if is_first or not _NOTHING.fullmatch(text, begun):
        yield begun, len(text)


def _markers(text: str, start: int) -> Iterator[re.Match[str]]:
    # Most texts have no marker, and `find` is ten times as fast as a pattern.
    at_start = text.startswith(("---", "...", "\ufeff---"), start)
    if at_start or any(text.find(mark, start) >= 0 for mark in ("\n---", "\n...")):
        return _MARKER.finditer(text, start)
    return iter(())
