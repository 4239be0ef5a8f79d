#!/usr/bin/env python3
"""Write the block of settings in `package.json` from the server's own list.

Every default is `null`, which the server reads as "not set": any other would be sent
as if the user had chosen it, and would overrule the workspace's `promptally.toml`. The
settings that only the user's own file may hold are not offered, nor is a choice that an
editor may not make.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from promptally import settings
from promptally.settings import SETTINGS, Scope, Setting

MANIFEST = Path(__file__).parents[1] / "package.json"
_SERVER_PATH = {
    "type": "string",
    "default": "",
    "scope": "machine",
    "markdownDescription": "The `promptally` program to start. Empty: the one on the "
    "`PATH` if its version fits, else one that the extension sets up for itself.",
}


def properties() -> Mapping[str, Mapping[str, Any]]:
    """The settings as VS Code shows them, by their full names."""
    offered = {
        f"promptally.{setting.editor_name}": _property(setting, order)
        for order, setting in enumerate(SETTINGS.values())
        if setting.scope is not Scope.USER
    }
    last = {**_SERVER_PATH, "order": len(SETTINGS)}
    return {**offered, "promptally.server.path": last}


def manifest(text: str) -> str:
    """The manifest `text` with the block as it should be."""
    said = json.loads(text)
    said["contributes"]["configuration"]["properties"] = properties()
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _property(setting: Setting, order: int) -> Mapping[str, Any]:
    schema: dict[str, Any] = dict(setting.type.schema())
    if "enum" in schema:
        options = [o for o in schema["enum"] if _may_say(setting, o)]
        schema |= {"type": "string", "enum": [*options, None]}
    schema["type"] = [schema["type"], "null"]
    return {
        **schema,
        "default": None,
        "scope": "resource",
        "order": order,
        "markdownDescription": _description(setting),
    }


def _may_say(setting: Setting, value: object) -> bool:
    """Whether the server takes this value from an editor."""
    _, problems = settings.from_editor({setting.editor_name: value})
    return not problems


def _description(setting: Setting) -> str:
    unset = "Not set: what `promptally.toml` says"
    default = setting.default
    if isinstance(default, bool):
        return f"{setting.description} {unset}, else `{str(default).lower()}`."
    if default == "":
        return f"{setting.description} {unset}."
    if isinstance(default, str | int):
        return f"{setting.description} {unset}, else `{default}`."
    return f"{setting.description} {unset}; what is set here is added to it."


if __name__ == "__main__":
    MANIFEST.write_text(manifest(MANIFEST.read_text("utf-8")), "utf-8")
