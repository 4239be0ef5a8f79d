"""Stand-ins for the characters that a YAML library refuses or misreads.

Each replacement is as long as what it replaces, so that offsets hold, and is undone
in the values. It concerns control characters and lone surrogates (refused), U+0085,
U+2028 and U+2029 (line breaks in YAML 1.1, plain characters in YAML 1.2), and the
escapes of surrogate pairs that JSON writers use for emoji (refused).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from promptally.prompts import Problem
from promptally.text import Span

_BREAKS: Final = frozenset("\x85\u2028\u2029")
_ALLOWED: Final = (
    *(("\t", "\n"), ("\r", "\r"), (" ", "~"), ("\xa0", "\u2027")),
    *(("\u202a", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff")),
)
"""Ranges of characters; a pattern of them would take 5 ms to compile at every start."""
_LONE_RETURN: Final = re.compile(r"\r(?!\n)")
# An even run of backslashes before it leaves the escape an escape.
_SURROGATE_ESCAPE: Final = re.compile(
    r"(?<!\\)((?:\\\\)*+)\\u([dD][89a-fA-F][0-9a-fA-F]{2})"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"
_MOST_PROBLEMS: Final = 20
_MANY: Final = 50
"""From so many replacements on, one pattern is faster than one pass for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as the library may see it. `text` has the length of the original.

    `characters` and `escapes` lead from the stand-ins back: the former from a
    character to a character, the latter from four hexadecimal digits to four others.
    """

    text: str
    characters: Mapping[str, str]
    escapes: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def restored(self, value: str, *, escaped: bool) -> str:
        """The value of a scalar with what the author wrote in place of stand-ins.

        `escaped` says that the scalar stood in double quotes.
        """
        if self.escapes and escaped:
            value = _joined(_replaced(value, _decoded(self.escapes)))
        elif self.escapes:
            value = _replaced(value, _written(self.escapes))
        return _replaced(value, self.characters)


def quick(text: str) -> Reading:
    """The reading of a text that nothing is known against: only breaks change."""
    if text.isascii():
        return Reading(text=text, characters={}, escapes={})
    table = _stand_ins({char for char in _BREAKS if char in text}, text)
    return Reading(text=_replaced(text, table), characters=_turned(table), escapes={})


def thorough(text: str) -> Reading:
    """The reading of a text that the library has refused.

    There is a problem for each distinct character that YAML does not allow.
    """
    refused = {char for char in set(text) if _is_refused(char)}
    table = _stand_ins(refused, text)
    escapes = _escape_stand_ins(text)
    changed = _LONE_RETURN.sub("\n", _replaced(text, table))
    if escapes:
        changed = _SURROGATE_ESCAPE.sub(
            lambda found: f"{found[1]}\\u{escapes[found[2]]}", changed
        )
    return Reading(
        text=changed,
        characters=_turned(table),
        escapes=_turned(escapes),
        problems=tuple(_problems(refused - _BREAKS, text)),
    )


def _is_refused(char: str) -> bool:
    return not any(first <= char <= last for first, last in _ALLOWED)


def has_surrogate(value: str) -> bool:
    """Whether half of a surrogate pair stands in `value`."""
    return _SURROGATE.search(value) is not None


def _stand_ins(characters: Iterable[str], text: str) -> Mapping[str, str]:
    """A character of the private use planes for each, none of them in `text`."""
    wanted = sorted(characters)
    if not wanted:
        return {}
    used = set(text)
    free = (chr(code) for code in range(0x10FFFD, 0xEFFFF, -1) if chr(code) not in used)
    return {char: next(free, _REPLACEMENT) for char in wanted}


def _escape_stand_ins(text: str) -> Mapping[str, str]:
    """Four free hexadecimal digits for each surrogate that `text` writes in four."""
    if "\\u" not in text:
        return {}
    wanted = sorted({digits for _, digits in _SURROGATE_ESCAPE.findall(text)})
    if not wanted:
        return {}
    used = set(text) | {chr(int(code, 16)) for code in _escapes_in_use(text)}
    free = (f"{code:04x}" for code in range(0xE000, 0xF900) if chr(code) not in used)
    return {digits: next(free, "fffd") for digits in wanted}


def _escapes_in_use(text: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r"\\u([e-fE-F][0-9a-fA-F]{3})", text))


def _decoded(escapes: Mapping[str, str]) -> Mapping[str, str]:
    return {chr(int(new, 16)): chr(int(old, 16)) for new, old in escapes.items()}


def _written(escapes: Mapping[str, str]) -> Mapping[str, str]:
    return {f"\\u{new}": f"\\u{old}" for new, old in escapes.items()}


def _joined(value: str) -> str:
    """`value` with each surrogate pair as the one character that it means."""
    if not has_surrogate(value):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _turned(table: Mapping[str, str]) -> Mapping[str, str]:
    return {new: old for old, new in table.items() if new not in (_REPLACEMENT, "fffd")}


def _replaced(text: str, table: Mapping[str, str]) -> str:
    if len(table) > _MANY:
        pattern = "|".join(map(re.escape, table))
        return re.sub(pattern, lambda found: table[found[0]], text)
    for old, new in table.items():
        text = text.replace(old, new)
    return text


def _problems(characters: Iterable[str], text: str) -> Iterator[Problem]:
    for char in sorted(characters)[:_MOST_PROBLEMS]:
        start = text.index(char)
        name = f"U+{ord(char):04X}"
        message = f"The character {name} is not allowed in YAML"
        span = Span(start, start + 1)
        yield Problem(code="control-character", message=message, span=span)
