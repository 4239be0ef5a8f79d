from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.client import NAMES, Editor, Process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace: the root of a repository of its own."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Editor]]:
    """Starts editors by name; each leaves in good order at the end of the test."""
    started: list[Editor] = []

    def start(name: str, **more: Any) -> Editor:
        started.append(Editor(name, folder, **more))
        return started[-1]

    yield start
    try:
        for editor in started:
            editor.leave()
    finally:
        for editor in started:
            editor.server.process.kill()


@pytest.fixture(params=NAMES)
def editor(request: pytest.FixtureRequest, start: Callable[..., Editor]) -> Editor:
    """Each of the recorded editors in turn."""
    return start(request.param)


@pytest.fixture
def server(folder: Path) -> Iterator[Process]:
    """The bare process, before any handshake."""
    process = Process(folder)
    yield process
    process.kill()
