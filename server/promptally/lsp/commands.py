"""The commands that a client can have executed, each with one object as argument."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lsprotocol import types as lsp

from promptally.counting import models
from promptally.lsp import (
    batches,
    capabilities,
    consent,
    counting,
    each,
    edits,
    exact,
    status,
)
from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of
from promptally.lsp.protocol import Unanswerable
from promptally.lsp.session import View
from promptally.prompts import Json
from promptally.view import edits as edits_view
from promptally.view import report
from promptally.view.completion import about

type Token = lsp.ProgressToken | None


async def execute(ls: Server, params: lsp.ExecuteCommandParams) -> Any:
    """What the command gives."""
    command = _COMMANDS.get(params.command)
    if command is None:
        raise Unanswerable("no such command")
    given = params.arguments[0] if params.arguments else None
    arguments = given if isinstance(given, Mapping) else {}
    return await command(ls, arguments, params.work_done_token)


async def _count(ls: Server, arguments: Mapping[str, Any], _token: Token) -> Json:
    """The counts of a file as JSON, open or not; `None` for what is no prompt file."""
    await batches.finished(ls, str(arguments.get("uri")))
    view = ls.session.view(str(arguments.get("uri")))
    if view is not None:
        shown = view.analysis
        name = view.name
    else:
        file = path_of(str(arguments.get("uri")))
        found = await ls.in_thread(lambda: counting.read_in_folders(ls, file))
        shown, name = found, found.path if found else ""
    return report.file_to_json(name, shown) if shown else None


async def _count_workspace(ls: Server, _: Mapping[str, Any], token: Token) -> Any:
    return await counting.count_workspace(ls, token)


async def _count_exactly(
    ls: Server, arguments: Mapping[str, Any], _token: Token
) -> None:
    await exact.count(ls, _view(ls, arguments), most=None)


async def _count_each(ls: Server, arguments: Mapping[str, Any], token: Token) -> None:
    await each.count(ls, _view(ls, arguments), token)


async def _go_online(ls: Server, arguments: Mapping[str, Any], _token: Token) -> None:
    await _go(ls, arguments, is_online=True)


async def _go_offline(ls: Server, arguments: Mapping[str, Any], _token: Token) -> None:
    await _go(ls, arguments, is_online=False)


async def _go(ls: Server, arguments: Mapping[str, Any], *, is_online: bool) -> None:
    view = _view(ls, arguments)
    consent.record(ls, view, is_online=is_online)
    for shown in ls.session.views:
        ls.remote.cancel(shown.snapshot.uri)
        if is_online:
            exact.now(ls, shown)
        await status.send(ls, shown)


async def _models(_ls: Server, _: Mapping[str, Any], _token: Token) -> Json:
    """The models that a prompt can be counted for."""
    return [{"id": name, "description": about(name)} for name in models.names()]


async def _report(ls: Server, arguments: Mapping[str, Any], token: Token) -> Json:
    """A page about all prompt files, and the URIs of the files that it names."""
    # What makes the page is not needed by a server that never makes one.
    from promptally.lsp import reporting  # noqa: PLC0415

    nonce = arguments.get("nonce", "")
    if not reporting.is_nonce(nonce):
        raise Unanswerable("a nonce has 16 to 64 letters and digits")
    return await reporting.report(ls, nonce, token)


async def _set_budget(ls: Server, arguments: Mapping[str, Any], _token: Token) -> None:
    """Have the client write a budget into a file, or into the settings for it."""
    view = _view(ls, arguments)
    tokens = arguments.get("tokens")
    if type(tokens) is not int or tokens < 0 or view.analysis is None:
        raise Unanswerable("a budget is a whole number of tokens")
    item = view.analysis.prompts[0]
    found = edits_view.budget(view.analysis, item, tokens or None)
    edit = edits.workspace_edit(ls.session, view, found, ls.client)
    params = lsp.ApplyWorkspaceEditParams(edit=edit, label="Set the budget")
    await ls.protocol.send_request_async(lsp.WORKSPACE_APPLY_EDIT, params)


def _view(ls: Server, arguments: Mapping[str, Any]) -> View:
    view = ls.session.view(str(arguments.get("uri")))
    if view is None or view.analysis is None or not view.analysis.prompts:
        raise Unanswerable("no prompt file is open under this URI")
    return view


_COMMANDS: Mapping[
    str, Callable[[Server, Mapping[str, Any], Token], Awaitable[Any]]
] = {
    capabilities.COUNT: _count,
    capabilities.COUNT_EACH_MESSAGE: _count_each,
    capabilities.COUNT_EXACTLY: _count_exactly,
    capabilities.COUNT_WORKSPACE: _count_workspace,
    capabilities.GO_OFFLINE: _go_offline,
    capabilities.GO_ONLINE: _go_online,
    capabilities.MODELS: _models,
    capabilities.REPORT: _report,
    capabilities.SET_BUDGET: _set_budget,
}
