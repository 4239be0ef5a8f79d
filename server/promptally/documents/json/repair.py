"""What to make of JSON text where it is not regular: half typed, torn, or commented.

It takes one token after the other, notes what is wrong, and stops as soon as the text
is regular again. Each guess is local and looks ahead a bounded way.
"""

import re
from itertools import islice

from promptally.documents.json.builder import MOST_DEPTH, MOST_FAULTS, Builder
from promptally.documents.json.closers import close_by, end_key, missing_closers, reopen
from promptally.documents.json.openers import mend_opener
from promptally.documents.json.scalars import take_bare, take_quoted
from promptally.documents.json.tokens import BLANK
from promptally.documents.nodes import Array, Object
from promptally.prompts import Severity
from promptally.text import Span

_BLANK = re.compile(BLANK)
_COMMENT = re.compile(r"//[^\n\r]*+(?:[ \t\n\r]++//[^\n\r]*+)*+|/\*")
_LINE = re.compile(r"[^\n\r]*+")
_MOST_NESTED = 1_000_000
_NESTED = re.compile(r'"[^"\\\n\r]*+(?:\\[^\n\r][^"\\\n\r]*+)*+"?+|[\[{]++|[\]}]++')


def repair(builder: Builder) -> bool:
    """Read on until the text is regular; false where it ends, or reading must."""
    while builder.faults < MOST_FAULTS:
        at = _skip_blank(builder)
        if at >= builder.end:
            _at_end(builder)
            return False
        _step(builder, at)
        frame = builder.frame
        if builder.separated and frame.key is None and not frame.is_root:
            return True
    return False


def _skip_blank(builder: Builder) -> int:
    """Where the next token begins, after blanks and comments."""
    text, end, at = builder.text, builder.end, builder.position
    while True:
        blank = _BLANK.match(text, at, end)
        at = blank.end() if blank else at
        comment = _COMMENT.match(text, at, end)
        if not comment:
            return at
        stop = _comment_end(builder, comment)
        builder.note_once("Not every reader of JSON takes comments", at, stop)
        at = stop


def _comment_end(builder: Builder, comment: re.Match[str]) -> int:
    if comment[0] != "/*":
        return comment.end()
    start = comment.end()
    stop = -1 if builder.open_comment else builder.text.find("*/", start, builder.end)
    if stop >= 0:
        return stop + 2
    builder.open_comment = True
    line = _LINE.match(builder.text, start, builder.end)
    return line.end() if line else start


def _at_end(builder: Builder) -> None:
    missing = missing_closers(builder, 0)
    if missing:
        end_key(builder)
        end = builder.position
        builder.fault(f"Expected {missing} before the text ends", end - 1, end)


def _step(builder: Builder, at: int) -> None:
    match builder.text[at]:
        case ",":
            _comma(builder, at)
        case ":":
            _colon(builder, at)
        case "}" | "]":
            close_by(builder, at)
        case "{" | "[":
            _open(builder, at)
        case '"':
            take_quoted(builder, at)
        case _:
            take_bare(builder, at)


def _comma(builder: Builder, at: int) -> None:
    if builder.frame.key:
        end_key(builder)
    elif builder.frame.is_root:
        if not reopen(builder, at):
            builder.fault("Expected the end of the text", at, at + 1)
    elif builder.separated:
        builder.fault("Expected a value before this comma", at, at + 1)
    builder.separated = True
    builder.position = at + 1


def _colon(builder: Builder, at: int) -> None:
    frame = builder.frame
    if frame.key and not frame.colon:
        frame.colon = True
    else:
        builder.fault("Expected a key before this colon", at, at + 1)
    builder.position = at + 1


def _open(builder: Builder, at: int) -> None:
    frame, opener = builder.frame, builder.text[at]
    if len(builder.stack) > MOST_DEPTH:
        _skip_nested(builder, at)
        return
    if frame.is_object and frame.key is None:
        mend_opener(builder, at)
    else:
        builder.expect_value(at)
    builder.open(at, is_object=opener == "{")
    builder.position = at + 1


def _skip_nested(builder: Builder, at: int) -> None:
    """Take the container at `at` for an empty one, whatever it holds."""
    depth, stop = 0, builder.end
    for match in islice(_NESTED.finditer(builder.text, at, builder.end), _MOST_NESTED):
        if match[0][0] in "[{":
            depth += len(match[0])
        elif match[0][0] in "]}":
            depth -= len(match[0])
            if depth <= 0:
                stop = match.end() + depth
                break
    message = f"Expected no more than {MOST_DEPTH} levels: deeper ones are not read"
    builder.note_once(message, at, at + 1, Severity.ERROR)
    span = Span(at, stop)
    builder.take(Object(span, ()) if builder.text[at] == "{" else Array(span, ()))
