"""The user's word on sending: asked once for a workspace, and only where it matters."""

import asyncio
import os
from pathlib import Path

from lsprotocol import types as lsp

from promptally import discovery
from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of
from promptally.lsp.session import View
from promptally.remote import endpoint, folders
from promptally.remote.consent import Answer, Mode, decide

_ANSWERS = {
    "This workspace": Answer.WORKSPACE,
    "Always": Answer.ALWAYS,
    "Never": Answer.NEVER,
}


async def mode(ls: Server, view: View) -> Mode:
    """How the document may be counted; asks the user where nothing was said yet."""
    root = await ls.in_thread(lambda: root_of(ls, view))
    known = await ls.in_thread(lambda: decided(ls, view))
    if known is not Mode.ASK:
        return known
    if root not in ls.remote.asked:
        ls.remote.asked[root] = asyncio.ensure_future(_ask(ls, view, root))
    return await asyncio.shield(ls.remote.asked[root])


def is_worth_a_look(ls: Server, view: View) -> bool:
    """Whether there may be exact counts at all: in the cache, or from the network."""
    has_cache = folders.cache(view.held.settings).exists()
    return has_cache or decided(ls, view) is not Mode.OFFLINE


def root_of(ls: Server, view: View) -> Path:
    """The workspace of a document: its repository, else the client's folder around it.

    A repository inside a folder is a workspace of its own: it may be somebody else's.
    """
    path = view.snapshot.path.resolve()
    root = discovery.repository(path)
    if (root / ".git").exists():
        return root
    opened = [path_of(folder).resolve() for folder in ls.configurations.folders]
    around = [folder for folder in opened if path.is_relative_to(folder)]
    return max(around, key=lambda folder: len(folder.parts), default=root)


def decided(ls: Server, view: View) -> Mode:
    """How the document may be counted by what was said so far; waits for the disk."""
    root = root_of(ls, view)
    settings = view.held.settings
    found = endpoint.of(settings, os.environ)
    can_send = found.credentials is not None and found.problem is None
    word = ls.remote.consent.of(root)
    return decide(settings.counting, ls.remote.trust, word, can_send=can_send)


async def _ask(ls: Server, view: View, root: Path) -> Mode:
    """Ask; who only closes the question is asked again after the next start."""
    host = endpoint.of(view.held.settings, os.environ).host
    message = (
        f"May Promptally send the prompts of {root.name} to {host} to count them"
        " exactly? It is free, and only the numbers are kept."
    )
    params = lsp.ShowMessageRequestParams(
        type=lsp.MessageType.Info,
        message=message,
        actions=[lsp.MessageActionItem(title=title) for title in _ANSWERS],
    )
    said = await ls.protocol.send_request_async(lsp.WINDOW_SHOW_MESSAGE_REQUEST, params)
    title = said.get("title") if isinstance(said, dict) else None
    answer = _ANSWERS.get(str(title))
    if answer is None:
        return Mode.OFFLINE
    # On the loop's thread, so that the word that comes last is the one that is kept.
    ls.remote.consent.record(root, answer)
    return Mode.OFFLINE if answer is Answer.NEVER else Mode.ONLINE


def record(ls: Server, view: View, *, is_online: bool) -> None:
    """Keep what the user has said by a command, for the workspace of the document."""
    root = root_of(ls, view)
    answer = Answer.WORKSPACE if is_online else Answer.NEVER
    ls.remote.consent.record(root, answer)
    asked = ls.remote.asked.pop(root, None)
    if asked is not None:
        # What is said to an older question must not take this word back.
        asked.cancel()
