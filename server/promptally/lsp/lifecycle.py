"""What the server may be asked at which time of its life; a table and no more."""

from enum import StrEnum

from promptally.lsp.messages import Code, Message, error, is_request


class Phase(StrEnum):
    """The times of a server's life."""

    NEW = "new"
    """Nothing but `initialize` is answered."""
    RUNNING = "running"
    SHUT = "shut"
    """Nothing but `exit` is heard."""


def refusal(phase: Phase, message: Message) -> Message | None:
    """The error that answers a request which may not be asked in this phase."""
    if not is_request(message):
        return None
    is_initialize = message["method"] == "initialize"
    match phase:
        case Phase.NEW if not is_initialize:
            return error(message["id"], Code.NOT_INITIALIZED, "not initialized yet")
        case Phase.RUNNING if is_initialize:
            return error(message["id"], Code.INVALID_REQUEST, "initialized already")
        case Phase.SHUT:
            return error(message["id"], Code.INVALID_REQUEST, "shut down already")
        case _:
            return None


def is_heard(phase: Phase, message: Message) -> bool:
    """Whether a message that needs no answer counts in this phase."""
    return phase is Phase.RUNNING or message.get("method") == "exit"
