"""A line about a document, for clients that have a place for it at all times."""

from collections.abc import Mapping

from promptally.analysis import Extent
from promptally.lsp import consent
from promptally.lsp.language_server import Server
from promptally.lsp.session import View
from promptally.prompts import Json
from promptally.remote.consent import Mode
from promptally.view.status import status

METHOD = "promptally/status"
"""Sent after each change of what is known of an open document, if the client's
`initializationOptions` have `status: true`."""


def wanted(options: object) -> bool:
    """Whether the client has said that it shows it."""
    return isinstance(options, Mapping) and options.get("status") is True


async def send(ls: Server, view: View) -> None:
    """Send what there is to say about a view; nothing for what is no prompt file."""
    if not wanted(ls.client.options):
        return
    said: dict[str, Json] = {"uri": view.snapshot.uri, "text": ""}
    shown = view.analysis
    if shown is not None and (shown.prompts or shown.extent is not Extent.WHOLE):
        mode = await ls.in_thread(lambda: consent.decided(ls, view))
        is_online = mode is Mode.ONLINE
        said |= status(shown)._asdict()
        said["mode"] = "online" if is_online else "offline"
    current = ls.session.view(view.snapshot.uri)
    if current is not None and current.serial == view.serial:
        ls.protocol.notify(METHOD, said)
