"""What is sent because of a view: diagnostics, a line for the status bar, refreshes."""

import asyncio
from collections.abc import Sequence

from lsprotocol import types as lsp

from promptally.analysis import Extent
from promptally.lsp import refresh, settings_files, status
from promptally.lsp.convert import Places, diagnostic
from promptally.lsp.language_server import Server
from promptally.lsp.places import uri_of
from promptally.lsp.session import View
from promptally.prompts import Problem
from promptally.text import LineIndex
from promptally.view.findings import findings


def diagnostics(ls: Server, view: View) -> list[lsp.Diagnostic]:
    """The diagnostics of a view: of a prompt file, or of a file of settings."""
    places = Places(view.snapshot.lines, ls.session.encoding)
    return [diagnostic(places, problem) for problem in _problems(ls, view)]


def _problems(ls: Server, view: View) -> Sequence[Problem]:
    if view.analysis is not None:
        return findings(view.analysis)
    path, text = view.snapshot.path, view.snapshot.text
    return [
        *settings_files.problems(path, text),
        *settings_files.of_commit(ls.session.views, path, text),
    ]


def of_settings(ls: Server) -> dict[str, list[lsp.Diagnostic]]:
    """The diagnostics of files of settings that hold here and are not open, by URI."""
    sources = {s.path: s for view in ls.session.views for s in view.held.sources}
    return {
        uri: [diagnostic(places, problem) for problem in (*source.problems, *commit)]
        for path, source in sources.items()
        if ls.session.view(uri := uri_of(path)) is None
        for places in [Places(LineIndex(source.text), ls.session.encoding)]
        for commit in [settings_files.of_commit(ls.session.views, path, source.text)]
    }


def show_settings(ls: Server) -> None:
    """Send what is wrong in the files of settings, or that it is put right."""
    if ls.client.pulls_diagnostics:
        return
    found = {uri: said for uri, said in of_settings(ls).items() if said}
    for uri in ls.published_settings - found.keys():
        if ls.session.view(uri) is None:
            _send(ls, uri, [])
    for uri, said in found.items():
        _send(ls, uri, said)
    ls.published_settings = frozenset(found)


def show(ls: Server, view: View) -> None:
    """Send what there is to say about a view, to clients that do not ask for it."""
    if status.wanted(ls.client.options):
        ls.spawn(status.send(ls, view))
    if ls.client.pulls_diagnostics or _is_being_counted(view):
        return
    uri, said = view.snapshot.uri, diagnostics(ls, view)
    if said or view.analysis is not None or uri in ls.published:
        ls.published.add(uri)
        _send(ls, uri, said, view.snapshot.version)


def _is_being_counted(view: View) -> bool:
    """Whether there will soon be more to say of it."""
    return view.analysis is not None and view.analysis.extent is Extent.COUNTING


BREATH = 0.02
"""Seconds between an edit and its diagnostics: the hints that are asked for with the
edit are answered before, and in a burst of edits only the last one is looked into."""


def show_soon(ls: Server, view: View) -> None:
    """As `show`, for a view that the client has other questions about."""
    if ls.client.pulls_diagnostics:
        show(ls, view)
    else:
        # Named and not held: in a burst of edits nobody needs the views between.
        of, loop = (view.snapshot.uri, view.serial), asyncio.get_running_loop()
        loop.call_later(BREATH, _show_current, ls, *of)


def _show_current(ls: Server, uri: str, serial: int) -> None:
    """Show a view, unless another one has been shown or will be."""
    view = ls.session.view(uri)
    if view is not None and view.serial == serial:
        show(ls, view)


def show_again(ls: Server, old: View, view: View) -> None:
    """Show what changed without an edit: the client must be told to ask again."""
    show(ls, view)
    ls.refresher.want(refresh.needed(ls.client, old.analysis, view.analysis))


def show_counted(ls: Server, view: View) -> None:
    """Show a batch of which nothing but what is in sight has been shown before."""
    show(ls, view)
    ls.refresher.want(refresh.taken(ls.client))


def clear(ls: Server, uri: str) -> None:
    """Take back the diagnostics of a document that was closed."""
    if uri in ls.published:
        ls.published.discard(uri)
        _send(ls, uri, [])


def _send(
    ls: Server, uri: str, said: list[lsp.Diagnostic], version: int | None = None
) -> None:
    params = lsp.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=said)
    ls.text_document_publish_diagnostics(params)
