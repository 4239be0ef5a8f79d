"""What is wrong in files of settings, open in the editor or not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.client import Editor, place

NAME = "promptally.toml"
BROKEN = "model = 5\n"
FIXED = 'model = "claude-opus-4-6"\n'


def told(editor: Editor, name: str) -> Any:
    """The diagnostics of a file that is not open, as the next message has them."""
    if editor.pulls:
        params: Any = {"previousResultIds": []}
        report = editor.request("workspace/diagnostic", params)
        uris = {item["uri"]: item["items"] for item in report["items"]}
        return uris[editor.uri(name)]
    return editor.notified("textDocument/publishDiagnostics", uri=editor.uri(name))[
        "diagnostics"
    ]


def changed(editor: Editor, name: str) -> None:
    change = {"uri": editor.uri(name), "type": 2}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})


def test_what_is_wrong_is_told_at_its_line_and_taken_back(
    folder: Path, editor: Editor
) -> None:
    (folder / NAME).write_text(f"\n{BROKEN}")
    editor.open("a.prompt.md", "Hello")
    (problem,) = told(editor, NAME)
    assert problem["range"]["start"]["line"] == 1
    assert "model" in problem["message"]
    (folder / NAME).write_text(FIXED)
    changed(editor, NAME)
    assert told(editor, NAME) == []


def test_settings_are_checked_while_they_are_typed(editor: Editor) -> None:
    editor.open(NAME, FIXED, "toml")
    whole = {"start": place(0, 0), "end": place(1, 0)}
    editor.change(NAME, {"range": whole, "text": BROKEN})
    (problem,) = editor.diagnostics(NAME, 2)
    assert problem["range"]["start"] == place(0, 0)
    whole = {"start": place(0, 0), "end": place(1, 0)}
    editor.change(NAME, {"range": whole, "text": FIXED})
    assert editor.diagnostics(NAME, 3) == []


def test_a_project_without_our_section_is_left_alone(
    start: Callable[..., Editor],
) -> None:
    editor = start("helix")
    editor.open("pyproject.toml", "[tool.other]\nmodel = 5\n", "toml")
    editor.open("a.prompt.md", "Hello")
    assert editor.diagnostics("a.prompt.md", 1) == []
    uris = [m.get("params", {}).get("uri") for m in editor.server.messages]
    assert editor.uri("pyproject.toml") not in uris


@pytest.mark.parametrize("name", ["kate", "vscode"])
def test_what_is_wrong_with_the_editors_settings_is_logged(
    start: Callable[..., Editor], name: str
) -> None:
    editor = start(name, initializationOptions={"model": 5})
    assert "model" in editor.notified("window/logMessage")["message"]
