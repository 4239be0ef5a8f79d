"""Places in Markdown at which blocks are read alike, whatever stands before them.

Where an empty line is followed by one in the first column, a block begins, unless code
or a comment is open there; so does one at a heading with hashes. Two bullets in the
first column, one below the other, begin no block, but they are read as the same list
wherever one begins. Whether all is closed at the end of a stretch is for who reads it
to see.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from promptally import pieces
from promptally.documents.editing.touched import Touched
from promptally.prompts import Segment
from promptally.text import Span

_ATX = re.compile(r"#{1,6}+[ \t\r\n]")

_OPENINGS = ("```", "~~~", "<!--")
"""What opens a block that an empty line does not end."""

_BULLETS = re.compile(r"\n(?=[-*+] \w[^\r\n]*+\r?\n[-*+] \w)")

_NEAR = 2000
"""Code points before and behind an edit in which bullets are looked for."""

_MOST_LOOKS = 50
"""So many empty lines are tried; more of them without text between them are rare."""


class Stretch(NamedTuple):
    """What is read again of the old text; `is_apart` between two empty lines."""

    start: int
    end: int
    is_apart: bool


def around(old: Segment, edit: Touched) -> Iterator[Stretch]:
    """What may be read to see what an edit in `old` means, from the shortest on."""
    text = edit.old
    outer = _between_headings(old, edit)
    if outer is None:
        return
    yield from _bullets(outer, edit)
    near = _start(text, outer.start, edit.start)
    start = outer.start if near is None else near
    is_apart = _is_behind_empty(text, 0, start)
    stop = _stop(text, edit.end)
    if stop is not None:
        yield Stretch(start, stop, is_apart)
    if outer.end == len(text):
        yield Stretch(start, outer.end, is_apart)
    elif _is_heading(outer.end, edit):
        is_apart = is_apart and _is_behind_empty(text, edit.end, outer.end)
        yield Stretch(start, outer.end, is_apart)


def _is_behind_empty(text: str, start: int, place: int) -> bool:
    """Whether an empty line from `start` on stands right before `place`."""
    return text.endswith(("\n\n", "\n\r\n"), start, place)


def _is_heading(place: int, edit: Touched) -> bool:
    """Whether a heading with hashes opens a line behind the edit, then and now."""
    if _ATX.match(edit.old, place) is None:
        return False
    return place > edit.end or edit.new.endswith(("\r", "\n"), 0, edit.new_end)


def _bullets(outer: Span, edit: Touched) -> list[Stretch]:
    """From the bullets before an edit to those behind it, in a list of nothing else."""
    text = edit.old
    begin = max(outer.start, edit.start - _NEAR)
    starts = [found.end() for found in _BULLETS.finditer(text, begin, edit.start)]
    stop = _BULLETS.search(text, edit.end, edit.end + _NEAR)
    is_last = len(text) == outer.end < edit.end + _NEAR
    if not starts or not (stop or is_last):
        return []
    end = stop.end() if stop else len(text)
    stretch = Stretch(starts[-1], end, is_apart=False)
    # Lines below a tag are no list.
    is_open = _opens(text, outer.start, stretch.end, ("<", *_OPENINGS))
    is_open = is_open or "<" in edit.new[edit.start : edit.new_end]
    return [] if is_open else [stretch]


def _between_headings(old: Segment, edit: Touched) -> Span | None:
    """From the heading before an edit to the one behind it, or to an end of the text.

    What stands before a first heading begins with its segment. `None` where that may be
    inside of a block, or where the edit takes the beginning of a heading.
    """
    start, stop, sections = old.anchor, len(edit.old), old.children
    # A tag may stand in any block.
    is_tag = edit.old[start : start + 4].lstrip(" ").startswith("<")
    if is_tag and edit.old[:start].strip():
        start = -1
    while sections:
        at = pieces.n_before(sections, edit.start, lambda each: each.span.start)
        if at < len(sections):
            stop = sections[at].span.start
        if stop < edit.end:
            return None
        if not at:
            break
        start, sections = sections[at - 1].span.start, sections[at - 1].children
    return None if start < 0 else Span(start, stop)


def _start(text: str, start: int, place: int) -> int | None:
    """The last line before `place` that an empty line makes the first of a block."""
    newline = text.rfind("\n", start, place)
    empty = "\n\r\n" if text.startswith("\r", newline - 1) else "\n\n"
    stop = place
    for _ in range(_MOST_LOOKS):
        found = text.rfind(empty, start, stop)
        if found < 0:
            return None
        begin = found + len(empty)
        if begin < place and text[begin] not in " \t\r\n":
            return None if _opens(text, start, begin) else begin
        stop = begin - 1
    return None


def _opens(
    text: str, start: int, stop: int, openings: tuple[str, ...] = _OPENINGS
) -> bool:
    # A single letter is found ten times as fast.
    return any(
        text.find(opening[0], start, stop) >= 0 and text.find(opening, start, stop) >= 0
        for opening in openings
    )


def _stop(text: str, place: int) -> int | None:
    """The first such line behind `place`."""
    newline = text.find("\n", place)
    empty = "\n\r\n" if text.startswith("\r", newline - 1) else "\n\n"
    begin = place
    for _ in range(_MOST_LOOKS):
        found = text.find(empty, begin)
        begin = found + len(empty)
        if found < 0 or begin == len(text):
            return None
        if text[begin] not in " \t\r\n":
            return begin
        begin -= 1
    return None
