"""The report's page in a browser that has no network: what a person sees and can do.

Each test leaves its picture in `.cache/editors/report`, to be looked at.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import EXAMPLES
from editors import code_server
from editors.installation import Unavailable
from promptally.cli.main import promptally

PICTURES = code_server.CACHE / "report"
SIZES = {"desk": (1200, 800), "phone": (360, 740)}

type Opened = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    try:
        program = code_server.find_browser()
        module = code_server.playwright()
    except Unavailable as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    with module.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(program),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about the examples."""
    made = tmp_path_factory.mktemp("report") / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(made.parent / "home"))
        patch.chdir(EXAMPLES)
        arguments = ["report", "--offline", "--output", str(made)]
        done = CliRunner().invoke(promptally, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return made


@pytest.fixture
def opened(chromium: Any, file: Path) -> Opened:
    """Opens the page from its file; whatever it complains of or asks for is a fault."""

    @contextmanager
    def enter(size: str, **options: Any) -> Iterator[Any]:
        width, height = SIZES[size]
        viewport = {"width": width, "height": height}
        context = chromium.new_context(viewport=viewport, offline=True, **options)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url))
        page.goto(file.as_uri())
        try:
            yield page
        finally:
            context.close()
        assert [url for url in said if url.split("#")[0] != file.as_uri()] == []

    return enter


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_page_fits_the_window_in_both_schemes(
    opened: Opened, size: str, scheme: str
) -> None:
    with opened(size, color_scheme=scheme) as page:
        page.screenshot(path=str(PICTURES / f"{size}-{scheme}.png"), full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]
        assert page.evaluate(_CUT_OFF) == []
        assert page.evaluate(_LABELS_OUTSIDE) == []
        assert page.locator("svg.treemap:visible").count() == 1
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") is (scheme == "light")


@pytest.mark.parametrize("size", list(SIZES))
def test_a_box_is_reached_by_the_keyboard_and_leads_to_its_row(
    opened: Opened, size: str
) -> None:
    with opened(size) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip the picture"
        page.keyboard.press("Tab")
        held = page.evaluate(
            "document.activeElement.querySelector('title').textContent"
        )
        page.screenshot(path=str(PICTURES / f"{size}-focus.png"))
        page.keyboard.press("Enter")
        row = page.locator("tr:target")
        assert row.is_visible()
        assert held.startswith(row.locator("th").inner_text().split("\n")[0])


def test_the_script_says_what_the_page_said_without_it(opened: Opened) -> None:
    with opened("desk", java_script_enabled=False) as page:
        assert not page.locator("form").is_visible()
        before = page.locator("#cost-day, #cost-month, #cost-call").all_inner_texts()
    with opened("desk") as page:
        page.locator("#cost-calls").dispatch_event("input")
        again = page.locator("#cost-day, #cost-month, #cost-call").all_inner_texts()
    assert before == again


def test_the_cost_is_reckoned_anew_for_another_choice(opened: Opened) -> None:
    with opened("phone") as page:
        page.locator("#cost-file").select_option("CLAUDE.md")
        page.locator("#cost-model").select_option("Claude Opus 4.6")
        page.locator("#cost-calls").fill("2000")
        page.locator("#cost").scroll_into_view_if_needed()
        page.screenshot(path=str(PICTURES / "phone-cost.png"))
        said = page.locator("#cost-times").locator("..").inner_text()
        assert said.startswith("CLAUDE.md: $0.00")
        assert said.endswith("a time, 2,000 times a day, with Claude Opus 4.6")
        call = float(page.locator("#cost-call").inner_text().removeprefix("$"))
        day = float(page.locator("#cost-day").inner_text().removeprefix("$"))
        assert day == pytest.approx(2000 * call, rel=0.02)
        page.locator("#cost-calls").fill("")
        assert page.locator("#cost-day").inner_text() == "?"


_CUT_OFF = """() => [...document.querySelectorAll('.scroll')]
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.getAttribute('aria-label'))"""
"""Tables of which a part can only be seen by scrolling sideways."""

_LABELS_OUTSIDE = """() => {
  const outside = [];
  for (const box of document.querySelectorAll('.treemap .box')) {
    const area = box.querySelector('rect').getBoundingClientRect();
    for (const label of box.querySelectorAll('text')) {
      const text = label.getBoundingClientRect();
      if (text.width && (text.right > area.right + 1 || text.bottom > area.bottom + 2))
        outside.push(label.textContent);
    }
  }
  return outside;
}"""
