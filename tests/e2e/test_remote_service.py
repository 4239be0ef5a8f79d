"""The service: each content once, shared flights, pace and recovery."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from promptally.counting.request import Request
from promptally.remote.api import Api
from promptally.remote.cache import Cache
from promptally.remote.endpoint import Credentials, Endpoint
from promptally.remote.errors import (
    CountError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from promptally.remote.pace_store import PaceStore
from promptally.remote.service import Clock, Service
from stand_in.rules import BASE
from stand_in.server import KEY, StandIn


class Hands:
    """A clock that a test turns, and chance that is always the same."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, chance=lambda: 0.0)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def hands() -> Hands:
    return Hands()


@asynccontextmanager
async def opened(
    stand_in: StandIn, folder: Path, hands: Hands, secret: str = KEY
) -> AsyncIterator[Service]:
    endpoint = Endpoint(base=stand_in.url, credentials=Credentials(secret))
    service = Service(
        Api(endpoint, deadline=2.0),
        Cache(folder / "counts"),
        PaceStore(folder, endpoint),
        hands.clock(),
    )
    try:
        yield service
    finally:
        await service.close()


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def request(text: str = "Hello, Claude", model: str = "claude-opus-4-6") -> Request:
    messages = [{"role": "user", "content": text}]
    return Request(body={"model": model, "messages": messages})


async def test_a_content_is_counted_once_for_ever(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands) as service:
        first = await service.count(request())
        assert await service.count(request()) == first
    async with opened(stand_in, tmp_path, hands) as service:
        assert service.known(request()) == first
        assert await service.count(request()) == first

    assert first.tokens == BASE + 3
    assert first.model == "claude-opus-4-6"
    assert first.endpoint == stand_in.url.removeprefix("http://")
    assert len(stand_in.received) == 1


async def test_equal_requests_share_a_flight(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.delay = 0.05
    async with opened(stand_in, tmp_path, hands) as service:
        answers = await asyncio.gather(*(service.count(request()) for _ in range(20)))

    assert len(set(answers)) == 1
    assert len(stand_in.received) == 1


async def test_who_stops_waiting_does_not_stop_the_others(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.delay = 0.05
    async with opened(stand_in, tmp_path, hands) as service:
        impatient = asyncio.create_task(service.count(request()))
        patient = asyncio.create_task(service.count(request()))
        await asyncio.sleep(0)
        impatient.cancel()
        answered = await patient

    assert answered.tokens == BASE + 3
    assert impatient.cancelled()
    assert len(stand_in.received) == 1


async def test_an_abandoned_count_lands_in_the_cache(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands) as service:
        wait = asyncio.create_task(service.count(request()))
        await asyncio.sleep(0.01)
        wait.cancel()
        await asyncio.to_thread(stand_in.wait_for, 1)
    async with opened(stand_in, tmp_path, hands) as service:
        assert service.known(request()) is not None


async def test_a_short_trouble_is_tried_again(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.break_down("529", times=2)
    async with opened(stand_in, tmp_path, hands) as service:
        assert (await service.count(request())).tokens == BASE + 3

    assert len(stand_in.received) == 3


async def test_a_long_trouble_opens_the_breaker_and_its_end_is_found(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.break_down("529")
    async with opened(stand_in, tmp_path, hands) as service:
        for n in range(40):
            hands.seconds += 1
            with pytest.raises(Unavailable):
                await service.count(request(f"text {n}"))
        sent_in_trouble = len(stand_in.received)
        stand_in.recover()
        for _ in range(300):
            hands.seconds += 1
            try:
                answered = await service.count(request())
            except CountError:
                continue
            break

    assert sent_in_trouble <= 12
    assert answered.tokens == BASE + 3


async def test_a_limit_holds_for_every_process(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.break_down("429 with retry-after", times=1)
    async with (
        opened(stand_in, tmp_path, hands) as service,
        opened(stand_in, tmp_path / ".", hands) as other,
    ):
        with pytest.raises(RateLimited):
            await service.count(request())
        with pytest.raises(RateLimited) as caught:
            await other.count(request("another text"))
        assert len(stand_in.received) == 1
        hands.seconds += 2
        await other.count(request("another text"))

    assert caught.value.retry_after == 1.0


async def test_a_bad_key_is_tried_once_and_a_good_one_goes_at_once(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands, "sk-ant-wrong") as service:
        for n in range(5):
            with pytest.raises(Unauthorized):
                await service.count(request(f"text {n}"))
    assert len(stand_in.received) == 1

    async with opened(stand_in, tmp_path, hands) as service:
        assert (await service.count(request())).tokens == BASE + 3


async def test_a_refused_content_is_not_asked_about_again_for_a_while(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands) as service:
        for _ in range(3):
            with pytest.raises(Rejected):
                await service.count(request(model="gpt-4o"))
        assert len(stand_in.received) == 1
        hands.seconds += 601
        with pytest.raises(Rejected):
            await service.count(request(model="gpt-4o"))

    assert len(stand_in.received) == 2


async def test_a_bad_answer_is_never_kept(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    stand_in.break_down("HTML 200", times=1)
    async with opened(stand_in, tmp_path, hands) as service:
        with pytest.raises(CountError):
            await service.count(request())
        assert service.known(request()) is None
        assert (await service.count(request())).tokens == BASE + 3


async def test_a_burst_is_spread(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands) as service:
        tasks = [
            asyncio.create_task(service.count(request(f"text {n}"))) for n in range(60)
        ]
        done = await asyncio.gather(*tasks[:10])
        for task in tasks:
            task.cancel()
        late = await asyncio.gather(*tasks, return_exceptions=True)

    assert len(done) == 10
    assert any(isinstance(answer, RateLimited) for answer in late)


async def test_nothing_of_the_text_or_the_key_is_on_the_disk(
    stand_in: StandIn, tmp_path: Path, hands: Hands
) -> None:
    async with opened(stand_in, tmp_path, hands) as service:
        await service.count(request("canary-prompt"))

    files = files_below(tmp_path)
    data = b"".join(file.read_bytes() for file in files)
    assert {file.name for file in files} >= {"cache.db", "digest.key", "pace.db"}
    assert b"canary" not in data
    assert KEY.encode() not in data
    assert KEY[-12:].encode() not in data
