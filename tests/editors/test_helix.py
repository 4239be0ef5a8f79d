"""A real Helix with the two files that users copy. It has no API: its screen speaks.

It draws the first hints after a key that is pressed once the server is there.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from editors.conftest import FURTHER, hints_of, write_further
from editors.machine import CONFIGURATIONS, Machine
from editors.terminal import Terminal

FILE = "hotel.prompt.md"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def command(debian: Machine, workspace: Path) -> Callable[[str], list[str]]:
    folder = workspace / ".home" / "config" / "helix"
    folder.mkdir(parents=True)
    for name in ("languages.toml", "config.toml"):
        shutil.copy(CONFIGURATIONS / "helix" / name, folder)
    return lambda file: debian.command(workspace, "hx", file)


def shown(screen: str) -> list[str]:
    """The lines of the text as they are drawn, without Helix's line numbers."""
    return [line[7:].rstrip() for line in screen.splitlines()]


def test_helix_shows_what_the_server_says(
    command: Callable[[str], list[str]],
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    file = workspace / FILE
    lines = file.read_text(encoding="utf-8").split("\n")
    window = terminal(command(FILE))
    window.wait_for("# System")
    screen = window.press_until("h", *expected.values())
    assert {line for line in shown(screen) if "≈" in line} == {
        f"{lines[n]} {label}" for n, label in expected.items()
    }
    window.type("6gg k")
    window.wait_for("tokens of")
    window.save("helix-hover")
    window.press("Escape")
    window.wait_until(lambda screen: "tokens of" not in screen)
    window.type("4gg")
    window.wait_for("over the budget of 20")
    window.save("helix")


def test_helix_shows_the_new_total_after_an_edit(
    command: Callable[[str], list[str]],
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    window = terminal(command(FILE))
    window.wait_for("# System")
    window.type("16gg")
    window.press_until("h", *expected.values())
    # One edit, the last line once more: where edits follow each other quickly, Helix
    # may keep the hints that it had asked for before the last of them.
    window.type("xyp:w")
    window.press("Enter")
    window.wait_for("written")
    new = hints_of(workspace / FILE)
    assert new != expected
    window.wait_for(*new.values())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("greeting.prompty", "system:\nBe brief.\n"),
        ("greeting.prompt", '{{role "system"}}\nBe brief.\n'),
        ("greeting.json", '{"messages": [{"role": "user", "content": "Hi"}]}\n'),
        ("greeting.yaml", "messages:\n  - role: user\n    content: Hi\n"),
    ],
)
def test_helix_starts_the_server_for(
    command: Callable[[str], list[str]],
    workspace: Path,
    terminal: Callable[[list[str]], Terminal],
    name: str,
    text: str,
) -> None:
    (workspace / name).write_text(text)
    total = hints_of(workspace / name)[0]
    window = terminal(command(name))
    window.wait_for(text.partition("\n")[0])
    window.press_until("h", total)


@pytest.mark.parametrize("name", [n for n in FURTHER if not n.endswith(".txt")])
def test_helix_starts_the_server_for_further_prompts(
    command: Callable[[str], list[str]],
    workspace: Path,
    terminal: Callable[[list[str]], Terminal],
    name: str,
) -> None:
    hints = write_further(workspace, name)
    window = terminal(command(name))
    window.wait_for(FURTHER[name].partition("\n")[0])
    window.press_until("h", *hints.values())


def test_helix_can_be_told_of_other_files_too(
    command: Callable[[str], list[str]],
    workspace: Path,
    terminal: Callable[[list[str]], Terminal],
) -> None:
    """By the glob that the page gives."""
    name = "notes/breakfast.txt"
    hints = write_further(workspace, name)
    languages = workspace / ".home" / "config" / "helix" / "languages.toml"
    ours = '{ glob = ".cursorrules" }'
    told = languages.read_text().replace(ours, f'{ours}, {{ glob = "notes/*.txt" }}')
    languages.write_text(told)
    window = terminal(command(name))
    window.wait_for(FURTHER[name].strip())
    window.press_until("h", *hints.values())
