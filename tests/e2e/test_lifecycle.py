import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.client import Editor, Process, ServerError

SECRET = "sk-ant-never-in-a-log"


def message(method: str, number: int | None = None, params: Any = None) -> Any:
    said = {"jsonrpc": "2.0", "method": method, "params": params or {}}
    return said if number is None else said | {"id": number}


def reply(server: Process, number: int | None) -> Any:
    return server.take(lambda m: m.get("id", "none") == number)


def initialize(server: Process, **params: Any) -> None:
    server.send(message("initialize", 1, {"capabilities": {}, **params}))
    assert "result" in reply(server, 1)
    server.send(message("initialized"))


def is_alive(server: Process) -> bool:
    server.send(message("textDocument/hover", 99, hover_of("file:///none.prompt.md")))
    return bool(reply(server, 99)["result"] is None)


def hover_of(uri: str) -> Any:
    return {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}


def test_nothing_is_answered_before_initialize(server: Process) -> None:
    server.send(message("textDocument/hover", 5, hover_of("file:///a.prompt.md")))
    assert reply(server, 5)["error"]["code"] == -32002
    server.send(message("textDocument/didOpen"))
    initialize(server)
    assert is_alive(server)


def test_initialize_is_answered_once(server: Process) -> None:
    initialize(server)
    server.send(message("initialize", 2, {"capabilities": {}}))
    assert reply(server, 2)["error"]["code"] == -32600
    assert is_alive(server)


def test_after_shutdown_only_exit_is_heard(server: Process) -> None:
    initialize(server)
    server.send(message("shutdown", 2))
    assert reply(server, 2)["result"] is None
    server.send(message("textDocument/hover", 3, hover_of("file:///a.prompt.md")))
    assert reply(server, 3)["error"]["code"] == -32600
    server.send(message("textDocument/didOpen"))
    server.send(message("exit"))
    assert server.process.wait(2) == 0


@pytest.mark.parametrize("is_initialized", [True, False])
def test_exit_without_shutdown_is_an_error(
    server: Process,
    is_initialized: bool,  # noqa: FBT001 - a table
) -> None:
    if is_initialized:
        initialize(server)
    server.send(message("exit"))
    assert server.process.wait(2) == 1


@pytest.mark.parametrize("is_initialized", [True, False])
def test_the_server_goes_when_its_input_is_closed(
    server: Process,
    is_initialized: bool,  # noqa: FBT001 - a table
) -> None:
    if is_initialized:
        initialize(server)
    assert server.process.stdin
    server.process.stdin.close()
    assert server.process.wait(2) == 1


