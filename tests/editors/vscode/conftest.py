"""A real VS Code with the extension as it is shipped, and a server that is listened to.

The first run on a machine installs the editor and builds the extension; what is there
already is used again.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from editors import code_server
from editors.code_server import Installation, Setup
from editors.installation import Unavailable, alone
from editors.vscode import window as windows
from editors.vscode.window import Window

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "editors" / "vscode"
EXAMPLES = ROOT / "tests" / "examples"
SERVER = Path(
    os.environ.get("PROMPTALLY_SERVER") or Path(sys.executable).parent / "promptally"
)
"""The server under test."""
PICTURES = code_server.CACHE / "failures"

HOTEL = """\
---
model: claude-sonnet-5-5
promptally:
  budget: 20
---
# System

You answer guests of a hotel é 😀, in one sentence, whatever they ask you for.

# User

Is there a bicycle that I can borrow on Sunday?
"""
"""A prompt over its budget, with letters that the encodings count differently."""


def unavailable(reason: object) -> None:
    """Skip where a machine cannot have the editor; never where the suite must run."""
    if os.environ.get("CI"):
        pytest.fail(str(reason))
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def installation() -> Installation:
    try:
        found = code_server.install()
        code_server.playwright()
    except Unavailable as missing:
        unavailable(missing)
    return found


@pytest.fixture(scope="session")
def vsix(installation: Installation) -> Path:
    """The extension, packaged from the tree; built anew when the tree has changed."""
    folder = code_server.CACHE / "vsix"
    with alone("vsix"):
        made = sorted(folder.glob("*.vsix"))
        if not made or made[0].stat().st_mtime < _changed():
            shutil.rmtree(folder, ignore_errors=True)
            build(installation, folder)
    (found,) = folder.glob("*.vsix")
    return found


def build(installation: Installation, folder: Path) -> None:
    done = subprocess.run(
        [str(EXTENSION / "build"), str(folder)],
        env={**os.environ, "PATH": f"{installation.node}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def _changed() -> float:
    """When something that the extension is made of was changed last."""
    sources = [
        *(p for p in EXTENSION.rglob("*") if not _is_made(p.relative_to(EXTENSION))),
        *(ROOT / "server").rglob("*.py"),
        *(ROOT / "schemas").glob("*.json"),
        *(ROOT / name for name in ("requirements.txt", "pyproject.toml", "README.md")),
    ]
    return max(path.stat().st_mtime for path in sources if path.is_file())


def _is_made(path: Path) -> bool:
    made = {"node_modules", "dist", "server", "schemas", "CHANGELOG.md", "LICENSE"}
    return path.parts[0] in made


class Listener:
    """The installed server behind a script that writes down what it is given."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder, self._variables = folder, folder / "variables"
        self.program = folder / "promptally"
        self.program.write_text(
            f"#!/bin/sh\nenv >{self._variables}\n"
            # A file for each server: two at a time would write into each other's words.
            f'tee "{folder}/input-$(date +%s%N)" | "{SERVER}" "$@"\n'
        )
        self.program.chmod(0o755)

    @property
    def received(self) -> str:
        """All that any server was sent."""
        inputs = sorted(self._folder.glob("input-*"))
        return "".join(file.read_bytes().decode(errors="replace") for file in inputs)

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment of the server that was started last."""
        lines = self._variables.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def starts(self) -> list[Any]:
        """What each server was started with: `initializationOptions`."""
        requests = [
            json.JSONDecoder().raw_decode(part)[0]
            for part in self.received.split("\r\n\r\n")[1:]
        ]
        return [
            request["params"]["initializationOptions"]
            for request in requests
            if request.get("method") == "initialize"
        ]


@pytest.fixture(scope="session")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Listener:
    return Listener(tmp_path_factory.mktemp("server") / "listener")


# Its driver runs an event loop on this thread, which other tests' own would meet.
@pytest.fixture(scope="module")
def browser(installation: Installation) -> Iterator[Any]:
    with windows.browser(installation) as launched:
        yield launched


@pytest.fixture(scope="session")
def address(
    installation: Installation,
    vsix: Path,
    listener: Listener,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """An editor with the extension, whose setting names the server."""
    setup = Setup(
        state=tmp_path_factory.mktemp("editor"),
        extensions=[vsix],
        machine_settings={"promptally.server.path": str(listener.program)},
    )
    with code_server.running(installation, setup) as url:
        yield url


@pytest.fixture
def window(browser: Any, address: str, request: Any) -> Iterator[Window]:
    with windows.window(browser, address) as opened, pictured(opened, request):
        yield opened


@contextmanager
def pictured(opened: Window, request: Any) -> Iterator[None]:
    """Keep a picture of the window if the test in it fails.

    A fixture hears of that by the report; a block in the test itself by the exception.
    """
    picture = PICTURES / f"{request.node.name}.png"
    try:
        yield
    except BaseException:
        opened.picture(picture)
        raise
    report = request.node.stash.get(REPORT, None)
    if report is not None and report.failed:
        opened.picture(picture)


REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace: the examples, and a prompt over its budget."""
    copied = tmp_path / "workspace"
    shutil.copytree(EXAMPLES, copied)
    (copied / "hotel.prompt.md").write_text(HOTEL, encoding="utf-8")
    return copied


class Editors:
    """Starts editors of its own, each with a window."""

    def __init__(
        self, installation: Installation, browser: Any, vsix: Path, request: Any
    ) -> None:
        self._installation, self._browser = installation, browser
        self._vsix, self._request = vsix, request

    @contextmanager
    def start(self, state: Path, **said: Any) -> Iterator[Window]:
        setup = Setup(state=state, extensions=[self._vsix], **said)
        with (
            code_server.running(self._installation, setup) as address,
            windows.window(self._browser, address) as window,
            pictured(window, self._request),
        ):
            yield window


@pytest.fixture
def editors(
    installation: Installation, browser: Any, vsix: Path, request: Any
) -> Editors:
    return Editors(installation, browser, vsix, request)
