"""The whole surface of the server: each method with the function that handles it.

`initialize`, `shutdown`, `exit` and `$/cancelRequest` belong to the life of the
connection and are answered in `server.py` and `protocol.py`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types as lsp

from promptally.lsp import commands, handlers, progress, sync
from promptally.lsp.language_server import Server

METHODS: Mapping[str, Callable[..., Any]] = {
    lsp.INITIALIZED: sync.initialized,
    lsp.TEXT_DOCUMENT_DID_OPEN: sync.did_open,
    lsp.TEXT_DOCUMENT_DID_CHANGE: sync.did_change,
    lsp.TEXT_DOCUMENT_DID_SAVE: sync.did_save,
    lsp.TEXT_DOCUMENT_DID_CLOSE: sync.did_close,
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: sync.did_change_configuration,
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: sync.did_change_watched_files,
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: sync.did_change_workspace_folders,
    lsp.TEXT_DOCUMENT_INLAY_HINT: handlers.inlay_hints,
    lsp.TEXT_DOCUMENT_HOVER: handlers.hover,
    lsp.TEXT_DOCUMENT_CODE_LENS: handlers.code_lenses,
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: handlers.document_symbols,
    lsp.TEXT_DOCUMENT_COMPLETION: handlers.completion,
    lsp.TEXT_DOCUMENT_CODE_ACTION: handlers.code_actions,
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: handlers.diagnostic,
    lsp.WORKSPACE_DIAGNOSTIC: handlers.workspace_diagnostic,
    lsp.WORKSPACE_EXECUTE_COMMAND: commands.execute,
    lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL: progress.cancel,
    lsp.SET_TRACE: sync.ignore,
}


def register(server: Server) -> None:
    """Make `server` answer to every method of the table."""
    for method, handler in METHODS.items():
        server.feature(method)(handler)
