"""How many requests an edit costs, counted by a host that answers like the API."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import override

from . import prompt_files
from .client import Client, running
from .prompt_files import PromptFile
from .table import Table

_SETTINGS = 'counting = "online"\n'
_OURS = "**Promptally**"
_QUIET = 2.0
"""Seconds without a request, four times the pause after which the server asks."""


class _Host(ThreadingHTTPServer):
    n_requests = 0


class _Answer(BaseHTTPRequestHandler):
    server: _Host

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.n_requests += 1
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"input_tokens": 250000}')

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing: the table is what is printed."""


def run(*, quick: bool = False) -> Table:
    """Requests for a conversation of some 500 messages, opened and then edited."""
    file = prompt_files.request(20_000 if quick else 1_000_000)
    n_messages = file.text.count('"role"')
    title = f"Requests to the API for a prompt of {n_messages} messages"
    table = Table(title, ["what", "requests"], note=_NOTE)
    with _host() as host, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = folder / ".config" / "promptally" / "promptally.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        variables = {
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{host.server_port}",
            "ANTHROPIC_API_KEY": "sk-nobody",
            "PROMPTALLY_CACHE": str(folder / "cache"),
            "PROMPTALLY_STATE": str(folder / "state"),
        }
        with running(folder, variables=variables) as client:
            client.open(file)
            table.add(f"{_OURS}, opening it", _asked(host, client, file))
            client.type_at(file, 0)
            table.add(f"{_OURS}, one letter typed", _asked(host, client, file))
            for typed in range(1, 101):
                client.type_at(file, typed)
            table.add(f"{_OURS}, 100 typed at once", _asked(host, client, file))
    table.add("one request a message, as a loop would ask", str(n_messages))
    return table


@contextmanager
def _host() -> Iterator[_Host]:
    with _Host(("127.0.0.1", 0), _Answer) as host:
        Thread(target=host.serve_forever, daemon=True).start()
        yield host
        host.shutdown()


def _asked(host: _Host, client: Client, file: PromptFile) -> str:
    """How many requests come until none has come for a while."""
    before = seen = host.n_requests
    quiet_since = monotonic()
    while monotonic() - quiet_since < _QUIET:
        client.ask("inlayHint", file)
        sleep(0.05)
        if host.n_requests != seen:
            seen, quiet_since = host.n_requests, monotonic()
    return str(seen - before)


_NOTE = """\
A host on this machine answers; the server's own pause of 500 ms is kept."""
