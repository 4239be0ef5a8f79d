from typing import Any

import pytest

from promptally.lsp.lifecycle import Phase, is_heard, refusal
from promptally.lsp.messages import Rejected, decode, encode, response


@pytest.mark.parametrize(
    ("body", "code", "answers"),
    [
        (b"{nope", -32700, None),
        (b"", -32700, None),
        (b"\xff\xfe", -32700, None),
        (b"[" * 200_000, -32700, None),
        (b'{"id": ' + b"9" * 5000 + b"}", -32700, None),
        (b"[]", -32600, None),
        (b"1", -32600, None),
        (b"{}", -32600, None),
        (b'{"jsonrpc": "2.0"}', -32600, None),
        (b'{"jsonrpc": "1.0", "id": 7, "method": "a"}', -32600, 7),
        (b'{"jsonrpc": "2.0", "id": 7, "method": 1}', -32600, 7),
        (b'{"jsonrpc": "2.0", "id": true, "method": "a"}', -32600, None),
        (b'{"jsonrpc": "2.0", "id": [1], "method": "a"}', -32600, None),
    ],
)
def test_what_is_no_message_is_refused(
    body: bytes, code: int, answers: int | None
) -> None:
    with pytest.raises(Rejected) as raised:
        decode(body)
    assert raised.value.reply["error"]["code"] == code
    assert raised.value.reply["id"] == answers


def test_a_refusal_quotes_nothing() -> None:
    with pytest.raises(Rejected) as raised:
        decode(b'{"secret": "sk-ant-1"')
    assert "secret" not in str(raised.value.reply)


def test_a_lone_surrogate_goes_over_the_wire() -> None:
    header, body = encode(response(1, "\ud800é")).split(b"\r\n\r\n")
    assert header == b"Content-Length: %d" % len(body)
    assert decode(body)["result"] == "\ud800é"


REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover"}
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize"}
OPENED = {"jsonrpc": "2.0", "method": "textDocument/didOpen"}
EXIT = {"jsonrpc": "2.0", "method": "exit"}


@pytest.mark.parametrize(
    ("phase", "message", "code"),
    [
        (Phase.NEW, REQUEST, -32002),
        (Phase.NEW, INITIALIZE, None),
        (Phase.RUNNING, REQUEST, None),
        (Phase.RUNNING, INITIALIZE, -32600),
        (Phase.SHUT, REQUEST, -32600),
        (Phase.SHUT, INITIALIZE, -32600),
        (Phase.NEW, OPENED, None),
    ],
)
def test_a_request_is_answered_at_its_time_only(
    phase: Phase, message: dict[str, Any], code: int | None
) -> None:
    refused = refusal(phase, message)
    assert (refused["error"]["code"] if refused else None) == code


@pytest.mark.parametrize(
    ("phase", "message", "heard"),
    [
        (Phase.RUNNING, OPENED, True),
        (Phase.NEW, OPENED, False),
        (Phase.SHUT, OPENED, False),
        (Phase.SHUT, EXIT, True),
        (Phase.NEW, EXIT, True),
    ],
)
def test_a_notification_counts_at_its_time_only(
    phase: Phase,
    message: dict[str, Any],
    heard: bool,  # noqa: FBT001 - a table
) -> None:
    assert is_heard(phase, message) is heard
