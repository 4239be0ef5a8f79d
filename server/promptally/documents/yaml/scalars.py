"""From the text of a YAML scalar to its value.

Null, booleans, integers and floats are what YAML 1.1 says, with the surprises for
people who write prose left out: `yes`, `no`, `on`, `off`, dates and base-60 numbers
such as `12:30:45` stay strings.
"""

import re
from collections.abc import Mapping
from typing import Final

type Value = bool | int | float | str | None

_STANDARD: Final = "tag:yaml.org,2002:"

_CONSTANTS: Final[Mapping[str, bool | float | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{
        sign + word: float(f"{sign}inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_LONGEST_CONSTANT: Final = max(map(len, _CONSTANTS))

# Python refuses to print integers of more than 4,300 digits, and no prompt has one.
_LONGEST_NUMBER: Final = 1000
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(
    r"""(?P<sign>[-+]?)(?:
        0b (?P<binary>[01_]+)
      | 0x (?P<hexadecimal>[0-9a-fA-F_]+)
      | 0  (?P<octal>[0-7_]+)
      | (?P<decimal> 0 | [1-9][0-9_]*)
    )""",
    re.VERBOSE,
)
_FLOAT: Final = re.compile(
    r"""(?: [-+]?[0-9][0-9_]*\.[0-9_]* | \.[0-9][0-9_]* )(?:[eE][-+][0-9]+)?""",
    re.VERBOSE,
)
_BASES: Final = {"binary": 2, "octal": 8, "decimal": 10, "hexadecimal": 16}


def plain(text: str) -> Value:
    """The value of a scalar without quotes and without a tag."""
    if len(text) <= _LONGEST_CONSTANT and text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_STARTS and len(text) <= _LONGEST_NUMBER:
        return _number(text)
    return text


def tagged(text: str, tag: str, *, quoted: bool) -> Value:
    """The value of a scalar with a tag; a tag nobody knows changes nothing."""
    if tag == "!":
        return text
    if not tag.startswith(_STANDARD):
        return text if quoted else plain(text)
    value = plain(text)
    match tag.removeprefix(_STANDARD), value:
        case ("null", None) | ("bool", bool()) | ("float", float()):
            return value
        case "int", int() if not isinstance(value, bool):
            return value
        case "float", int() if not isinstance(value, bool):
            return float(value)
        case _:
            return text


def _number(text: str) -> Value:
    if found := _INTEGER.fullmatch(text):
        return _integer(found, text)
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text


def _integer(found: re.Match[str], text: str) -> Value:
    base = found.lastgroup
    assert base is not None
    digits = found[base].replace("_", "")
    # `0_` is zero written with an octal prefix and nothing behind it.
    return int(found["sign"] + (digits or "0"), _BASES[base]) if digits else text
