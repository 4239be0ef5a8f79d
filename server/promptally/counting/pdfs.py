"""How many tokens a PDF costs, from a scan of its bytes: a wide band.

The API sends each page as a picture and as its text. Nothing here renders or parses a
PDF: pages are counted by their marks, and their text by the strings that the content
streams show, wherever a scan can see either.
"""

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from promptally.counting.rules import Size
from promptally.counts import Count, offline

_PAGE = re.compile(rb"/Type\s{0,8}/Page(s?)(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s{1,8}(\d{1,5})")
_NEARBY = 400
"""Bytes between the mark of a page tree and its number of pages, at most."""

_MOST_MARKS = 20_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*+)\)|<([0-9A-Fa-f\s]{2,}+)>", re.DOTALL)

_FEWEST_BYTES_A_PAGE = 1_500
_MOST_READ = 4_000_000
"""Bytes of streams, inflated, that a scan looks at."""

_LONGEST_STREAM = 500_000
"""Bytes as they stand in the file; what is longer is a picture or a font."""

_SCANNED = 2_000
"""What looking at one more stream counts as, for a file may name millions of them."""

_TOKENS_A_GLYPH = 5 / 13
"""Spaces are not shown, and a page's text comes with its frame; recorded, 2 files."""

_MOST_TEXT_A_PAGE = 3_000
"""Tokens; the documentation gives 1,500 to 3,000 for a page of text."""


def pages(data: bytes) -> int:
    """The pages of a PDF as far as its bytes show them; 0 where they do not."""
    marked = told = 0
    for mark in islice(_PAGE.finditer(data), _MOST_MARKS):
        if not mark[1]:
            marked += 1
            continue
        around = data[max(0, mark.start() - _NEARBY) : mark.end() + _NEARBY]
        told = max([told, *map(int, _COUNT.findall(around))])
    return max(marked, told)


@lru_cache(maxsize=4)
def count(data: bytes, page: Size) -> Count:
    """The tokens of a PDF whose bytes are `data`, where a page's picture is `page`."""
    inflated = list(_streams(data))
    seen = pages(b"\n".join([data, *inflated]))
    glyphs = sum(_glyphs(stream) for stream in inflated)
    text = int(glyphs * _TOKENS_A_GLYPH)
    likely = max(1, seen)
    most = seen or max(1, len(data) // _FEWEST_BYTES_A_PAGE)
    return offline(
        likely * page.tokens + text,
        likely * (page.tokens - page.down) + text // 2,
        most * (page.tokens + page.up + _MOST_TEXT_A_PAGE),
        "a PDF's pages and its text are only guessed from its bytes",
    )


def _streams(data: bytes) -> Iterator[bytes]:
    """The contents of streams, inflated where they are compressed."""
    room, at = _MOST_READ, 0
    while room > 0 and (start := _STREAM.search(data, at)):
        at = start.end()
        end = data.find(b"endstream", at, at + _LONGEST_STREAM)
        if end < 0:
            room -= _SCANNED
            continue
        stream = _inflated(data[at:end], room)
        room, at = room - len(stream) - _SCANNED, end
        yield stream


def _inflated(stream: bytes, room: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, room)
    except zlib.error:
        return stream


def _glyphs(stream: bytes) -> int:
    """How many characters a content stream shows; hexadecimal ones take two bytes."""
    if b"BT" not in stream or (b"Tj" not in stream and b"TJ" not in stream):
        return 0
    return sum(
        len(literal) or len(digits) // 4 for literal, digits in _SHOWN.findall(stream)
    )
