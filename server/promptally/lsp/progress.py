"""Long work that the client shows with a bar and may cancel."""

import asyncio
import itertools
import time
from types import TracebackType
from typing import Any, Self

from lsprotocol import types as lsp

from promptally.lsp.language_server import Server

_INTERVAL = 0.1
"""Seconds between two reports, at the least."""

BY_CLIENT = "by the client"
"""The message of a cancellation that the user has asked for."""

_NUMBERS = itertools.count(1)


class Progress:
    """The bar of one task, from `async with` to its end, whatever that is.

    A client that gives no token and takes none sees nothing; the work is the same.
    """

    def __init__(
        self,
        ls: Server,
        title: str,
        token: lsp.ProgressToken | None,
        task: asyncio.Task[Any] | None = None,
    ) -> None:
        """`task` is what the client may cancel; by default, the one that shows this."""
        self._ls = ls
        self._task = task
        self._title = title
        self._token = token
        self._reported = 0.0

    async def __aenter__(self) -> Self:
        if self._token is None and self._ls.client.creates_progress:
            self._token = await self._create()
        if self._token is not None:
            task = self._task or asyncio.current_task()
            assert task is not None
            self._ls.progresses[self._token] = task
            self._send(
                lsp.WorkDoneProgressBegin(
                    title=self._title, cancellable=True, percentage=0
                )
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._token is not None:
            self._ls.progresses.pop(self._token, None)
            self._send(lsp.WorkDoneProgressEnd())

    def report(self, done: int, of: int, message: str) -> None:
        """Move the bar; reports that follow too fast are left out."""
        now = time.monotonic()
        if self._token is None or now - self._reported < _INTERVAL:
            return
        self._reported = now
        percentage = 100 * done // max(of, 1)
        self._send(lsp.WorkDoneProgressReport(message=message, percentage=percentage))

    async def _create(self) -> lsp.ProgressToken | None:
        """A token of our own, a string since some clients take no number."""
        token = f"promptally-{next(_NUMBERS)}"
        try:
            await self._ls.protocol.send_request_async(
                lsp.WINDOW_WORK_DONE_PROGRESS_CREATE,
                lsp.WorkDoneProgressCreateParams(token=token),
            )
        except Exception:  # noqa: BLE001 - a client without a bar is no reason to stop
            return None
        return token

    def _send(self, value: object) -> None:
        params = lsp.ProgressParams(
            token=self._token or "", value=self._ls.protocol.plain(value)
        )
        self._ls.protocol.notify(lsp.PROGRESS, params)


def cancel(ls: Server, params: lsp.WorkDoneProgressCancelParams) -> None:
    """Cancel the work behind a bar."""
    task = ls.progresses.get(params.token)
    if task is not None:
        task.cancel(BY_CLIENT)
