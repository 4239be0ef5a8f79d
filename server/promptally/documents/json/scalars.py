"""Keys and scalar values where JSON text is not regular: torn, unquoted, unfinished.

What brackets and commas mean is not decided here.
"""

import re

from promptally.documents.json.builder import Builder
from promptally.documents.json.closers import end_key
from promptally.documents.json.openers import is_deeper, mend_member
from promptally.documents.json.quotes import quoted_string, unopened_string
from promptally.documents.json.tokens import BARE, BLANK, DECODE, WORD, unquoted
from promptally.documents.nodes import Entry, Scalar
from promptally.text import Span

_COLON = re.compile(rf"{BLANK}:")
_LONG_INTEGER = re.compile(r"-?[1-9][0-9]{599,}+\Z")


def take_quoted(builder: Builder, at: int) -> None:
    """Read what begins with the quote at `at`: a key or a value."""
    frame = builder.frame
    as_key = frame.is_object and frame.key is None
    node = quoted_string(builder, at, as_key=as_key)
    _take_string(builder, node, as_key=as_key)


def _take_string(builder: Builder, node: Scalar, *, as_key: bool) -> None:
    at, stop = node.span
    if _COLON.match(builder.text, stop, builder.end):
        _key(builder, node)
    elif not as_key:
        builder.expect_value(at)
        builder.take(node)
    elif stop - at > 1:
        _key(builder, node)
    else:
        builder.position = stop


def _key(builder: Builder, key: Scalar) -> None:
    at = key.span.start
    if not builder.frame.is_object:
        mend_member(builder, at, key.value)
    elif builder.frame.key and is_deeper(builder, at):
        builder.fault("Expected { before this key", at, at + 1)
        builder.open(at, is_object=True)
    if builder.frame.key:
        end_key(builder)
    elif not builder.separated:
        builder.fault("Expected a comma before this key", at, at + 1)
    builder.separated = True
    builder.frame.key = key
    builder.position = key.span.end


def take_bare(builder: Builder, at: int) -> None:
    """Read what begins at `at` with neither a quote nor a mark of JSON."""
    scalar = WORD.match(builder.text, at, builder.end)
    as_key = builder.frame.is_object and builder.frame.key is None
    if scalar and not as_key:
        kind = scalar.lastindex or 0
        builder.expect_value(at)
        builder.take(Scalar(Span(at, scalar.end()), DECODE[kind](scalar[kind])))
    elif string := unopened_string(builder, at, as_key=as_key):
        _take_string(builder, string, as_key=as_key)
    else:
        _take_words(builder, at, as_key=as_key)


def _take_words(builder: Builder, at: int, *, as_key: bool) -> None:
    match = BARE.match(builder.text, at, builder.end)
    assert match
    word, span = match[0], Span(*match.span())
    builder.position = span.end
    if as_key and _COLON.match(builder.text, span.end, builder.end):
        builder.fault("Expected quotes around this key", *span)
        _key(builder, Scalar(span, word))
    elif as_key or not builder.separated:
        builder.fault("Expected nothing but JSON here", *span)
    elif _LONG_INTEGER.match(word):
        builder.take(Scalar(span, _long_integer(builder, word, span)))
    else:
        _take_word(builder, word, span)


def _take_word(builder: Builder, word: str, span: Span) -> None:
    frame, value = builder.frame, unquoted(word)
    if value is not None:
        what = (
            "quotes around this text" if isinstance(value, str) else "another spelling"
        )
        builder.fault(f"Expected {what}", *span)
        builder.take(Scalar(span, value))
        return
    builder.fault("Expected a whole value here", *span)
    if frame.key:
        frame.entries.append(Entry(frame.key, None))
        frame.key, frame.colon = None, False
    builder.separated = False


def _long_integer(builder: Builder, digits: str, span: Span) -> int | None:
    try:
        return int(digits)
    except ValueError:  # Python converts no more than 4,300 digits.
        builder.fault("Expected a shorter number", *span)
        return None
