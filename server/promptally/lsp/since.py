"""What open documents were at the commit that their settings name.

Git is asked beside the loop, when a document is opened or saved and when the settings
change: then the commit may be another one. Nobody is disturbed by what goes wrong.
"""

from functools import partial

from lsprotocol import types as lsp

from promptally.earlier import Earlier
from promptally.lsp import publish, settings_files
from promptally.lsp.language_server import Server
from promptally.lsp.session import View


def look(ls: Server, view: View) -> None:
    """Have it looked up what the file was, if anybody wants to know and may.

    A repository that the editor does not trust is left alone: git reads its files.
    """
    if _is_wanted(ls, view):
        ls.spawn(_look_around(ls, view))


def _is_wanted(ls: Server, view: View) -> bool:
    is_wanted = view.held.settings.against and view.analysis is not None
    is_file = view.snapshot.uri.startswith("file:")
    return bool(is_wanted and is_file and not ls.remote.trust.is_denied)


async def _look_around(ls: Server, view: View) -> None:
    """Look at a document, and where its commit is another one, at all the others."""
    if await _look(ls, view):
        for other in ls.session.views:
            if other.snapshot.uri != view.snapshot.uri and other.earlier is not None:
                await _look(ls, other)


async def _look(ls: Server, view: View) -> bool:
    """Look at one document; whether its commit has moved since it was looked at.

    One look at a time, so that git never holds up both threads.
    """
    snapshot, held = view.snapshot, view.held
    has_crlf = "\r\n" in snapshot.text
    work = partial(ls.history.of, snapshot.path, held, has_crlf=has_crlf)
    async with ls.looking_back:
        found = await ls.in_thread(work)
    old = ls.session.view(snapshot.uri)
    if old is None or old.held is not held or old.earlier == found:
        return False
    new = ls.session.compare(snapshot.uri, found)
    if new is not None:
        publish.show_again(ls, old, new)
        _show_fault(ls, old.earlier, found)
    return old.earlier is not None and old.earlier.tree != found.tree


def _show_fault(ls: Server, old: Earlier | None, new: Earlier) -> None:
    """Tell what is wrong with the setting at its line, or that it is put right."""
    was = old is not None and old.is_setting_at_fault
    if was == new.is_setting_at_fault:
        return
    if new.is_setting_at_fault:
        message = f"The setting `against`: {new.fault}"
        params = lsp.LogMessageParams(type=lsp.MessageType.Warning, message=message)
        ls.window_log_message(params)
    publish.show_settings(ls)
    for view in ls.session.views:
        if view.snapshot.path.name in settings_files.NAMES:
            # Another view, for a client knows the diagnostics of this one already.
            renewed = ls.session.reconfigure(view.snapshot.uri)
            publish.show(ls, renewed or view)
    if ls.client.pulls_diagnostics:
        ls.refresher.want({lsp.WORKSPACE_DIAGNOSTIC_REFRESH})
