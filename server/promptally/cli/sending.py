"""Sending the command's questions: a few at a time, patiently, with progress.

The only module of the command that loads the HTTP client.
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence

from promptally.cli.console import counting
from promptally.counting.request import Request
from promptally.remote import endpoint, folders, opening
from promptally.remote.api import COMMAND, Api
from promptally.remote.cache import Cache, Stored
from promptally.remote.errors import CountError, RateLimited
from promptally.remote.pace_store import PaceStore
from promptally.remote.pacing import reauthorized
from promptally.remote.service import Service
from promptally.settings import Settings

_AT_ONCE = 4
"""Requests on their way: more would only wait for their turn, and give up."""

_SHORTEST_PAUSE = 0.5
"""Seconds to the next try where the host wants fewer requests and says no time."""


def ask(settings: Settings, requests: Sequence[Request]) -> list[Stored | str]:
    """An exact count for each request, or why there is none, in their order."""
    with counting(len(requests)) as advance:
        return asyncio.run(_ask_all(settings, requests, advance))


def ask_afresh(settings: Settings, request: Request) -> Stored | str:
    """An exact count that comes from the host, whatever the cache knows."""

    async def work() -> Stored | str:
        host = endpoint.of(settings, os.environ)
        store = PaceStore(folders.state(), host)
        # A key that was refused is tried again, for somebody wants to know.
        store.step(lambda pace: (reauthorized(pace), None))
        service = Service(Api(host, deadline=COMMAND), Cache(None), store)
        try:
            return await service.count(request)
        except CountError as error:
            return str(error)
        finally:
            await service.close()

    return asyncio.run(work())


async def _ask_all(
    settings: Settings, requests: Sequence[Request], advance: Callable[[], None]
) -> list[Stored | str]:
    service = await asyncio.to_thread(opening.service, settings, deadline=COMMAND)
    room = asyncio.Semaphore(_AT_ONCE)

    async def ask_one(request: Request) -> Stored | str:
        async with room:
            answer = await _ask_patiently(service, request)
            advance()
            return answer

    try:
        return list(await asyncio.gather(*map(ask_one, requests)))
    finally:
        await service.close()


async def _ask_patiently(service: Service, request: Request) -> Stored | str:
    """The count, or why not; a host that wants a pause gets it, for a minute in all."""
    until = time.monotonic() + COMMAND
    while True:
        try:
            return await service.count(request)
        except RateLimited as error:
            pause = max(error.retry_after or 0.0, _SHORTEST_PAUSE)
            if time.monotonic() + pause > until:
                return str(error)
            await asyncio.sleep(pause)
        except CountError as error:
            return str(error)
