"""The life of the server after the handshake: messages in, handlers, an exit code."""

import asyncio
import gc
import sys
from collections.abc import Callable
from functools import partial

from promptally.counting import models, tokens
from promptally.lsp import faults, methods
from promptally.lsp.capabilities import Client
from promptally.lsp.intake import Intake
from promptally.lsp.language_server import Server
from promptally.lsp.stdio import Input, Output
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
    intake = Intake(received, sent, server)
    received.listen(lambda: loop.call_soon_threadsafe(intake.drain))
    return await ended


def _end(ended: asyncio.Future[int], code: int) -> None:
    if not ended.done():
        ended.set_result(code)
