"""Code actions as the protocol has them: edits of this file and of its settings."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types as lsp

from promptally import files
from promptally.configuration import PROJECT_NAME
from promptally.lsp.capabilities import Client
from promptally.lsp.convert import Places
from promptally.lsp.places import uri_of
from promptally.lsp.session import Session, View
from promptally.text import LineIndex, Span
from promptally.view.actions import Action
from promptally.view.edits import CONFIG, Edit


class Target(NamedTuple):
    """A file to edit; `version` is `None` where the client has it not open."""

    uri: str
    places: Places
    version: int | None
    exists: bool


def code_action(
    session: Session,
    view: View,
    action: Action,
    context: lsp.CodeActionContext,
    client: Client,
) -> lsp.CodeAction:
    """The action with its edits and the diagnostics in `context` that it settles."""
    settled = [d for d in context.diagnostics if d.code in action.fixes]
    return lsp.CodeAction(
        title=action.title,
        kind=action.kind,
        diagnostics=settled or None,
        edit=workspace_edit(session, view, action.edits, client),
    )


def workspace_edit(
    session: Session, view: View, edits: Sequence[Edit], client: Client
) -> lsp.WorkspaceEdit:
    """Edits in the form that the client takes."""
    placed = [_in_project(edit) if _has_project(view) else edit for edit in edits]
    edited = [
        (_target(session, view, path), list(found))
        for path, found in groupby(placed, key=attrgetter("path"))
    ]
    if not client.document_changes:
        return lsp.WorkspaceEdit(changes={t.uri: _text_edits(t, e) for t, e in edited})
    documents = _documents(edited, may_create=client.create_files)
    return lsp.WorkspaceEdit(document_changes=list(documents))


def _has_project(view: View) -> bool:
    """Whether the workspace's settings stand in `pyproject.toml`."""
    return any(source.path.name == PROJECT_NAME for source in view.held.sources)


def _in_project(edit: Edit) -> Edit:
    """An edit of the settings where a file of their own would hide those there are."""
    if edit.path != CONFIG:
        return edit
    text = edit.text.replace("[[budgets]]", "[[tool.promptally.budgets]]")
    return edit._replace(path=PROJECT_NAME, text=text)


def is_wanted(action: Action, context: lsp.CodeActionContext) -> bool:
    """Whether the client asked for actions of this kind."""
    kinds = context.only
    return kinds is None or any(
        not kind or action.kind == kind or action.kind.startswith(f"{kind}.")
        for kind in kinds
    )


def _target(session: Session, view: View, path: str) -> Target:
    """Where an edit of `path` goes: the document, or a file beside its settings."""
    if not path:
        return _open_target(session, view)
    file = view.held.root / path
    uri = uri_of(file)
    other = session.view(uri)
    return _open_target(session, other) if other else _closed_target(session, file, uri)


def _open_target(session: Session, view: View) -> Target:
    snapshot = view.snapshot
    places = Places(snapshot.lines, session.encoding)
    return Target(snapshot.uri, places, snapshot.version, exists=True)


def _closed_target(session: Session, file: Path, uri: str) -> Target:
    text = files.read_text(file).text
    places = Places(LineIndex(text or ""), session.encoding)
    return Target(uri, places, None, exists=text is not None)


def _documents(
    edited: Sequence[tuple[Target, Sequence[Edit]]], *, may_create: bool
) -> Iterator[lsp.CreateFile | lsp.TextDocumentEdit]:
    for target, edits in edited:
        if may_create and not target.exists:
            options = lsp.CreateFileOptions(ignore_if_exists=True)
            yield lsp.CreateFile(uri=target.uri, options=options)
        document = lsp.OptionalVersionedTextDocumentIdentifier(
            uri=target.uri, version=target.version
        )
        yield lsp.TextDocumentEdit(document, _text_edits(target, edits))


def _text_edits(target: Target, edits: Sequence[Edit]) -> list[lsp.TextEdit]:
    return [
        lsp.TextEdit(range=target.places.range(_span(target, edit)), new_text=edit.text)
        for edit in edits
    ]


def _span(target: Target, edit: Edit) -> Span:
    """The place of an edit; without one it is the end of the file."""
    end = target.places.lines.end
    return edit.span or Span(end, end)
