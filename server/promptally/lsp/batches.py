"""Large batches, counted on the loop in slices, between which others are answered.

The work is shown with a bar. It ends with the document, or when the user cancels it; an
edit is caught up with when the text that stood there before is counted.
"""

import asyncio
import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from promptally import gradual
from promptally.analysis import Analysis, Extent
from promptally.gradual import Counting
from promptally.lsp import faults
from promptally.lsp.language_server import Batch, Server
from promptally.lsp.progress import BY_CLIENT, Progress
from promptally.lsp.session import View
from promptally.view import findings

_SLICE = 0.005
"""Seconds of work until others get their turn."""

_PATIENCE = 0.3
"""Seconds of work before a bar is shown for it."""

_BEAT = 0.1
"""Seconds between two looks at how far the work is."""


type Settled = Callable[[Server, View], None]


def follow(ls: Server, view: View, settled: Settled) -> None:
    """Have a large batch counted, if this view is of one that is not counted yet.

    A count that goes on is not disturbed by an edit, which it catches up with in the
    end. `settled` takes the view that is known then.
    """
    uri, analysis, running = view.snapshot.uri, view.analysis, _running(ls, view)
    if running is not None:
        return
    stop(ls, uri)
    if analysis is not None and analysis.extent is Extent.COUNTING:
        counting = Counting(analysis)
        task = ls.spawn(_count(ls, uri, counting, settled))
        ls.batches[uri] = Batch(counting, task)


def _running(ls: Server, view: View) -> Batch | None:
    """The count that will tell of this view."""
    running, analysis = ls.batches.get(view.snapshot.uri), view.analysis
    if running is None or analysis is None or analysis.extent is not Extent.COUNTING:
        return None
    return running if running.counting.counts_as(analysis) else None


def stop(ls: Server, uri: str) -> None:
    """End the count of a document, if there is one."""
    running = ls.batches.pop(uri, None)
    if running is not None:
        running.task.cancel()


async def finished(ls: Server, uri: str) -> None:
    """Wait until a document is counted, if it is a large batch."""
    while (running := ls.batches.get(uri)) is not None:
        await asyncio.wait([running.task])


async def _count(ls: Server, uri: str, counting: Counting, settled: Settled) -> None:
    task = asyncio.current_task()
    assert task is not None
    bar = ls.spawn(_show(ls, task, uri))
    try:
        analysis = await _caught_up(ls, uri, counting, task)
    except asyncio.CancelledError as error:
        if BY_CLIENT not in error.args:
            raise
        analysis = _stopped(ls, uri)
    finally:
        bar.cancel()
        if (mine := ls.batches.get(uri)) and mine.task is task:
            del ls.batches[uri]
    new = ls.session.settle(uri, analysis)
    if new is not None:
        settled(ls, new)


async def _caught_up(
    ls: Server, uri: str, counting: Counting, task: asyncio.Task[None]
) -> Analysis | None:
    """What is known of the text as it is when all of it is counted."""
    while True:
        counted = await _counted(counting)
        view = ls.session.view(uri)
        current = view.analysis if view else None
        if current is None or counting.lines is current.lines:
            return counted
        again = gradual.caught_up(counted, current) if counted else None
        if again is not None:
            return again
        counting = Counting(current, counting.after(current))
        ls.batches[uri] = Batch(counting, task)


async def _counted(counting: Counting) -> Analysis | None:
    try:
        await _in_slices(counting.steps())
        analysis = counting.result()
        if analysis is not None:
            await _in_slices(findings.steps(analysis))
    except Exception as error:  # noqa: BLE001 - the document is still open
        faults.report(error, "an analysis")
        return None
    return analysis


async def _in_slices(steps: Iterable[None]) -> None:
    await asyncio.sleep(0)
    end = time.monotonic() + _SLICE
    for _ in steps:
        if time.monotonic() >= end:
            # What was counted stays. To look through 10 MB of it for garbage would
            # take the collector 80 ms, in which nobody is answered (2026-11).
            gc.freeze()
            await asyncio.sleep(0)
            end = time.monotonic() + _SLICE


def _stopped(ls: Server, uri: str) -> Analysis | None:
    view = ls.session.view(uri)
    current = view.analysis if view else None
    return replace(current, extent=Extent.STOPPED) if current else None


async def _show(ls: Server, task: asyncio.Task[None], uri: str) -> None:
    """Show how far the work is, until somebody cancels this."""
    await asyncio.sleep(_PATIENCE)
    async with Progress(ls, "Counting requests", None, task) as progress:
        while (running := ls.batches.get(uri)) is not None:
            done = f"{running.counting.n_counted:,} requests"
            progress.report(round(100 * running.counting.share), 100, done)
            await asyncio.sleep(_BEAT)
