"""A real Vim with YouCompleteMe and the lines that users copy into their vimrc."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from editors.conftest import FURTHER, hints_of, write_further
from editors.machine import CONFIGURATIONS, Machine
from editors.terminal import Terminal

REPORT = Path(__file__).parent / "vim" / "report.vim"
FILE = "hotel.prompt.md"
VIMRC = f"""\
set nocompatible nomore noswapfile viminfo= encoding=utf-8
set mouse= ambiwidth=single
source {CONFIGURATIONS / "vim" / "promptally.vim"}
let g:ycm_server_python_interpreter = '/usr/bin/python3'
let g:ycm_always_populate_location_list = 1
packadd! youcompleteme
"""

pytestmark = pytest.mark.timeout(600)


def write_vimrc(workspace: Path) -> Path:
    vimrc = workspace / ".home" / "vimrc"
    vimrc.parent.mkdir(exist_ok=True)
    vimrc.write_text(VIMRC)
    return vimrc


@pytest.mark.parametrize("name", FURTHER)
def test_vim_starts_the_server_for(
    debian: Machine,
    workspace: Path,
    terminal: Callable[[list[str]], Terminal],
    name: str,
) -> None:
    hints = write_further(workspace, name)
    words = ("vim.nox", "-Nu", str(write_vimrc(workspace)), name)
    window = terminal(debian.command(workspace, *words))
    window.wait_for(*hints.values())
    # YouCompleteMe ends its server only if Vim ends in order.
    window.type(":qall!")
    window.press("Enter")
    window.wait_until(lambda screen: not screen.strip())


def test_vim_shows_what_the_server_says(
    debian: Machine,
    workspace: Path,
    expected: Mapping[int, str],
    terminal: Callable[[list[str]], Terminal],
) -> None:
    file, report = workspace / FILE, workspace / "report.json"
    vimrc = write_vimrc(workspace)
    lines = file.read_text(encoding="utf-8").split("\n")
    words = ("vim.nox", "-Nu", str(vimrc), "-S", str(REPORT), FILE)
    window = terminal(debian.command(workspace, *words, REPORT=str(report)))
    window.wait_for(*expected.values())
    window.save("vim-youcompleteme")
    window.wait_until(lambda _: report.exists())
    window.wait_until(lambda screen: not screen.strip())
    said = json.loads(report.read_text(encoding="utf-8"))
    assert {h["line"]: h["label"].strip() for h in said["hints"]} == expected
    for hint in said["hints"]:
        assert hint["byte"] == len(lines[hint["line"]].encode())
    [problem] = said["problems"]
    assert problem["line"] == 3
    assert "over the budget" in problem["text"]
    file.write_text(said["text"], encoding="utf-8")
    assert said["after"].strip() == hints_of(file)[0]
