"""Where a string ends whose quotes are missing, or are one too many.

Everything happens within a line, for a JSON string cannot hold a raw line end. What a
closing quote looks like is told by what comes after it.
"""

import re

from promptally.documents.json.builder import Builder
from promptally.documents.json.tokens import TORN_STRING, torn, wrong_character
from promptally.documents.nodes import Scalar
from promptally.text import Span

_MOST_QUOTES = 64
_VALUE = r'["{\[\]}\n\r]|-?[0-9]|true\b|false\b|null\b|\Z'
_CLOSES_VALUE = re.compile(
    rf"[ \t]*+(?:[\n\r]|,[ \t]*+(?:{_VALUE})|[}}\]][ \t\n\r}}\]]*+(?:,|\Z)|\Z)"
)
_CLOSES_KEY = re.compile(rf"[ \t]*+:[ \t]*+(?:{_VALUE})")
_TO_QUOTE = re.compile(r'[^"\\\n\r]*+(?:\\[^\n\r][^"\\\n\r]*+)*+"')
_BEFORE_OPENING = re.compile(r"[,:{\[][ \t]*+\Z")
_STRAY = re.compile(r'"|[ \t]*+(?!//|/\*)[^ \t\n\r,:{}\[\]"]')
_KEY_AND_OPENING = re.compile(r'"([^":]{1,64})[ \t]*+:[ \t]*+"\Z')
_SEPARATORS = re.compile(r"[ \t}\]]*+,[ \t{\[]*+\Z")
_LINE_REST = re.compile(r"[ \t}\]]*+,?+[ \t]*+\Z")
_LINE_END = re.compile(r"[\n\r]")
_SHORT = 64


def quoted_string(builder: Builder, at: int, *, as_key: bool) -> Scalar:
    """The string whose opening quote stands at `at`; reading goes on where it ends."""
    match = TORN_STRING.match(builder.text, at, builder.end)
    assert match
    if not match[2]:
        return _unclosed(builder, at, match.end(1))
    if _STRAY.match(builder.text, match.end(), builder.end):
        return _mended(builder, at, match.end(), as_key=as_key) or _closed(
            builder, at, match.end()
        )
    return _closed(builder, at, match.end())


def unopened_string(builder: Builder, at: int, *, as_key: bool) -> Scalar | None:
    """The string that begins at `at` without a quote, if a closing quote follows."""
    stop = _next_quote(builder, at)
    closes = _CLOSES_KEY if as_key else _CLOSES_VALUE
    if not stop or not closes.match(builder.text, stop, builder.end):
        return None
    builder.fault("Expected a quote before this text", at, at + 1)
    return Scalar(Span(at, stop), torn(builder.text[at : stop - 1]))


def _closed(builder: Builder, at: int, stop: int) -> Scalar:
    body = builder.text[at + 1 : stop - 1]
    if wrong := wrong_character(body):
        start, end = wrong
        if body[start] == "\\":
            message, end = "Expected an escape that JSON knows after this \\", end + 1
        else:
            message = "A control character in a string must be written as an escape"
        builder.fault(message, at + 1 + start, at + 1 + end)
    return Scalar(Span(at, stop), torn(body))


def _unclosed(builder: Builder, at: int, stop: int) -> Scalar:
    """The string up to the line's end, without what closes containers of this line."""
    rest = _LINE_REST.search(builder.text, max(at + 1, stop - _SHORT), stop)
    if rest and _closes_line(builder, at, rest[0]):
        stop = rest.start()
    builder.fault("A string must end before its line does", stop - 1, stop)
    return Scalar(Span(at, stop), torn(builder.text[at + 1 : stop]))


def _closes_line(builder: Builder, at: int, rest: str) -> bool:
    closers = [letter for letter in rest if letter in "]}"]
    frames = builder.stack[:0:-1][: len(closers)]
    if [frame.closer for frame in frames] != closers:
        return False
    start = frames[-1].start if frames else at
    return _LINE_END.search(builder.text, start, at) is None


def _mended(builder: Builder, at: int, stop: int, *, as_key: bool) -> Scalar | None:
    text, end = builder.text, builder.end
    if as_key and (key := _KEY_AND_OPENING.match(text, at, stop)):
        return _cut(builder, at, key.end(1))
    position = stop
    for _ in range(_MOST_QUOTES):
        position = _next_quote(builder, position)
        if not position:
            return None
        if (_CLOSES_KEY if as_key else _CLOSES_VALUE).match(text, position, end):
            message = 'A quote inside a string must be written as \\"'
            builder.fault(message, stop - 1, stop)
            return Scalar(Span(at, position), torn(text[at + 1 : position - 1]))
        if not as_key and _CLOSES_KEY.match(text, position, end):
            rest = _SEPARATORS.search(text, max(at + 1, stop - _SHORT), stop - 1)
            return _cut(builder, at, rest.start()) if rest else None
    return None


def _cut(builder: Builder, at: int, stop: int) -> Scalar:
    builder.fault("Expected a quote after this", stop - 1, stop)
    return Scalar(Span(at, stop), torn(builder.text[at + 1 : stop]))


def _next_quote(builder: Builder, start: int) -> int:
    """The end of the next quote on this line, or 0 if it looks like an opening one."""
    text = builder.text
    match = _TO_QUOTE.match(text, start, min(builder.end, start + builder.lookahead))
    if not match:
        return 0
    builder.lookahead -= match.end() - start
    quote = match.end() - 1
    opens = _BEFORE_OPENING.search(text, max(start, quote - _SHORT), quote)
    return 0 if opens else match.end()
