"""A language client that speaks to the real server process over its stdio.

It waits for messages and never sleeps; what the server asks it answers at once.
"""

import io
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

CLIENTS = Path(__file__).parent / "clients"
"""What eight editors said of themselves in `initialize`, cut to what is read here."""

NAMES = sorted(path.stem for path in CLIENTS.glob("*.json"))
COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "from promptally.lsp.server import serve; serve()",
)
_PATIENCE = 20.0
"""Seconds after which a message that has not come never comes."""


def environment(folder: Path) -> dict[str, str]:
    """The variables of a process that knows no key and has all its folders in one."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ANTHROPIC_")}
    own = {
        "XDG_CONFIG_HOME": folder / ".config",
        "PROMPTALLY_CACHE": folder / ".cache",
        "PROMPTALLY_STATE": folder / ".state",
    }
    return kept | {name: str(path) for name, path in own.items()}


class ServerError(Exception):
    """The server answered with an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error['code']} {error['message']}")
        self.code: int = error["code"]
        self.message: str = error["message"]


class Process:
    """The server's process, its messages read by a thread of our own."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=folder,
            env=environment(folder) | variables,
        )
        self.stderr = ""
        self.messages: deque[Any] = deque()
        self._changed = threading.Condition()
        self._has_ended = False
        self.on_message: Callable[[Any], object] = lambda _: None
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._read, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()

    def write(self, data: bytes) -> None:
        assert self.process.stdin
        rest = memoryview(data)
        while rest:
            rest = rest[self.process.stdin.write(rest) :]

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def take(self, matches: Callable[[Any], bool]) -> Any:
        """The first message that matches, once it is there; it is gone then."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: next(filter(matches, self.messages), None) or self._has_ended,
                _PATIENCE,
            )
            assert found, f"never came; there are {list(self.messages)}"
            assert not isinstance(found, bool), f"the server has ended: {self.stderr}"
            self.messages.remove(found)
            return found

    def end(self) -> int:
        """The exit code, once the process has ended by itself."""
        code = self.process.wait(5)
        for thread in self._threads:
            thread.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        return code

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def _read(self) -> None:
        assert self.process.stdout
        raw = cast("io.RawIOBase", self.process.stdout)
        with io.BufferedReader(raw) as stream:
            while header := stream.readline():
                length = int(header.removeprefix(b"Content-Length: "))
                assert stream.readline() == b"\r\n"
                self._receive(json.loads(stream.read(length)))
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    def _receive(self, message: Any) -> None:
        self.on_message(message)
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.stderr += line.decode()


class Editor:
    """One of the recorded editors with a folder open."""

    def __init__(
        self,
        name: str,
        folder: Path,
        variables: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        recorded = json.loads((CLIENTS / f"{name}.json").read_text())
        self.name = name
        self.folder = folder
        self.settings: Any = None
        self.expected = ""
        """What the server is to say on its standard error, in part."""
        self.asked: list[tuple[str, Any]] = []
        self.choice: str | None = None
        """The title of the action that the user takes when asked."""
        self.base = ""
        """The base URL of the API, for another editor of the same user."""
        self.server = Process(folder, **(variables or {}))
        self.server.on_message = self._answer
        self._number = 0
        self._versions: dict[str, int] = {}
        self.result = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": recorded["clientInfo"],
                "capabilities": recorded["capabilities"],
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                **more,
            },
        )
        self.capabilities = self.result["capabilities"]
        self.encoding: str = self.capabilities["positionEncoding"]
        self.pulls = "diagnosticProvider" in self.capabilities
        self.notify("initialized", {})

    def request(self, method: str, params: Any = None) -> Any:
        """The result of a request; an error is raised as `ServerError`."""
        number = self.start(method, params)
        return self.finish(number)

    def start(self, method: str, params: Any = None) -> int:
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method}
        self.server.send(message | ({} if params is None else {"params": params}))
        return self._number

    def finish(self, number: int) -> Any:
        reply = self.server.take(lambda m: m.get("id") == number and "method" not in m)
        if "error" in reply:
            raise ServerError(reply["error"])
        return reply["result"]

    def notify(self, method: str, params: Any) -> None:
        self.server.send({"jsonrpc": "2.0", "method": method, "params": params})

    def notified(self, method: str, **having: Any) -> Any:
        """The parameters of a notification from the server, once it is there."""

        def matches(message: Any) -> bool:
            params = message.get("params") or {}
            return message.get("method") == method and all(
                params.get(key) == value for key, value in having.items()
            )

        return self.server.take(matches).get("params")

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "markdown") -> None:
        self._versions[name] = 1
        item = {
            "uri": self.uri(name),
            "languageId": language,
            "version": 1,
            "text": text,
        }
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(
        self, name: str, *changes: Mapping[str, Any], version: int | None = None
    ) -> None:
        self._versions[name] += 1
        version = self._versions[name] if version is None else version
        document = {"uri": self.uri(name), "version": version}
        self.notify(
            "textDocument/didChange",
            {"textDocument": document, "contentChanges": list(changes)},
        )

    def ask(self, method: str, name: str, **more: Any) -> Any:
        """What the server says to a `textDocument/…` request about a file."""
        return self.request(
            f"textDocument/{method}", {"textDocument": {"uri": self.uri(name)}, **more}
        )

    def hints(self, name: str, first: int = 0, last: int = 10_000) -> list[Any]:
        """`[line, character, label]` of each hint in a range of lines."""
        within = {"start": place(first, 0), "end": place(last, 0)}
        return [
            [*hint["position"].values(), hint["label"]]
            for hint in self.ask("inlayHint", name, range=within)
        ]

    def diagnostics(self, name: str, version: int) -> list[Any]:
        """The diagnostics of one version, asked for or waited for."""
        if self.pulls:
            return list(self.ask("diagnostic", name)["items"])
        told = self.notified(
            "textDocument/publishDiagnostics", uri=self.uri(name), version=version
        )
        return list(told["diagnostics"])

    def was_asked(self, method: str) -> bool:
        return any(asked == method for asked, _ in self.asked)

    def leave(self) -> None:
        """Go as the protocol wants it; the server has said nothing unexpected."""
        assert self.request("shutdown") is None
        self.notify("exit", None)
        assert self.server.end() == 0
        assert self.expected in self.server.stderr
        assert self.expected or not self.server.stderr, self.server.stderr

    def _answer(self, message: Any) -> None:
        """Answer what the server asks; called by the reading thread.

        The question stays among the messages, so that a test can wait for it.
        """
        if "id" not in message or "method" not in message:
            return
        method, params = message["method"], message.get("params")
        self.asked.append((method, params))
        result: Any = None
        if method == "workspace/configuration":
            result = [self.settings for _ in params["items"]]
        elif method == "window/showMessageRequest" and self.choice:
            result = {"title": self.choice}
        self.server.send({"jsonrpc": "2.0", "id": message["id"], "result": result})


def place(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def units(text: str, encoding: str) -> int:
    """The length of `text` in the units of an encoding."""
    match encoding:
        case "utf-8":
            return len(text.encode())
        case "utf-16":
            return len(text.encode("utf-16-le")) // 2
        case _:
            return len(text)
