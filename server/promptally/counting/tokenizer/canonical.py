"""Text as the tokenizers read it: composed, without controls, spaces made equal.

It differs from `ctok`'s normal form in one thing that no count can see: all ASCII
digits are zeros. Every number of up to three of them is a piece and no other piece
holds one, so only how many stand together matters.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from unicodedata import combining

_DELETED = bytes([*range(1, 9), *range(0x0B, 0x20), 0x7F])
_ASCII = bytes.maketrans(b"\x00123456789", b" 000000000")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MANY_MARKS = 500
_DOUBLE_MARKS = "\u0f73\u0f75\u0f81"
"""Marks that call themselves letters and come apart into two marks."""

# Folding works on UTF-8, where the search for a rare lead byte costs next to nothing.
_FOLDED = tuple(
    (pattern[:1], re.compile(pattern), folded)
    for pattern, folded in (
        (b"\xc2[\x80-\x9f]", b""),  # C1 controls
        ("\u0e4d\u0e32".encode(), "\u0e33".encode()),  # sara am in two parts
        (b"\xee[\x80-\xbf]{2}", b""),  # private use, up to U+EFFF
        (b"\xef[\x80-\xa3][\x80-\xbf]", b""),  # and the rest of it
        (b"\xc2\xa0", b" "),
        (b"\xe1\x9a\x80", b" "),
        (b"\xe2\x80[\x80-\x8a\xa8\xa9\xaf]", b" "),
        (b"\xe2\x81\x9f", b" "),
    )
)
"""What is dropped or has an equal: lead byte, pattern and equal, to be done in turn."""
_CURLY = (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))
_QUOTES = tuple((q.encode(), s.encode()) for q, s in _CURLY)


def canonical(text: str, *, fold_quotes: bool) -> str:
    """`text` as the tokenizers read it, with `0` for every ASCII digit."""
    if text.isascii():
        return text.encode().translate(_ASCII, _DELETED).decode("ascii")
    composed = _composed(text)
    try:
        utf8 = composed.encode()
    except UnicodeEncodeError:
        utf8 = _composed(_SURROGATE.sub("\ufffd", text)).encode()
    return _folded(utf8.translate(_ASCII, _DELETED), fold_quotes=fold_quotes).decode()


def _folded(utf8: bytes, *, fold_quotes: bool) -> bytes:
    """Drop C1 controls and private use; make equal what the tokenizers hold equal."""
    for lead, pattern, folded in _FOLDED:
        if lead in utf8:
            utf8 = pattern.sub(folded, utf8)
    if fold_quotes and b"\xe2" in utf8:
        for curly, straight in _QUOTES:
            utf8 = utf8.replace(curly, straight)
    return utf8


def _composed(text: str) -> str:
    """`text` in normalization form C, in linear time.

    Python sorts the marks on one letter by insertion: a megabyte of them would take
    minutes. A long run gets sorted before, which changes nothing of the result.
    """
    if _may_have_many_marks(text):
        text = _many_marks().sub(_sorted_marks, text)
    return unicodedata.normalize("NFC", text)


def _may_have_many_marks(text: str) -> bool:
    """Whether a sample allows for a run of marks twice `_MANY_MARKS` long."""
    return any(
        _is_mark(first) and _is_mark(second)
        for first, second in pairwise(text[::_MANY_MARKS])
    )


def _is_mark(character: str) -> bool:
    return combining(character) > 0 or character in _DOUBLE_MARKS


@cache
def _many_marks() -> re.Pattern[str]:
    marks = filter(_is_mark, map(chr, range(0x110000)))
    return re.compile(f"[{re.escape(''.join(marks))}]{{{_MANY_MARKS},}}")


def _sorted_marks(run: re.Match[str]) -> str:
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(marks, key=combining))
