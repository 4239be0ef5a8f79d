"""What the server keeps for exact counts: the service, turns, and what it taught.

The service is opened when the first count is wanted, on a thread: its libraries and its
files take longer than an editor should wait for anything.
"""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptally.counting.corrections import Corrections
from promptally.lsp.capabilities import Client
from promptally.lsp.turns import Turns
from promptally.remote.consent import Consent, Mode, Trust
from promptally.settings import Settings

if TYPE_CHECKING:
    from promptally.remote.lessons import Lessons
    from promptally.remote.service import Service


class Remote:
    """The way to exact counts for all documents of one client."""

    def __init__(
        self,
        client: Client,
        spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
    ) -> None:
        """`spawn` starts a task whose failure is reported."""
        self.trust = Trust.read(client.options)
        self.consent = Consent()
        self.turns = Turns()
        self.asked: dict[Path, asyncio.Task[Mode]] = {}
        """Workspaces that the user was asked about, with the answer to come."""
        self.outage: str | None = None
        """What was last said to the user about counts that could not be had."""
        self._spawn = spawn
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._service: Service | None = None
        self._lessons: Lessons | None = None
        self._learned: set[tuple[str, int, int]] = set()
        self._opening = asyncio.Lock()

    def start(self, uri: str, work: Coroutine[Any, Any, Any]) -> None:
        """Start the one task of a document."""
        self.cancel(uri)
        self._tasks[uri] = self._spawn(work)

    def cancel(self, uri: str) -> None:
        """Stop waiting for a document's counts; what is on its way still lands."""
        task = self._tasks.pop(uri, None)
        if task is not None:
            task.cancel()

    def forget(self, uri: str) -> None:
        """Forget a document that was closed."""
        self.cancel(uri)
        self.turns.forget(uri)

    async def service(self, settings: Settings) -> "Service":
        """The service, opened if need be."""
        async with self._opening:
            if self._service is None:
                opened = await asyncio.to_thread(_open, settings)
                self._service, self._lessons = opened
            return self._service

    async def learn(self, kind: str, residual: int, date: int) -> Corrections:
        """What is known once an exact count has taught its lesson.

        One flight may have served two who asked; it teaches once.
        """
        assert self._lessons is not None
        lesson = (kind, residual, date)
        if lesson in self._learned:
            return await asyncio.to_thread(self._lessons.read)
        self._learned.add(lesson)
        return await asyncio.to_thread(self._lessons.learn, kind, residual, date)


def _open(settings: Settings) -> "tuple[Service, Lessons]":
    # Its libraries take a tenth of a second to import: not at the start, not here.
    from promptally.remote import opening  # noqa: PLC0415

    return opening.service(settings), opening.lessons(settings)