def test_the_server_goes_when_nobody_takes_its_answers(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=folder,
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdout.close()
        process.stdin.write(b"Content-Length: 2\r\n\r\n{}")
        assert process.wait(2) == 1


SERVE = "from promptally.lsp.server import serve; serve()"


def test_the_server_goes_with_the_process_that_the_client_names(
    server: Process,
) -> None:
    command = [sys.executable, "-I", "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as client:
        initialize(server, processId=client.pid)
        assert is_alive(server)
        client.communicate(b"\n")
    assert server.process.wait(5) == 1


def test_the_server_goes_with_its_parent_though_the_pipe_stays_open(
    folder: Path,
) -> None:
    """The parent starts it on a pipe that this test holds, and dies."""
    parent = (
        "import subprocess, sys;"
        f"subprocess.run([sys.executable, '-I', '-c', {SERVE!r}])"
    )
    with subprocess.Popen(
        [sys.executable, "-I", "-c", parent],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=folder,
    ) as process:
        assert process.stdin
        assert process.stdout
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        assert process.stdout.readline().startswith(b"Content-Length")
        process.kill()
        # The output ends when the server, which holds it too, has ended.
        ended = threading.Thread(target=process.stdout.read)
        ended.start()
        ended.join(6)
        assert not ended.is_alive()


def body(text: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(text), text)


MALFORMED = {
    "no JSON": (body(b"{nope"), -32700),
    "no UTF-8": (body(b"\xff\xfe"), -32700),
    "deep nesting": (body(b"[" * 200_000), -32700),
    "a surrogate in UTF-8": (body(b'"\xed\xa0\x80"'), -32700),
    "an empty array": (body(b"[]"), -32600),
    "a batch": (body(b'[{"jsonrpc":"2.0","id":5,"method":"shutdown"}]'), -32600),
    "null": (body(b"null"), -32600),
    "neither method nor id": (body(b'{"jsonrpc":"2.0"}'), -32600),
    "a negative length": (b"Content-Length: -5\r\n\r\n", -32700),
    "a length of a terabyte": (b"Content-Length: 1000000000000\r\n\r\n{}", -32700),
    "a length of 5,000 digits": (
        b"Content-Length: %b\r\n\r\n{}" % (b"9" * 5000),
        -32700,
    ),
    "a length in words": (b"Content-Length: many\r\n\r\n{}", -32700),
    "no length": (b"hello\r\n\r\n", -32700),
    "much of nothing": (b"\x00" * 100_000, -32700),
    "a length that is too short": (b'Content-Length: 3\r\n\r\n{"a": 1}', -32700),
}


@pytest.mark.parametrize(("data", "code"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_bytes_are_answered_and_the_next_request_too(
    server: Process, data: bytes, code: int
) -> None:
    initialize(server)
    server.write(data)
    assert reply(server, None)["error"]["code"] == code
    assert is_alive(server)


ODD = {
    "a lower-case header": b"content-length:2\r\n\r\n{}",
    "bare line feeds": b"Content-Length: 2\n\n{}",
    "a length that is too long": b"Content-Length: 2000\r\n\r\n{}",
    "an unknown notification": body(b'{"jsonrpc":"2.0","method":"no/such"}'),
    "an optional notification": body(b'{"jsonrpc":"2.0","method":"$/no"}'),
    "no parameters": body(b'{"jsonrpc":"2.0","method":"textDocument/didOpen"}'),
    "parameters of another shape": body(
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[1]}'
    ),
    "an edit of a closed document": body(
        b'{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":'
        b'{"uri":"file:///a.md","version":1},"contentChanges":[{"text":"a"}]}}'
    ),
    "a document of no place": body(
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":'
        b'{"uri":"a:%00?","languageId":"json","version":1,"text":"{}"}}}'
    ),
    "the end of an unknown request": body(
        b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1234}}'
    ),
    "the end of a request without a name": body(
        b'{"jsonrpc":"2.0","method":"$/cancelRequest"}'
    ),
    "an answer to nothing": body(b'{"jsonrpc":"2.0","id":"unknown","result":1}'),
    "an error of nothing": body(
        b'{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"a"}}'
    ),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_odd_messages_without_an_answer_do_no_harm(
    server: Process, data: bytes
) -> None:
    initialize(server)
    server.write(data)
    assert is_alive(server)


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("no/such", {}, -32601),
        ("$/no", {}, -32601),
        ("textDocument/hover", {"position": SECRET}, -32602),
        ("textDocument/hover", None, -32602),
        ("textDocument/inlayHint", {"textDocument": {"uri": 5}}, -32602),
        ("workspace/executeCommand", {"command": "no.such"}, -32602),
    ],
)
def test_a_request_that_cannot_be_answered_gets_an_error(
    server: Process, method: str, params: Any, code: int
) -> None:
    initialize(server)
    server.send({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
    answer = reply(server, 7)
    assert answer["error"]["code"] == code
    assert SECRET not in str(answer)
    assert is_alive(server)
    assert SECRET not in server.stderr


def test_what_a_position_outside_of_the_text_means_is_its_nearest_place(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.open("a.prompt.md", "Hello")
    far = {"line": 10**9, "character": 10**9}
    assert editor.ask("hover", "a.prompt.md", position=far) is not None


def test_no_port_is_opened(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    editor.open("a.prompt.md", "Hello")
    editor.hints("a.prompt.md")
    process = editor.server.process.pid
    links = Path(f"/proc/{process}/fd")
    if not links.exists():
        pytest.skip("this system does not tell which sockets a process holds")
    held = {str(link.readlink()) for link in links.iterdir()}
    tables = [Path("/proc/net") / name for name in ("tcp", "tcp6", "udp", "udp6")]
    lines = [
        line
        for table in tables
        if table.exists()
        for line in table.read_text().splitlines()[1:]
    ]
    inodes = {f"socket:[{line.split()[9]}]" for line in lines}
    assert held.isdisjoint(inodes)


def test_a_request_can_be_cancelled_before_its_turn(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.open("a.prompt.md", "Hello")
    params = {
        "textDocument": {"uri": editor.uri("a.prompt.md")},
        "position": {"line": 0, "character": 0},
    }
    request = message("textDocument/hover", 500, params)
    cancel = message("$/cancelRequest", None, {"id": 500})
    frames = [encode(request), encode(cancel)]
    editor.server.write(b"".join(frames))
    with pytest.raises(ServerError) as raised:
        editor.finish(500)
    assert raised.value.code == -32800


def encode(said: Any) -> bytes:
    return body(json.dumps(said).encode())
