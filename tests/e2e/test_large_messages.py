"""Large messages: others go first where they may, and nothing else is out of order."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from e2e.client import Editor, Process, place

LINES = 9_000
LARGE = "".join(
    json.dumps(
        {"custom_id": f"r{number}", "params": {"messages": [], "note": "—" * 99}}
    )
    + "\n"
    for number in range(LINES)
)
"""As JSON in ASCII more than 5 MB, so that it takes many slices."""


def framed(message: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def opening(uri: str, text: str) -> bytes:
    item = {"uri": uri, "languageId": "json", "version": 1, "text": text}
    return framed({"method": "textDocument/didOpen", "params": {"textDocument": item}})


def insertion(uri: str, text: str) -> bytes:
    start = {"start": place(0, 0), "end": place(0, 0)}
    params = {
        "textDocument": {"uri": uri, "version": 2},
        "contentChanges": [{"range": start, "text": text}],
    }
    return framed({"method": "textDocument/didChange", "params": params})


def question(number: int, uri: str, line: int = 0) -> bytes:
    within = {"start": place(line, 0), "end": place(line, 9)}
    params = {"textDocument": {"uri": uri}, "range": within}
    return framed({"id": number, "method": "textDocument/inlayHint", "params": params})


def cancelling(number: int) -> bytes:
    return framed({"method": "$/cancelRequest", "params": {"id": number}})


def answers(editor: Editor) -> list[int]:
    """The ids of what is answered from now on, in order."""
    found: list[int] = []
    answer = editor.server.on_message

    def note(message: Any) -> None:
        if "method" not in message:
            found.append(message["id"])
        answer(message)

    editor.server.on_message = note
    return found


def test_a_request_about_another_document_is_answered_first(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.open("b.prompt.md", "Hello")
    assert len(editor.hints("b.prompt.md")) == 1
    large, other = editor.uri("a.jsonl"), editor.uri("b.prompt.md")
    order = answers(editor)
    editor.server.write(
        opening(large, LARGE)
        + question(1001, large, LINES + 2)
        + question(1002, other)
        + question(1003, large)
        + question(1004, other)
    )
    for number in range(1001, 1005):
        editor.finish(number)
    assert order == [1002, 1004, 1001, 1003]


def test_what_is_said_of_a_large_document_is_heard_in_order(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    uri = editor.uri("a.jsonl")
    line = LARGE[: LARGE.index("\n") + 1]
    editor.server.write(
        opening(uri, LARGE)
        + question(1001, uri, LINES)
        + insertion(uri, line * 3)
        + question(1002, uri, LINES)
        + question(1003, uri)
        + cancelling(1003)
    )
    assert editor.finish(1001) == []
    assert len(editor.finish(1002)) == 1
    refused = editor.server.take(lambda m: m.get("id") == 1003)
    assert refused["error"]["code"] == -32800


def test_a_large_edit_is_read_in_its_turn(start: Callable[..., Editor]) -> None:
    editor = start("vscode")
    uri = editor.uri("a.jsonl")
    editor.server.write(
        opening(uri, "{}\n") + insertion(uri, LARGE) + question(1001, uri, LINES - 1)
    )
    assert len(editor.finish(1001)) == 1


HANDSHAKE = framed({"id": 1, "method": "initialize", "params": {"capabilities": {}}})


@pytest.mark.parametrize("leaves", [True, False])
def test_the_end_waits_for_what_was_said_before(
    server: Process,
    leaves: bool,  # noqa: FBT001 - a table
) -> None:
    goodbye = framed({"id": 2, "method": "shutdown"}) + framed({"method": "exit"})
    server.write(HANDSHAKE + opening("file:///a.jsonl", LARGE))
    server.write(question(3, "file:///a.jsonl") + (goodbye if leaves else b""))
    assert server.process.stdin
    server.process.stdin.close()
    assert len(server.take(lambda m: m.get("id") == 3)["result"]) == 1
    assert server.process.wait(5) == (0 if leaves else 1)


def spoilt(fault: bytes) -> bytes:
    """A large message with something amid the text that it opens."""
    _, body = opening("file:///a.jsonl", LARGE).split(b"\r\n\r\n", 1)
    body = fault.join([body[:2_000_000], body[2_000_000:]])
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@pytest.mark.parametrize("fault", [b'"', rb"\q", b"\n", b"\xff", rb"\u12-"])
def test_a_large_message_that_is_none_is_refused_once(
    server: Process, fault: bytes
) -> None:
    server.write(HANDSHAKE + spoilt(fault) + question(3, "file:///a.jsonl"))
    assert not server.take(lambda m: m.get("id") == 3)["result"]
    refused = [m["error"]["code"] for m in server.messages if "error" in m]
    assert refused == [-32700]


def test_a_large_message_of_two_long_strings_is_heard(server: Process) -> None:
    server.write(HANDSHAKE + spoilt(b'", "more": "') + question(3, "file:///a.jsonl"))
    assert server.take(lambda m: m.get("id") == 3)["result"]


@pytest.mark.skipif(sys.platform != "linux", reason="pipes elsewhere have one size")
def test_a_client_may_write_a_megabyte_before_it_is_read(server: Process) -> None:
    fcntl = pytest.importorskip("fcntl")
    server.write(HANDSHAKE)
    server.take(lambda m: m.get("id") == 1)
    assert server.process.stdin
    assert fcntl.fcntl(server.process.stdin, fcntl.F_GETPIPE_SZ) == 2**20
