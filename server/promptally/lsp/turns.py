"""Whose turn it is to ask the network: the document that was looked at last."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 4
"""Documents that ask at the same time; each has at most one request on its way."""


class Turns:
    """Gives turns to documents, to the most recently seen first."""

    def __init__(self) -> None:
        self._free = AT_ONCE
        self._seen: dict[str, int] = {}
        self._clock = itertools.count(1)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    def see(self, uri: str) -> None:
        """Note that the client shows this document now."""
        self._seen[uri] = next(self._clock)

    def forget(self, uri: str) -> None:
        """Note that the document was closed."""
        self._seen.pop(uri, None)

    @asynccontextmanager
    async def turn(self, uri: str) -> AsyncIterator[None]:
        """Wait for a turn, and give it back in the end."""
        await self._take(uri)
        try:
            yield
        finally:
            self._give_back()

    async def _take(self, uri: str) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        order = (-self._seen.get(uri, 0), next(self._clock), turn)
        heapq.heappush(self._waiting, order)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back()
            raise

    def _give_back(self) -> None:
        while self._waiting:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
