"""The client of `POST /v1/messages/count_tokens`; the only module that imports httpx.

Three habits keep httpx 0.28 well. The client is made off the event loop, on first use.
A request runs in a task of its own and is never cancelled: who waits for it may go, the
request ends by itself (cancelled requests leave its pool without connections, for
good). And a client whose request outlived its deadline takes no new ones and is closed
when its last one has ended.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from promptally import __version__
from promptally.prompts import Json
from promptally.remote.answers import LARGEST_ANSWER, Answer, judge
from promptally.remote.endpoint import Endpoint
from promptally.remote.errors import CountError, NotTheApi, Rejected, Unavailable

API_VERSION = "2023-06-01"
"""Taken by the API and by every host of its shape; 2026-10-21 counts no differently."""

INTERACTIVE, COMMAND = 10.0, 60.0
"""Seconds in which an answer must be whole: in an editor, on a command line."""

LARGEST_REQUEST = 30 * 2**20
"""Bytes; the API takes 32 MB, some hosts of its shape 30 (documentation, 2026-08)."""

_AT_ONCE = 4
"""Requests in flight; more would wait for one another at the host."""


class Api:
    """Asks one endpoint for counts."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        deadline: float = INTERACTIVE,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`transport` is the seam for tests; without it the network is used."""
        self.endpoint = endpoint
        self._deadline = deadline
        self._transport = transport
        self._pool: _Pool | None = None
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._opening = asyncio.Lock()
        self._pools: set[_Pool] = set()
        self._tasks: set[asyncio.Task[Answer]] = set()
        self._closing: set[asyncio.Task[None]] = set()

    async def count(
        self, body: Mapping[str, Json], betas: Sequence[str] = ()
    ) -> Answer:
        """The tokens of `body`, or a `CountError`.

        Cancelling the wait leaves the request to end by itself.
        """
        content = encode(body)
        task = asyncio.create_task(self._send(content, betas))
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.shield(task)
        except TimeoutError:
            self._retire()
            raise Unavailable(f"{self.endpoint.host} did not answer in time") from None

    async def close(self) -> None:
        """Let go of all connections; requests on their way end with an error."""
        self._pool = None
        for closing in self._closing:
            closing.cancel()
        for pool in self._pools:
            await pool.client.aclose()
        await asyncio.gather(*self._tasks, *self._closing, return_exceptions=True)

    async def _send(self, content: bytes, betas: Sequence[str]) -> Answer:
        async with self._room:
            pool = await self._open()
            pool.running += 1
            try:
                try:
                    return await self._exchange(pool, content, betas)
                except _StaleConnection:
                    return await self._exchange(pool, content, betas)
            finally:
                pool.running -= 1
                if pool.is_retired and not pool.running:
                    await self._discard(pool)

    async def _exchange(
        self, pool: "_Pool", content: bytes, betas: Sequence[str]
    ) -> Answer:
        request = pool.client.build_request(
            "POST",
            self.endpoint.url,
            content=content,
            headers=_headers(self.endpoint, betas),
        )
        until = asyncio.get_running_loop().time() + self._deadline
        was_answered = pool.answered
        try:
            response = await pool.client.send(request, stream=True)
            try:
                data = await _read(response, until)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if was_answered and isinstance(error, _LOST):
                pool.answered = False
                raise _StaleConnection from None
            raise translate(error, self.endpoint.host) from None
        pool.answered = True
        return judge(response.status_code, response.headers, data, self.endpoint.host)

    async def _open(self) -> "_Pool":
        async with self._opening:
            if self._pool is None:
                client = await asyncio.to_thread(
                    _make_client, self.endpoint, self._deadline, self._transport
                )
                self._pool = _Pool(client)
                self._pools.add(self._pool)
            return self._pool

    def _retire(self) -> None:
        """New requests get new connections; the old ones close when they are done."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.is_retired = True
        closing = asyncio.create_task(self._close_late(pool))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _close_late(self, pool: "_Pool") -> None:
        await asyncio.sleep(self._deadline)
        await self._discard(pool)

    async def _discard(self, pool: "_Pool") -> None:
        self._pools.discard(pool)
        await pool.client.aclose()

    def _forget(self, task: asyncio.Task[Answer]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # Looked at, so that an unawaited failure is not logged.


@dataclass(eq=False)
class _Pool:
    """A client with how many requests it carries and whether any was answered."""

    client: httpx.AsyncClient
    running: int = 0
    answered: bool = False
    is_retired: bool = False


_LOST = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


class _StaleConnection(Exception):  # noqa: N818 - a signal, not an error
    """A connection that had served before was gone: worth one more try at once."""


def _make_client(
    endpoint: Endpoint, deadline: float, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """A client; what the environment has wrong with it is an `Unavailable`."""
    try:
        return httpx.AsyncClient(
            verify=_tls(endpoint),
            timeout=httpx.Timeout(deadline),
            limits=httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=2),
            proxy=endpoint.proxy,
            follow_redirects=False,
            transport=transport,
        )
    except (OSError, ssl.SSLError) as error:
        name = type(error).__name__
        raise Unavailable(f"the certificates could not be loaded ({name})") from None
    except (ImportError, ValueError, httpx.InvalidURL):
        raise Unavailable("the proxy settings are not usable") from None


def _tls(endpoint: Endpoint) -> ssl.SSLContext:
    """The user's file of authorities if one is named, else the system's."""
    if endpoint.ca_file:
        return ssl.create_default_context(cafile=endpoint.ca_file)
    return ssl.create_default_context()


def encode(body: Mapping[str, Json]) -> bytes:
    """The body as JSON; lone surrogates, which no UTF-8 has, become U+FFFD."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    content = (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    )
    if len(content) > LARGEST_REQUEST:
        raise Rejected("the request is larger than the API takes", "request_too_large")
    return content


def _headers(endpoint: Endpoint, betas: Sequence[str]) -> dict[str, str]:
    """The request's headers; `identity`, so that no answer can unpack to gigabytes."""
    headers = {
        **endpoint.headers,
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "identity",
        "anthropic-version": API_VERSION,
        "user-agent": f"promptally/{__version__}",
    }
    wanted = [*betas]
    if endpoint.credentials is not None:
        headers |= endpoint.credentials.headers()
        wanted += endpoint.credentials.betas
    if wanted:
        headers["anthropic-beta"] = ",".join(dict.fromkeys(wanted))
    return headers


async def _read(response: httpx.Response, until: float) -> bytes:
    """The answer's bytes, never more than `LARGEST_ANSWER` and never after `until`."""
    data = b""
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > LARGEST_ANSWER:
            break
        if asyncio.get_running_loop().time() > until:
            break
    return data


def translate(error: Exception, host: str) -> CountError:
    """The one place where httpx's exceptions become ours."""
    match error:
        case httpx.TimeoutException():
            said = f"{host} did not answer in time"
        case httpx.ProxyError():
            said = "the proxy refused the connection"
        case httpx.ConnectError() if "CERTIFICATE" in str(error).upper():
            hint = "name your authority's file in SSL_CERT_FILE"
            said = f"the certificate of {host} is not trusted; {hint}"
        case httpx.NetworkError():
            said = f"{host} cannot be reached"
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            said = "the base URL or the proxy is not a URL to ask"
        case _:
            return NotTheApi(f"what {host} answered is not HTTP as the API speaks it")
    return Unavailable(said)
