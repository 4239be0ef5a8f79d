"""Take the pictures of the extension's page from the real editor.

    PYTHONPATH=tests .venv/bin/python -m editors.vscode.pictures

A person looks at what comes of it before it is kept.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from editors import code_server
from editors.code_server import Setup
from editors.vscode import window as windows
from editors.vscode.conftest import EXAMPLES, EXTENSION, build
from editors.vscode.window import Window

IMAGES = EXTENSION / "images"
WIDTH, HEIGHT = 960, 560
_LOOK = {
    "breadcrumbs.enabled": False,
    "editor.fontSize": 13,
    "editor.lightbulb.enabled": "off",
    "editor.minimap.enabled": False,
    "editor.wordWrap": "on",
    "workbench.layoutControl.enabled": False,
    "workbench.reduceMotion": "on",
}


def take() -> None:
    """Draw the icon, then the pictures: hints, hover, problem, menu, report."""
    installation = code_server.install()
    with (
        tempfile.TemporaryDirectory() as scratch,
        windows.browser(installation) as browser,
    ):
        _icon(browser)
        place = Path(scratch)
        build(installation, place / "vsix")
        folder = place / "tarnlight"
        shutil.copytree(EXAMPLES, folder)
        setup = Setup(
            state=place / "state",
            extensions=list((place / "vsix").glob("*.vsix")),
            settings=_LOOK,
            machine_settings={"promptally.server.path": _server()},
        )
        with code_server.running(installation, setup) as address:
            for picture in (_hints, _hover, _problem, _menu, _report):
                opened = windows.window(browser, address, width=WIDTH, height=HEIGHT)
                with opened as window:
                    picture(window, folder)


def _server() -> str:
    named = sys.argv[1:]
    return named[0] if named else str(Path(sys.executable).parent / "promptally")


def _icon(browser: Any) -> None:
    page = browser.new_page(viewport={"width": 128, "height": 128})
    drawing = (IMAGES / "icon.svg").read_text("utf-8")
    page.set_content(f"<style>body {{ margin: 0 }}</style>{drawing}")
    page.screenshot(path=str(IMAGES / "icon.png"), omit_background=True)
    page.close()


def _hints(window: Window, folder: Path) -> None:
    _open(window, folder, "requests/booking.request.json")
    _keep(window, "hints")


def _hover(window: Window, folder: Path) -> None:
    _open(window, folder, "requests/nightly-report.request.yaml")
    window.hover("model:")
    _keep(window, "hover")


def _problem(window: Window, folder: Path) -> None:
    _open(window, folder, "requests/incident.request.json")
    window.problems()
    window.page.locator(".editor-instance .view-lines").click(
        position={"x": 5, "y": 30}
    )
    window.go_to(line=1)
    window.quick_fixes()
    _keep(window, "problem")


def _menu(window: Window, folder: Path) -> None:
    _open(window, folder, "prompts/triage.prompt.md")
    window.status().click()
    window.entry("Restart Server")
    _keep(window, "menu")


def _report(window: Window, folder: Path) -> None:
    _open(window, folder, "CLAUDE.md")
    window.command("Promptally: Show Report")
    page = window.webview()
    page.get_by_role("heading", name="By folder, file and part").wait_for()
    page.locator("#treemap").evaluate("(heading) => heading.scrollIntoView()")
    _keep(window, "report")


def _open(window: Window, folder: Path, name: str) -> None:
    window.open(folder, name)
    window.wait_for_hints()
    # The files that a request names are read a moment after it.
    window.page.wait_for_timeout(2000)
    window.wait(lambda: window.lenses()[0].startswith(_total(window)))
    window.page.keyboard.press("Control+b")  # The side bar says nothing here.
    window.status().wait_for()


def _total(window: Window) -> str:
    """What the first hint says before the budget."""
    return window.hints()[0].split(" · ")[0]


def _keep(window: Window, name: str) -> None:
    window.page.wait_for_timeout(600)  # Until everything has moved to its place.
    window.picture(IMAGES / f"{name}.png")


if __name__ == "__main__":
    take()
