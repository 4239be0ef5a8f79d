"""Ways in which an endpoint, or something before it, goes wrong.

Each is a function that gets the open connection after the request was read, and answers
on it as it likes.
"""

import gzip
import json
import socket
import struct
import time
from collections.abc import Callable, Mapping

type Fault = Callable[[socket.socket], None]


def answer(
    status: int, body: bytes | object = b"", headers: Mapping[str, str] | None = None
) -> Fault:
    """A plain answer: JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if data.startswith(b"<") else "application/json"
    lines = {
        "content-type": kind,
        "content-length": str(len(data)),
        "connection": "close",
        **(headers or {}),
    }

    def fault(connection: socket.socket) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        connection.sendall(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + data)

    return fault


def error(
    status: int, kind: str, message: str, headers: Mapping[str, str] | None = None
) -> Fault:
    """An error in the API's shape."""
    body = {
        "type": "error",
        "error": {"type": kind, "message": message},
        "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
    }
    return answer(status, body, headers)


def drip(connection: socket.socket) -> None:
    """A good answer, a byte at a time, that will not be whole for minutes."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    try:
        for _ in range(600):
            connection.sendall(b" ")
            time.sleep(0.1)
    except OSError:
        return


def black_hole(connection: socket.socket) -> None:
    """No answer, for as long as the client waits."""
    connection.settimeout(60)
    try:
        connection.recv(1)
    except OSError:
        return


def reset(connection: socket.socket) -> None:
    """The connection is cut with a reset."""
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def hang_up(connection: socket.socket) -> None:
    """The connection is closed in the middle of the headers."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-")


def truncated(connection: socket.socket) -> None:
    """Fewer bytes than announced."""
    connection.sendall(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        b'content-length: 400\r\n\r\n{"input_tok'
    )


_BOMB = gzip.compress(b" " * 50_000_000 + b'{"input_tokens": 5}')

FAULTS: Mapping[str, Fault] = {
    "429 with retry-after": error(
        429, "rate_limit_error", "slow down", {"retry-after": "1"}
    ),
    "429 without retry-after": error(429, "rate_limit_error", "slow down"),
    "500": error(500, "api_error", "Internal server error"),
    "504": error(504, "timeout_error", "Timed out"),
    "529": error(529, "overloaded_error", "Overloaded"),
    "401": error(401, "authentication_error", "invalid x-api-key"),
    "402": error(402, "billing_error", "no credit"),
    "403": error(403, "permission_error", "not allowed"),
    "403 HTML": answer(403, b"<html>Blocked by the company</html>"),
    "404 model": error(404, "not_found_error", "model: claude-nonesuch"),
    "413": answer(413, b"<html>413 Request Entity Too Large</html>"),
    "redirect": answer(307, b"", {"location": "http://127.0.0.1:1/elsewhere"}),
    "slow drip": drip,
    "black hole": black_hole,
    "reset": reset,
    "hang up": hang_up,
    "truncated JSON": answer(200, b'{"input_tok'),
    "truncated body": truncated,
    "HTML 200": answer(200, b"<html>Please log in to the hotel's network</html>"),
    "empty 200": answer(200, b""),
    "a list": answer(200, [1]),
    "tokens are text": answer(200, {"input_tokens": "12"}),
    "tokens are a float": answer(200, {"input_tokens": 12.0}),
    "tokens are true": answer(200, {"input_tokens": True}),
    "tokens are null": answer(200, {"input_tokens": None}),
    "tokens are negative": answer(200, {"input_tokens": -5}),
    "tokens are absurd": answer(200, {"input_tokens": 10**12}),
    "gzip bomb": answer(200, _BOMB, {"content-encoding": "gzip"}),
    "a megabyte": answer(200, b'{"input_tokens": 5}' + b" " * 2**20),
}
"""Every fault that the product must take calmly, by name."""
