"""Answers to what a client asks about a document: decode, one view function, encode.

Each is a pure function of the current view. None waits for anything, so none can
answer for an older version.
"""

from functools import partial

from lsprotocol import types as lsp

from promptally import gradual
from promptally.lsp import convert, edits, publish, symbols
from promptally.lsp.language_server import Server
from promptally.prompts import Json
from promptally.text import Span
from promptally.view import actions as actions_view
from promptally.view import completion as completion_view
from promptally.view import findings as findings_view
from promptally.view import hints as hints_view
from promptally.view import hover as hover_view
from promptally.view import lenses as lenses_view
from promptally.view import other_models
from promptally.view import symbols as symbols_view


def inlay_hints(ls: Server, params: lsp.InlayHintParams) -> list[dict[str, Json]]:
    """The hints of the lines that the client shows."""
    ls.remote.turns.see(params.text_document.uri)
    if (shown := ls.shown(params.text_document.uri)) is None:
        return []
    analysis, places = shown
    span = places.span(params.range)
    found = hints_view.hints(gradual.glimpse(analysis, span), span)
    return [convert.hint(places, hint) for hint in found]


def hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    """Where the tokens go, for the part under the cursor."""
    if (shown := ls.shown(params.text_document.uri)) is None:
        return None
    analysis, places = shown
    offset = places.offset(params.position)
    analysis = gradual.glimpse(analysis, Span(offset, offset))
    found = hover_view.hover(analysis, offset)
    if found and found.unreckoned:
        work = partial(other_models.reckon, analysis, found.unreckoned)
        ls.spawn(ls.in_thread(work))
    markdown = ls.client.hover_markdown
    return convert.hover(places, found, markdown=markdown) if found else None


def code_lenses(ls: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """A line above each prompt."""
    if (shown := ls.shown(params.text_document.uri)) is None:
        return []
    analysis, places = shown
    return [convert.lens(places, lens) for lens in lenses_view.lenses(analysis)]


def document_symbols(
    ls: Server, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation]:
    """The outline with its counts."""
    uri = params.text_document.uri
    if (shown := ls.shown(uri)) is None:
        return []
    analysis, places = shown
    found = symbols_view.symbols(analysis)
    if ls.client.nested_symbols:
        return symbols.tree(places, found)
    return list(symbols.flat(places, uri, found))


def completion(ls: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    """Model ids, and Promptally's own keys."""
    if (shown := ls.shown(params.text_document.uri)) is None:
        return []
    analysis, places = shown
    found = completion_view.completions(
        analysis.text, analysis.lines, places.offset(params.position)
    )
    markdown = ls.client.completion_markdown
    return [convert.completion(places, item, markdown=markdown) for item in found]


def code_actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """What can be done about the problems at a place."""
    view = ls.session.view(params.text_document.uri)
    if view is None or (shown := ls.shown(view.snapshot.uri)) is None:
        return []
    analysis, places = shown
    span = places.span(params.range)
    near = [
        problem
        for problem in findings_view.findings(analysis)
        if problem.span.start <= span.end and span.start <= problem.span.end
    ]
    return [
        edits.code_action(ls.session, view, action, params.context, ls.client)
        for action in actions_view.actions(analysis, span, near)
        if edits.is_wanted(action, params.context)
    ]


def diagnostic(
    ls: Server, params: lsp.DocumentDiagnosticParams
) -> lsp.DocumentDiagnosticReport:
    """The diagnostics of a document, or word that they are still the same."""
    view = ls.session.view(params.text_document.uri)
    if view is None:
        return lsp.RelatedFullDocumentDiagnosticReport(items=[])
    known = str(view.serial)
    if params.previous_result_id == known:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id=known)
    items = publish.diagnostics(ls, view)
    return lsp.RelatedFullDocumentDiagnosticReport(items=items, result_id=known)


def workspace_diagnostic(
    ls: Server, params: lsp.WorkspaceDiagnosticParams
) -> lsp.WorkspaceDiagnosticReport:
    """The diagnostics of all open documents, and of the settings that hold for them."""
    known = {previous.uri: previous.value for previous in params.previous_result_ids}
    reports: list[lsp.WorkspaceDocumentDiagnosticReport] = []
    for view in ls.session.views:
        uri, version, serial = (
            view.snapshot.uri,
            view.snapshot.version,
            str(view.serial),
        )
        reports.append(
            lsp.WorkspaceUnchangedDocumentDiagnosticReport(
                uri=uri, version=version, result_id=serial
            )
            if known.get(uri) == serial
            else lsp.WorkspaceFullDocumentDiagnosticReport(
                uri=uri,
                version=version,
                result_id=serial,
                items=publish.diagnostics(ls, view),
            )
        )
    for uri, items in publish.of_settings(ls).items():
        reports.append(lsp.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items))
    return lsp.WorkspaceDiagnosticReport(items=reports)
