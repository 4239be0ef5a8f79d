"""The report's page for a panel, and the globs that a client chooses files by."""

import re
from collections.abc import Callable
from typing import Any

import pytest

import pages
from e2e.client import Editor, ServerError

COMMAND = "promptally.report"
NONCE = "0123456789abcdef0123456789abcdef"


def report(editor: Editor, **arguments: Any) -> Any:
    said = {"command": COMMAND, "arguments": [arguments]}
    return editor.request("workspace/executeCommand", said)


def test_the_page_is_that_of_the_command_with_the_uris_of_its_files(
    editor: Editor,
) -> None:
    (editor.folder / "sub").mkdir()
    (editor.folder / "sub" / "CLAUDE.md").write_text("# Tone\n\nBe brief.\n")
    made = report(editor)
    assert made["files"] == {"sub/CLAUDE.md": editor.uri("sub/CLAUDE.md")}
    found = pages.read(made["html"])
    assert "Where the tokens go" in pages.texts(found, "h1")
    opened = {e.attributes["data-file"] for e in found if "data-file" in e.attributes}
    assert opened == {"sub/CLAUDE.md"}
    assert not [e for e in found if e.attributes.get("id") == "refresh"]


def test_a_panel_runs_nothing_but_what_has_its_nonce(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    (editor.folder / "CLAUDE.md").write_text("Be brief.")
    found = pages.read(report(editor, nonce=NONCE)["html"])
    (policy,) = [e.attributes["content"] for e in found if "http-equiv" in e.attributes]
    assert policy.startswith("default-src 'none'; ")
    assert set(re.findall(r"'nonce-(.*?)'", policy)) == {NONCE}
    assert "unsafe" not in policy
    assert "sha256" not in policy
    run = [e for e in found if e.tag in {"style", "script"}]
    live = [e for e in run if e.attributes.get("type") != "application/json"]
    assert [e.attributes["nonce"] for e in live] == [NONCE, NONCE]
    assert "acquireVsCodeApi" in "".join(live[-1].text)
    assert [e.tag for e in found if e.attributes.get("id") == "refresh"] == ["button"]


@pytest.mark.parametrize("nonce", ["short", "x" * 65, "' 'unsafe-inline' '", 7, None])
def test_what_could_break_out_is_no_nonce(
    nonce: object, start: Callable[..., Editor]
) -> None:
    with pytest.raises(ServerError, match="a nonce has 16 to 64 letters"):
        report(start("vscode"), nonce=nonce)


def test_an_open_document_counts_as_it_stands_in_the_editor(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    (editor.folder / "CLAUDE.md").write_text("Be brief.")
    before = report(editor)["html"]
    editor.open("CLAUDE.md", "# Unsaved words\n\nBe very brief.\n")
    editor.hints("CLAUDE.md")
    after = report(editor)["html"]
    assert "Unsaved words" in after
    assert "Unsaved words" not in before


def test_a_large_batch_is_waited_for(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    words = "Some words. " * 70
    line = f'{{"messages": [{{"role": "user", "content": "{words}"}}]}}\n'
    (editor.folder / "all.jsonl").write_text(line)
    editor.open("all.jsonl", line * 1900, "jsonl")
    found = pages.read(report(editor)["html"])
    assert pages.texts(found, "dd")[2] == "1,900"


def test_without_prompt_files_there_is_no_page(start: Callable[..., Editor]) -> None:
    assert report(start("vscode")) == {"html": None, "files": {}}


def test_what_cannot_be_read_is_on_the_page(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    (editor.folder / "CLAUDE.md").write_text("Be brief.")
    (editor.folder / "binary.prompt.md").write_bytes(b"\xff\xfe\x00\xd8")
    made = report(editor)
    assert "Not counted" in made["html"]
    assert "binary.prompt.md" in made["files"]


def test_folders_of_one_name_are_told_apart(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    names = ["a/app", "b/app", "web"]
    for name in names:
        (editor.folder / name).mkdir(parents=True)
        (editor.folder / name / "CLAUDE.md").write_text("Be brief.")
    added = [{"uri": editor.uri(name), "name": name} for name in names]
    removed = [{"uri": editor.folder.as_uri(), "name": editor.folder.name}]
    change = {"event": {"added": added, "removed": removed}}
    editor.notify("workspace/didChangeWorkspaceFolders", change)
    files = report(editor)["files"]
    assert sorted(files.values()) == [editor.uri(f"{n}/CLAUDE.md") for n in names]
    assert "web/CLAUDE.md" in files


def test_a_report_can_be_cancelled_while_others_are_answered(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    for number in range(400):
        file = editor.folder / f"{number}.prompt.md"
        file.write_text("Some words that take their time. " * 400)
    said = {"command": COMMAND, "arguments": [], "workDoneToken": "t"}
    number = editor.start("workspace/executeCommand", said)
    editor.notified("$/progress", token="t")
    editor.open("open.prompt.md", "Hello")
    assert len(editor.hints("open.prompt.md")) == 1
    editor.notify("window/workDoneProgress/cancel", {"token": "t"})
    with pytest.raises(ServerError) as raised:
        editor.finish(number)
    assert raised.value.code == -32800


def test_globs_of_the_settings_are_told_to_who_asks(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode", initializationOptions={"prompts": True})
    assert editor.notified("promptally/prompts") == {"globs": []}
    settings = editor.folder / "promptally.toml"
    settings.write_text('prompts = ["texts/*.txt", "notes"]\n')
    change = {"changes": [{"uri": settings.as_uri(), "type": 1}]}
    editor.notify("workspace/didChangeWatchedFiles", change)
    told = editor.notified("promptally/prompts", globs=["texts/*.txt", "notes"])
    assert told


def test_nobody_else_is_told_of_globs(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    editor.open("CLAUDE.md", "Be brief.")
    editor.hints("CLAUDE.md")
    said = [message.get("method") for message in editor.server.messages]
    assert "promptally/prompts" not in said
