"""The pages of a PDF, read by a process of its own; waits for it, so not on the loop.

Without the optional extra `pdf`, and for what is no PDF or takes too long, there are no
pages, and the count is guessed from the bytes. Nothing here opens a file.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from promptally.counting import images
from promptally.counting.pdf_pages import Page, Pdf
from promptally.prompts import INLINE_PDF

PATIENCE = 5.0
"""Seconds for one PDF, whatever it does."""

_MAGIC = b"%PDF-"
_LARGEST_ANSWER = 16 * 2**20
"""Bytes; the child stops at a part of it, but a child may be broken into."""

_MOST_KNOWN = 16

_known: dict[bytes, Pdf | None] = {}
"""The latest answers by digest: the same file is read again at each of its mentions."""

_COMMAND = (sys.executable, "-I", "-m", "promptally.pdf_child")


MOST_SECONDS = 20.0
"""For all PDFs of one prompt file; a dozen broken ones could take a minute."""


@dataclass(slots=True)
class PdfReader:
    """Reads the PDFs of one prompt file, as long as its patience lasts."""

    n_seconds: float = 0

    def read(self, data: bytes) -> Pdf | None:
        """As `read`; nothing once too much time is gone."""
        if self.n_seconds > MOST_SECONDS:
            return None
        start = time.monotonic()
        found = read(data)
        self.n_seconds += time.monotonic() - start
        return found

    def read_inline(self, target: str) -> Pdf | None:
        """The pages of a PDF that stands in a request, by the target it has there."""
        digits = target.removeprefix(INLINE_PDF)
        return self.read(images.decode(digits, len(digits)))


@cache
def is_available() -> bool:
    """Whether the extra `pdf` is installed."""
    return importlib.util.find_spec("pypdfium2") is not None


def read(data: bytes) -> Pdf | None:
    """The pages of the PDF whose bytes are `data`, or `None` where there are none."""
    if _MAGIC not in data[:1024] or not is_available():
        return None
    digest = hashlib.sha256(data).digest()
    if digest not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.pop(next(iter(_known)), None)
        _known[digest] = _pdf(_answer(data))
    return _known.get(digest)


def _answer(data: bytes) -> bytes:
    """What the child says; nothing where it dies or is killed."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as child:
        assert child.stdin
        assert child.stdout
        patience = threading.Timer(PATIENCE, child.kill)
        feeder = threading.Thread(target=_feed, args=(child.stdin, data))
        patience.start()
        feeder.start()
        try:
            answer = child.stdout.read(_LARGEST_ANSWER)
        finally:
            child.kill()
            patience.cancel()
            feeder.join()
    return answer


def _feed(stream: IO[bytes], data: bytes) -> None:
    # A child that died before it read all has said so by its silence.
    with contextlib.suppress(OSError), stream:
        stream.write(data)


def _environment() -> dict[str, str]:
    """No key, no proxy, no path: the child gets what Windows cannot start without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _pdf(answer: bytes) -> Pdf | None:
    try:
        found: Any = json.loads(answer)
        pages = tuple(
            Page(width=float(width), height=float(height), text=str(text))
            for width, height, text in found["pages"]
        )
        n_pages = int(found["n_pages"])
    except (ValueError, TypeError, KeyError):
        return None
    return Pdf(pages=pages, n_pages=n_pages) if n_pages > 0 else None
