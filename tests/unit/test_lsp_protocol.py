"""The protocol in process: what is answered, and what is kept and told of it."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from lsprotocol import types as lsp

from promptally.lsp import faults, methods
from promptally.lsp.capabilities import Client
from promptally.lsp.language_server import Server

SECRET = "sk-ant-never-told"


class Line:
    """Takes what the server writes, as messages."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    def write(self, data: bytes) -> None:
        header, body = data.split(b"\r\n\r\n", 1)
        assert header == b"Content-Length: %d" % len(body)
        self.messages.append(json.loads(body))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def server(line: Line) -> Server:
    server = Server(Client(), warm=lambda: None)
    server.protocol.set_writer(line)
    methods.register(server)
    return server


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What is logged anywhere, at any level, as it would be written."""
    said: list[str] = []
    root = logging.getLogger()

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(logging.Formatter().format(record))

    faults.set_up_logging()
    handler, level = Handler(), root.level
    ours = logging.getLogger("promptally")
    for logger in (root, ours):
        logger.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.setLevel(level)
    root.removeHandler(handler)
    ours.handlers, ours.propagate = [], True


def request(number: int, method: str, **params: Any) -> Any:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def notification(method: str, **params: Any) -> Any:
    return {"jsonrpc": "2.0", "method": method, "params": params}


def opened(text: str, uri: str = "file:///a.prompt.md") -> Any:
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    return notification("textDocument/didOpen", textDocument=item)


def fail(ls: Server, params: Any) -> None:  # noqa: ARG001 - the shape of a handler
    """Handle a message as badly as can be."""
    raise ValueError(SECRET)


async def test_an_error_of_our_own_is_answered_by_its_class(
    server: Server, line: Line, log: list[str]
) -> None:
    server.feature("textDocument/declaration")(fail)
    place = {"line": 0, "character": 0}
    uri = {"uri": "file:///a.md"}
    ask = request(1, "textDocument/declaration", textDocument=uri, position=place)
    server.protocol.take([ask])
    error = {"code": -32603, "message": "ValueError"}
    assert line.messages == [{"jsonrpc": "2.0", "id": 1, "error": error}]
    assert SECRET not in "".join(log)
    assert "ValueError at test_lsp_protocol.py" in "".join(log)


async def test_an_error_in_a_notification_reaches_no_user(
    server: Server, line: Line, log: list[str]
) -> None:
    server.feature("textDocument/willSave")(fail)
    uri = {"uri": "file:///a.md"}
    will_save = notification("textDocument/willSave", textDocument=uri, reason=1)
    server.protocol.take([will_save])
    assert line.messages == []
    assert SECRET not in "".join(log)


async def test_an_answer_that_cannot_be_written_is_an_error(
    server: Server, line: Line
) -> None:
    server.feature("textDocument/declaration")(lambda ls, params: object())  # noqa: ARG005
    place = {"line": 0, "character": 0}
    uri = {"uri": "file:///a.md"}
    ask = request(1, "textDocument/declaration", textDocument=uri, position=place)
    server.protocol.take([ask])
    (answer,) = line.messages
    assert answer["id"] == 1
    assert answer["error"]["code"] == -32603


async def test_no_text_of_a_document_is_logged(server: Server, log: list[str]) -> None:
    place = {"line": 0, "character": 0}
    uri = {"uri": "file:///a.prompt.md"}
    server.protocol.take(
        [
            opened(f"{SECRET} and more"),
            request(1, "textDocument/hover", textDocument=uri, position=place),
            request(2, "textDocument/hover", textDocument=SECRET),
            notification("textDocument/didChange", textDocument=SECRET),
            {"jsonrpc": "2.0", "id": 9, "error": {"code": 1, "message": SECRET}},
        ]
    )
    server.window_log_message(
        lsp.LogMessageParams(type=lsp.MessageType.Info, message=SECRET)
    )
    assert SECRET not in "".join(log)


async def test_nothing_is_kept_of_a_message_that_was_handled(
    server: Server,
) -> None:
    protocol = server.protocol
    change = [{"text": "Hello again"}]
    for version in range(2, 200):
        item = {"uri": "file:///a.prompt.md", "version": version}
        said = notification(
            "textDocument/didChange", textDocument=item, contentChanges=change
        )
        protocol.take([opened("Hello"), said, notification("initialized")])
        server.refresher.want({lsp.WORKSPACE_INLAY_HINT_REFRESH})
    await asyncio.sleep(0)
    assert protocol._request_futures == {}
    assert protocol._result_types == {}


async def test_a_running_command_is_cancelled(server: Server, line: Line) -> None:
    began = asyncio.Event()

    async def wait(ls: Server, params: Any) -> None:  # noqa: ARG001
        began.set()
        await asyncio.Event().wait()

    server.feature("textDocument/declaration")(wait)
    place = {"line": 0, "character": 0}
    uri = {"uri": "file:///a.md"}
    server.protocol.take(
        [request(1, "textDocument/declaration", textDocument=uri, position=place)]
    )
    await began.wait()
    server.protocol.take([notification("$/cancelRequest", id=1)])
    for _ in range(100):
        await asyncio.sleep(0)
    assert line.messages[0]["error"]["code"] == -32800


async def test_an_answer_of_the_client_is_given_to_who_waits_for_it(
    server: Server, line: Line
) -> None:
    future = server.protocol.send_request("workspace/inlayHint/refresh")
    number = line.messages[0]["id"]
    reply = {"jsonrpc": "2.0", "id": number, "result": [{"model": "a"}]}
    server.protocol.take([reply, reply])
    assert future.result() == [{"model": "a"}]


async def test_an_answer_to_what_is_no_longer_waited_for_does_no_harm(
    server: Server, line: Line
) -> None:
    future = server.protocol.send_request("workspace/inlayHint/refresh")
    future.cancel()
    number = line.messages[0]["id"]
    server.protocol.take([{"jsonrpc": "2.0", "id": number, "result": []}])
    assert future.cancelled()
