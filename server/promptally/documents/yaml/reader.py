"""YAML text to nodes with exact spans, whatever state the text is in.

PyYAML reads it event by event; what it refuses is read around, line by line. Values
are those of YAML 1.2 where 1.1 would surprise people who write prose (`yes`, dates and
U+2028 are text), with the anchors, merge keys and numbers of 1.1. Nothing here knows
what a prompt is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from promptally.documents.nodes import Node
from promptally.documents.yaml import characters
from promptally.documents.yaml.boundaries import boundaries
from promptally.documents.yaml.faults import Fault
from promptally.prompts import Problem
from promptally.text import Span

MOST_CHARACTERS: Final = 8_000_000
"""A longer text is data and no prompt: it is not read at all."""

MOST_CHARACTERS_SLOWLY: Final = 500_000
"""The same where PyYAML has no C extension.

It reads 2 MB/s of long texts then, and 0.2 MB/s of short values (recorded 2026-11).
"""

MOST_DOCUMENTS: Final = 10_000
"""How many documents of a text are read."""

_MOST_TAGS: Final = 100
"""How many `%TAG` lines the library may see: it compares each with all others."""

_MOST_COPIES: Final = 10
"""In how many documents of a text tabs may be made spaces, a copy of it each time."""

_TAB_INDENTATION: Final = re.compile(r"^ *+\t[ \t]*+", re.MULTILINE)

type Parsed = tuple[Node | None, tuple[Problem, ...]]


def parse(text: str, start: int = 0, end: int | None = None) -> Parsed:
    """The first YAML document in `text[start:end]`, and what is wrong with it.

    The node is `None` where there is nothing. Spans count code points of the whole
    text. What an alias repeats has the spans of where it is written, but the alias has
    its own. Keys are strings.
    """
    return next(_documents(text, start, len(text) if end is None else end))


def parse_all(text: str, start: int = 0, end: int | None = None) -> tuple[Parsed, ...]:
    """Each of the documents that `---` separates, with what is wrong with it."""
    return tuple(_documents(text, start, len(text) if end is None else end))


def _documents(text: str, start: int, end: int) -> Iterator[Parsed]:
    # Starting without YAML need not pay the 10 ms that importing `yaml` takes.
    from promptally.documents.yaml.tree import FAST  # noqa: PLC0415

    most = MOST_CHARACTERS if FAST else MOST_CHARACTERS_SLOWLY
    if end - start > most:
        yield _refused(start, f"More than {most:,} characters: nothing is read")
        return
    readings = _Readings(text if end == len(text) else text[:end])
    for number, (first, last) in enumerate(boundaries(readings.source, start)):
        if number == MOST_DOCUMENTS:
            yield _refused(first, f"More than {number:,} documents in one text")
            return
        if readings.source.count("%TAG", first, last) > _MOST_TAGS:
            yield _refused(first, f"More than {_MOST_TAGS} `%TAG` directives")
        else:
            yield _document(readings, first, last)


def _refused(start: int, message: str) -> Parsed:
    span = Span(start, start + 1)
    return None, (Problem(code="too-large", message=message, span=span),)


def _document(readings: "_Readings", start: int, end: int) -> Parsed:
    from promptally.documents.yaml.recovery import read_on  # noqa: PLC0415
    from promptally.documents.yaml.tree import Tree  # noqa: PLC0415

    following: characters.Reading | None = readings.quick
    while following:
        reading = following
        tree = Tree(readings.source, reading)
        try:
            tree.read(start, end)
        except Fault as fault:
            following = readings.after(reading, fault, end)
            if following is None:
                read_on(tree, fault, end)
        else:
            following = None
    problems = [
        problem for problem in reading.problems if start <= problem.span.start < end
    ]
    problems += tree.problems
    return tree.root, tuple(sorted(problems, key=lambda problem: problem.span))


class _Readings:
    """How the library may see the text: as it is, or with more and more replaced.

    Only what it has refused is replaced, because looking costs time.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.quick = characters.quick(source)
        self._thorough: characters.Reading | None = None
        self._copies = _MOST_COPIES

    def after(
        self, reading: characters.Reading, fault: Fault, end: int
    ) -> characters.Reading | None:
        """The reading to try next, or `None` where no other one helps."""
        if fault.final:
            return None
        if reading is self.quick:
            self._thorough = self._thorough or characters.thorough(self.source)
            if self._thorough.text != reading.text:
                return self._thorough
        if self._copies and _is_tab_indentation(reading.text, fault.place):
            self._copies -= 1
            return _without_tabs(reading, fault.place, end)
        return None


def _is_tab_indentation(text: str, place: int) -> bool:
    begin = text.rfind("\n", 0, place) + 1
    return text[place : place + 1] == "\t" and not text[begin:place].strip(" \t")


def _without_tabs(
    reading: characters.Reading, place: int, end: int
) -> characters.Reading:
    """The reading with a space for each tab that indents a line from `place` on."""
    text = reading.text
    begin = text.rfind("\n", 0, place) + 1
    indented = _TAB_INDENTATION.sub(lambda tabs: " " * len(tabs[0]), text[begin:end])
    problem = Problem(
        code="syntax",
        message="A tab cannot indent YAML, only spaces can",
        span=Span(place, place + 1),
    )
    return replace(
        reading,
        text=text[:begin] + indented + text[end:],
        problems=(*reading.problems, problem),
    )
