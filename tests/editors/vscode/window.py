"""A window of VS Code in a browser, as a person sees it: files, hints, menus, problems.

Everything is read from the page. What is looked for is waited for; a test that gives up
leaves a picture behind.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from editors import code_server

_ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to run as root otherwise.
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    # The page reaches this machine and nothing else.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
SECONDS = 30
"""How long anything is waited for."""


@contextmanager
def browser(installation: code_server.Installation) -> Iterator[Any]:
    """A headless browser, for any number of windows."""
    with code_server.playwright().sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=str(installation.browser), args=list(_ARGUMENTS)
        )
        try:
            yield launched
        finally:
            launched.close()


@contextmanager
def window(
    browser: Any, address: str, *, width: int = 1280, height: int = 800
) -> Iterator["Window"]:
    """An empty window; at its end nothing may have been asked of another host."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    asked_elsewhere: list[str] = []

    def note(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            asked_elsewhere.append(request.url)

    page.on("request", note)
    try:
        yield Window(page, address)
    finally:
        context.close()
    assert not asked_elsewhere


class Window:
    """One window. `page` is the browser's, for what has no method here."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self._address = address

    def open(self, folder: Path, file: str | None = None) -> None:
        """Load the folder, with one of its files in front."""
        payload = [("openFile", self._remote(folder / file))] if file else []
        self.load(folder, payload)
        if file:
            self.page.wait_for_selector(".editor-instance .view-lines .view-line")

    def load(self, folder: Path, payload: Sequence[tuple[str, str]] = ()) -> None:
        """Load the folder with what the editor is told beside it."""
        query = {"folder": str(folder)}
        if payload:
            query["payload"] = json.dumps(payload)
        self.page.goto(f"{self._address}/?{urlencode(query)}")
        self.page.wait_for_selector(".monaco-workbench .statusbar")

    def run_tests(self, folder: Path, extension: Path, suite: Path) -> int:
        """Run a test suite inside the extension host; its exit code."""
        codes: list[int] = []
        self.page.expose_function("codeAutomationLog", lambda *_: None)
        self.page.expose_function(
            "codeAutomationExit", lambda code, *_: codes.append(code)
        )
        paths = {"extensionDevelopmentPath": extension, "extensionTestsPath": suite}
        payload = [(name, self._remote(path)) for name, path in paths.items()]
        self.load(folder, [*payload, ("skipWelcome", "true")])
        self.wait(lambda: bool(codes), 60)
        return codes[0]

    def text(self) -> str:
        """The visible lines of the editor in front, hints and lenses included."""
        return str(self.page.evaluate(_TEXT))

    def wait_for_text(self, *wanted: str) -> str:
        """The visible lines once they hold all that is wanted."""
        self.page.wait_for_function(
            f"wanted => {{ const text = ({_TEXT})();"
            " return wanted.every((part) => text.includes(part)); }",
            arg=list(wanted),
        )
        return self.text()

    def hints(self) -> list[str]:
        """The inlay hints on the screen, from top to bottom."""
        return list(self.page.evaluate(HINTS))

    def wait_for_hints(self, seconds: float = SECONDS) -> list[str]:
        """The hints once there is one."""
        there = f"() => ({HINTS})().length > 0"
        self.page.wait_for_function(there, timeout=seconds * 1000)
        return self.hints()

    def lenses(self) -> list[str]:
        """The code lenses on the screen, once there is one."""
        found = self.page.locator(".codelens-decoration")
        found.first.wait_for()
        return [text.replace("\xa0", " ") for text in found.all_inner_texts()]

    def status(self) -> Any:
        """Promptally's item of the status bar."""
        return self.page.locator("[id='promptally.promptally.promptally.status']")

    def webview(self) -> Any:
        """The page of the panel in front: a frame in the frame that guards it."""
        outer = self.page.frame_locator("iframe.webview.ready").last
        return outer.frame_locator("#active-frame")

    def tab(self, name: str) -> Any:
        """The tab with this name."""
        return self.page.locator(".tabs-container .tab").filter(has_text=name).first

    def hover(self, text: str) -> str:
        """What is shown when the mouse rests on `text`."""
        self.page.get_by_text(text, exact=False).first.hover()
        shown = self.page.locator(".monaco-hover:not(.hidden) .hover-contents")
        shown.filter(has_text="token").first.wait_for()
        return " ".join(shown.all_inner_texts()).replace("\xa0", " ")

    def problems(self) -> list[str]:
        """The problems of the panel, once there is one."""
        rows = self.page.locator(".markers-panel .monaco-list-row")
        if not rows.first.is_visible():
            self.page.keyboard.press("Control+Shift+m")
        found = rows.filter(has_text="[Ln")
        found.first.wait_for()
        return [text.replace("\xa0", " ") for text in found.all_inner_texts()]

    def command(self, title: str) -> None:
        """Run a command of the palette by its title."""
        self.page.keyboard.press("F1")
        self.choose(title, typed=f">{title}")

    def choose(self, label: str, typed: str = "") -> None:
        """Choose the entry with this label of the list that is open, by typing it."""
        box = self.page.locator(".quick-input-widget input[type=text]")
        box.wait_for()
        box.fill(typed or label)
        self.entry(label).click()

    def entry(self, label: str) -> Any:
        """The entry with this label of the list that is open, once it is there."""
        rows = self.page.locator(".quick-input-widget .monaco-list-row")
        row = rows.filter(has_text=label).first
        row.wait_for()
        return row

    def entries_of(self, last: str) -> list[str]:
        """The entries of the open list, once it is the one that ends with `last`."""
        self.entry(last)
        rows = self.page.locator(".quick-input-widget .monaco-list-row .label-name")
        return [text.replace("\xa0", " ").strip() for text in rows.all_inner_texts()]

    def answer(self, text: str) -> None:
        """Type into the box that asks, and confirm."""
        box = self.page.locator(".quick-input-widget input")
        box.first.fill(text)
        self.page.keyboard.press("Enter")

    def notification(self, text: str) -> Any:
        """The notification with this text, once it is there.

        An editor that may be driven by tests shows none by itself: the list of them
        has to be opened.
        """
        center = self.page.locator(".notifications-center.visible")
        if not center.is_visible():
            self.page.locator("[id='status.notifications']").click()
        shown = center.locator(".notification-list-item").filter(has_text=text).first
        shown.wait_for()
        return shown

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor there, both counted from 1."""
        self.page.keyboard.press("Control+g")
        box = self.page.locator(".quick-input-widget input[type=text]")
        box.wait_for()
        box.fill(f":{line}:{column}")
        self.page.keyboard.press("Enter")
        box.wait_for(state="hidden")

    def quick_fixes(self) -> Any:
        """The menu of quick fixes; asked for again if a redrawn line closes it."""
        rows = self.page.locator(".action-widget .monaco-list-row.action")
        for _ in range(5):
            self.page.keyboard.press("Control+.")
            if self.appears(rows.first, 3):
                return rows
            self.page.keyboard.press("Escape")
        raise AssertionError("no quick fixes are offered")

    def appears(self, locator: Any, seconds: float) -> bool:
        """Whether something is there within so many seconds."""
        try:
            locator.wait_for(timeout=seconds * 1000)
        except code_server.playwright().TimeoutError:
            return False
        return True

    def wait(self, holds: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Return once it holds, while the page goes on."""
        for _ in range(int(seconds * 10)):
            if holds():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"waited {seconds} seconds in vain")

    def picture(self, path: Path, clip: Mapping[str, float] | None = None) -> None:
        """Keep what is on the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path), clip=clip)

    def _remote(self, path: Path) -> str:
        return f"vscode-remote://{self._address.removeprefix('http://')}{path}"


_TEXT = """() => {
  const lines = document.querySelector('.editor-instance .view-lines');
  return lines ? lines.innerText.replaceAll('\\u00a0', ' ') : '';
}"""
HINTS = """() => {
  const found = [...document.querySelectorAll(
    '.editor-instance .view-line span[class*="dyn-rule"]')];
  const texts = found.map((hint) => [
    hint.getBoundingClientRect().top, hint.innerText.replaceAll('\\u00a0', ' ')]);
  return texts.filter(([, text]) => text.trim()).sort((a, b) => a[0] - b[0])
    .map(([, text]) => text);
}"""
