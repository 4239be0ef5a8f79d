"""The way in: shake hands at once, then load what answers.

`initialize` is answered with nothing loaded but JSON; the protocol's types, the parsers
and the tokenizer follow while the client reads the answer.
"""

import gc
import os
from typing import NamedTuple, NoReturn

from promptally.lsp import capabilities, lifeline, messages, stdio
from promptally.lsp.capabilities import Client
from promptally.lsp.framing import Body, Fault
from promptally.lsp.lifecycle import Phase, refusal
from promptally.lsp.messages import Code, Message, Rejected
from promptally.lsp.stdio import End, Input, Output


class Left(NamedTuple):
    """The client went before anything began."""

    code: int


def serve() -> NoReturn:
    """Serve one client on standard input and output, and end the process with it.

    Nothing listens on any port: the client is whoever started the process.
    """
    stdio.leave(run())


def run() -> int:
    """Serve one client on standard input and output; the exit code."""
    parent = os.getppid()
    gc.disable()
    received, sent = stdio.claim()
    met = shake_hands(received, sent)
    if isinstance(met, Left):
        return met.code
    received.start()
    lifeline.watch(met.process_id, parent, stdio.leave)

    # These imports take longer than all that stands above.
    from promptally.lsp import loop  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    return loop.run(met, received, sent)


def shake_hands(received: Input, sent: Output) -> Client | Left:
    """Wait for `initialize` and answer it; refuse what comes before."""
    while True:
        item = received.next()
        if isinstance(item, End):
            return Left(1)
        message = read(item, sent)
        if message is None:
            continue
        if message.get("method") == "exit":
            return Left(1)
        if refused := refusal(Phase.NEW, message):
            sent.write(messages.encode(refused))
        elif messages.is_request(message):
            return _welcome(message, sent)


def read(item: Body | Fault, sent: Output) -> Message | None:
    """The message in `item`; one that is none is answered here and now."""
    if isinstance(item, Fault):
        fault = messages.error(None, Code.PARSE_ERROR, item.reason)
        sent.write(messages.encode(fault))
        return None
    try:
        return messages.decode(item)
    except Rejected as rejected:
        sent.write(messages.encode(rejected.reply))
        return None


def _welcome(message: Message, sent: Output) -> Client:
    client = capabilities.client(message.get("params"))
    reply = messages.response(message["id"], capabilities.answer(client))
    sent.write(messages.encode(reply))
    return client
