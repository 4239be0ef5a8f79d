"""What each character costs by itself, where no longer piece covers it.

A token, if it is a piece; otherwise one for each of its bytes in UTF-8, of which some
first ones are a token together.
"""

from collections.abc import Iterable

from ctok.constants import ESCAPED_MARKER_LITERALS, MARKER_GLYPHS

_BY_SIZE = ((0x80, 1), (0x800, 2), (0x10000, 3), (0x110000, 4))
"""Below which code point a character has so many bytes."""
_FILLS = (b"\x80", b"\xbf")
"""The least and the greatest byte that goes on in a character."""


def character_costs(alone: Iterable[str], prefixes: Iterable[bytes]) -> bytes:
    """The tokens of every code point, to be looked up by its number.

    `alone` are the characters that are a piece, `prefixes` the first bytes that cost
    one token together. Every prefix holds a first byte, so one has room for one only.
    """
    costs = bytearray()
    for end, size in _BY_SIZE:
        costs += bytes([size]) * (end - len(costs))
    # Longer ones last: they leave fewer bytes than the shorter ones they start with.
    for prefix in sorted(prefixes, key=len):
        behind = _size(prefix) - len(prefix)
        first, last = (ord((prefix + fill * behind).decode()) for fill in _FILLS)
        costs[first : last + 1] = bytes([behind + 1]) * (last + 1 - first)
    # What stands for a literal marker costs what that does; a marker itself is a piece.
    for escape, literal in ESCAPED_MARKER_LITERALS.items():
        costs[ord(escape)] = costs[ord(literal)]
    for character in {*alone, *MARKER_GLYPHS}:
        costs[ord(character)] = 1
    return bytes(costs)


def _size(prefix: bytes) -> int:
    """How many bytes a character has that starts with `prefix`."""
    return 2 + (prefix[0] >= 0xE0) + (prefix[0] >= 0xF0)
