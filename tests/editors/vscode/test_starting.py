"""How the server comes to a new machine, and what it is given and not given there."""

import json
import sys
import time
from pathlib import Path

import pytest

from editors.vscode.conftest import Editors, Listener
from editors.vscode.figures import note

STARTED = {"trusted": True, "status": True, "prompts": True}
KEY = "sk-ant-a-key-that-no-message-may-hold"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A folder for the `PATH` with a Python that is new enough, and nothing else."""
    folder = tmp_path / "python"
    folder.mkdir()
    # The one below the tests' own environment: that one has Promptally already.
    real = Path(sys.base_prefix) / "bin" / "python3"
    for name in ("python3.13", "python3.12", "python3.14"):
        (folder / name).symlink_to(real)
    return folder


def test_the_server_is_set_up_from_the_carried_wheel(
    editors: Editors, python: Path, folder: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    with editors.start(state, programs=[python]) as window:
        started = time.monotonic()
        window.open(folder, "CLAUDE.md")
        window.wait_for_hints(seconds=90)
        first = time.monotonic() - started
        storage = state / "user/User/globalStorage/promptally.promptally/server"
        made = json.loads((storage / "current.json").read_text("utf-8"))["folder"]
        assert (storage / made / "bin" / "python").exists()
        assert "tokens" in window.hints()[0]
        started = time.monotonic()
        window.open(folder, "CLAUDE.md")
        window.wait_for_hints()
        second = time.monotonic() - started
        assert [p.name for p in storage.iterdir() if p.is_dir()] == [made]
    note("seconds to the first number", {"from nothing": first, "again": second})
    assert second < first


def test_a_machine_without_a_fitting_python_is_told_what_to_do(
    editors: Editors, folder: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python"):
        _script(old / name, "exit 1")
    _script(
        old / "uv", "echo 'error: No interpreter found for Python >=3.12' >&2; exit 2"
    )
    with editors.start(tmp_path / "state", programs=[old]) as window:
        window.open(folder, "CLAUDE.md")
        window.status().get_by_text("Promptally").wait_for()
        told = window.notification("Promptally needs Python 3.12 or newer")
        buttons = told.locator(".monaco-button").all_inner_texts()
        assert buttons[:3] == ["Let uv Install Python", "Open Setting", "Show Help"]
        told.get_by_text("Open Setting").click()
        window.page.locator(".settings-editor").get_by_text("Server: Path").wait_for()


def test_a_wrong_setting_is_told_and_not_passed_over(
    editors: Editors, folder: Path, tmp_path: Path
) -> None:
    wrong = {"promptally.server.path": "/nowhere/promptally"}
    with editors.start(tmp_path / "state", machine_settings=wrong) as window:
        window.open(folder, "CLAUDE.md")
        told = window.notification("names no program that can run: /nowhere/promptally")
        assert "Open Setting" in told.inner_text()


def test_an_untrusted_workspace_is_counted_and_chooses_nothing(
    editors: Editors, folder: Path, tmp_path: Path
) -> None:
    listener = Listener(tmp_path / "listener")
    theirs = {"promptally.server.path": "/tmp/theirs", "promptally.counting": "ask"}
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text(json.dumps(theirs))
    with editors.start(
        tmp_path / "state",
        machine_settings={"promptally.server.path": str(listener.program)},
        trusts_workspaces=False,
    ) as window:
        window.open(folder, "CLAUDE.md")
        assert "tokens" in window.wait_for_hints()[0]
        assert listener.starts() == [STARTED | {"trusted": False}]
        assert "/tmp/theirs" not in listener.received
        window.command("Promptally: Show Report")
        title = window.webview().get_by_role("heading", name="Where the tokens go")
        title.wait_for()
        window.command("Workspaces: Manage Workspace Trust")
        window.page.get_by_role("button", name="Trust", exact=True).click()
        window.wait(lambda: listener.starts()[-1] == STARTED)


def test_the_key_reaches_the_server_by_its_environment_only(
    editors: Editors, folder: Path, tmp_path: Path
) -> None:
    listener = Listener(tmp_path / "listener")
    with editors.start(
        tmp_path / "state",
        machine_settings={"promptally.server.path": str(listener.program)},
        settings={"http.proxy": "http://127.0.0.1:9", "http.noProxy": ["localhost"]},
    ) as window:
        window.open(folder, "CLAUDE.md")
        window.wait_for_hints()
        assert "ANTHROPIC_API_KEY" not in listener.variables
        assert listener.variables["HTTPS_PROXY"] == "http://127.0.0.1:9"
        assert listener.variables["NO_PROXY"] == "localhost"
        assert listener.variables["HOME"] == str(tmp_path / "state" / "home")
        window.command("Promptally: Set API Key")
        window.answer(KEY)
        window.wait(lambda: listener.variables.get("ANTHROPIC_API_KEY") == KEY)
        window.wait(lambda: len(listener.starts()) == 2)
        window.command("Promptally: Remove API Key")
        window.wait(lambda: "ANTHROPIC_API_KEY" not in listener.variables)
        window.wait(lambda: len(listener.starts()) == 3)
        assert KEY not in listener.received
    texts = (p.read_bytes() for p in tmp_path.rglob("*.log"))
    assert not any(KEY.encode() in text for text in texts)


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
