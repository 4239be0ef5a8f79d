"""A PDF whose pages were read costs its pictures and its text."""

import base64

import pytest

from counting_prompts import request
from promptally.counting import models, offline, pdf_pages
from promptally.counting.pdf_pages import Page, Pdf
from promptally.counting.rule_table import RULES
from promptally.counts import Count
from promptally.prompts import INLINE_PDF, Json

PICTURE = RULES["4.5"].page
LETTER = Page(width=612, height=792, text="")


def counted(*pages: Page, n_pages: int | None = None) -> Count:
    pdf = Pdf(pages=pages, n_pages=len(pages) if n_pages is None else n_pages)
    return pdf_pages.count(pdf, PICTURE, len)


def page(width: float, height: float, text: str = "") -> Page:
    return Page(width=width, height=height, text=text)


def spread(count: Count) -> tuple[int, int]:
    assert count.tokens is not None
    assert count.low is not None
    assert count.high is not None
    return count.tokens - count.low, count.high - count.tokens


def test_a_page_is_its_picture_and_its_text() -> None:
    assert counted(LETTER).tokens == 1539
    assert counted(page(612, 792, "ten tokens")).tokens == 1549


def test_a_page_of_the_recorded_shape_has_a_narrow_band() -> None:
    assert spread(counted(LETTER)) == (2, 2)
    assert spread(counted(page(1224, 1584))) == (2, 2)


@pytest.mark.parametrize("shape", [(595, 842), (792, 612), (960, 540)])
def test_a_page_of_another_shape_has_a_wider_one(shape: tuple[int, int]) -> None:
    assert spread(counted(page(*shape))) == (60, 45)


@pytest.mark.parametrize("shape", [(200, 300), (100, 3000), (0, 0), (-1, 5)])
def test_a_small_page_or_a_strip_may_cost_little(shape: tuple[int, int]) -> None:
    assert spread(counted(page(*shape)))[0] == 1400


def test_pages_add_up_and_each_one_more_widens_the_band() -> None:
    count = counted(LETTER, LETTER, LETTER)
    assert count.tokens == 3 * 1539
    assert spread(count) == (3 * 2 + 2 * 10, 3 * 2 + 2 * 15)


def test_pages_that_were_not_read_are_guessed_and_told() -> None:
    count = counted(LETTER, n_pages=3)
    assert count.tokens == 1539 + 2 * (1540 + 750)
    assert count.reasons == ("2 pages of a PDF were not read",)


def test_the_pages_replace_the_guess_wherever_the_pdf_stands() -> None:
    digits = base64.b64encode(b"%PDF-1.5 of nothing").decode()
    sources: dict[str, dict[str, Json]] = {
        INLINE_PDF + digits: {
            "type": "base64",
            "media_type": "application/pdf",
            "data": digits,
        },
        "paper.pdf": {"type": "url", "url": "paper.pdf"},
        "./paper.pdf": {"type": "path", "path": "./paper.pdf"},
    }
    pdf = Pdf(pages=(page(612, 792, "Hello, Claude"),), n_pages=1)
    model = models.resolve("claude-haiku-4-5")
    for target, source in sources.items():
        block: Json = {"type": "document", "source": source}
        prompt = request({"messages": [{"role": "user", "content": [block]}]})
        total = offline.count(prompt, model, pdfs={target: pdf}).total
        assert total.tokens == 7 + RULES["4.5"].document.tokens + 1539 + 3
        assert offline.count(prompt, model).total != total
