import zlib

import pytest

from promptally.counting import pdfs
from promptally.counting.rule_table import RULES

PICTURE = RULES["4.5"].page
PAGE = b"<< /Type /Page /Parent 1 0 R >>\n"


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", 0),
        (PAGE * 3, 3),
        (b"<</Type/Pages/Kids[2 0 R]/Count 12>>", 12),
        (b"<</Count 7 /Kids [] /Type /Pages>>", 7),
        (b"/Type /PageLabels", 0),
    ],
)
def test_pages_are_counted_by_their_marks(data: bytes, expected: int) -> None:
    assert pdfs.pages(data) == expected


def test_marks_are_found_in_compressed_objects() -> None:
    count = pdfs.count(b"%PDF-1.5\n" + stream(PAGE * 2), PICTURE)
    assert count.tokens == 2 * 1540


def test_the_text_that_a_page_shows_counts() -> None:
    shown = b"BT /F1 12 Tf (" + b"words, " * 390 + b") Tj ET"
    plain = pdfs.count(PAGE, PICTURE).tokens
    with_text = pdfs.count(PAGE + stream(shown), PICTURE).tokens
    assert (plain, with_text) == (1540, 1540 + 1050)


def test_text_counts_in_a_plain_stream_too() -> None:
    shown = b"stream\nBT (" + b"words, " * 390 + b") Tj ET\nendstream"
    assert pdfs.count(PAGE + shown, PICTURE).tokens == 1540 + 1050


def test_the_band_is_wide_and_says_why() -> None:
    count = pdfs.count(PAGE, PICTURE)
    assert count.low is not None
    assert count.high is not None
    assert (count.low, count.high) == (1510, 4580)
    assert count.reasons


def test_a_pdf_without_marks_is_one_page_or_as_many_as_its_bytes_allow() -> None:
    count = pdfs.count(bytes(15_000), PICTURE)
    assert count.tokens == 1540
    assert count.high == 10 * 4580


def test_a_bomb_inflates_no_further_than_is_looked_at() -> None:
    bomb = zlib.compress(bytes(100_000_000))
    assert pdfs.count(b"stream\n" + bomb + b"stream\n" + bomb, PICTURE).tokens == 1540


@pytest.mark.parametrize(
    "data", [b"stream\n" * 3000, b"(" * 50_000, b"stream\nBT (((((\\" * 100]
)
def test_odd_bytes_are_no_trouble(data: bytes) -> None:
    assert pdfs.count(data, PICTURE).tokens
