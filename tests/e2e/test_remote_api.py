"""The client of the endpoint, against a real server that misbehaves."""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anthropic
import httpx
import pytest

from promptally.prompts import Json
from promptally.remote.api import Api, translate
from promptally.remote.endpoint import Credentials, Endpoint, read
from promptally.remote.errors import (
    CountError,
    NotTheApi,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from stand_in.faults import FAULTS, answer
from stand_in.rules import BASE
from stand_in.server import KEY, StandIn

BODY: dict[str, Json] = {
    "model": "claude-opus-4-6",
    "messages": [{"role": "user", "content": "Hello, Claude"}],
}
WORDS = 3
"""`user`, `Hello,` and `Claude`: what the stand-in's rule counts in `BODY`."""


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@asynccontextmanager
async def opened(
    stand_in: StandIn, *, deadline: float = 5.0, secret: str = KEY
) -> AsyncIterator[Api]:
    endpoint = Endpoint(base=stand_in.url, credentials=Credentials(secret))
    api = Api(endpoint, deadline=deadline)
    try:
        yield api
    finally:
        await api.close()


async def test_a_count_is_what_the_endpoint_says(stand_in: StandIn) -> None:
    async with opened(stand_in) as api:
        answered = await api.count(BODY)

    assert answered.tokens == BASE + WORDS
    (received,) = stand_in.received
    assert received.path == "/v1/messages/count_tokens"
    assert received.headers["x-api-key"] == KEY
    assert received.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in received.headers
    assert received.json == BODY


async def test_the_official_client_can_use_the_stand_in_too(stand_in: StandIn) -> None:
    async with anthropic.AsyncAnthropic(api_key=KEY, base_url=stand_in.url) as client:
        said = await client.messages.count_tokens(
            model="claude-opus-4-6",
            messages=[{"role": "user", "content": "Hello, Claude"}],
        )

    assert said.input_tokens == BASE + WORDS


REFUSED: list[tuple[dict[str, Json], str]] = [
    ({"max_tokens": 5}, "max_tokens"),
    ({"messages": []}, "messages"),
    ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "tools.0"),
    ({"thinking": {"type": "perhaps"}}, "thinking"),
    ({"messages": [{"role": "usr", "content": "x"}]}, "messages.0"),
    (
        {"messages": [{"role": "user", "content": [{"type": "x"}]}]},
        "messages.0.content.0",
    ),
]


async def test_the_stand_in_refuses_what_the_endpoint_refuses(
    stand_in: StandIn,
) -> None:
    async with opened(stand_in) as api:
        for field, place in REFUSED:
            with pytest.raises(Rejected) as caught:
                await api.count({**BODY, **field})
            assert caught.value.place == place
            assert caught.value.kind == "invalid_request_error"


async def test_a_token_goes_as_bearer(stand_in: StandIn) -> None:
    endpoint = read({"ANTHROPIC_AUTH_TOKEN": KEY, "ANTHROPIC_BASE_URL": stand_in.url})
    api = Api(endpoint)
    await api.count(BODY)
    await api.close()

    assert stand_in.received[0].headers["authorization"] == f"Bearer {KEY}"
    assert "x-api-key" not in stand_in.received[0].headers


async def test_betas_are_named(stand_in: StandIn) -> None:
    async with opened(stand_in) as api:
        await api.count(BODY, ["one-2026", "two-2026"])

    assert stand_in.received[0].headers["anthropic-beta"] == "one-2026,two-2026"


async def test_lone_surrogates_are_sent_as_replacement_characters(
    stand_in: StandIn,
) -> None:
    body: dict[str, Json] = {
        **BODY,
        "messages": [{"role": "user", "content": "a\ud800b"}],
    }
    async with opened(stand_in) as api:
        await api.count(body)

    assert stand_in.received[0].json["messages"][0]["content"] == "a\ufffdb"


async def test_connections_are_used_again(stand_in: StandIn) -> None:
    async with opened(stand_in) as api:
        for _ in range(20):
            await api.count(BODY)

    assert stand_in.connections == 1


