"""How a document has grown since a commit, in a real repository."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.client import Editor, place
from git_repository import GitRepository, prompt

NAME = "prompts/a.prompt.md"
SETTINGS = 'against = "main"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace on a branch of its own, with a prompt that `main` has too."""
    made = GitRepository(tmp_path)
    made.commit({NAME: prompt(20), "promptally.toml": SETTINGS})
    made.git("checkout", "--quiet", "-b", "longer")
    return tmp_path


@pytest.fixture
def made(folder: Path) -> GitRepository:
    return GitRepository(folder)


@pytest.fixture
def start_vscode(start: Callable[..., Editor]) -> Callable[..., Editor]:
    """An editor that can be told to ask for lenses again."""

    def started(**more: Any) -> Editor:
        return start("vscode", **more)

    return started


def hover(editor: Editor, name: str = NAME) -> str:
    shown = editor.ask("hover", name, position=place(0, 0))
    return str(shown["contents"]["value"]).replace("\\", "")


def lens(editor: Editor, name: str = NAME) -> str:
    (found,) = editor.ask("codeLens", name)
    return str(found["command"]["title"])


def looked(editor: Editor) -> None:
    """Wait until the editor is told that its lenses are others now."""
    editor.notified("workspace/codeLens/refresh")


def saved(editor: Editor, name: str = NAME) -> None:
    document = {"textDocument": {"uri": editor.uri(name)}}
    editor.notify("textDocument/didSave", document)


def test_a_lens_and_a_hover_say_how_much_was_added(
    start_vscode: Callable[..., Editor],
) -> None:
    editor = start_vscode()
    editor.open(NAME, prompt(332))
    looked(editor)

    assert lens(editor).endswith(" · +312 since main")
    assert "→" in hover(editor)
    assert ", +312." in hover(editor)
    assert "| since main |" in hover(editor)


def test_an_edit_is_compared_at_once(start_vscode: Callable[..., Editor]) -> None:
    editor = start_vscode()
    editor.open(NAME, prompt(332))
    looked(editor)
    editor.change(NAME, {"text": prompt(340)})

    assert lens(editor).endswith(" · +320 since main")


def test_what_is_new_and_what_is_as_it_was(
    start_vscode: Callable[..., Editor],
) -> None:
    editor = start_vscode()
    editor.open(NAME, prompt(20))
    editor.open("new.prompt.md", prompt(3))
    # They are looked at in their order.
    looked(editor)

    assert lens(editor, "new.prompt.md").endswith(" · new since main")
    assert "New since main." in hover(editor, "new.prompt.md")
    assert "since main" not in lens(editor)
    assert "Since main: no more and no fewer tokens." in hover(editor)


def test_too_much_growth_is_an_error_in_the_editor_too(
    start: Callable[..., Editor], made: GitRepository
) -> None:
    made.write("promptally.toml", f"{SETTINGS}growth = {{tokens = 100}}\n")
    editor = start("kate")
    editor.open(NAME, prompt(332))

    def is_told(message: Any) -> bool:
        told = (message.get("params") or {}).get("diagnostics", [])
        return any(d["code"] == "over-growth" for d in told)

    (problem,) = editor.server.take(is_told)["params"]["diagnostics"]
    assert problem["severity"] == 1
    assert problem["message"].startswith("It grew by 312 tokens since main, from ")


def test_a_renamed_file_is_the_same_file(
    start_vscode: Callable[..., Editor], made: GitRepository
) -> None:
    made.git("mv", NAME, "b.prompt.md")
    editor = start_vscode()
    editor.open("b.prompt.md", prompt(21))
    looked(editor)

    assert lens(editor, "b.prompt.md").endswith(" · +1 since main")
    assert f"Since main ({NAME} then)" in hover(editor, "b.prompt.md")


def test_a_commit_is_seen_with_the_next_save(
    start_vscode: Callable[..., Editor], made: GitRepository
) -> None:
    (made.root / "promptally.toml").write_text('against = "HEAD"\n')
    editor = start_vscode()
    editor.open(NAME, prompt(25))
    looked(editor)
    assert lens(editor).endswith(" · +5 since HEAD")
    made.commit({NAME: prompt(25)})
    saved(editor)
    looked(editor)

    assert "since HEAD" not in lens(editor)


