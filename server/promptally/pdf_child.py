"""Reads one PDF from standard input and writes its pages to standard output as JSON.

Run as a process of its own, for PDFs come from anywhere and the library that reads them
is large: it has few seconds, little memory, no files to write and no environment. It
imports nothing else of Promptally.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

CPU_SECONDS = 2
MEMORY = 256 * 2**20
"""Bytes of address space, where the system can limit it."""

MOST_PAGES = 600
"""The API takes no more (documentation of its PDF support, 2026-08)."""

MOST_TEXT = 2_000_000
"""Code points of all pages together; no context window holds more."""


def limit() -> None:
    """Give up all that reading needs not, as far as the system has limits."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    wanted = {
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_AS": MEMORY,
        "RLIMIT_DATA": MEMORY,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, OSError, ValueError):
            # macOS knows fewer of them; the parent's patience is the last limit.
            continue


def read(data: bytes) -> dict[str, Any] | None:
    """The number of pages and the first ones; `None` for what is no readable PDF."""
    import pypdfium2  # noqa: PLC0415 - after the limits

    try:
        document = pypdfium2.PdfDocument(data)
        n_pages = len(document)
    except pypdfium2.PdfiumError:
        return None
    return {"n_pages": n_pages, "pages": list(_pages(document))}


def _pages(document: Any) -> Iterator[tuple[float, float, str]]:
    """Pages as long as there is time and room for them."""
    room = MOST_TEXT
    for page in islice(_loaded(document), MOST_PAGES):
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
        room -= len(text)
        if room < 0 or time.process_time() > CPU_SECONDS * 0.8:
            return
        yield *page.get_size(), text
        page.close()


def _loaded(document: Any) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415 - as above

    for number in range(len(document)):
        try:
            yield document[number]
        except pypdfium2.PdfiumError:
            # What follows a broken page would stand under a wrong number.
            return


def main() -> None:
    """Read, write, done."""
    limit()
    found = read(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
