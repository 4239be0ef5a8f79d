"""What is said when counts cannot be had: once, calmly, until they can be again."""

from lsprotocol import types as lsp

from promptally.lsp.language_server import Server
from promptally.remote.errors import CountError, Rejected


def tell(ls: Server, error: CountError) -> None:
    """Say why a count could not be had: in the log, and to the user at most once."""
    said = f"Promptally: {error}; the offline count stays"
    if ls.remote.outage == str(error):
        return
    params = lsp.LogMessageParams(type=lsp.MessageType.Info, message=said)
    ls.window_log_message(params)
    if isinstance(error, Rejected) or ls.remote.outage is not None:
        return
    ls.remote.outage = str(error)
    shown = lsp.ShowMessageParams(type=lsp.MessageType.Info, message=said)
    ls.window_show_message(shown)


def over(ls: Server) -> None:
    """Note that counts can be had: the next outage is news again."""
    ls.remote.outage = None
