"""Files of settings that are open in the editor: what is wrong in them as typed."""

from collections.abc import Sequence
from pathlib import Path

from promptally import configuration, settings
from promptally.prompts import Problem
from promptally.settings import LayerKind

NAMES = frozenset({configuration.FILE_NAME, configuration.PROJECT_NAME})
"""The names of files that can hold settings."""


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
