"""What the client can do, read once; and what the server says it can do itself.

Both are plain JSON: the answer to `initialize` then needs no protocol types, whose
import takes longer than the rest of the start. A test holds it against the types.
"""

from dataclasses import dataclass
from typing import Any

from promptally import __version__
from promptally.text import Encoding

COUNT = "promptally.count"
COUNT_EACH_MESSAGE = "promptally.countEachMessage"
COUNT_EXACTLY = "promptally.countExactly"
COUNT_WORKSPACE = "promptally.countWorkspace"
GO_OFFLINE = "promptally.goOffline"
GO_ONLINE = "promptally.goOnline"
MODELS = "promptally.models"
REPORT = "promptally.report"
SET_BUDGET = "promptally.setBudget"
COMMANDS = (
    COUNT,
    COUNT_EACH_MESSAGE,
    COUNT_EXACTLY,
    COUNT_WORKSPACE,
    GO_OFFLINE,
    GO_ONLINE,
    MODELS,
    REPORT,
    SET_BUDGET,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The client, as far as the server cares; whatever it did not say is off."""

    process_id: int | None = None
    folders: tuple[str, ...] = ()
    """URIs of the workspace's folders, in the client's order."""
    options: Any = None
    """`initializationOptions`: the settings of clients without `configuration`."""
    encoding: Encoding = Encoding.UTF16
    hover_markdown: bool = False
    completion_markdown: bool = False
    nested_symbols: bool = False
    document_changes: bool = False
    create_files: bool = False
    pulls_diagnostics: bool = False
    """It asks for diagnostics, and can be told to ask again.

    A client that asks and cannot be told gets them sent instead: after a change of the
    settings it would go on showing the old ones.
    """
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    configuration: bool = False
    registers_configuration: bool = False
    registers_watchers: bool = False
    creates_progress: bool = False


def client(params: Any) -> Client:
    """The client that sent `params` with `initialize`."""
    return Client(
        process_id=_process_id(_at(params, "processId")),
        folders=_folders(params),
        options=_at(params, "initializationOptions"),
        encoding=_encoding(params),
        **{name: _says(params, path) for name, path in _FLAGS.items()},
        hover_markdown=_prefers_markdown(params, "textDocument.hover.contentFormat"),
        completion_markdown=_prefers_markdown(
            params, "textDocument.completion.completionItem.documentationFormat"
        ),
        create_files="create"
        in _strings(params, "capabilities.workspace.workspaceEdit.resourceOperations"),
        pulls_diagnostics=_at(params, "capabilities.textDocument.diagnostic")
        is not None
        and _says(params, "workspace.diagnostics.refreshSupport"),
    )


_FLAGS = {
    "nested_symbols": "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport",
    "document_changes": "workspace.workspaceEdit.documentChanges",
    "refreshes_hints": "workspace.inlayHint.refreshSupport",
    "refreshes_lenses": "workspace.codeLens.refreshSupport",
    "configuration": "workspace.configuration",
    "registers_configuration": ("workspace.didChangeConfiguration.dynamicRegistration"),
    "registers_watchers": "workspace.didChangeWatchedFiles.dynamicRegistration",
    "creates_progress": "window.workDoneProgress",
}


def _at(value: Any, path: str) -> Any:
    """What stands at the dotted `path`; `None` where anything on the way is missing."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _says(params: Any, path: str) -> bool:
    return _at(params, f"capabilities.{path}") is True


def _strings(params: Any, path: str) -> list[str]:
    value = _at(params, path)
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _prefers_markdown(params: Any, path: str) -> bool:
    """Whether Markdown is understood; the order of the formats is a preference.

    Vim's YouCompleteMe names both and shows Markdown as it is written.
    """
    return _strings(params, f"capabilities.{path}")[:1] == ["markdown"]


def _encoding(params: Any) -> Encoding:
    """The first of the client's encodings that is known here, by default UTF-16."""
    offered = _strings(params, "capabilities.general.positionEncodings")
    known = [Encoding(e) for e in offered if e in set(Encoding)]
    return known[0] if known else Encoding.UTF16


def _process_id(value: Any) -> int | None:
    is_id = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_id else None


def _folders(params: Any) -> tuple[str, ...]:
    listed = _at(params, "workspaceFolders")
    if isinstance(listed, list):
        uris = [_at(folder, "uri") for folder in listed]
    else:
        path = _at(params, "rootPath")
        uris = [_at(params, "rootUri") or (f"file://{path}" if path else None)]
    return tuple(uri for uri in uris if isinstance(uri, str))


def answer(to: Client) -> dict[str, Any]:
    """The result of `initialize`."""
    return {
        "capabilities": _capabilities(to),
        "serverInfo": {"name": "promptally", "version": __version__},
    }


def _capabilities(to: Client) -> dict[str, Any]:
    pulled = {"interFileDependencies": False, "workspaceDiagnostics": True}
    return {
        "positionEncoding": str(to.encoding),
        "textDocumentSync": {
            "openClose": True,
            "change": 2,  # Incremental.
            "save": {"includeText": False},
        },
        "inlayHintProvider": {"resolveProvider": False},
        "hoverProvider": True,
        "codeLensProvider": {"resolveProvider": False},
        "documentSymbolProvider": {"label": "Promptally"},
        "completionProvider": {"triggerCharacters": ['"']},
        "codeActionProvider": {"codeActionKinds": ["quickfix", "refactor"]},
        "executeCommandProvider": {
            "commands": list(COMMANDS),
            "workDoneProgress": True,
        },
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True}
        },
        **({"diagnosticProvider": pulled} if to.pulls_diagnostics else {}),
    }
