"""An editor that dies takes its servers with it, whoever else holds the pipe open."""

import os
import sys
import threading
from collections.abc import Callable

INTERVAL = 3.0
"""Seconds between two looks, as Microsoft's server library has it."""


def watch(process_id: int | None, parent: int, leave: Callable[[int], object]) -> None:
    """Call `leave(1)` from a thread of its own once the client's process has ended.

    `process_id` is what the client says of itself. `parent` is the process that started
    this one: it is watched as well, where the system gives orphans to another.
    """

    def run() -> None:
        pause = threading.Event()
        while is_alive(process_id) and os.getppid() == parent:
            pause.wait(INTERVAL)
        leave(1)

    threading.Thread(target=run, name="lifeline", daemon=True).start()


def is_alive(process_id: int | None) -> bool:
    """Whether the process exists; `None`, a client that does not say, always does."""
    if process_id is None:
        return True
    if sys.platform == "win32":
        return _is_alive_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_alive_on_windows(process_id: int) -> bool:
    """`os.kill` would end the process there; ask the kernel instead."""
    if sys.platform != "win32":
        return True
    import ctypes  # noqa: PLC0415 - needed on one system only

    synchronize, timed_out = 0x00100000, 0x102
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, process_id)  # noqa: FBT003 - C
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == timed_out)
    finally:
        kernel.CloseHandle(handle)
