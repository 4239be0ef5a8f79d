"""Nothing leaves the machine but what the user has said, and only to whom.

Hostile repositories and canaries, through the command in a process of its own.
"""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import Command, Done
from e2e.hostile import KEY as THEIR_KEY
from e2e.hostile import LOOT, REPOSITORIES
from stand_in import faults
from stand_in.server import KEY, StandIn

CONTENT = "canary-prompt-5f1e"
SECRETS = (".env", ".envrc", "id_rsa", ".netrc")


class Sink:
    """A port of somebody else's: it takes whatever comes, and counts the bytes."""

    def __init__(self) -> None:
        self.n_bytes = self.n_connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A listener that is only closed would leave its thread waiting.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.n_connections += 1
            with connection:
                connection.settimeout(1)
                try:
                    self.n_bytes += len(connection.recv(65_536))
                except OSError:
                    continue


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "home")


def repository(above: Path, name: str, sink: Sink) -> Path:
    """A hostile repository with a plain prompt in it."""
    root = above / name.replace(" ", "-").replace("'", "") / "repository"
    (root / ".git").mkdir(parents=True)
    talk = {"messages": [{"role": "user", "content": "Hello"}]}
    (root / "a.request.json").write_text(json.dumps(talk))
    REPOSITORIES[name](root, sink.url)
    return root


def loot(root: Path) -> list[Path]:
    """The files that nobody may read, in the repository and beside it."""
    files = [file for file in root.parent.rglob("*") if file.is_file()]
    return [f for f in files if f.name in SECRETS or f.read_bytes() == LOOT.encode()]


def online(stand_in: StandIn) -> dict[str, str]:
    return {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": stand_in.url}


def is_quiet(done: Done) -> bool:
    """Whether it looked anything up in the network, or started anything."""
    return done.hosts == []


def test_there_are_enough_hostile_repositories() -> None:
    assert len(REPOSITORIES) >= 30


def test_without_consent_or_without_a_key_nobody_hears_anything(
    stand_in: StandIn, sink: Sink, command: Command, tmp_path: Path
) -> None:
    roots = [repository(tmp_path / "all", name, sink) for name in REPOSITORIES]
    paths = [str(root) for root in roots]
    keyless = {"ANTHROPIC_BASE_URL": stand_in.url}
    # With a cache there are exact counts to look for, and still nothing is asked.
    (tmp_path / "CLAUDE.md").write_text("Be brief.\n")
    command.run(
        "count", "--exact", "CLAUDE.md", cwd=tmp_path, variables=online(stand_in)
    )
    assert stand_in.connections == 1
    for variables in (online(stand_in), keyless):
        for verb in ("count", "check"):
            done = command.run(verb, *paths, cwd=tmp_path, variables=variables)
            assert is_quiet(done)
            assert "a.request.json" in done.stdout
    done = command.run("check", "--exact", *paths, cwd=tmp_path, variables=keyless)
    assert is_quiet(done)
    assert done.code == 2
    assert (stand_in.connections, sink.n_connections) == (1, 0)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_hostile_repository_reaches_nobody(
    name: str, stand_in: StandIn, sink: Sink, command: Command, tmp_path: Path
) -> None:
    root = repository(tmp_path, name, sink)
    command.configure(f'endpoint = "{stand_in.url}"\n')
    variables = {"ANTHROPIC_API_KEY": KEY}
    before = {file: os.lstat(file).st_mtime_ns for file in root.rglob("*")}

    done = command.run("count", cwd=root, variables=variables)
    assert is_quiet(done)
    assert stand_in.connections == 0

    done = command.run("check", "--exact", cwd=root, variables=variables)
    # Settings that nobody can read may have said `offline`.
    assert bool(stand_in.received) is (name != "broken toml")
    port = stand_in.url.rpartition(":")[2]
    assert all(f"'127.0.0.1', {port}" in host for host in done.hosts)
    assert (sink.n_connections, sink.n_bytes) == (0, 0)
    for received in stand_in.received:
        assert received.headers["x-api-key"] == KEY
        assert "x-loot" not in received.headers
        assert LOOT.encode() not in received.body
        assert THEIR_KEY.encode() not in received.body
    assert not [file for file in loot(root) if done.opened(file)]
    assert {f: os.lstat(f).st_mtime_ns for f in root.rglob("*")} == before


CANARIES = [
    ("DEBUG", ["401", "529", "redirect", "HTML 200", "quoting", None]),
    ("INFO", ["quoting", None]),
    ("WARNING", ["quoting", None]),
]


@pytest.mark.parametrize(
    ("level", "broken"), CANARIES, ids=["debug", "info", "warning"]
)
def test_neither_key_nor_prompt_is_in_any_log_or_file(
    level: str,
    broken: list[str | None],
    stand_in: StandIn,
    command: Command,
    tmp_path: Path,
) -> None:
    root = tmp_path / "work"
    (root / ".git").mkdir(parents=True)
    talk = {
        "system": CONTENT,
        "tools": [{"name": "f", "description": CONTENT, "input_schema": {}}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": CONTENT}]}],
    }
    (root / "a.request.json").write_text(json.dumps(talk))
    (root / "CLAUDE.md").write_text(f"Say {CONTENT}.\n")
    (root / "broken.request.json").write_text(f'{{"messages": [{{"{CONTENT}": "')
    variables = {**online(stand_in), "WATCHED_LOG": level, "PYTHONASYNCIODEBUG": "1"}

    def quoting(connection: socket.socket) -> None:
        message = f"messages.0.content: {CONTENT} and {KEY}"
        faults.error(400, "invalid_request_error", message)(connection)

    runs: list[Done] = []
    for name in broken:
        stand_in.fault = quoting if name == "quoting" else faults.FAULTS.get(name or "")
        stand_in.faults_left = 1
        runs.append(command.run("check", "--exact", cwd=root, variables=variables))
        (command.home / "state" / "pace.db").unlink(missing_ok=True)
    stand_in.recover()
    runs += [
        command.run(*verb, cwd=root, variables=variables)
        for verb in (["doctor", "--online"], ["cache", "stats"], ["count"])
    ]
    assert not any("Traceback" in done.stderr for done in runs)
    assert stand_in.received[0].headers["x-api-key"] == KEY
    assert any(CONTENT.encode() in received.body for received in stand_in.received)
    kept = command.kept()
    for canary in (CONTENT, KEY, KEY[-12:]):
        assert canary.encode() not in kept
        for done in runs:
            assert canary not in done.stderr
            assert canary not in "\n".join(done.events)
    assert not any(KEY in done.stdout for done in runs)
    assert all("Popen" not in event for done in runs for event in done.events)