def test_the_setting_of_an_editor_may_name_where_a_branch_left(
    start_vscode: Callable[..., Editor], made: GitRepository
) -> None:
    (made.root / "promptally.toml").unlink()
    made.git("checkout", "--quiet", "main")
    made.commit({NAME: prompt(500)})
    made.git("checkout", "--quiet", "longer")
    editor = start_vscode()
    editor.settings = {"against": "main..."}
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.open(NAME, prompt(21))
    looked(editor)

    assert lens(editor).endswith(" · +1 since main")


def test_a_commit_that_is_none_is_one_problem_at_its_setting(
    start: Callable[..., Editor], made: GitRepository
) -> None:
    (made.root / "promptally.toml").write_text('\nagainst = "mian"\n')
    editor = start("kate")
    editor.open(NAME, prompt(21))
    told = editor.notified(
        "textDocument/publishDiagnostics", uri=editor.uri("promptally.toml")
    )

    (problem,) = told["diagnostics"]
    assert problem["message"] == "`against`: there is no commit `mian` here"
    assert problem["range"]["start"] == place(1, 0)
    assert problem["severity"] == 2
    assert "Since mian: unknown, for there is no commit `mian` here." in hover(editor)
    assert "since" not in lens(editor)
    (made.root / "promptally.toml").write_text(SETTINGS)
    saved(editor, "promptally.toml")
    told = editor.notified(
        "textDocument/publishDiagnostics",
        uri=editor.uri("promptally.toml"),
        diagnostics=[],
    )
    assert told["diagnostics"] == []


@pytest.mark.parametrize("name", ["kate", "vscode"])
def test_the_problem_stands_in_the_open_settings_too(
    start: Callable[..., Editor], made: GitRepository, name: str
) -> None:
    text = 'against = "mian"\n'
    made.write("promptally.toml", text)
    editor = start(name)
    editor.open("promptally.toml", text, "toml")
    editor.open(NAME, prompt(21))
    if editor.pulls:
        editor.notified("workspace/diagnostic/refresh")
        (problem,) = editor.diagnostics("promptally.toml", 1)
    else:
        told = editor.server.take(
            lambda m: "promptally.toml" in str(m) and "there is no commit" in str(m)
        )
        (problem,) = told["params"]["diagnostics"]

    assert problem["range"]["start"] == place(0, 0)


def test_outside_of_a_repository_nothing_is_asked_for(
    start_vscode: Callable[..., Editor], folder: Path, made: GitRepository
) -> None:
    (made.root / ".git").rename(folder / "no-git")
    editor = start_vscode()
    editor.open(NAME, prompt(21))
    looked_at = hover(editor)
    saved(editor)

    assert "since" not in lens(editor)
    assert "| since" not in looked_at


def test_git_is_never_asked_in_a_workspace_that_is_not_trusted(
    start_vscode: Callable[..., Editor], tmp_path: Path
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    asked = tmp_path / "asked"
    (programs / "git").write_text(f"#!/bin/sh\necho > '{asked}'\nexit 1\n")
    (programs / "git").chmod(0o755)
    variables = {"PATH": f"{programs}:/usr/bin:/bin"}
    options = {"trusted": False}
    editor = start_vscode(variables=variables, initializationOptions=options)
    editor.open(NAME, prompt(21))
    saved(editor)

    assert "since" not in lens(editor)
    assert not asked.exists()


def test_a_hostile_repository_runs_nothing(
    start_vscode: Callable[..., Editor], made: GitRepository, tmp_path: Path
) -> None:
    trap = tmp_path / "trapped"
    run = f"sh -c 'echo > {trap}'"
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "diff.external",
        "core.pager",
        "filter.trap.smudge",
        "filter.trap.clean",
        "diff.trap.textconv",
    ):
        made.git("config", name, run)
    made.write(".gitattributes", "* filter=trap diff=trap\n")
    editor = start_vscode()
    editor.open(NAME, prompt(21))
    looked(editor)

    assert lens(editor).endswith(" · +1 since main")
    assert not trap.exists()
