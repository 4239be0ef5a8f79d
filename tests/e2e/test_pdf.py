"""PDFs are read beside the loop: the server answers meanwhile, and shows them then."""

import base64
from collections.abc import Callable

from e2e.client import Editor
from pdf_files import broken, pdf, slow

NAME = "paper.request.json"


def request(data: bytes) -> str:
    digits = base64.b64encode(data).decode()
    return f"""{{"model": "claude-haiku-4-5", "messages": [
  {{"role": "user", "content": [
    {{"type": "document", "source":
      {{"type": "base64", "media_type": "application/pdf", "data": "{digits}"}}}}
  ]}}
]}}"""


def total(editor: Editor, name: str = NAME) -> str:
    return str(editor.hints(name, 0, 0)[0][2])


def test_a_pdf_is_guessed_at_first_and_then_read(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.open(NAME, request(pdf("Hello, Claude. " * 5)), "json")
    guess = total(editor)
    editor.server.take(lambda m: m.get("method") == "workspace/inlayHint/refresh")
    assert guess != total(editor)


def test_the_server_answers_whatever_the_pdfs_are(start: Callable[..., Editor]) -> None:
    editor = start("helix")
    for number, (_, data) in enumerate([*broken(), ("slow", slow())]):
        name = f"{number}.request.json"
        editor.open(name, request(data), "json")
        assert total(editor, name).startswith("≈ ")
