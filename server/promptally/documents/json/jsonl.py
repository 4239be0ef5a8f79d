r"""JSON Lines text to one node a line, every line read by itself.

Lines end at `\n`, `\r\n` and `\r` only. A line that is torn spoils no other; a value
that somebody has spread over several lines is read whole, and said once to be so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from promptally.documents import json
from promptally.documents.nodes import Node
from promptally.prompts import Problem, Severity
from promptally.text import Span

MOST_PROBLEMS = 50
_MOST_BAD_LINES = 10_000
_UNREAD: tuple[Node | None, tuple[Problem, ...]] = (None, ())
BLANKS = " \t\v\f\ufeff"
"""What a blank line may hold."""

SPREAD = "Expected the whole value on this line: it goes on below"
"""Said of the first value only that stands on several lines."""


class Line(NamedTuple):
    """A line that is not blank, or the lines over which one value is spread.

    `number` is that of the (first) line in the file, from 1; `span` is without the line
    end. The spans of `node` and of `problems` are of the whole text.
    """

    number: int
    span: Span
    node: Node | None
    problems: tuple[Problem, ...]


def parse(text: str) -> tuple[Line, ...]:
    """Every line of `text` that is not blank; 50 problems at most in all.

    Where 10,000 lines are bad, the lines after them are not read: their node is `None`.
    """
    return tuple(read(text))


def read(text: str) -> Iterator[Line]:
    """As `parse`, one line after another."""
    found = bad = 0
    spread = False
    for number, first, span in values(text):
        node, problems = parse_line(text, *span) if bad < _MOST_BAD_LINES else _UNREAD
        if span != first and not spread:
            problem = Problem(code="syntax", message=SPREAD, span=first)
            problems, spread = (problem, *problems), True
        if problems:
            bad += 1
            found, problems = found + len(problems), _few(problems, found)
        yield Line(number, span, node, problems)


def parse_line(
    text: str, start: int = 0, end: int | None = None
) -> tuple[Node | None, tuple[Problem, ...]]:
    """The value in the line `text[start:end]`, and what is wrong with it.

    It depends on nothing else in `text`, so that what was made of a line stands as long
    as the line does; only its spans move. Of a line with more than two errors it tells
    the first one and what is left open.
    """
    node, problems = json.parse(text, start, end)
    return node, _of_line(problems) if problems else ()


def _of_line(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems in words for a line; one tear is not told over and over."""
    errors = [p for p in problems if p.severity is Severity.ERROR]
    told = set(map(id, errors))
    if len(errors) > _MOST_ERRORS:
        told = {id(p) for p in errors if p is errors[0] or p.message.endswith(_OPEN)}
    return tuple(
        replace(p, message=_OF_TEXT.sub(r"\1 line", p.message))
        for p in problems
        if p.severity is not Severity.ERROR or id(p) in told
    )


_MOST_ERRORS = 2
_OPEN = "before the text ends"
_OF_TEXT = re.compile(r"\b(before the|end of the|faults in this) text\b")


def _few(problems: tuple[Problem, ...], found: int) -> tuple[Problem, ...]:
    """As many of `problems` as may still be told, where `found` are told already."""
    left = MOST_PROBLEMS - 1 - found
    if len(problems) <= left:
        return problems
    if left < 0:
        return ()
    message = "Expected fewer faults: those in the lines below are not listed"
    return (*problems[:left], replace(problems[left], message=message))


def values(text: str) -> Iterator[tuple[int, Span, Span]]:
    """Of each value: its first line's number, that line's span, and the whole span."""
    begun: tuple[int, Span] | None = None
    end = 0
    goes_on = False
    for number, start, line in _lines(text):
        stop = start + len(line)
        if goes_on and line[0] not in "{[":
            end = stop
            continue
        if begun:
            yield *begun, Span(begun[1].start, end)
        begun, end = (number, Span(start, stop)), stop
        goes_on = line.rstrip(BLANKS)[-1] in "{[,:"
    if begun:
        yield *begun, Span(begun[1].start, end)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    r"""The number, the start and the text of every line that is not blank.

    Splitting at `\n` first is several times faster than a pattern for all line ends.
    """
    number = start = 0
    for piece in text.split("\n"):
        body = piece.removesuffix("\r")
        at = start
        for line in body.split("\r") if "\r" in body else (body,):
            number += 1
            if line.strip(BLANKS):
                yield number, at, line
            at += len(line) + 1
        start += len(piece) + 1
