"""Settings: what may be said where, what was said, and what holds.

Later layers win: defaults, the user's own file, the workspace's `promptally.toml` (or
`[tool.promptally]` of `pyproject.toml`), the editor, the command line. What a prompt
file says of itself (`Prompt.model`, `Prompt.budget`) stands above them all and is
applied by whoever analyses it. A plain value takes the place of the one below; lists
are continued and maps are filled up, the later entry winning.

Names have underscores in TOML (`cache_path`) and humps in the editor's JSON
(`cachePath`). An editor's `null` means "not set".

What decides to whom anything is sent stands in the user's own file only. Workspaces
are other people's text, and editors mix a workspace's settings into what they send, so
neither may name an endpoint nor switch counting online; both may switch it off. Where
a text cannot be understood, counting is offline.

Nothing here reads a file.
"""

from promptally.settings.faults import Code
from promptally.settings.fields import (
    DEFAULTS,
    SETTINGS,
    Counting,
    Hints,
    Level,
    Run,
    Scope,
    Setting,
    Settings,
)
from promptally.settings.layers import Layer, LayerKind, from_command, from_editor
from promptally.settings.resolution import resolve
from promptally.settings.toml_text import read_toml

__all__ = [
    "DEFAULTS",
    "SETTINGS",
    "Code",
    "Counting",
    "Hints",
    "Layer",
    "LayerKind",
    "Level",
    "Run",
    "Scope",
    "Setting",
    "Settings",
    "from_command",
    "from_editor",
    "read_toml",
    "resolve",
]
