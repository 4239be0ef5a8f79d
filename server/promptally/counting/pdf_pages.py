"""How many tokens a PDF costs whose pages and text somebody has read: a narrow band.

Reading a PDF is nobody's business here: the pages come as values. Where nobody read
them, `pdfs` guesses from the bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from promptally.counting.bands import combine
from promptally.counting.rules import Size
from promptally.counts import Count, offline

_LETTER = 612 / 792
"""Width by height of the pages of all recorded PDFs."""

_LARGE = 500
"""Points; a shorter page may be sent as a smaller picture than others."""

_SHAPED = Size(-1, 2, 2)
"""What a page of that shape costs besides the usual page of its model; recorded, n = 3
files of one page, on eleven models."""

_OTHER_SHAPE = Size(0, 60, 45)
"""The same for another shape: what fits into the largest picture in whole patches."""

_SMALL_OR_LONG = Size(0, 1400, 45)
"""The same for small pages and for strips: somewhere between nothing and a page."""

_NEXT_PAGE = Size(0, 10, 15)
"""How far a page after the first may lie from it; nobody recorded one."""

_UNREAD_PAGE = Size(750, 750, 2250)
"""The text of a page that could not be read in time; published: up to 3,000 tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a PDF: its size in points, and the text that can be copied from it."""

    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """The pages that were read, the first ones, of the `n_pages` that there are."""

    pages: Sequence[Page]
    n_pages: int


def count(pdf: Pdf, page: Size, tokens: Callable[[str], int]) -> Count:
    """The tokens of a PDF where a page's picture is `page` and `tokens` counts text."""
    unread = max(0, pdf.n_pages - len(pdf.pages))
    around = [_picture(read, page) for read in pdf.pages]
    around += [page.plus(_OTHER_SHAPE).plus(_UNREAD_PAGE)] * unread
    around.append(_NEXT_PAGE.times(max(0, pdf.n_pages - 1)))
    text = sum(tokens(read.text) for read in pdf.pages)
    sizes = [offline(text), _together(around).counted()]
    reasons = [f"{unread} pages of a PDF were not read"] if unread else []
    whole = combine(sizes)
    return offline(whole.tokens or 0, whole.low, whole.high, *reasons)


def _picture(read: Page, page: Size) -> Size:
    short, long = sorted((read.width, read.height))
    bare = Size(page.tokens)
    if long < _LARGE or long > 2 * short:
        return bare.plus(_SMALL_OR_LONG)
    is_letter = abs(short / long / _LETTER - 1) < 0.01 and read.height == long
    return bare.plus(_SHAPED if is_letter else _OTHER_SHAPE)


def _together(sizes: Sequence[Size]) -> Size:
    whole = Size(0)
    for size in sizes:
        whole = whole.plus(size)
    return whole
