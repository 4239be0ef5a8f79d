"""What has come in, on its way to the protocol: a large message is read in slices."""

import asyncio

from promptally.lsp import large_messages
from promptally.lsp.framing import Body, Fault
from promptally.lsp.language_server import Server
from promptally.lsp.large_messages import LARGE, Large
from promptally.lsp.messages import Message
from promptally.lsp.order import Item, Order
from promptally.lsp.server import read
from promptally.lsp.stdio import End, Input, Output


class Intake:
    """Gives a server what its client has sent, in the order that `Order` says."""

    def __init__(self, received: Input, sent: Output, server: Server) -> None:
        self._received = received
        self._sent = sent
        self._server = server
        self._order = Order()
        self._reading: asyncio.Task[None] | None = None

    def drain(self) -> None:
        """Handle all that has come; what came together is looked at together."""
        items = [self._item(received) for received in self._received.take()]
        self._handle(self._order.admit(item for item in items if item is not None))
        if self._order.large and (self._reading is None or self._reading.done()):
            self._reading = self._server.spawn(self._read_on())

    def _item(self, received: Body | Fault | End) -> Item | None:
        if isinstance(received, End):
            return received
        if not isinstance(received, Fault) and len(received) > LARGE:
            large = large_messages.outline(received)
            if large is not None:
                return large
        return read(received, self._sent)

    def _handle(self, items: list[Message | End]) -> None:
        batch: list[Message] = []
        for item in items:
            if isinstance(item, End):
                self._server.protocol.take(batch)
                self._server.protocol.on_exit(1)
                return
            batch.append(item)
        self._server.protocol.take(batch)

    async def _read_on(self) -> None:
        """Read the large messages, and handle each before what waits for it."""
        while (large := self._order.large) is not None:
            message = await self._whole(large)
            try:
                if message is not None:
                    self._handle([message])
                    # To take over a text of 10 MB takes 12 ms (2026-11).
                    await asyncio.sleep(0)
            finally:
                self._handle(self._order.release())

    async def _whole(self, large: Large) -> Message | None:
        parts: list[str] = []
        try:
            for part in large_messages.parts(large):
                parts.append(part)
                await asyncio.sleep(0)
            message = large_messages.whole(large, "".join(parts))
            # To join them takes a while as well.
            await asyncio.sleep(0)
        except (ValueError, RecursionError):
            return read(large.body, self._sent)
        return message
