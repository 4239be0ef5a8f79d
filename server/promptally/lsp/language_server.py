"""The object that pygls hands to each handler: what one client's server consists of."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from promptally import __version__
from promptally.analysis import Analysis
from promptally.gradual import Counting
from promptally.history import History
from promptally.lsp import faults
from promptally.lsp.capabilities import Client
from promptally.lsp.configurations import Configurations
from promptally.lsp.convert import Places
from promptally.lsp.protocol import Protocol
from promptally.lsp.refresh import Refresher
from promptally.lsp.remote import Remote
from promptally.lsp.session import Session


class Batch(NamedTuple):
    """A large batch that is being counted, and the task that does it."""

    counting: Counting
    task: asyncio.Task[None]


class Shown(NamedTuple):
    """What a request is answered from: the current analysis, and its positions."""

    analysis: Analysis
    places: Places


class Server(LanguageServer):
    """pygls's server with the session, and with what works beside the handlers."""

    protocol: Protocol

    def __init__(self, client: Client, warm: Callable[[], object]) -> None:
        """`warm` does what the first count would have to do; it may take long."""
        super().__init__(
            "promptally",
            __version__,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.client = client
        self.warm = warm
        self.configurations = Configurations(client)
        self.session = Session(client.encoding, self.configurations.of)
        self.refresher = Refresher(self._notify_refresh)
        self.remote = Remote(client, self.spawn)
        self.published: set[str] = set()
        """URIs that the client shows diagnostics of, where they are sent to it."""
        self.published_settings: frozenset[str] = frozenset()
        """As `published`, for files of settings that are not open."""
        self.watched: frozenset[str] = frozenset()
        """Names of the files beside the settings that the client watches for us."""
        self.batches: dict[str, Batch] = {}
        """Large batches that are being counted, by the URIs of their documents."""
        self.progresses: dict[lsp.ProgressToken, asyncio.Task[Any]] = {}
        """Work that the client shows and may cancel, by its token."""
        self.history = History()
        self.looking_back = asyncio.Lock()
        """Held by the one who asks `history`."""
        self.threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="work")
        """For what waits for disks; pygls's own pool is never used."""
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[Any]] = set()

    def shown(self, uri: str) -> Shown | None:
        """What is known of a document now; `None` for what is no open prompt file."""
        view = self.session.view(uri)
        if view is None or view.analysis is None:
            return None
        places = Places(view.snapshot.lines, self.session.encoding)
        return Shown(view.analysis, places)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task that nobody waits for; its end, if bad, is reported."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def in_thread[T](self, work: Callable[[], T]) -> T:
        """What `work` gives, done on a thread of our own."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function on the loop's thread, from another thread."""
        self._loop.call_soon_threadsafe(function, *arguments)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            faults.report(error, "a task")

    def _notify_refresh(self, method: str) -> None:
        self.protocol.send_and_forget(method)
