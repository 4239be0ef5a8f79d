import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from editors import installation
from editors.machine import SERVER, Machine
from editors.terminal import Terminal

PROMPT = """\
---
model: claude-sonnet-5-5
promptally:
  budget: 20
---
# System

You answer guests of a hotel in one sentence.

## Töne 😀 und Ähnliches

Stay friendly, whatever they ask you for.

# User

Is there a bicycle that I can borrow on Sunday?
"""
"""Over its budget; a heading has a hint behind letters of one to four bytes."""

POML = """\
<poml>
  <role>You answer guests of a hotel in one sentence.</role>
  <task>Is there a bicycle that I can borrow on Sunday?</task>
</poml>
"""
FURTHER: Mapping[str, str] = {
    "bicycle.poml": POML,
    ".cursorrules": "Stay friendly, whatever they ask you for.\n",
    "notes/breakfast.md": "Name the hours of breakfast.\n",
    "notes/breakfast.txt": "Name the hours of breakfast.\n",
}
"""Prompts by their names, and by a glob of the workspace's settings."""


def provided[T](provide: Callable[[], T]) -> T:
    """What `provide` gives; where it cannot, a skip, or a failure where CI is set."""
    try:
        return provide()
    except installation.Unavailable as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def neovim() -> Path:
    return provided(installation.neovim)


@pytest.fixture(scope="session")
def debian() -> Machine:
    return Machine(folder=provided(installation.debian))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "hotel.prompt.md").write_text(PROMPT, encoding="utf-8")
    return tmp_path


def write_further(workspace: Path, name: str) -> Mapping[int, str]:
    """Write one of the further prompts into `workspace`; its hints by their lines."""
    (workspace / "promptally.toml").write_text('prompts = ["/notes/**"]\n')
    file = workspace / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(FURTHER[name], encoding="utf-8")
    return hints_of(file)


@pytest.fixture
def terminal(workspace: Path) -> Iterator[Callable[[list[str]], Terminal]]:
    """Starts programs on terminals; all have ended after the test."""
    provided(installation.tmux)
    started: list[Terminal] = []

    def start(command: list[str]) -> Terminal:
        started.append(Terminal(command, workspace / ".home"))
        return started[-1]

    yield start
    for one in started:
        one.close()


def hints_of(file: Path) -> Mapping[int, str]:
    """The hints of a prompt file by their lines, from 0, as the command prints them."""
    done = subprocess.run(
        [str(SERVER), "show", file.name],
        cwd=file.parent,
        env={**os.environ, "XDG_CONFIG_HOME": str(file.parent / ".home")},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.split("\n")
    found = {n: re.search("⟦(.*)⟧", line) for n, line in enumerate(lines)}
    return {n: match[1] for n, match in found.items() if match}


@pytest.fixture
def expected(workspace: Path) -> Mapping[int, str]:
    """The hints of the workspace's file as it is on the disk."""
    return hints_of(workspace / "hotel.prompt.md")
