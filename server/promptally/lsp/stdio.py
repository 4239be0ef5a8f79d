"""Standard input and output as the client's line, and the end of the process with it.

One thread reads and cuts the stream; nothing is decoded there. Whatever else of the
process writes to standard output lands in standard error, where it does no harm.
"""

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import NoReturn

from promptally.lsp.framing import Body, Fault, Frames

_PIECE = 2**18
_PIPE = 2**20
"""Bytes that a client may write before they are read: 10 MB come through a pipe of this
size in 5 ms, and in 12 ms through one of the usual 64 KiB (Linux 6.18, 2026-11)."""

_GRACE = 1.5
"""Seconds that the server has to end by itself once its client is gone."""


class End:
    """The client has closed the stream."""


type Item = Body | Fault | End


class Input:
    """What the client sends, in order.

    Before `start`, `next` waits for an item on the caller's thread. After it, a thread
    fills the queue and calls what `listen` was given, from that thread.
    """

    def __init__(self, descriptor: int, leave: Callable[[int], object]) -> None:
        """`leave` ends the process, should it outlive its client."""
        self._descriptor = descriptor
        self._leave = leave
        self._frames = Frames()
        self._items: deque[Item] = deque()
        self._wake: Callable[[], object] = _nothing

    def next(self) -> Item:
        """The next item; waits for it."""
        while not self._items:
            self._read()
        return self._items.popleft()

    def take(self) -> list[Item]:
        """All items that are there, without waiting."""
        return [self._items.popleft() for _ in range(len(self._items))]

    def start(self) -> None:
        """Read on from here on a thread of its own."""
        threading.Thread(target=self._run, name="stdin", daemon=True).start()

    def listen(self, wake: Callable[[], object]) -> None:
        """Call `wake` from now on when there is something to take, and once at once."""
        self._wake = wake
        wake()

    def _run(self) -> None:
        while self._read():
            if self._items:
                self._wake()
        self._wake()
        threading.Event().wait(_GRACE)
        self._leave(1)

    def _read(self) -> bool:
        try:
            data = os.read(self._descriptor, _PIECE)
        except OSError:
            data = b""
        self._items.extend(self._frames.feed(data) if data else [End()])
        return bool(data)


def _nothing() -> None:
    """Stand in for a listener before there is one."""


class Output:
    """Where messages go; a client that does not take them any more ends the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Write all of `data`, waiting for the client where it reads slowly."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                leave(1)

    def close(self) -> None:
        """Close nothing: the line ends with the process."""


def claim() -> tuple[Input, Output]:
    """Take standard input and output for the protocol, and for nothing else."""
    sys.stdout.flush()
    received, sent = os.dup(0), os.dup(1)
    os.set_blocking(received, True)
    os.set_blocking(sent, True)
    _widen(received)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return Input(received, leave), Output(sent)


def _widen(descriptor: int) -> None:
    """Let the client write more at a time, where the system and its limits allow it."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - some systems have none

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)


def leave(code: int) -> NoReturn:
    """End the process now: no thread that still works may hold it back."""
    sys.stderr.flush()
    os._exit(code)
