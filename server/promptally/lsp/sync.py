"""What a client tells: documents, settings, folders and files that change."""

import os

from lsprotocol import types as lsp

from promptally import configuration
from promptally.analysis import Extent
from promptally.counting.corrections import Corrections
from promptally.lsp import (
    batches,
    convert,
    exact,
    faults,
    publish,
    selecting,
    settings_files,
    showing,
    since,
    watching,
)
from promptally.lsp.configurations import SECTION
from promptally.lsp.language_server import Server
from promptally.lsp.lull import lull
from promptally.lsp.places import path_of, path_of_document
from promptally.lsp.session import View
from promptally.remote import endpoint, folders
from promptally.remote.lessons import Lessons
from promptally.settings import Run


def initialized(ls: Server, _params: lsp.InitializedParams) -> None:
    """Ask the client for its settings, and get ready for the first count."""
    ls.spawn(_warm(ls))
    if wanted := watching.registrations(ls):
        watching.register(ls, wanted)
    _complain(ls)
    selecting.tell(ls)
    ls.spawn(_ask_settings(ls))
    ls.spawn(_remember(ls))


def did_open(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    """Take a document over from the disk."""
    item = params.text_document
    path = path_of_document(item.uri, str(item.language_id))
    showing.opened(ls, ls.session.open(item.uri, path, item.version, item.text))
    publish.show_settings(ls)


def did_change(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    """Take an edit; one that cannot be is left out, and the text stays as it was."""
    item = params.text_document
    changes = convert.changes(params.content_changes)
    view = ls.session.change(item.uri, item.version, changes)
    if isinstance(view, str):
        faults.note("an edit was left out: %s", view)
    else:
        showing.edited(ls, view)


def did_save(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    """Take a saved file for a changed one: not every client watches files."""
    _changed(ls, [params.text_document.uri])
    view = ls.session.view(params.text_document.uri)
    if view is not None and view.held.settings.run is Run.ON_SAVE:
        exact.now(ls, view)
    if view is not None:
        _count_again(ls, view)
    if view is not None:
        # A commit or a new branch tells nobody; the next save finds it.
        since.look(ls, view)


def _count_again(ls: Server, view: View) -> None:
    """Count a large batch after all whose count was cancelled: it was saved."""
    if view.analysis is not None and view.analysis.extent is Extent.STOPPED:
        new = ls.session.reconfigure(view.snapshot.uri)
        if new is not None:
            showing.renewed(ls, view, new)


def did_close(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    """Forget a document, and take back what was shown of it."""
    ls.session.close(params.text_document.uri)
    batches.stop(ls, params.text_document.uri)
    ls.remote.forget(params.text_document.uri)
    publish.clear(ls, params.text_document.uri)
    publish.show_settings(ls)
    watching.watch(ls)


def did_change_configuration(
    ls: Server, params: lsp.DidChangeConfigurationParams
) -> None:
    """Take the new settings, or ask for them where the client wants to be asked."""
    if ls.client.configuration:
        ls.spawn(_ask_settings(ls))
    elif ls.configurations.tell(params.settings):
        _complain(ls)
        _reconfigure(ls)


def did_change_watched_files(
    ls: Server, params: lsp.DidChangeWatchedFilesParams
) -> None:
    """Read again what has changed on the disk."""
    _changed(ls, [event.uri for event in params.changes])


def did_change_workspace_folders(
    ls: Server, params: lsp.DidChangeWorkspaceFoldersParams
) -> None:
    """Take folders that were opened or closed."""
    event = params.event
    ls.configurations.change_folders(
        [folder.uri for folder in event.added], [folder.uri for folder in event.removed]
    )
    if ls.client.configuration:
        ls.spawn(_ask_settings(ls))
    _reconfigure(ls)


def ignore(ls: Server, params: object) -> None:
    """Take note of nothing: the message is allowed and says nothing to this server."""


def _changed(ls: Server, uris: list[str]) -> None:
    names = frozenset(path_of(uri).name for uri in uris)
    if names & settings_files.NAMES:
        ls.configurations.reload()
        _reconfigure(ls)
    showing.reread(ls, names - settings_files.NAMES)


def _reconfigure(ls: Server) -> None:
    for old in ls.session.views:
        new = ls.session.reconfigure(old.snapshot.uri)
        if new is not None:
            showing.renewed(ls, old, new)
    publish.show_settings(ls)
    selecting.tell(ls)


async def _warm(ls: Server) -> None:
    """Do what the first count would have to, once nobody types.

    A document that is opened before needs it at once, and a thread that did the same
    would only be in its way.
    """
    await lull(lambda: ls.protocol.n_taken)
    await ls.in_thread(ls.warm)


async def _remember(ls: Server) -> None:
    """Count with what exact counts have taught on other days."""

    def read() -> Corrections:
        settings = configuration.user_settings()
        host = endpoint.of(settings, os.environ).host
        return Lessons(folders.cache(settings), host).read()

    learned = await ls.in_thread(read)
    if learned:
        ls.session.corrections = learned
        _reconfigure(ls)


async def _ask_settings(ls: Server) -> None:
    if not ls.client.configuration:
        return
    folders = ls.configurations.folders
    scopes = [None, *folders]
    items = [
        lsp.ConfigurationItem(scope_uri=scope, section=SECTION) for scope in scopes
    ]
    answer = await ls.protocol.send_request_async(
        lsp.WORKSPACE_CONFIGURATION, lsp.ConfigurationParams(items=items)
    )
    if not isinstance(answer, list) or folders != ls.configurations.folders:
        return
    everywhere = answer[0] if answer else None
    if ls.configurations.tell(everywhere, answer[1:]):
        _complain(ls)
        _reconfigure(ls)


def _complain(ls: Server) -> None:
    """Tell the client what is wrong with its settings, where nobody is disturbed."""
    for complaint in ls.configurations.complaints:
        ls.window_log_message(
            lsp.LogMessageParams(type=lsp.MessageType.Warning, message=complaint)
        )
