import base64
import struct
import zlib

import pytest

from promptally.counting import images
from promptally.counting.models import ImageTier

STANDARD, HIGH = ImageTier.STANDARD, ImageTier.HIGH


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 2002) + b" " * 2000
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x11\0\2\x11\1\3\x11\1"
    return b"\xff\xd8" + comment + b"\xff\xc0" + frame + b"\xff\xd9"


# The documentation's table, 2026-08-22.
@pytest.mark.parametrize(
    ("width", "height", "standard", "high"),
    [
        (200, 200, 64, 64),
        (1000, 1000, 1296, 1296),
        (1092, 1092, 1521, 1521),
        (1920, 1080, 1560, 2691),
        (2000, 1500, 1564, 3888),
        (3840, 2160, 1560, 4784),
    ],
)
def test_patches_are_those_of_the_documentation(
    width: int, height: int, standard: int, high: int
) -> None:
    assert images.patches(width, height, STANDARD) == standard
    assert images.patches(width, height, HIGH) == high
    assert images.patches(height, width, HIGH) == high


@pytest.mark.parametrize(
    ("size", "tier", "expected"),
    [
        ((1920, 1080), STANDARD, (1456, 819)),
        ((2000, 1500), STANDARD, (1269, 952)),
        ((3840, 2160), HIGH, (2576, 1449)),
        ((1080, 1920), STANDARD, (819, 1456)),
        ((100_000, 1), STANDARD, (1568, 1)),
        ((28, 28), HIGH, (28, 28)),
    ],
)
def test_a_large_image_is_seen_smaller(
    size: tuple[int, int], tier: ImageTier, expected: tuple[int, int]
) -> None:
    assert images.resized(*size, tier) == expected


@pytest.mark.parametrize("make", [png, gif, webp, jpeg])
def test_the_size_stands_in_the_header(make: object) -> None:
    assert callable(make)
    assert images.size(make(640, 480)) == (640, 480)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG", b"<svg width='1e9'/>", b"RIFF" + b"\0" * 90, b"\xff\xd8"]
)
def test_what_is_no_image_has_no_size(data: bytes) -> None:
    assert images.size(data) is None


def test_an_image_costs_its_patches_and_three() -> None:
    # Recorded on Haiku 4.5, 2026: 540 x 360 pixels are 263 tokens.
    count = images.count(png(540, 360), STANDARD)
    assert (count.tokens, count.reasons) == (263, ())


def test_haiku_3_5_pairs_its_patches() -> None:
    # Recorded, 2025: 330 x 291 pixels are 147 tokens there, 135 elsewhere.
    assert images.count(png(330, 291), STANDARD, pairs=2).tokens == 147
    assert images.count(png(330, 291), STANDARD).tokens == 135


def test_without_a_size_the_band_holds_every_image() -> None:
    count = images.count(None, HIGH)
    assert (count.low, count.high) == (4, 4787)
    assert count.reasons


@pytest.mark.parametrize("data", ["", "*", "A", "<omitted>", "é", "\ud800", "QUJD\n"])
def test_base64_that_is_none_decodes_to_what_there_is(data: str) -> None:
    assert len(images.decode(data)) <= 6


def test_only_the_header_of_an_image_is_decoded() -> None:
    text = base64.b64encode(png(2, 3) + bytes(10_000_000)).decode()
    header = images.decode(text)
    assert len(header) == 64 * 1024
    assert images.size(header) == (2, 3)


def test_base64_may_be_broken_into_lines_and_lack_its_padding() -> None:
    text = base64.encodebytes(png(20, 30)).decode().rstrip("=\n")
    assert images.size(images.decode(text)) == (20, 30)
