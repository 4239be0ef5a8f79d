"""How the marked stream spells a word."""

import re

from ctok.constants import BOW_G, CAPS_G, EOW_G, SHIFT_G
from ctok.normalize import mark_case

_CASED = re.compile(
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0131-\u017f"  # Latin without İ
    "\u0391-\u03a1\u03a3-\u03ce"  # Greek
    "\u0400-\u0481\u048a-\u052f"  # Cyrillic
    "\u0531-\u0556\u0561-\u0586]+"  # Armenian
)
"""Letters that are small, or capitals with one small form."""
_LATE_CAPITALS = frozenset("\u1c89\ua7cb")
"""Capitals that `ctok` knows and that the Unicode of Python 3.13 does not."""


def spelled(word: str, capitals: int | None) -> str:
    """The stretch for `word`, which is letters and their marks.

    A word of `capitals` letters or more is spelled in small ones if all are capitals.
    """
    small = word.lower()
    if word == small and (word.isascii() or _LATE_CAPITALS.isdisjoint(word)):
        return f"{BOW_G}{word}{EOW_G}"
    if not (word.isascii() or _CASED.fullmatch(word)):
        return _spelled_by_ctok(word, capitals)
    if capitals is not None and len(word) >= capitals and word.isupper():
        # `lower` gives a sigma at the end its final form; the stream does not.
        small = small.replace("\u03c2", "\u03c3")
        return f"{CAPS_G}{BOW_G}{small}{EOW_G}"
    if word[0].isupper() and word[1:] == small[1:]:
        return f"{SHIFT_G}{BOW_G}{small}{EOW_G}"
    return f"{BOW_G}{word}{EOW_G}"


def _spelled_by_ctok(word: str, capitals: int | None) -> str:
    marked: str = mark_case(word, capitals)
    bare = marked.lstrip(SHIFT_G + CAPS_G)
    return f"{marked[: len(marked) - len(bare)]}{BOW_G}{bare}{EOW_G}"
