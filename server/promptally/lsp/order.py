"""Who may go first while a large message is still being read.

That is a request about a document of which nothing speaks that waits. All else waits
its turn: notifications, what is about no document, the end of the stream. Nothing is
known here of what a message does, nor of how one is read.
"""

from collections import deque
from collections.abc import Iterable

from promptally.lsp import messages
from promptally.lsp.large_messages import Large
from promptally.lsp.messages import Message
from promptally.lsp.stdio import End

type Item = Message | Large | End


class Order:
    """What waits, in the order in which it came; the first is a large message."""

    def __init__(self) -> None:
        self._waiting: deque[Item] = deque()
        self._concerned: set[str | None] = set()
        """The documents of what waits; `None` stands for all there are."""

    @property
    def large(self) -> Large | None:
        """The message that is to be read next, and that all others wait for."""
        first = self._waiting[0] if self._waiting else None
        return first if isinstance(first, Large) else None

    def admit(self, items: Iterable[Item]) -> list[Message | End]:
        """Those of the items that are to be handled now; the others wait."""
        admitted: list[Message | End] = []
        for item in items:
            if not isinstance(item, Large) and self._may_go(item):
                admitted.append(item)
            else:
                self._waiting.append(item)
                self._concerned |= _concerned(item)
        return admitted

    def release(self) -> list[Message | End]:
        """What waited for `large` and for no other; that is read now, and gone."""
        released: list[Message | End] = []
        self._waiting.popleft()
        while self._waiting and not isinstance(item := self._waiting[0], Large):
            released.append(item)
            self._waiting.popleft()
        self._concerned = set().union(*map(_concerned, self._waiting))
        return released

    def _may_go(self, item: Message | End) -> bool:
        if not self._waiting:
            return True
        if isinstance(item, End) or not messages.is_request(item):
            return False
        document = messages.document(item)
        return document is not None and self._concerned.isdisjoint({document, None})


def _concerned(item: Item) -> set[str | None]:
    """The documents that it may be about."""
    if isinstance(item, End):
        return {None}
    message = item.message if isinstance(item, Large) else item
    if message.get("method") == messages.CANCEL:
        return set()
    return {messages.document(message)}
