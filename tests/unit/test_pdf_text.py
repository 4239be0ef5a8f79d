"""Pages of PDFs come from a process with limits, and never an exception."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from pdf_files import broken, pdf, slow
from promptally import attaching, pdf_text
from promptally.documents.parse import parse
from promptally.pdf_text import PdfReader

BROKEN = dict(broken())


def test_pages_come_with_their_size_and_text() -> None:
    found = pdf_text.read(
        pdf("Hello, Claude.\nTwo lines.", "The end.", size=(595, 842))
    )
    assert found is not None
    assert found.n_pages == 2
    assert [(p.width, p.height) for p in found.pages] == [(595, 842)] * 2
    assert [p.text for p in found.pages] == ["Hello, Claude.\nTwo lines.", "The end."]


@pytest.mark.parametrize("matter", BROKEN)
def test_a_broken_pdf_is_read_as_far_as_it_goes(matter: str) -> None:
    found = pdf_text.read(BROKEN[matter])
    assert found is None or 0 < found.n_pages <= 600


def test_what_is_no_pdf_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert pdf_text.read(b"") is None
    assert pdf_text.read(b"\x89PNG") is None


def test_a_slow_pdf_is_left_where_the_time_is_up() -> None:
    found = pdf_text.read(slow())
    assert found is not None
    assert 0 < len(found.pages) < found.n_pages == 60


def test_an_impatient_reader_starts_nothing_more() -> None:
    reader = PdfReader(n_seconds=pdf_text.MOST_SECONDS + 1)
    assert reader.read(pdf("One more.")) is None


def test_without_the_extra_there_are_no_pages() -> None:
    script = (
        "import sys; sys.modules['pypdfium2'] = None;"
        "from promptally import pdf_text;"
        "print(pdf_text.is_available(), pdf_text.read(b'%PDF-1.5'))"
    )
    assert run(script).stdout == "False None\n"


def test_the_server_loads_no_pdf_library() -> None:
    script = (
        "import sys, promptally.pdf_text, promptally.files;"
        "print('pypdfium2' in sys.modules)"
    )
    assert run(script).stdout == "False\n"


@pytest.mark.skipif(sys.platform != "linux", reason="limits differ elsewhere")
@pytest.mark.parametrize(
    ("deed", "end"),
    [
        ("while True: pass", -9),
        ("bytearray(2**30)", 1),
        ("import os; os.write(os.open('more', os.O_CREAT | os.O_RDWR), b'1')", 1),
    ],
)
def test_the_child_may_not_take_more_than_its_share(
    deed: str, end: int, tmp_path: Path
) -> None:
    script = f"from promptally.pdf_child import limit; limit()\n{deed}"
    run = subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert run.returncode == end


# ---- where PDFs come from

INLINE = """{"messages": [{"role": "user", "content": [{"type": "document", "source":
 {"type": "base64", "media_type": "application/pdf", "data": "%s"}}]}]}"""
NAMED = """{"messages": [{"role": "user", "content": [{"type": "document", "source":
 {"type": "url", "url": "%s"}}]}]}"""


def attached(text: str, folder: Path) -> dict[str, str]:
    """The text of the first page of each PDF that `text` refers to."""
    file = folder / "a.request.json"
    document = parse(file.name, text)
    assert document
    wanted = [r for prompt in document.prompts for r in prompt.references]
    found = attaching.attach(file, wanted, [folder.resolve()], lambda _: False)
    return {
        target[:32]: attachment.pdf.pages[0].text
        for target, attachment in found.items()
        if attachment.pdf
    }


def test_a_pdf_in_the_request_is_read(tmp_path: Path) -> None:
    data = base64.b64encode(pdf("Inside.")).decode()
    assert attached(INLINE % data, tmp_path) == {
        "data:application/pdf;base64,JVBE": "Inside."
    }


def test_a_pdf_beside_the_request_is_read(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(pdf("Beside."))
    assert attached(NAMED % "paper.pdf", tmp_path) == {"paper.pdf": "Beside."}


def test_a_text_in_the_request_is_no_pdf(tmp_path: Path) -> None:
    data = base64.b64encode(b"just text").decode()
    assert attached(INLINE % data, tmp_path) == {}


def run(script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
