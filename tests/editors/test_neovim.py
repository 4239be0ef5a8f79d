"""Real Neovims with the plugin as users have it: headless, and on a terminal."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from editors.conftest import FURTHER, hints_of, write_further
from editors.machine import CONFIGURATIONS, ROOT, Machine
from editors.terminal import Terminal
from promptally import __version__

PLUGIN = CONFIGURATIONS / "neovim"
REPORT = Path(__file__).parent / "neovim" / "report.lua"
DRAWN = Path(__file__).parent / "neovim" / "drawn.lua"
FILE = "hotel.prompt.md"

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neovim:
    """One version of the editor, and a workspace whose home holds the plugin."""

    version: str
    program: str
    machine: Machine
    workspace: Path

    def command(self, *words: str, **variables: str) -> list[str]:
        return self.machine.command(self.workspace, self.program, *words, **variables)

    def configure(self, text: str) -> None:
        """Write the user's `init.lua`."""
        file = self.workspace / ".home" / "config" / "nvim" / "init.lua"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def report(self) -> Any:
        """What was shown to a user who opened the file and typed a line."""
        report = self.workspace / "report.json"
        # The index of the help is written beside it: not into the repository.
        shutil.copytree(PLUGIN / "doc", self.workspace / ".home" / "doc")
        run = self.command(
            *("--headless", FILE, "-c", f"luafile {REPORT}", "-c", "qall!"),
            REPORT=str(report),
        )
        done = subprocess.run(
            run, capture_output=True, text=True, timeout=100, check=False
        )
        assert report.exists(), done.stderr
        return json.loads(report.read_text(encoding="utf-8"))


@pytest.fixture(params=["0.11.4", "0.10.4"])
def editor(request: pytest.FixtureRequest, workspace: Path) -> Neovim:
    """The plugin is a native package here: a folder in the place for packages."""
    place = workspace / ".home" / "data" / "nvim" / "site" / "pack" / "p" / "start"
    place.mkdir(parents=True)
    (place / "promptally").symlink_to(PLUGIN)
    if request.param == "0.11.4":
        program, machine = str(request.getfixturevalue("neovim")), Machine()
    else:
        program, machine = "nvim", request.getfixturevalue("debian")
    return Neovim(
        version=request.param, program=program, machine=machine, workspace=workspace
    )


def test_neovim_shows_what_the_server_says(
    editor: Neovim, expected: Mapping[int, str]
) -> None:
    report = editor.report()
    assert report["version"].startswith(editor.version)
    assert report["root"] == str(editor.workspace)
    check_hints(report, expected)
    check_findings(report, expected)
    check_edit(report, editor)
    check_setting(report)
    check_health(report, editor)
    check_file_types(report)


def check_hints(report: Any, expected: Mapping[int, str]) -> None:
    assert {h["line"]: h["label"].strip() for h in report["hints"]} == expected
    for hint in report["hints"]:
        assert hint["byte"] == len(report["lines"][hint["line"]].encode())
    assert any("😀" in report["lines"][line] for line in expected)


def check_findings(report: Any, expected: Mapping[int, str]) -> None:
    total = expected[0]
    [found] = report["diagnostics"]
    assert (found["code"], found["line"], found["severity"]) == ("over-budget", 3, 1)
    assert total.split(" · ")[0] in found["message"]
    assert "tokens" in report["hover"]
    assert number_in(report["status"]["text"]) == number_in(total)
    assert report["status_shown"].startswith(report["status"]["text"])
    assert report["statusline"] == report["status"]["text"].replace("%", "%%")
    assert (report["status"]["mode"], report["status"]["severity"]) == (
        "offline",
        "error",
    )


def check_edit(report: Any, editor: Neovim) -> None:
    assert report["total_before"] != report["total_after"]
    file = editor.workspace / FILE
    file.write_text(report["text_after"], encoding="utf-8")
    new = hints_of(file)[0]
    assert report["total_after"].strip() == new
    assert number_in(report["statusline_after"]) == number_in(new)


def check_setting(report: Any) -> None:
    [hint] = report["only_total"]
    assert hint["label"] == report["total_after"]


def check_health(report: Any, editor: Neovim) -> None:
    health = "\n".join(report["health"])
    assert report["plugin_version"] == __version__
    assert f"Neovim {editor.version}" in health
    assert f"version {__version__}, as the plugin" in health
    assert "key: no" in health
    assert "attached to one buffer" in health
    assert not re.search("ERROR|WARNING", health)
    assert report["has_command"] == 2
    assert report["help"] == "promptally.txt"
    assert report["messages"].strip() in ("", "Running healthchecks...")


def check_file_types(report: Any) -> None:
    types = {name: found["type"] for name, found in report["file_types"].items()}
    assert types == {
        "a.prompt": "prompt",
        "a.prompty": "prompty",
        "a.poml": "poml",
        "a.mdc": "markdown",
        ".cursorrules": "markdown",
        "a.prompt.md": "markdown",
        "a.agent.md": "markdown",
        "a.ndjson": "jsonl",
    }
    looks = {name: found["syntax"] for name, found in report["file_types"].items()}
    assert (looks["a.prompt"], looks["a.prompty"]) == ("markdown", "markdown")
    assert looks["a.poml"] == "xml"


