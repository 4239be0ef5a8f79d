"""What can be wrong with YAML, in words for the person who is typing it.

A fault stops the reading of a stretch of text; where reading goes on is not decided
here.
"""

from enum import StrEnum
from typing import Final

from promptally.prompts import Problem
from promptally.text import Span


class Remedy(StrEnum):
    """The faults of which more can be kept than what stands before them."""

    KEY = "key"
    """A key without a colon."""
    QUOTE = "quote"
    """A text in quotes that does not end, or not rightly."""
    VALUE = "value"
    """A text without quotes that starts with a character that needs them."""


# What the library says of `@name`, `**bold**`, `!this!`, and `>5 things`.
_UNQUOTED: Final = (
    "cannot start any token",
    "alphabetic or numeric character",
    "undefined tag handle",
    "comment or line break",
    "comment or a line break",
    "chomping or indentation indicators",
)
UNQUOTED: Final = "A value that starts with this character has to be quoted"
UNCLOSED: Final = "The bracket that starts here is not closed"

# What the library says (in C, and in Python), and what we say. The first fit counts.
_SENTENCES: Final = (
    ("document indicator", "The quote that starts here is not closed"),
    ("found unexpected end of stream", "The quote that starts here is not closed"),
    ("could not find expected ':'", "This key has no colon behind it"),
    ("mapping values are not allowed", "A value that holds `: ` has to be quoted"),
    ("expected ',' or ']'", UNCLOSED),
    ("expected ',' or '}'", UNCLOSED),
    ("expected key", "This line does not fit the mapping that it stands in"),
    ("expected '-' indicator", "This line does not fit the list that it stands in"),
    ("expected <block end>", "This line does not fit what it stands in"),
    ("tab character", "A tab cannot indent YAML, only spaces can"),
    ("unknown escape character", "There is no such escape in double quotes"),
    ("hexadecimal", "This escape needs more hexadecimal digits"),
    ("expected <document start>", "Nothing may follow the end of the document"),
    ("expected the node content", "A value is missing here"),
)


class Fault(Exception):  # noqa: N818 - it never leaves the parser, so it is no error
    """Where reading stopped. Offsets are those of the text that was read.

    `place` is where the library stopped, `start` the place to point at, `origin` where
    the broken part begins, as far as anybody knows. `final` means that reading may not
    go on.
    """

    def __init__(
        self, message: str, start: int, *, code: str = "syntax", final: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = self.start = start
        self.origin = start
        self.code = code
        self.final = final
        self.remedy: Remedy | None = None


def fault(context: str, problem: str, begun: int | None, start: int) -> Fault:
    """The fault that the library has found at `start`, in something `begun` before."""
    made = Fault(_sentence(problem), start)
    made.remedy = _remedy(context, problem)
    if begun is not None and "parsing a block" not in context:
        made.origin = made.start = min(begun, start)
    return made


def _remedy(context: str, problem: str) -> Remedy | None:
    if "quoted scalar" in context:
        return Remedy.QUOTE
    if "simple key" in context:
        return Remedy.KEY
    if any(part in problem for part in _UNQUOTED):
        return Remedy.VALUE
    return None


def problem(made: Fault, text: str) -> Problem:
    """The problem under the rest of the line that `made` points at.

    Where nothing of the line is left, the line break counts.
    """
    line_end = end_of_line(text, made.start)
    end = made.start + len(text[made.start : line_end].rstrip())
    end = min(max(end, made.start + 1), len(text))
    span = Span(made.start, end)
    return Problem(code=made.code, message=made.message, span=span)


def end_of_line(text: str, place: int) -> int:
    """The offset of the line break at or behind `place`, or the end of the text."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _sentence(problem: str) -> str:
    for part, sentence in _SENTENCES:
        if part in problem:
            return sentence
    if any(part in problem for part in _UNQUOTED):
        return UNQUOTED
    return f"This is not YAML: {problem}"
