"""Showing a view: what is sent because of it, and what is read for it meanwhile.

A view is shown at once without the files that it refers to and nobody has read. They
are read beside the loop and belong to their names, not to a version of the document.
"""

from collections.abc import Sequence
from functools import partial

from lsprotocol import types as lsp

from promptally.lsp import attachments, refresh, settings_files, watching
from promptally.lsp.convert import Places, diagnostic
from promptally.lsp.language_server import Server
from promptally.lsp.places import uri_of
from promptally.lsp.session import View
from promptally.prompts import Problem, Reference
from promptally.text import LineIndex
from promptally.view.findings import findings


def diagnostics(ls: Server, view: View) -> list[lsp.Diagnostic]:
    """The diagnostics of a view: of a prompt file, or of a file of settings."""
    places = Places(view.snapshot.lines, ls.session.encoding)
    return [diagnostic(places, problem) for problem in _problems(view)]


def _problems(view: View) -> Sequence[Problem]:
    if view.analysis is not None:
        return findings(view.analysis)
    return settings_files.problems(view.snapshot.path, view.snapshot.text)


def of_settings(ls: Server) -> dict[str, list[lsp.Diagnostic]]:
    """The diagnostics of files of settings that hold here and are not open, by URI."""
    sources = {s.path: s for view in ls.session.views for s in view.held.sources}
    return {
        uri: [diagnostic(places, problem) for problem in source.problems]
        for path, source in sources.items()
        if ls.session.view(uri := uri_of(path)) is None
        for places in [Places(LineIndex(source.text), ls.session.encoding)]
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
    """Show what an edit has made; the client asks for the rest by itself."""
    _send_diagnostics(ls, view)
    _follow(ls, view, view.missing)


def show_again(ls: Server, old: View, view: View) -> None:
    """Show what changed without an edit: the client must be told to ask again."""
    show(ls, view)
    ls.refresher.want(refresh.needed(ls.client, old.analysis, view.analysis))


def reread(ls: Server, names: frozenset[str]) -> None:
    """Read again what open documents refer to by these file names."""
    for view in ls.session.views:
        if not names.isdisjoint(attachments.names_of(view.attachments)):
            _follow(ls, view, view.references)


def clear(ls: Server, uri: str) -> None:
    """Take back the diagnostics of a document that was closed."""
    if uri in ls.published:
        ls.published.discard(uri)
        _send(ls, uri, [])


def _send_diagnostics(ls: Server, view: View) -> None:
    if ls.client.pulls_diagnostics:
        return
    uri, said = view.snapshot.uri, diagnostics(ls, view)
    if said or view.analysis is not None or uri in ls.published:
        ls.published.add(uri)
        _send(ls, uri, said, view.snapshot.version)


def _send(
    ls: Server, uri: str, said: list[lsp.Diagnostic], version: int | None = None
) -> None:
    params = lsp.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=said)
    ls.text_document_publish_diagnostics(params)


def _follow(ls: Server, view: View, references: Sequence[Reference]) -> None:
    if references:
        ls.spawn(_attach(ls, view, references))


async def _attach(ls: Server, view: View, references: Sequence[Reference]) -> None:
    snapshot = view.snapshot
    work = partial(attachments.read, view.held, snapshot.path, references)
    found = await ls.in_thread(work)
    old = ls.session.view(snapshot.uri)
    new = ls.session.attach(snapshot.uri, found)
    if old is not None and new is not None:
        show_again(ls, old, new)
        watching.watch(ls)