ERRORS: dict[str, type[CountError]] = {
    "429 with retry-after": RateLimited,
    "429 without retry-after": RateLimited,
    "500": Unavailable,
    "504": Unavailable,
    "529": Unavailable,
    "401": Unauthorized,
    "402": Unauthorized,
    "403": Unauthorized,
    "404 model": Rejected,
    "413": Rejected,
    "slow drip": Unavailable,
    "black hole": Unavailable,
    "reset": Unavailable,
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_an_error_of_ours_and_never_a_number(
    stand_in: StandIn, name: str
) -> None:
    stand_in.break_down(name)
    started = time.monotonic()
    async with opened(stand_in, deadline=1.0) as api:
        with pytest.raises(ERRORS.get(name, NotTheApi)) as caught:
            await api.count(BODY)
        waited = time.monotonic() - started
        stand_in.recover()
        answered = await api.count(BODY)

    assert answered.tokens == BASE + WORDS
    assert waited < 3
    said = str(caught.value)
    assert KEY not in said
    assert "Hello" not in said
    assert said
    assert "\n" not in said


async def test_a_pause_that_the_host_asks_for_is_passed_on(stand_in: StandIn) -> None:
    stand_in.break_down("429 with retry-after")
    async with opened(stand_in) as api:
        with pytest.raises(RateLimited) as caught:
            await api.count(BODY)

    assert caught.value.retry_after == 1.0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(stand_in: StandIn, status: int) -> None:
    with StandIn() as sink:
        target = f"{sink.url}/v1/messages/count_tokens"
        stand_in.fault = answer(status, b"", {"location": target})
        async with opened(stand_in) as api:
            with pytest.raises(NotTheApi):
                await api.count(BODY)

        assert sink.received == []
        assert sink.connections == 0


async def test_a_connection_that_died_while_idle_is_replaced_at_once(
    stand_in: StandIn,
) -> None:
    async with opened(stand_in) as api:
        await api.count(BODY)
        stand_in.break_down("hang up", times=1)
        answered = await api.count(BODY)

    assert answered.tokens == BASE + WORDS
    assert len(stand_in.received) == 3


async def test_a_thousand_cancelled_waits_leave_the_client_well(
    stand_in: StandIn,
) -> None:
    stand_in.delay = 0.002
    async with opened(stand_in, deadline=30.0) as api:
        for n in range(1000):
            wait = asyncio.create_task(api.count(BODY))
            # Some are cancelled before they start, some in the middle of the exchange.
            for _ in range(n % 7):
                await asyncio.sleep(0)
            wait.cancel()
            with pytest.raises(asyncio.CancelledError):
                await wait
        answered = await api.count(BODY)

    assert answered.tokens == BASE + WORDS


def httpx_errors() -> list[type[Exception]]:
    """Every exception that httpx exports, and whatever it raises besides."""
    exported = [
        value for name, value in vars(httpx).items() if not name.startswith("_")
    ]
    return [
        found
        for found in exported
        if inspect.isclass(found)
        and issubclass(found, Exception)
        and not issubclass(found, httpx.StreamError | httpx.CookieConflict)
    ]


@pytest.mark.parametrize("kind", httpx_errors(), ids=lambda kind: kind.__name__)
def test_every_error_of_httpx_is_translated(kind: type[Exception]) -> None:
    secret = f"Illegal header value {KEY!r}"
    error = kind.__new__(kind)
    error.args = (secret,)

    translated = translate(error, "api.anthropic.com")

    assert isinstance(translated, CountError)
    assert KEY not in str(translated)


def test_the_list_of_errors_is_httpx_s_own() -> None:
    names = {kind.__name__ for kind in httpx_errors()}
    assert {"ConnectError", "ReadTimeout", "PoolTimeout", "InvalidURL"} <= names


@pytest.mark.parametrize(
    "environment",
    [
        {"SSL_CERT_FILE": "/nonexistent/authorities.pem"},
        {"HTTPS_PROXY": "socks5://127.0.0.1:9"},
        {"NO_PROXY": "::1"},
        {"ALL_PROXY": "nonsense://"},
    ],
    ids=str,
)
async def test_a_broken_environment_is_an_error_of_ours(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    endpoint = read(
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "https://127.0.0.1:1"}
        | environment
    )
    api = Api(endpoint, deadline=2.0)

    with pytest.raises(CountError):
        await api.count(BODY)
    await api.close()


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        ("https://api.anthropic.com/", None),
        ("https://my.services.ai.azure.com/anthropic/", None),
        ("http://localhost:4000", None),
        ("http://api.anthropic.com", "the base URL must use https"),
        ("http://127.0.0.1.evil.example", "the base URL must use https"),
        (
            "https://key@api.anthropic.com",
            "the base URL may hold a host and a path only",
        ),
        ("file:///etc/passwd", "the base URL is not an http or https URL"),
        ("https://[::1", "the base URL is not a URL"),
        ("https://a:b:c", "the base URL is not a URL"),
    ],
)
def test_which_base_urls_are_asked(base: str, problem: str | None) -> None:
    assert read({"ANTHROPIC_BASE_URL": base}).problem == problem


@pytest.mark.parametrize("key", ["sk-ant\n", "  sk-ant-x  "])
def test_white_space_round_a_key_is_no_part_of_it(key: str) -> None:
    found = read({"ANTHROPIC_API_KEY": key}).credentials
    assert found is not None
    assert found.secret == key.strip()
    assert key.strip() not in repr(found)


@pytest.mark.parametrize("key", ["sk-ant\nx: y", "sk ant", "schlüssel", "\x00a"])
def test_a_key_that_is_none_is_not_sent(key: str) -> None:
    endpoint = read({"ANTHROPIC_API_KEY": key})

    assert endpoint.credentials is None
    assert endpoint.problem == "ANTHROPIC_API_KEY holds a character that no key has"
