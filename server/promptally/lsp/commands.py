"""The commands that a client can have executed."""

from typing import Any

from lsprotocol import types as lsp

from promptally.lsp import counting
from promptally.lsp.capabilities import COUNT_WORKSPACE
from promptally.lsp.language_server import Server
from promptally.lsp.protocol import Unanswerable


async def execute(ls: Server, params: lsp.ExecuteCommandParams) -> Any:
    """What the command gives; the one that there is counts the workspace."""
    if params.command != COUNT_WORKSPACE:
        raise Unanswerable("no such command")
    return await counting.count_workspace(ls, params.work_done_token)
