"""The report in a panel of VS Code: its colours, its links, and what it may not do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from editors import code_server
from editors.vscode.window import Window

PICTURES = code_server.CACHE / "report"
THEMES = {"light": "Default Light Modern", "dark": "Default Dark Modern"}


def report(window: Window, folder: Path) -> Any:
    """The page in its panel, once it is there."""
    window.open(folder, "CLAUDE.md")
    window.wait_for_hints()
    window.command("Promptally: Show Report")
    page = window.webview()
    page.get_by_role("heading", name="Where the tokens go").wait_for()
    return page


def _of(tag: str, file: str) -> str:
    """Selects what belongs to a line of a file."""
    return f"{tag}[data-file='{file}'][data-line]"


def test_a_row_opens_its_file_at_its_line(window: Window, folder: Path) -> None:
    page = report(window, folder)
    rows = page.locator(f"#part-0 ~ {_of('tr', 'prompts/triage.prompt.md')}")
    row = rows.last
    line = row.get_attribute("data-line")
    assert line not in {None, "1"}
    row.locator("td").first.click()
    window.tab("triage.prompt.md").wait_for()
    window.page.get_by_text(f"Ln {line}, Col 1", exact=True).wait_for()
    assert window.tab("Promptally Report").is_visible()
    window.picture(PICTURES / "vscode-opened.png")


def test_a_box_is_opened_with_the_keyboard(window: Window, folder: Path) -> None:
    page = report(window, folder)
    boxes = page.locator(f"svg:visible {_of('a', 'requests/incident.request.json')}")
    box = boxes.last
    line = box.get_attribute("data-line")
    box.focus()
    box.press("Enter")
    window.tab("incident.request.json").wait_for()
    window.page.get_by_text(f"Ln {line}, Col 1", exact=True).wait_for()


def test_a_row_is_reached_by_the_keyboard_as_a_link(
    window: Window, folder: Path
) -> None:
    page = report(window, folder)
    link = page.locator("h2#heaviest + div").get_by_role("link").first
    file = link.locator("xpath=ancestor::tr").get_attribute("data-file")
    link.focus()
    link.press("Enter")
    window.tab(file.rpartition("/")[2]).wait_for()


def test_a_page_cannot_open_what_the_server_has_not_named(
    window: Window, folder: Path
) -> None:
    page = report(window, folder)
    row = page.locator("tr[data-file]").first
    row.evaluate("(row) => { row.dataset.file = '/etc/hostname'; }")
    row.locator("td").first.click()
    window.notification("/etc/hostname is in no folder of this workspace.")
    assert not window.tab("hostname").is_visible()


def test_a_page_is_made_anew_when_asked(window: Window, folder: Path) -> None:
    page = report(window, folder)
    before = page.locator("dl dd").first.inner_text()
    with (folder / "CLAUDE.md").open("a") as file:
        file.write("\nOne more rule for everybody to keep in mind.\n")
    (folder / "more.prompt.md").write_text("One prompt more.\n")
    page.get_by_role("button", name="Refresh").click()
    window.wait(lambda: page.locator("dl dd").first.inner_text() != before)
    assert page.get_by_text("more.prompt.md").count() > 0


@pytest.mark.parametrize("scheme", list(THEMES))
def test_the_panel_has_the_colors_of_the_editor(
    window: Window, folder: Path, scheme: str
) -> None:
    settings = {"workbench.colorTheme": THEMES[scheme]}
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
    page = report(window, folder)
    window.page.keyboard.press("Control+b")
    colors = page.locator("body").evaluate(_COLORS)
    assert colors["paper"] == colors["editor"]
    (red,) = re.findall(r"rgb\((\d+),", colors["paper"])
    assert (int(red) > 127) is (scheme == "light")
    window.page.wait_for_timeout(500)  # Until the side bar has gone.
    window.picture(PICTURES / f"vscode-{scheme}.png")


def test_the_page_in_the_panel_may_load_and_run_nothing_else(
    window: Window, folder: Path
) -> None:
    page = report(window, folder)
    blocked = page.locator("body").evaluate(_TRY)
    assert sorted(blocked) == ["connect-src", "img-src", "script-src-elem"]


_COLORS = """(body) => {
  const probe = document.createElement("i");
  body.append(probe);
  probe.style.color = "var(--vscode-editor-background)";
  const editor = getComputedStyle(probe).color;
  probe.remove();
  return { paper: getComputedStyle(body).backgroundColor, editor };
}"""

_TRY = """async (body) => {
  const blocked = [];
  const seen = new Promise((done) => document.addEventListener(
    "securitypolicyviolation", (event) => {
      blocked.push(event.effectiveDirective);
      if (blocked.length === 3) done();
    }));
  const script = document.createElement("script");
  script.textContent = "document.title = 'run'";
  body.append(script);
  const image = new Image();
  image.src = location.origin + "/image.png";
  body.append(image);
  fetch(location.origin + "/data").catch(() => undefined);
  await seen;
  return blocked;
}"""
