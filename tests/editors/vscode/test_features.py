"""What a person sees in VS Code: hints, lens, hover, problems, fixes, menus, marks."""

import json
import re
import subprocess
import sys
from pathlib import Path

from editors.code_server import Installation
from editors.vscode.conftest import EXTENSION, Listener
from editors.vscode.window import Window

TOTAL = re.compile(r"^(≈ )?[\d,]+ tokens · \d+% of 20, over$")


def test_a_prompt_shows_where_its_tokens_go(window: Window, folder: Path) -> None:
    window.open(folder, "hotel.prompt.md")
    total, *parts = window.wait_for_hints()
    assert TOTAL.match(total)
    assert len(parts) >= 2
    text = window.wait_for_text("# System", "# User")
    assert all(f"{heading}≈" in text for heading in ("# System", "# User"))
    assert "tokens for claude-sonnet-5-5" in window.lenses()[0]
    assert total in window.status().inner_text().replace("\xa0", " ")
    hover = window.hover("bicycle")
    assert "claude-sonnet-5-5" in hover
    assert "frame" in hover


def test_a_problem_is_fixed_by_its_quick_fix(window: Window, folder: Path) -> None:
    window.open(folder, "hotel.prompt.md")
    window.lenses()  # The last thing that moves the lines.
    (problem,) = window.problems()
    assert "over the budget of 20" in problem
    window.page.locator(".editor-instance .view-lines").click()
    window.go_to(line=4, column=5)
    fix = window.quick_fixes().filter(has_text="Raise the budget of this file to").first
    raised = re.search(r"to ([\d,]+) tokens", fix.inner_text().replace("\xa0", " "))
    assert raised
    fix.click()
    window.wait_for_text(f"budget: {raised[1].replace(',', '')}")
    window.wait(lambda: f"of {raised[1]}" in window.hints()[0])
    problems = window.page.locator("[id='status.problems']")
    window.wait(lambda: "Errors" not in (problems.get_attribute("aria-label") or ""))


def test_an_example_of_each_syntax_shows_its_total(
    window: Window, folder: Path
) -> None:
    for name in (
        "requests/booking.request.json",
        "requests/nightly-report.request.yaml",
    ):
        window.open(folder, name)
        assert "tokens" in window.wait_for_hints()[0]
    window.open(folder, "CLAUDE.md")
    total = window.wait_for_hints()[0]
    assert len(total) > 43  # Where VS Code cuts hints, unless it is told otherwise.
    assert re.fullmatch(r"≈ [\d,]+ tokens · \d+% of 3,000 · Tarnlight ≈ \d+", total)


def test_the_status_bar_opens_a_menu_that_fits_the_file(
    window: Window, folder: Path
) -> None:
    window.open(folder, "hotel.prompt.md")
    window.wait_for_hints()
    window.status().click()
    entries = " ".join(window.entries_of("Restart Server"))
    for label in ("Choose Model", "Set Budget", "Count Exactly Now", "Go Online"):
        assert label in entries
    for label in ("Check Workspace", "Show Report", "Set API Key", "Show Log"):
        assert label in entries


def test_a_budget_from_the_menu_is_written_into_the_file(
    window: Window, folder: Path
) -> None:
    window.open(folder, "hotel.prompt.md")
    window.wait_for_hints()
    window.command("Promptally: Set Budget")
    window.answer("5000")
    window.wait_for_text("budget: 5000")
    window.wait(lambda: "of 5,000" in window.hints()[0])


def test_a_chosen_model_becomes_a_setting_of_the_workspace(
    window: Window, folder: Path
) -> None:
    window.open(folder, "AGENTS.md")
    window.wait_for_hints()
    window.command("Promptally: Choose Model")
    window.choose("claude-haiku-5-5")
    settings = folder / ".vscode" / "settings.json"
    window.wait(settings.exists)
    window.wait(lambda: "claude-haiku-5-5" in settings.read_text("utf-8"))
    window.wait(lambda: "claude-haiku-5-5" in window.lenses()[0])


def test_a_check_marks_the_files_over_budget_in_the_explorer(
    window: Window, folder: Path
) -> None:
    window.open(folder, "CLAUDE.md")
    window.wait_for_hints()
    window.command("Promptally: Check Workspace")
    row = window.page.locator(".explorer-folders-view .monaco-list-row")
    mark = row.filter(has_text="hotel.prompt.md").locator(".monaco-icon-label")
    window.wait(lambda: "over" in (mark.get_attribute("aria-label") or ""))
    window.notification("3 over budget")
    clean = row.filter(has_text="CLAUDE.md").locator(".monaco-icon-label")
    assert "over" not in (clean.get_attribute("aria-label") or "")


def test_the_settings_of_the_workspace_are_not_overruled_by_defaults(
    window: Window, folder: Path
) -> None:
    (folder / "promptally.toml").write_text(
        'model = "claude-haiku-5-5"\nhints = "total"'
    )
    window.open(folder, "AGENTS.md")
    (hint,) = window.wait_for_hints()
    assert "tokens" in hint
    assert "claude-haiku-5-5" in window.lenses()[0]


def test_inside_the_extension_host(window: Window, folder: Path, vsix: Path) -> None:
    """The same editor with the `vscode` API at hand; `suite.js` holds the tests."""
    assert vsix.exists()  # Its build leaves the extension ready to run in the tree.
    suite = Path(__file__).parent / "host" / "suite.js"
    program = str(Path(sys.executable).parent / "promptally")
    counted = subprocess.run(
        [program, "count", "--format", "json", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    (folder.parent / "expected.json").write_text(counted.stdout, encoding="utf-8")
    code = window.run_tests(folder, EXTENSION, suite)
    results = json.loads((folder.parent / "results.json").read_text("utf-8"))
    failed = [f"{r['name']}: {r['error']}" for r in results if r["error"]]
    assert not failed, "\n".join(failed)
    assert code == 0
    assert len(results) >= 8


def test_parts_that_need_no_editor(installation: Installation) -> None:
    """The plain TypeScript modules, by Node's own test runner."""
    done = subprocess.run(
        ["npm", "run", "--silent", "test"],
        cwd=EXTENSION,
        env={"PATH": f"{installation.node}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_server_is_told_to_send_the_status(
    window: Window, folder: Path, listener: Listener
) -> None:
    window.open(folder, "CLAUDE.md")
    window.wait_for_hints()
    told = {"trusted": True, "status": True, "prompts": True}
    assert listener.starts()[-1] == told
