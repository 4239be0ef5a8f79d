"""Kinds of characters, and the patterns that cut canonical text by them.

The kinds are `ctok`'s, asked of it for each character, and so follow its tables and the
Unicode version of this Python. The patterns cut only where nothing in the stream looks
across, and where no piece does:

- before the first letter of a word: it opens a piece with its own marker, and what
  stands before it sees but that a word follows. Excepted are `'s` and its like, which
  are one with what stands before them, and letters after a mark without a base;
- after a run of ASCII digits, which writes no markers;
- after an *ideograph*: any character without markers of its own (Han, Hangul, emoji).

So a chunk is `word? gap (digits | ideograph)?`, and its cost needs no more than itself:
if it ends with the gap, a word follows, or it ends with the text. A gap does not care
which ideograph it ends with, so runs of them can be taken out and counted apart.
"""

import re
import string
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import chain, groupby
from typing import NamedTuple

from ctok.constants import (
    CONTRACTION_SUFFIXES,
    DIGIT,
    HARD,
    LITERAL_MARKER_ESCAPES,
    WORDY,
)
from ctok.normalize import _hard_kind, _is_selector, _stray_mark, classify


class Patterns(NamedTuple):
    """How to cut canonical text, and the gaps in it."""

    chunk: re.Pattern[str]
    word: re.Pattern[str]
    """A word or nothing."""
    ideograph: re.Pattern[str]
    ideographs: re.Pattern[str]
    """A run of ideographs; who splits a text by it keeps them."""
    odd: re.Pattern[str]
    """A character that makes a gap one for `ctok` to judge."""
    run: re.Pattern[str]
    """White space, zeros, an ideograph or punctuation, in a gap without odd ones."""

    def first_chunk(self, text: str) -> str:
        """The chunk that `text` starts with."""
        return _start(self.chunk, text)

    def first_word(self, text: str) -> str:
        """The word that `text` starts with, or nothing."""
        return _start(self.word, text)


def _start(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    assert found is not None, "these patterns match everywhere"
    return found[0]


class _Kind(StrEnum):
    LETTER = "opens a word, or goes on in it"
    MARK = "goes on in a word, opens one where none stands before it"
    DIGIT = "joins ASCII digits"
    NUMBER = "takes markers of its own"
    IDEOGRAPH = "stands without markers"
    OTHER = "punctuation, white space and ASCII digits"


_SUFFIX = f"(?:{'|'.join(sorted(CONTRACTION_SUFFIXES))})"
_SPACES = " \t\n\u3000"

_QUOTE = rf"'(?:{_SUFFIX}(?![A-Za-z]))?+[^A-Za-z0']*+"
"""A quote in ASCII text, with what belongs to it and the gap behind it."""

ASCII_LETTERS = string.ascii_letters
ASCII = Patterns(
    chunk=re.compile(
        # The first quote by itself: a branch that starts with a character is cheap.
        f"[A-Za-z]*+[^A-Za-z0']*+(?:{_QUOTE}(?:{_QUOTE})*+|)0*+"
    ),
    word=re.compile("[A-Za-z]*+"),
    ideograph=re.compile("(?!)"),
    ideographs=re.compile("((?!))"),
    odd=re.compile("[A-Za-z]"),
    run=re.compile(r"[ \t\n]++|0++|[^ \t\n0]++"),
)
"""For texts in ASCII alone; they cut such texts as `unicode()` does."""


def patterns(text: str) -> Patterns:
    """The patterns that `text` needs."""
    return ASCII if text.isascii() else unicode()


@cache
def unicode() -> Patterns:
    """The patterns for every text; the first call looks at all characters."""
    kinds = _ranges()
    letter, mark, digit, number, ideograph = (
        kinds[kind]
        for kind in (
            _Kind.LETTER,
            _Kind.MARK,
            _Kind.DIGIT,
            _Kind.NUMBER,
            _Kind.IDEOGRAPH,
        )
    )
    word = f"[{letter}{mark}]*+"
    gap = f"[^{letter}{mark}{digit}{ideograph}0']*+"
    within = "|".join(
        (
            f"'(?:{_SUFFIX}(?![{letter}{mark}]))?+",
            f"[{mark}]{word}",
            f"[{digit}][0{digit}]*+",
        )
    )
    literal_markers = "".join(LITERAL_MARKER_ESCAPES)
    return Patterns(
        chunk=re.compile(
            f"(?:[{letter}]{word}|){gap}(?:(?:(?:{within}){gap})++|)"
            f"(?:00*+|[{ideograph}]|)"
        ),
        word=re.compile(f"(?:[{letter}]{word}|)"),
        ideograph=re.compile(f"[{ideograph}]"),
        ideographs=re.compile(f"([{ideograph}]++)"),
        odd=re.compile(f"[{letter}{mark}{digit}{number}{literal_markers}]"),
        run=re.compile(f"[{_SPACES}]++|0++|[{ideograph}]|[^{_SPACES}0{ideograph}]++"),
    )


_ALL_IDEOGRAPHS = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xAC00, 0xD7A4),
    range(0x10000, 0x110000),
)
"""Not looked at one by one: nothing else stands here (the tests look)."""


def _ranges() -> dict[_Kind, str]:
    """What stands in a character class for each kind."""
    rest = chain(
        range(0x3400),
        range(0x4DC0, 0x4E00),
        range(0xA000, 0xAC00),
        range(0xD7A4, 0xD800),
        range(0xF900, 0x10000),
    )
    points: dict[_Kind, list[int]] = {kind: [] for kind in _Kind}
    for point in rest:
        points[_kind(chr(point))].append(point)
    found = {kind: "".join(_joined(points[kind])) for kind in _Kind}
    found[_Kind.IDEOGRAPH] += "".join(
        f"{chr(block[0])}-{chr(block[-1])}" for block in _ALL_IDEOGRAPHS
    )
    return found


def _kind(character: str) -> _Kind:
    """What `ctok` makes of a character that stands in canonical text."""
    kind = classify(character)
    if kind == WORDY:
        return _Kind.MARK if _stray_mark(character) else _Kind.LETTER
    if kind == DIGIT and not character.isascii():
        return _Kind.DIGIT
    if kind != HARD or _is_selector(character):
        return _Kind.OTHER
    match _hard_kind(character):
        case "number":
            return _Kind.NUMBER
        case "letter":
            return _Kind.IDEOGRAPH
    return _Kind.OTHER


def _joined(points: list[int]) -> Iterator[str]:
    """Ascending `points` as ranges; no class gives one a meaning."""
    for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        block = [point for _, point in run]
        yield f"{chr(block[0])}-{chr(block[-1])}"
