"""The life of the server after the handshake: messages in, handlers, an exit code."""

import asyncio
import gc
import sys
from collections.abc import Callable
from functools import partial

from promptally.counting import models, tokens
from promptally.lsp import faults, methods
from promptally.lsp.capabilities import Client
from promptally.lsp.language_server import Server
from promptally.lsp.messages import Message
from promptally.lsp.server import read
from promptally.lsp.stdio import End, Input, Output
from promptally.settings import DEFAULTS

_SWITCH = 0.000_5
"""Seconds that a thread may go on while another one waits for its turn."""


def run(client: Client, received: Input, sent: Output) -> int:
    """Serve until the client says `exit` or goes; the exit code."""
    faults.set_up_logging()
    # A thread of ours that reckons would else hold up each answer for 5 ms.
    sys.setswitchinterval(_SWITCH)
    return asyncio.run(_serve(client, received, sent, warm))


def warm() -> None:
    """Read the vocabulary that the default model needs; the most common first count.

    What is loaded stays for good, so the garbage collector need not look at it again.
    """
    tokens.warm(models.resolve(DEFAULTS.model).generation)
    gc.freeze()


async def _serve(
    client: Client, received: Input, sent: Output, warm: Callable[[], object]
) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(faults.on_loop)
    ended: asyncio.Future[int] = loop.create_future()
    server = Server(client, warm)
    server.protocol.set_writer(sent)
    server.protocol.on_exit = partial(_end, ended)
    methods.register(server)
    drain = partial(_drain, received, sent, server)
    received.listen(lambda: loop.call_soon_threadsafe(drain))
    return await ended


def _drain(received: Input, sent: Output, server: Server) -> None:
    """Handle all that has come; what came together is looked at together."""
    batch: list[Message] = []
    for item in received.take():
        if isinstance(item, End):
            server.protocol.take(batch)
            server.protocol.on_exit(1)
            return
        message = read(item, sent)
        if message is not None:
            batch.append(message)
    server.protocol.take(batch)


def _end(ended: asyncio.Future[int], code: int) -> None:
    if not ended.done():
        ended.set_result(code)
