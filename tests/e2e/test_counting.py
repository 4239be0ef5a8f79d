"""Counting the whole workspace, with its progress, and cancelling it."""

from collections.abc import Callable

import pytest

from e2e.client import Editor, ServerError

COMMAND = {"command": "promptally.countWorkspace"}


def fill(editor: Editor, n_files: int, text: str = "Hello there.") -> None:
    for number in range(n_files):
        (editor.folder / f"{number}.prompt.md").write_text(f"{text} {number}")
    (editor.folder / "package.json").write_text("{}")


def test_all_prompt_files_are_counted(editor: Editor) -> None:
    fill(editor, 3)
    (editor.folder / "promptally.toml").write_text(
        '[[budgets]]\nfiles = "1.*"\ntokens = 1\n'
    )
    counted = editor.request("workspace/executeCommand", COMMAND)
    assert counted["files"] == 3
    assert counted["overBudget"] == 1
    assert counted["low"] <= counted["tokens"] <= counted["high"]
    told = editor.notified("window/showMessage")
    assert told["message"].startswith("3 prompt files: ≈ ")


def test_progress_is_shown_by_editors_that_can(editor: Editor) -> None:
    fill(editor, 3)
    editor.request("workspace/executeCommand", COMMAND)
    can_show = editor.name != "vim"
    assert editor.was_asked("window/workDoneProgress/create") is can_show
    if can_show:
        assert editor.notified("$/progress")["value"]["kind"] == "begin"
        editor.server.take(lambda m: "'kind': 'end'" in str(m))


def test_progress_uses_the_token_of_the_request(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    editor.request("workspace/executeCommand", {**COMMAND, "workDoneToken": 7})
    assert editor.notified("$/progress")["token"] == 7
    assert not editor.was_asked("window/workDoneProgress/create")


@pytest.mark.parametrize("way", ["progress", "request"])
def test_a_count_can_be_cancelled_while_others_are_answered(
    start: Callable[..., Editor], way: str
) -> None:
    editor = start("vscode")
    fill(editor, 400, "Some words that take their time. " * 400)
    number = editor.start("workspace/executeCommand", {**COMMAND, "workDoneToken": "t"})
    editor.notified("$/progress", token="t")
    editor.open("open.prompt.md", "Hello")
    assert len(editor.hints("open.prompt.md")) == 1
    if way == "progress":
        editor.notify("window/workDoneProgress/cancel", {"token": "t"})
    else:
        editor.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ServerError) as raised:
        editor.finish(number)
    assert raised.value.code == -32800
    editor.server.take(lambda m: "'kind': 'end'" in str(m))