def number_in(text: str) -> int:
    match = re.search(r"[0-9][0-9,]*", text)
    assert match, text
    return int(match[0].replace(",", ""))


def test_health_says_what_is_missing_and_never_the_key(editor: Neovim) -> None:
    out = editor.workspace / "health.txt"
    editor.configure("vim.g.promptally = { enable = false }")
    nowhere = ("env", "PATH=/usr/bin:/bin", editor.program)
    run = editor.machine.command(
        editor.workspace,
        *(*nowhere, "--headless"),
        *("-c", "checkhealth promptally", "-c", f"write! {out}", "-c", "qall!"),
        ANTHROPIC_API_KEY="sk-ant-secret",
    )
    subprocess.run(run, capture_output=True, timeout=60, check=False)
    health = out.read_text(encoding="utf-8")
    assert "`promptally` is not on the PATH" in health
    assert f"`uv tool install '{ROOT}'`" in health
    assert "key: yes, in ANTHROPIC_API_KEY" in health
    assert "secret" not in health


def test_the_terminal_shows_hints_and_a_hover(
    editor: Neovim,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    editor.configure(
        "vim.o.termguicolors = true\n"
        "vim.diagnostic.config({ virtual_text = true })\n"
        "vim.o.laststatus = 2\n"
        "vim.o.statusline = "
        "\"%f %= %{%v:lua.require'promptally'.statusline()%} \"\n"
    )
    window = terminal(editor.command(FILE))
    window.wait_for(*expected.values())
    total = expected[0].split(" · ")[0]
    window.wait_until(lambda screen: total in screen.splitlines()[-2])
    window.type("6GK")
    window.wait_until(lambda screen: screen.count("tokens") > 3)
    window.save(f"neovim-{editor.version}")


def test_no_hint_stands_on_the_line_that_is_typed_if_asked(
    editor: Neovim,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    editor.configure("vim.g.promptally = { hide_at_cursor = true }")
    window = terminal(editor.command(FILE))
    window.wait_for(*expected.values())
    window.type("6GA")
    hidden = expected[5]
    window.wait_until(lambda screen: hidden not in screen.splitlines()[5])
    window.type("s")
    window.wait_until(lambda screen: screen.splitlines()[5].rstrip() == "# Systems")
    window.press("BSpace", "Escape")
    window.wait_until(lambda screen: hidden in screen.splitlines()[5])


def test_a_plugin_manager_may_load_it_late(
    neovim: Path, workspace: Path, expected: Mapping[int, str]
) -> None:
    """As lazy.nvim does for a plugin that is a folder of a repository."""
    editor = Neovim(
        version="0.11.4", program=str(neovim), machine=Machine(), workspace=workspace
    )
    editor.configure(
        f"vim.opt.runtimepath:append('{PLUGIN}')\n"
        "vim.cmd.runtime('plugin/promptally.lua')\n"
    )
    check_hints(editor.report(), expected)


@pytest.mark.parametrize("name", FURTHER)
def test_the_server_is_started_for(editor: Neovim, name: str) -> None:
    hints = write_further(editor.workspace, name)
    assert drawn(editor, name) == list(hints.values())


def test_one_file_is_enough_without_the_plugin(
    neovim: Path, workspace: Path, expected: Mapping[int, str]
) -> None:
    """What the page says of it, and what nvim-lspconfig takes: data, and words."""
    editor = Neovim(
        version="0.11.4", program=str(neovim), machine=Machine(), workspace=workspace
    )
    editor.configure(
        "vim.lsp.enable('promptally')\nvim.lsp.inlay_hint.enable()\n",
    )
    place = workspace / ".home" / "config" / "nvim" / "lsp"
    place.mkdir()
    shutil.copy(PLUGIN / "lsp" / "promptally.lua", place)
    assert drawn(editor, FILE) == list(expected.values())


def test_the_description_has_the_form_of_nvim_lspconfig() -> None:
    text = (PLUGIN / "lsp" / "promptally.lua").read_text(encoding="utf-8")
    words, data = text.split("\n\n---@type vim.lsp.Config\n")
    assert words.startswith("---@brief\n---\n--- ")
    assert all(line.startswith("---") for line in words.splitlines())
    assert re.fullmatch(r"return \{[^()]*\}\n", data)
    keys = re.findall(r"^  (\w+) =", data, re.MULTILINE)
    assert keys == ["cmd", "filetypes", "root_markers"]


def drawn(editor: Neovim, name: str) -> list[str]:
    """The hints that stand in a file, in their order, once there are any."""
    out = editor.workspace / "drawn.json"
    run = editor.command("--headless", name, "-c", f"luafile {DRAWN}", OUT=str(out))
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert out.exists(), done.stderr
    labels: list[str] = json.loads(out.read_text(encoding="utf-8"))
    return labels
