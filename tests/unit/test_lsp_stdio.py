"""The line to the client, over pipes of our own, and the watch over its process."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from promptally.lsp import lifeline
from promptally.lsp.capabilities import Client
from promptally.lsp.framing import Fault
from promptally.lsp.messages import encode
from promptally.lsp.server import Left, shake_hands
from promptally.lsp.stdio import End, Input, Output


class Pipes:
    """Both ends of the line: `says` is the client's, `received` and `sent` ours."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self.says: BinaryIO = os.fdopen(writing, "wb", buffering=0)
        self._answers, sending = os.pipe()
        self.left = threading.Event()
        self.received = Input(reading, lambda _: self.left.set())
        self.sent = Output(sending)
        self._ours = (reading, sending, self._answers)

    def answered(self) -> bytes:
        return os.read(self._answers, 2**16)

    def close(self) -> None:
        self.says.close()
        for descriptor in self._ours:
            os.close(descriptor)


@pytest.fixture
def pipes() -> Iterator[Pipes]:
    pipes = Pipes()
    yield pipes
    pipes.close()


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def test_items_come_in_order_and_the_end_comes_last(pipes: Pipes) -> None:
    pipes.says.write(frame(b"1") + b"x\r\n\r\n" + frame(b"2"))
    pipes.says.close()
    found = [pipes.received.next() for _ in range(4)]
    assert found[:3] == [b"1", Fault("no Content-Length"), b"2"]
    assert isinstance(found[3], End)


def test_the_thread_wakes_its_listener(pipes: Pipes) -> None:
    woken = threading.Event()
    pipes.received.start()
    pipes.received.listen(woken.set)
    assert woken.is_set()
    woken.clear()
    pipes.says.write(frame(b"1"))
    assert woken.wait(5)
    assert pipes.received.take() == [b"1"]
    assert pipes.received.take() == []
    pipes.says.close()
    assert pipes.left.wait(2)


def test_the_thread_ends_the_process_that_outlives_its_client(pipes: Pipes) -> None:
    pipes.received.start()
    pipes.says.close()
    assert pipes.left.wait(2)
    (end,) = pipes.received.take()
    assert isinstance(end, End)


def test_the_handshake_knows_the_client(pipes: Pipes) -> None:
    said = {"processId": 5, "rootUri": "file:///w", "capabilities": {}}
    pipes.says.write(
        encode({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": said})
    )
    client = shake_hands(pipes.received, pipes.sent)
    assert client == Client(process_id=5, folders=("file:///w",))
    assert b'"serverInfo"' in pipes.answered()


@pytest.mark.parametrize(
    "said", [b"", frame(b'{"jsonrpc":"2.0","method":"exit"}'), b"garbage"]
)
def test_a_client_that_goes_first_is_let_go(pipes: Pipes, said: bytes) -> None:
    pipes.says.write(said)
    pipes.says.close()
    assert shake_hands(pipes.received, pipes.sent) == Left(1)


def test_a_process_is_alive_until_it_is_not() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    ) as process:
        assert lifeline.is_alive(process.pid)
        process.communicate(b"\n")
    assert not lifeline.is_alive(process.pid)
    assert lifeline.is_alive(None)
    assert lifeline.is_alive(os.getpid())
    assert lifeline.is_alive(2**70)
