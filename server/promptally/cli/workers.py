"""Files shared out to processes, each at the end of a pipe of its own.

So it is known which files a process had when it died, and nothing outlives the one who
asked. What is done with a file is the caller's.
"""

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

type _Pipe = Any
"""A connection; Windows has a class of its own for it."""

type Start[T] = Callable[[], Callable[[Sequence[Path]], Iterable[T]]]
"""Called once in each process: it gives what is done with some files, in order."""

_SELDOM = 50_000
"""As in `main`, for a process that inherits nothing."""

_MOST_DEATHS = 20
"""Where so many processes have died, something ends them all."""


class _Worker(NamedTuple):
    process: BaseProcess
    files: Sequence[Path]
    """What it was given last."""


def share_out[T](
    parts: Sequence[Sequence[Path]],
    n_processes: int,
    start: Start[T],
    meanwhile: Callable[[], object] | None = None,
) -> Generator[tuple[Path, T | None]]:
    """Each file with what came of it, in the order in which they are done.

    A part goes to whoever is idle. `None` stands for a file that no process survives:
    the files of one that died are given out one by one. To close the iterator ends all
    processes at once. `meanwhile` is called once, when all of them have work.
    """
    waiting = deque(parts)
    workers: dict[_Pipe, _Worker] = {}
    n_deaths = 0
    try:
        while waiting or workers:
            while waiting and len(workers) < n_processes and n_deaths < _MOST_DEATHS:
                with _uninterrupted():
                    ours, process = _begin(start)
                    workers[ours] = _Worker(process, ())
                workers[ours] = _Worker(process, _give(ours, waiting))
            if not workers:
                yield from ((file, None) for part in waiting for file in part)
                return
            if meanwhile:
                meanwhile()
                meanwhile = None
            ready: list[_Pipe] = connection.wait([*workers])
            for ours in ready:
                worker = workers[ours]
                found: list[T] | None = _receive(ours)
                if found is not None:
                    yield from zip(worker.files, found, strict=True)
                    if waiting:
                        workers[ours] = worker._replace(files=_give(ours, waiting))
                        continue
                elif len(worker.files) == 1:
                    n_deaths += 1
                    yield worker.files[0], None
                else:
                    n_deaths += 1
                    waiting.extend([file] for file in worker.files)
                _end(ours, worker.process)
                del workers[ours]
    finally:
        with _uninterrupted():
            for ours, worker in workers.items():
                worker.process.kill()
                _end(ours, worker.process)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits meanwhile: a process that nobody knows of yet would outlive us."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(start: Start[Any]) -> tuple[_Pipe, BaseProcess]:
    context: Any = get_context(method())
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, start), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _give(ours: _Pipe, waiting: deque[Sequence[Path]]) -> Sequence[Path]:
    """Send the next part; that its process is dead will be seen at its answer."""
    part = waiting.popleft()
    with suppress(OSError):
        ours.send(part)
    return part


def _receive(ours: _Pipe) -> Any:
    try:
        return ours.recv()
    except (EOFError, OSError):
        return None


def _end(ours: _Pipe, process: BaseProcess) -> None:
    """Send an idle process home; one that is dead already does not mind."""
    # To hang up would not do: a process that was forked later holds this end, too.
    with suppress(OSError):
        ours.send(None)
    ours.close()
    process.join()


def _work(theirs: _Pipe, start: Start[Any]) -> None:
    # It is the parent that is interrupted, and that ends this process then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.set_threshold(_SELDOM)
    work = start()
    with suppress(EOFError, OSError):
        while (part := theirs.recv()) is not None:
            theirs.send([*work(part)])


def _end_with_parent() -> None:
    """End this process, whatever it is at, when the one that has begun it is gone."""
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)


def method() -> str:
    """How a process is started; only with a single thread is a fork safe."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_safe else "spawn"
