"""JSON-RPC messages as plain dictionaries: read, checked, answered with an error.

Only the envelope is looked at. What the parameters mean is nobody's business here, so
that the first request can be answered before the protocol's types are loaded.
"""

import json
from enum import IntEnum
from typing import Any

from promptally.lsp.framing import Body

type Message = dict[str, Any]
type Id = int | str | None

CANCEL = "$/cancelRequest"
"""The notification that takes a request back."""


class Code(IntEnum):
    """The error codes of JSON-RPC and of the LSP that this server sends."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    NOT_INITIALIZED = -32002
    CANCELLED = -32800


class Rejected(Exception):  # noqa: N818 - the peer's fault is no error of this server
    """A body that is no message. `reply` is the answer that its sender gets."""

    def __init__(self, reply: Message) -> None:
        super().__init__(reply["error"]["message"])
        self.reply = reply


def decode(body: Body) -> Message:
    """The message in `body`.

    Raises:
        Rejected: if it is none.
    """
    try:
        message = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Rejected(error(None, Code.PARSE_ERROR, "not JSON")) from None
    return checked(message)


def checked(message: object) -> Message:
    """The message that a value is.

    Raises:
        Rejected: if it is none.
    """
    if not isinstance(message, dict):
        raise Rejected(error(None, Code.INVALID_REQUEST, "not an object"))
    fault = _fault(message)
    if fault:
        known = message.get("id") if _is_id(message.get("id")) else None
        raise Rejected(error(known, Code.INVALID_REQUEST, fault))
    return message


def _fault(message: Message) -> str:
    if message.get("jsonrpc") != "2.0":
        return "not JSON-RPC 2.0"
    if "id" in message and not _is_id(message["id"]):
        return "the id is neither a number nor a string"
    if "method" in message:
        return "" if isinstance(message["method"], str) else "the method is no string"
    return "" if "id" in message else "neither a method nor an id"


def _is_id(value: object) -> bool:
    """Responses to messages that nobody could read carry `null`."""
    return value is None or (
        isinstance(value, int | str) and not isinstance(value, bool)
    )


def is_request(message: Message) -> bool:
    """Whether the sender waits for an answer."""
    return "method" in message and "id" in message


def document(message: Message) -> str | None:
    """The URI of the one document that it is about, `None` where that is not plain."""
    params = message.get("params")
    item = params.get("textDocument") if isinstance(params, dict) else None
    uri = item.get("uri") if isinstance(item, dict) else None
    return uri if isinstance(uri, str) and uri else None


def response(to: Id, result: Any) -> Message:
    """The answer to the request `to`."""
    return {"jsonrpc": "2.0", "id": to, "result": result}


def error(to: Id, code: Code, message: str) -> Message:
    """The refusal of the request `to`; `message` must quote no document."""
    return {
        "jsonrpc": "2.0",
        "id": to,
        "error": {"code": int(code), "message": message},
    }


def frame(body: str) -> bytes:
    """A serialized message, in ASCII, with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body.encode("ascii"))


def encode(message: Message) -> bytes:
    """The message as it goes over the wire."""
    return frame(json.dumps(message, separators=(",", ":")))
