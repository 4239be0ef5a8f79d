"""The stand-in's server: threads on 127.0.0.1, and a record of all that reached it."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from stand_in import faults, rules
from stand_in.faults import Fault

KEY = "sk-ant-api03-the-key-that-the-stand-in-takes"


@dataclass
class Received:
    """One request as it came, and when (seconds of the monotonic clock)."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> dict[str, Any]:
        said = json.loads(self.body)
        assert isinstance(said, dict)
        return said


class StandIn:
    """`with StandIn() as api:` answers at `api.url` until the end of the block.

    `fault` breaks every answer, or, given a number, the next ones. `count` may be
    replaced by another rule.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.fault: Fault | None = None
        self.faults_left: int | None = None
        self.delay = 0.0
        self.headers: dict[str, str] = {}
        self.count: Callable[[dict[str, Any]], int] = rules.count
        self._arrived = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def break_down(self, name: str, times: int | None = None) -> None:
        """Answer with the fault of that name, for ever or so many times."""
        self.fault, self.faults_left = faults.FAULTS[name], times

    def recover(self) -> None:
        self.fault, self.faults_left = None, None

    def wait_for(self, n: int, seconds: float = 20.0) -> None:
        """Return once `n` requests have come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.received) >= n, seconds)
        assert came, f"{len(self.received)} of {n} requests came"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_fault(self) -> Fault | None:
        if self.fault is None or self.faults_left == 0:
            return None
        if self.faults_left is not None:
            self.faults_left -= 1
        return self.fault

    def record(self, received: Received) -> None:
        with self._arrived:
            self.received.append(received)
            self._arrived.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                stand_in.connections += 1
                super().setup()

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                """Silence: a test reads `received`."""

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                received = Received(self.path, headers, self.rfile.read(length))
                stand_in.record(received)
                if stand_in.delay:
                    time.sleep(stand_in.delay)
                fault = stand_in.next_fault()
                if fault is not None:
                    self.close_connection = True
                    try:
                        fault(self.connection)
                    except OSError:
                        return
                    return
                self._answer(*_judge(stand_in, received))

            def _answer(self, status: int, said: object) -> None:
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.send_header("request-id", "req_011CSHoEeqs5C35K2UUqR7Fy")
                for name, value in stand_in.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

        return Handler


def _judge(stand_in: StandIn, received: Received) -> tuple[int, object]:
    try:
        _check_headers(received)
        return 200, {"input_tokens": stand_in.count(received.json)}
    except rules.Refusal as refusal:
        said = {"type": refusal.kind, "message": refusal.message}
        return refusal.status, {"type": "error", "error": said}
    except ValueError:
        said = {"type": "invalid_request_error", "message": "body: not JSON"}
        return 400, {"type": "error", "error": said}


def _check_headers(received: Received) -> None:
    if received.path.split("?")[0] != "/v1/messages/count_tokens":
        raise rules.Refusal(404, "not_found_error", "Not found")
    headers = received.headers
    if "anthropic-version" not in headers:
        message = "anthropic-version: header is required"
        raise rules.Refusal(400, "invalid_request_error", message)
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    if KEY not in (headers.get("x-api-key"), bearer):
        raise rules.Refusal(401, "authentication_error", "invalid x-api-key")
