"""Exact counts for whoever asks: cache, then shared flight, then pace, then the API.

A count belongs to content. Equal requests share one flight; who stops waiting stops
waiting, and the flight goes on and lands in the cache. Nothing is asked here about
consent: who calls has the user's word.
"""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from promptally.counting.request import Request
from promptally.remote import pacing
from promptally.remote.answers import Answer
from promptally.remote.api import Api
from promptally.remote.cache import Cache, Stored
from promptally.remote.errors import (
    CountError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from promptally.remote.pace_store import PaceStore
from promptally.remote.pacing import Fault, Gate, Pace, Permit

LONGEST_WAIT = 10.0
"""Seconds that a request waits for its turn before it is given up for now."""

_LAST_MOMENT = 1.0
"""Seconds; an editor waits two for its server to leave."""

_REFUSED_FOR = 600.0
"""Seconds in which a refused content is not asked about again."""

_MOST_REFUSED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time and chance, so that a test can turn them by hand. `now` is Unix seconds."""

    now: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random


class Service:
    """Counts requests exactly, each content once."""

    def __init__(
        self, api: Api, cache: Cache, store: PaceStore, clock: Clock | None = None
    ) -> None:
        self.api = api
        self.cache = cache
        self._store = store
        self._clock = clock or Clock()
        self._flights: dict[bytes, asyncio.Task[Stored]] = {}
        self._refused: dict[bytes, tuple[float, CountError]] = {}
        # One thread: diskcache and SQLite keep a connection for each.
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="promptally-counts")

    def known(self, request: Request) -> Stored | None:
        """The count if it is in the cache: no waiting, no network."""
        return self.cache.get(self._digest(request))

    async def count(self, request: Request) -> Stored:
        """The exact count, or a `CountError`.

        Cancelling the wait cancels no request that is on its way.
        """
        digest = self._digest(request)
        found = self.cache.get(digest)
        if found is not None:
            return found
        self._raise_if_refused(digest)
        flight = self._flights.get(digest)
        if flight is None:
            flight = asyncio.create_task(self._fly(digest, request))
            self._flights[digest] = flight
            flight.add_done_callback(lambda _task: self._land(digest))
        return await asyncio.shield(flight)

    async def close(self) -> None:
        """Let go of the network and the disk.

        Counts on their way may still land, for a moment; then they are given up.
        """
        flights = list(self._flights.values())
        if flights:
            await asyncio.wait(flights, timeout=_LAST_MOMENT)
        for flight in flights:
            flight.cancel()
        await self.api.close()
        await asyncio.gather(*flights, return_exceptions=True)
        # diskcache has a connection for each thread that used it.
        await self._on_disk(self.cache.close)
        self._disk.shutdown()
        self.cache.close()

    def _digest(self, request: Request) -> bytes:
        return self.cache.digest(self.api.endpoint.base, request.model, request.body)

    def _land(self, digest: bytes) -> None:
        flight = self._flights.pop(digest, None)
        if flight is not None and not flight.cancelled():
            flight.exception()  # Looked at, so that an unawaited failure is not logged.

    async def _fly(self, digest: bytes, request: Request) -> Stored:
        answer = await self._ask_until_told(digest, request)
        stored = Stored(
            tokens=answer.tokens,
            model=request.model,
            endpoint=self.api.endpoint.host,
            date=int(self._clock.now()),
        )
        await self._on_disk(self.cache.put, digest, stored)
        return stored

    async def _ask_until_told(self, digest: bytes, request: Request) -> Answer:
        attempt = 1
        while True:
            await self._wait_for_turn()
            try:
                answer = await self.api.count(request.body, request.betas)
            except CountError as error:
                await self._note(error)
                delay = await self._retry_delay(error, attempt)
                if delay is None:
                    self._remember_refusal(digest, error)
                    raise
                attempt += 1
                await asyncio.sleep(delay)
            else:
                await self._note_success(answer.announced_limit)
                return answer

    async def _wait_for_turn(self) -> None:
        permit = await self._step(lambda pace: pacing.ask(pace, self._clock.now()))
        _raise_if_closed(permit, self.api.endpoint.host, self._clock.now())
        if permit.wait > LONGEST_WAIT:
            raise RateLimited("too many counts at once for now", permit.wait)
        if permit.wait:
            await asyncio.sleep(permit.wait)

    async def _note_success(self, limit: float | None) -> None:
        await self._step(lambda pace: (pacing.succeeded(pace, limit), None))

    async def _note(self, error: CountError) -> None:
        fault = _fault(error)
        after = error.retry_after if isinstance(error, RateLimited) else None
        now, chance = self._clock.now(), self._clock.chance()

        def work(pace: Pace) -> tuple[Pace, None]:
            return pacing.failed(
                pace, now, fault, retry_after=after, chance=chance
            ), None

        await self._step(work)

    async def _retry_delay(self, error: CountError, attempt: int) -> float | None:
        if not isinstance(error, Unavailable):
            return None
        chance = self._clock.chance()
        return await self._step(lambda pace: pacing.retry(pace, attempt, chance))

    def _remember_refusal(self, digest: bytes, error: CountError) -> None:
        if isinstance(error, Rejected):
            if len(self._refused) >= _MOST_REFUSED:
                self._refused.clear()
            self._refused[digest] = self._clock.now() + _REFUSED_FOR, error

    def _raise_if_refused(self, digest: bytes) -> None:
        until, error = self._refused.get(digest, (0.0, None))
        if error is not None and self._clock.now() < until:
            raise error

    async def _step[T](self, work: Callable[[Pace], tuple[Pace, T]]) -> T:
        return await self._on_disk(self._store.step, work)

    async def _on_disk[T](self, work: Callable[..., T], *arguments: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._disk, work, *arguments)


def _raise_if_closed(permit: Permit, host: str, now: float) -> None:
    match permit.gate:
        case None:
            return
        case Gate.LIMITED:
            seconds = permit.until - now
            raise RateLimited(f"{host} wants a pause of {seconds:.0f} s", seconds)
        case Gate.BROKEN:
            raise Unavailable(f"{host} has not answered; it is asked again soon")
        case Gate.UNAUTHORIZED:
            raise Unauthorized(f"{host} does not accept the key; it waits for another")


def _fault(error: CountError) -> Fault:
    match error:
        case RateLimited():
            return Fault.LIMITED
        case Unauthorized():
            return Fault.UNAUTHORIZED
        case Rejected():
            return Fault.REFUSED
        case _:
            return Fault.OVERLOADED
