"""Files of settings that are open in the editor: what is wrong in them as typed."""

from collections.abc import Sequence
from pathlib import Path

from promptally import configuration, settings
from promptally.lsp.session import View
from promptally.prompts import Problem, Severity
from promptally.settings import LayerKind
from promptally.settings.key_spans import key_spans

NAMES = frozenset({configuration.FILE_NAME, configuration.PROJECT_NAME})
"""The names of files that can hold settings."""


def of_commit(views: Sequence[View], path: Path, text: str) -> Sequence[Problem]:
    """That the commit which the settings in `text` name is none, at that setting.

    The user's own settings hold for many repositories: what is right in one of them
    may be missing in the next.
    """
    faults = {
        view.earlier.fault: None
        for view in views
        if view.earlier is not None
        and view.earlier.is_setting_at_fault
        and any(
            source.path == path and source.layer.kind is LayerKind.WORKSPACE
            for source in view.held.sources
        )
    }
    keys = [(*above, "against") for above in ((), ("tool", "promptally"))]
    spans = key_spans(text) if faults else {}
    return [
        Problem(
            code=settings.Code.BAD_VALUE,
            message=f"`against`: {fault}",
            span=spans[key],
            severity=Severity.WARNING,
        )
        for fault in faults
        for key in keys
        if key in spans
    ]


def problems(path: Path, text: str) -> Sequence[Problem]:
    """What is wrong in the settings that `text` holds; nothing in any other file."""
    is_project = path.name == configuration.PROJECT_NAME
    if path.name not in NAMES or (is_project and "[tool.promptally" not in text):
        return ()
    kind = LayerKind.WORKSPACE
    if path == configuration.user_file():
        kind = LayerKind.USER
    _, found = settings.read_toml(text, kind=kind, name=path.name, pyproject=is_project)
    return tuple(found)
