"""A language client that only measures: it writes to a server's stdin and reads on."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from .prompt_files import PromptFile

ROOT = Path(__file__).parents[2]
_BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(_BIN / "python") if (_BIN / "python").exists() else sys.executable
PROMPTALLY = str(Path(PYTHON).with_name("promptally"))
SERVER = (PROMPTALLY, "serve")
BARE = (PYTHON, str(Path(__file__).with_name("bare_server.py")))
"""A pygls server that shows nothing, to compare with."""

VISIBLE = 50
"""Lines that an editor shows."""

_CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {},
        "inlayHint": {},
        "hover": {"contentFormat": ["markdown"]},
        "diagnostic": {},
    },
}


class Client:
    """One server process and what is open in it."""

    def __init__(
        self,
        folder: Path,
        command: tuple[str, ...] = SERVER,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.started = perf_counter()
        self._folder = folder
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={
                **os.environ,
                "XDG_CONFIG_HOME": str(folder / ".config"),
                **(variables or {}),
            },
        )
        self._number = 0
        self._version = 0
        uri = folder.as_uri()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "capabilities": _CAPABILITIES,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "bench"}],
            },
        )
        self.initialized = perf_counter()

    def ready(self) -> None:
        """Say that the client is ready."""
        self.notify("initialized", {})

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Mapping[str, Any] | None) -> Any:
        """The result of a request; other messages are passed over meanwhile."""
        self._number += 1
        number = self._number
        message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self._send(message)
        while True:
            reply = self._receive()
            if reply.get("id") == number and "method" not in reply:
                return reply.get("result")
            if "id" in reply and "method" in reply:
                self._send({"jsonrpc": "2.0", "id": reply["id"], "result": None})

    def open(self, file: PromptFile, name: str = "") -> None:
        """Open a document."""
        self.write(self.opening(file, name))

    def opening(self, file: PromptFile, name: str = "") -> bytes:
        """What `open` writes: to make it of 10 MB takes the client some 40 ms."""
        item = {
            "uri": self.uri(name or file.name),
            "languageId": "json",
            "version": 0,
            "text": file.text,
        }
        method, params = "textDocument/didOpen", {"textDocument": item}
        return _framed({"jsonrpc": "2.0", "method": method, "params": params})

    def type_at(self, file: PromptFile, typed: int, text: str = "x") -> None:
        """Insert `text` where `typed` characters were typed before."""
        self._version += 1
        place = {"line": file.line, "character": file.character + typed}
        change = {"range": {"start": place, "end": place}, "text": text}
        document = {"uri": self.uri(file.name), "version": self._version}
        params = {"textDocument": document, "contentChanges": [change]}
        self.notify("textDocument/didChange", params)

    def ask(self, method: str, file: PromptFile, name: str = "") -> Any:
        """What the server says of what is visible, or of where somebody types."""
        document = {"uri": self.uri(name or file.name)}
        first = max(0, file.line - VISIBLE // 2)
        within = {
            "start": {"line": first, "character": 0},
            "end": {"line": first + VISIBLE, "character": 0},
        }
        place = {"line": file.line, "character": file.character}
        params = {"textDocument": document, "range": within, "position": place}
        return self.request(f"textDocument/{method}", params)

    def uri(self, name: str) -> str:
        """The URI of a file of the folder."""
        return (self._folder / name).as_uri()

    def rss(self) -> float:
        """Resident memory in MB, 0 where nobody can say."""
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)],
            capture_output=True,
            check=False,
            text=True,
        )
        return int(said.stdout or 0) / 1024

    def leave(self) -> None:
        """End the server."""
        self.request("shutdown", None)
        self.notify("exit", {})
        assert self.process.stdin
        assert self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)

    def write(self, data: bytes) -> None:
        """Write messages that are made already."""
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def _send(self, message: Mapping[str, Any]) -> None:
        self.write(_framed(message))

    def _receive(self) -> Any:
        assert self.process.stdout
        length = 0
        while (header := self.process.stdout.readline()) != b"\r\n":
            assert header, "the server has ended"
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))


def _framed(message: Mapping[str, Any]) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@contextlib.contextmanager
def running(
    folder: Path,
    command: tuple[str, ...] = SERVER,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Client]:
    """A server with more in its environment, killed if it does not leave."""
    client = Client(folder, command, variables)
    try:
        client.ready()
        yield client
        client.leave()
    finally:
        client.process.kill()
