"""A real Emacs with the configuration that users load: Eglot, and lsp-mode."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from editors.conftest import FURTHER, hints_of, write_further
from editors.machine import CONFIGURATIONS, Machine
from editors.terminal import Terminal

CONFIGURATION = CONFIGURATIONS / "emacs"
REPORT = Path(__file__).parent / "emacs" / "report.el"
FILE = "hotel.prompt.md"
LOAD = ("-Q", "-L", str(CONFIGURATION), "-l", "promptally")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def report(debian: Machine, workspace: Path) -> Any:
    """What Eglot showed to a user who opened the file and typed a line."""
    report = workspace / "report.json"
    words = ("emacs-nox", "--batch", *LOAD, "-l", str(REPORT))
    run = debian.command(workspace, *words, REPORT=str(report))
    done = subprocess.run(run, capture_output=True, text=True, timeout=100, check=False)
    assert report.exists(), done.stderr
    return json.loads(report.read_text(encoding="utf-8"))


def test_eglot_shows_what_the_server_says(
    report: Any, expected: Mapping[int, str], workspace: Path
) -> None:
    file = workspace / FILE
    lines = file.read_text(encoding="utf-8").split("\n")
    assert report["version"] == "30.1"
    assert {h["line"]: h["label"].strip() for h in report["hints"]} == expected
    for hint in report["hints"]:
        assert hint["before"] == lines[hint["line"]]
    [problem] = report["problems"]
    assert problem["line"] == 3
    assert expected[0].split(" · ")[0] in problem["text"]
    assert "tokens" in report["hover"]
    file.write_text(report["text"], encoding="utf-8")
    assert report["after"].strip() == hints_of(file)[0]


def test_only_prompt_files_get_the_server_by_themselves(report: Any) -> None:
    assert report["others"] == {
        "/a/notes.md": None,
        "/a/package.json": None,
        "/aCLAUDE.md": None,
        "/a/x.cursorrules": None,
        "/a/x.request.json": True,
        "/a/.claude/agents/b.md": True,
        "/a/.github/agents/b.md": True,
        "/a/.cursor/commands/b.md": True,
        "/a/.continue/prompts/b.md": True,
        "/a/b.chatmode.md": True,
        "/a/promptfooconfig.json": True,
        "/a/.cursorrules": True,
        "/a/b.poml": True,
        "CLAUDE.md": True,
    }


def test_globs_of_the_settings_are_understood(debian: Machine, workspace: Path) -> None:
    settings = """\
model = "claude-sonnet-5-5"
prompts = [  # "no/*.md"
  "/notes/**/*.md", 'one.txt',
  "drafts/", "a+b/[!x]?.md", "broken[",
]
exclude = ["others/*.md"]
"""
    (workspace / "promptally.toml").write_text(settings)
    names = (
        *("notes/a.md", "notes/b/c.md", "d/one.txt", "drafts/e.md", "a+b/yz.md"),
        *("note.md", "one.text", "aab/yz.md", "a+b/xz.md", "others/f.md", "no/g.md"),
    )
    quoted = " ".join(f'"{workspace / name}"' for name in names)
    form = f"(princ (mapcar (lambda (n) (if (promptally-file-p n) 1 0)) '({quoted})))"
    run = debian.command(workspace, "emacs-nox", "--batch", *LOAD, "--eval", form)
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "(1 1 1 1 1 0 0 0 0 0 0)"


@pytest.mark.parametrize("name", FURTHER)
def test_eglot_starts_the_server_for(
    debian: Machine,
    workspace: Path,
    terminal: Callable[[list[str]], Terminal],
    name: str,
) -> None:
    hints = write_further(workspace, name)
    window = terminal(debian.command(workspace, "emacs-nox", "-nw", *LOAD, name))
    screen = window.wait_for(*hints.values())
    assert ("nXML" in screen) is name.endswith(".poml")


def test_eglot_draws_the_hints(
    debian: Machine,
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    window = terminal(debian.command(workspace, "emacs-nox", "-nw", *LOAD, FILE))
    window.wait_for(*expected.values())
    window.press("M-g", "g")
    window.type("6")
    window.press("Enter")
    window.wait_for("tokens of")
    window.save("emacs-eglot")
    window.press("M->")
    window.type("More words.")
    window.press("C-x", "C-s")
    window.wait_for("Wrote")
    window.wait_for(*hints_of(workspace / FILE).values())


def test_eglot_draws_hints_anew_when_the_server_asks(
    debian: Machine,
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    """As for an exact count, which comes without an edit; here, a changed setting."""
    window = terminal(debian.command(workspace, "emacs-nox", "-nw", *LOAD, FILE))
    window.wait_for(*expected.values())
    change = """\
(let ((server (eglot-current-server)))
  (setq-default eglot-workspace-configuration '(:promptally (:hints "total")))
  (eglot-signal-didChangeConfiguration server))"""
    window.press("M-:")
    window.type(" ".join(change.split()))
    window.press("Enter")
    window.wait_until(lambda screen: screen.count("≈") == 1 and expected[0] in screen)


def test_lsp_mode_draws_the_hints(
    debian: Machine,
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    packages = (
        '(let ((default-directory "/usr/share/emacs/site-lisp/elpa-src/"))'
        " (normal-top-level-add-subdirs-to-load-path))"
    )
    settings = (
        '(progn (load "lsp-mode-autoloads") (load "markdown-mode-autoloads")'
        " (require 'lsp-mode) (setq promptally-client 'lsp-mode"
        " lsp-inlay-hint-enable t lsp-auto-guess-root t))"
    )
    words = ("-nw", "-Q", "--eval", packages, "--eval", settings, *LOAD[1:], FILE)
    window = terminal(debian.command(workspace, "emacs-nox", *words))
    window.wait_for(*expected.values())
    window.save("emacs-lsp-mode")
