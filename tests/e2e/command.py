"""The command as a process of its own, watched from inside: what it opens and calls."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_BOOT = """
import sys, os
events = open(os.environ["WATCHED"], "a", encoding="utf-8", errors="replace")
def watch(event, arguments):
    if event == "socket.connect":
        events.write(f"{event} {arguments[1]}\\n")
    elif event in {"socket.getaddrinfo", "subprocess.Popen"}:
        events.write(f"{event} {arguments}\\n")
    elif event == "open":
        events.write(f"open {arguments[0]}\\n")
sys.addaudithook(watch)
if level := os.environ.get("WATCHED_LOG"):
    import logging
    logging.basicConfig(level=level, stream=sys.stderr)
from promptally.cli.main import main
main()
"""


class Done(NamedTuple):
    """How a command ended. `events` are those of Python's audit hooks."""

    code: int
    stdout: str
    stderr: str
    events: list[str]

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    @property
    def hosts(self) -> list[str]:
        """What was connected to, resolved, or started."""
        return [event for event in self.events if not event.startswith("open ")]

    def opened(self, path: Path) -> bool:
        """Whether a file was opened."""
        names = {event.removeprefix("open ") for event in self.events}
        return not names.isdisjoint({str(path), repr(os.fsencode(path))})


class Command:
    """Runs the command with a home of its own: settings, cache and state."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("config/promptally", "cache", "state"):
            (home / name).mkdir(parents=True, exist_ok=True)

    def configure(self, text: str) -> None:
        """Write the user's own settings."""
        file = self.home / "config" / "promptally" / "promptally.toml"
        file.write_text(text, encoding="utf-8")

    def run(
        self, *arguments: str, cwd: Path, variables: Mapping[str, str] | None = None
    ) -> Done:
        watched = self.home / "watched.txt"
        watched.write_text("")
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(("ANTHROPIC", "PROMPTALLY"))
            and not name.upper().endswith("_PROXY")
        }
        done = subprocess.run(
            [sys.executable, "-I", "-c", _BOOT, *arguments],
            cwd=cwd,
            env={
                **inherited,
                "XDG_CONFIG_HOME": str(self.home / "config"),
                "PROMPTALLY_CACHE": str(self.home / "cache"),
                "PROMPTALLY_STATE": str(self.home / "state"),
                "WATCHED": str(watched),
                "NO_PROXY": "*",
                **(variables or {}),
            },
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
            check=False,
        )
        events = watched.read_text(encoding="utf-8", errors="replace").splitlines()
        return Done(done.returncode, done.stdout, done.stderr, events)

    def kept(self) -> bytes:
        """All that is in the files of settings, cache and state."""
        files = [file for file in self.home.rglob("*") if file.is_file()]
        return b"".join(
            file.read_bytes() for file in files if file.name != "watched.txt"
        )
