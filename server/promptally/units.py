"""The units in which editors count the characters of a line."""

from bisect import bisect_right
from enum import StrEnum


class Encoding(StrEnum):
    """What a position's `character` counts; the words are the LSP's."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def n_units(piece: str, encoding: Encoding) -> int:
    """How many units of `encoding` the code points of `piece` take."""
    if encoding is Encoding.UTF32 or piece.isascii():
        return len(piece)
    if encoding is Encoding.UTF16:
        return len(piece.encode("utf-16-le", "surrogatepass")) // 2
    return len(piece.encode("utf-8", "surrogatepass"))


def n_code_points(piece: str, most: int, encoding: Encoding) -> int:
    """How many code points from the start of `piece` fit whole into `most` units."""
    if piece.isascii():
        return min(max(0, most), len(piece))

    def units_of_first(n_code_points: int) -> int:
        return n_units(piece[:n_code_points], encoding)

    counts = range(len(piece) + 1)
    return max(0, bisect_right(counts, most, key=units_of_first) - 1)
