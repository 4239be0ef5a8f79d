"""Which files an instruction file imports: `@path` in the text of a `CLAUDE.md`.

Names only: nothing is looked up here, so `@somebody` is an import like any other until
no file of that name is found. The rules are those of "Import additional files" on
code.claude.com/docs/en/memory, as of autumn 2026.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from promptally.documents import markdown
from promptally.documents.markdown.blocks import Blocks
from promptally.prompts import Reference, ReferenceKind
from promptally.text import Span

_IMPORT = re.compile(r"@(?<!\S@)(?P<target>(?:\\ |[^\s\\\"'`@])(?:\\ |[^\s\\])*+)")
"""A path ends at white space, but for spaces behind a backslash.

Quoted paths are not imported. An `@` inside of a word is an e-mail address. The `@`
comes first, as one letter is found fastest.
"""

_BACKTICKS = re.compile("`++")

_BLANK_LINE = re.compile(r"(?:\r\n?+|\n)[ \t]*+(?:\r\n?|\n)")


def references(text: str, start: int = 0) -> tuple[Reference, ...]:
    """The imports in the Markdown `text` from `start`, the start of a line, on.

    Targets are as written, but without the backslashes before spaces: relative to the
    importing file, absolute, or in the home folder (`~/`).
    """
    if "@" not in text:
        return ()
    return of_blocks(text, Span(start, len(text)), markdown.scan(text, start))


def of_blocks(text: str, within: Span, blocks: Blocks) -> tuple[Reference, ...]:
    """The imports in a text that is scanned already."""
    found = list(_IMPORT.finditer(text, *within))
    if not found:
        return ()
    blocked = sorted((*blocks.code, *blocks.comments))
    passive = (blocked, _code_spans(text, within, blocked))
    return tuple(
        Reference(
            kind=ReferenceKind.IMPORT,
            target=mark["target"].replace("\\ ", " "),
            span=Span(*mark.span()),
            path="body",
        )
        for mark in found
        if not any(_covers(spans, mark.start()) for spans in passive)
    )


def _covers(spans: Sequence[Span], place: int) -> bool:
    at = bisect_right(spans, place, key=lambda span: span.start) - 1
    return at >= 0 and place < spans[at].end


def _code_spans(text: str, within: Span, blocked: Sequence[Span]) -> list[Span]:
    """The code between two runs of as many backticks, in one paragraph."""
    runs = [
        Span(*run.span())
        for run in _BACKTICKS.finditer(text, *within)
        if text[run.start() - 1 : run.start()] != "\\"
        and not _covers(blocked, run.start())
    ]
    if not runs:
        return []
    blanks = [line.start() for line in _BLANK_LINE.finditer(text, *within)]
    breaks = sorted((*blanks, *(span.start for span in blocked)))
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for run in runs:
        by_length[run.end - run.start].append(run.start)
    spans: list[Span] = []
    for run in runs:
        if spans and run.start < spans[-1].end:
            continue
        same = by_length[run.end - run.start]
        following = bisect_right(same, run.start)
        if following == len(same) or _next(breaks, run.end) < same[following]:
            continue
        spans.append(Span(run.start, same[following] + run.end - run.start))
    return spans


def _next(places: Sequence[int], start: int) -> int:
    at = bisect_left(places, start)
    return places[at] if at < len(places) else start + _FAR


_FAR = 1 << 62
