"""Small PDFs, good and bad, made for tests."""

import zlib
from collections.abc import Iterator

LETTER = (612, 792)


def pdf(*pages: str, size: tuple[int, int] = LETTER) -> bytes:
    """A PDF with a page for each text, whose lines stand below each other."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(pages):
        width, height = size
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R"
            " >>".encode()
        )
        objects.append(_stream(_shown(text, height)))
    return _file(objects)


def _shown(text: str, height: int) -> bytes:
    lines = "".join(f"({line}) Tj T*\n" for line in text.split("\n"))
    return f"BT /F1 10 Tf 14 TL 40 {height - 60} Td\n{lines}ET".encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    length = b"<< /Filter /FlateDecode /Length %d >>\n" % len(packed)
    return length + b"stream\n" + packed + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    data, places = b"%PDF-1.5\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\n" % size
        + b"startxref\n%d\n%%%%EOF" % len(data)
    )


def broken() -> Iterator[tuple[str, bytes]]:
    """PDFs that are none, or that mean harm, each with what is the matter."""
    good = pdf("One page.\nTwo lines.")
    yield "only the first line", b"%PDF-1.5\n"
    for share in (4, 2):
        yield f"cut after 1/{share}", good[: len(good) // share]
    yield "noise", b"%PDF-1.7\n" + bytes(range(256)) * 40
    yield "another start", good.replace(b"startxref\n", b"startxref\n-9")
    yield "a circle of pages", good.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    yield "too many pages", good.replace(b"/Count 1", b"/Count 2147483647")
    yield "fewer than no pages", good.replace(b"/Count 1", b"/Count -1")
    yield "a page that is missing", good.replace(b"/Kids [4 0 R]", b"/Kids [99 0 R]")
    yield "deep arrays", good.replace(b"/Kids [4 0 R]", b"/Kids " + b"[" * 50_000)
    yield "no size", good.replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 0 0 0]")
    yield "a huge size", good.replace(b"[0 0 612 792]", b"[0 0 9e30 9e30]")
    yield "a bomb", _bomb(300_000_000)
    yield "locked", good.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R")


def _bomb(size: int) -> bytes:
    """A page whose content inflates to `size` bytes, though the file is small."""
    good = pdf("")
    packer = zlib.compressobj(9)
    chunk = b" " * 1_000_000
    packed = b"".join(packer.compress(chunk) for _ in range(size // len(chunk)))
    packed += packer.flush()
    start = good.index(b"<< /Filter")
    end = good.index(b"endstream")
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return good[:start] + head + packed + b"\n" + good[end:]


def slow() -> bytes:
    """A PDF that takes longer to read than anybody waits."""
    line = "x" * 200
    return pdf(*("\n".join([line] * 3000) for _ in range(60)))
