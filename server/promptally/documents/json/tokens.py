"""The tokens of JSON text: their patterns, and what each of them says.

A token is looked at by itself: nesting, commas and repairs are others' work. Every
pattern is possessive, so that none ever takes more than linear time.
"""

import re
from collections.abc import Callable
from json.decoder import scanstring  # type: ignore[attr-defined] # not in typeshed

BLANK = r"[ \t\n\r]*+"
_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})'
_PLAIN = r'[^"\\\x00-\x1f]*+'
_STRING = rf'"{_PLAIN}(?:{_ESCAPE}{_PLAIN})*+"'
_DIGITS = r"-?(?:0|[1-9][0-9]*+)"
# Python may be told to convert no more than 640 digits; longer ones are seldom met.
_INTEGER = r"-?(?:0|[1-9][0-9]{0,599}+)"
_EXPONENT = r"[eE][-+]?+[0-9]++"
_FLOAT = rf"{_DIGITS}(?:\.[0-9]++(?:{_EXPONENT})?+|{_EXPONENT})"
_LITERAL = r"true|false|null"
_WORD = rf"({_INTEGER})|({_FLOAT})|({_LITERAL})"
# Longer strings are read by C alone, which takes a third of the time.
_SHORT = r'("[^"\\\x00-\x1f]{0,64}+")'

STRING = 2
EMPTY = 6
OPENER = 7
QUOTE = 8
"""Which group of `MEMBER` and `ITEM` took part: from `STRING` up to here.

`QUOTE` opens a string that is long, or has escapes, or never ends.
"""


def _element(key: str, terminator: str) -> re.Pattern[str]:
    empty = rf"(\{{{BLANK}\}}|\[{BLANK}\])"
    closed = rf"(?:{_SHORT}|{_WORD}|{empty}){BLANK}{terminator}"
    return re.compile(rf"{BLANK}{key}(?:{closed}|([{{\[])|(\"))")


MEMBER = _element(rf"({_STRING}){BLANK}:{BLANK}", r"[,}]")
"""A key with its value and the comma or brace after it, or with an opener."""
ITEM = _element("()", r"[,\]]")
"""A value with the comma or bracket after it, or an opener; group 1 is never used."""
AFTER_MEMBER = re.compile(rf"{BLANK}[,}}]")
AFTER_ITEM = re.compile(rf"{BLANK}[,\]]")
WORD = re.compile(rf'()()(?:{_WORD})(?=[ \t\n\r,:"/{{}}\[\]]|\Z)')
"""A number or a literal, its groups numbered as in `MEMBER`."""
# No groups here: in a possessive repeat they make `re` raise a SystemError at times.
_PLAIN_MEMBER = (
    rf"{_STRING}{BLANK}:{BLANK}(?:{_STRING}|{_FLOAT}|{_INTEGER}|{_LITERAL}){BLANK}"
)
SIMPLE_MEMBERS = re.compile(rf"{_PLAIN_MEMBER}(?:,{BLANK}{_PLAIN_MEMBER})*+")
"""Members with scalars as values, as many as there are."""
OPENING = re.compile(rf"{BLANK}([{{\[])")
WHOLE_STRING = re.compile(_STRING)
TORN_STRING = re.compile(
    r'"([^"\\\n\r]*+(?:\\[^\n\r][^"\\\n\r]*+)*+(?:\\(?=[\n\r]|\Z))?+)("?+)'
)
"""What a string may look like while it is typed; no string goes beyond its line."""
BARE = re.compile(r'[^ \t\n\r"{}\[\],:]++(?:[ \t]++[^ \t\n\r"{}\[\],:]++)*+')
"""Words without quotes, up to the next mark of JSON or the end of the line."""

_WRONG = re.compile(r'[\x00-\x09\x0b\x0c\x0e-\x1f]|\\(?!["/bfnrt]|u[0-9A-Fa-f]{4})')
_BACKSLASH = re.compile(r'\\(?!["/bfnrt]|u[0-9A-Fa-f]{4})')
_QUOTE = re.compile(r'(?<!\\)"')
# Stands for an escaped backslash, as long as one; a string holds no raw newline.
_PAIR = "\n\n"


def read_string(text: str, start: int) -> tuple[str, int]:
    """What the string after the quote before `start` says, and where it ends.

    Raises:
        ValueError: The string is not valid JSON; this takes time by its place in
            `text`.
    """
    found: tuple[str, int] = scanstring(text, start)
    return found


def _string(literal: str) -> str:
    return literal[1:-1] if "\\" not in literal else read_string(literal, 1)[0]


_LITERALS = {"true": True, "false": False, "null": None}
DECODE: tuple[Callable[[str], bool | int | float | str | None], ...] = (
    str,
    str,
    _string,
    int,
    float,
    _LITERALS.__getitem__,
)
"""What the text of a valid scalar says, by its group."""


def torn(body: str) -> str:
    """What a string between its quotes says, its faults taken as they are written."""
    if "\\" not in body:
        return body
    paired = _BACKSLASH.sub(r"\\\\", body.replace("\\\\", _PAIR))
    literal = _QUOTE.sub(r"\"", paired).replace(_PAIR, "\\\\") + '"'
    strict = False
    value: str = scanstring(literal, 0, strict)[0]
    return value


def wrong_character(body: str) -> tuple[int, int] | None:
    """Where a string between its quotes first holds what JSON does not allow."""
    found = _WRONG.search(body.replace("\\\\", _PAIR))
    return found.span() if found else None


def unquoted(word: str) -> bool | int | float | str | None:
    """What a bare word means: the text itself, or `None` for a value half typed."""
    if any(literal.startswith(word) for literal in _LITERALS):
        return _LITERALS.get(word)
    if word in {"NaN", "Infinity", "-Infinity"}:
        return None
    return _number(word) if word[0] in "+-.0123456789" else word


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
