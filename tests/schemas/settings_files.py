"""The schema of `promptally.toml`, and in it that of the user's own settings file."""

import json
from typing import Any

from promptally.settings import SETTINGS, LayerKind, Scope, Setting, read_toml

type Schema = dict[str, Any]


def promptally() -> Schema:
    """What a workspace may say; the definition `user` is what the user may say."""
    workspace = {
        name: _setting(setting, LayerKind.WORKSPACE)
        for name, setting in SETTINGS.items()
        if setting.scope is not Scope.USER
    }
    user: Schema = {}
    for name, setting in SETTINGS.items():
        schema = _setting(setting, LayerKind.USER)
        shared = workspace.get(name) == schema
        user[name] = {"$ref": f"#/properties/{name}"} if shared else schema
    return {
        "title": "Settings of Promptally",
        **_table(
            workspace, "A workspace's `promptally.toml`, or its `tool.promptally`."
        ),
        "definitions": {"user": _table(user, "The user's own settings file.")},
    }


def _table(properties: Schema, description: str) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _setting(setting: Setting, kind: LayerKind) -> Schema:
    schema: Schema = {**setting.type.schema(), "description": setting.description}
    if "enum" in schema:
        words = [one for one in schema["enum"] if _may_say(setting.name, one, kind)]
        schema["enum"] = words
    default = setting.default
    is_said = isinstance(default, str | int) and default != ""
    if is_said and default in schema.get("enum", [default]):
        schema["default"] = default
    return schema


def _may_say(name: str, word: str, kind: LayerKind) -> bool:
    """Whether a settings file of this kind may say so."""
    _, problems = read_toml(f"{name} = {json.dumps(word)}", kind=kind, name="")
    return not problems
