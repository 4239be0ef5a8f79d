"""A new view of a document: shown, and what it asks for set going.

Files that it names are read beside the loop, and its exact count is planned; both come
back as further views. Such files belong to their names, not to a version of the
document.
"""

import gc
from collections.abc import Sequence
from functools import partial

from promptally.lsp import attachments, batches, exact, publish, since, watching
from promptally.lsp.language_server import Server
from promptally.lsp.session import View
from promptally.prompts import Reference


def opened(ls: Server, view: View) -> None:
    """Show a document that was opened."""
    # It stays, so the garbage collector need not look through it with every few edits.
    gc.freeze()
    publish.show(ls, view)
    batches.follow(ls, view, counted)
    _follow(ls, view, view.missing)
    exact.after_open(ls, view)
    since.look(ls, view)


def edited(ls: Server, view: View) -> None:
    """Show what an edit has made; the client asks for the rest by itself."""
    publish.show_soon(ls, view)
    batches.follow(ls, view, counted)
    _follow(ls, view, view.missing)
    exact.after_edit(ls, view)


def renewed(ls: Server, old: View, view: View) -> None:
    """Show what changed without an edit."""
    publish.show_again(ls, old, view)
    batches.follow(ls, view, counted)
    _follow(ls, view, view.missing)
    exact.after_open(ls, view)
    if view.earlier is None:
        since.look(ls, view)


def counted(ls: Server, view: View) -> None:
    """Show a large batch that has been counted, or is not to be counted any more."""
    publish.show_counted(ls, view)
    _follow(ls, view, view.missing)
    exact.after_open(ls, view)


def reread(ls: Server, names: frozenset[str]) -> None:
    """Read again what open documents refer to by these file names."""
    for view in ls.session.views:
        if not names.isdisjoint(attachments.names_of(view.attachments)):
            _follow(ls, view, view.references)


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
        renewed(ls, old, new)
        watching.watch(ls)
