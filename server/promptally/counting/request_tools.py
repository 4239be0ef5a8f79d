"""Tool definitions and the choice among them, as the count endpoint takes them."""

import re
from collections.abc import Mapping, Sequence

from promptally.counting.left_out import Notes
from promptally.counting.reading import mapping, string
from promptally.counting.sendable import (
    Check,
    fields,
    is_flag,
    is_list_of_objects,
    is_object,
    is_string,
    is_text,
)
from promptally.prompts import Json, Segment

_CLIENT_TOOL = re.compile(
    r"(bash|text_editor|computer|computer_toolset|memory|advisor)_\d{8}"
)
"""Tools that run at the caller's, and the one server tool that can be counted."""

_NAMES = {
    "bash": ("bash",),
    "text_editor": ("str_replace_editor", "str_replace_based_edit_tool"),
    "computer": ("computer",),
    "memory": ("memory",),
    "advisor": ("advisor",),
}

_CHECKS: Mapping[str, Check] = {
    "type": lambda value: value == "custom",
    "description": is_string,
    "strict": is_flag,
    "defer_loading": is_flag,
    "eager_input_streaming": is_flag,
    "input_examples": is_list_of_objects,
    "allowed_callers": lambda value: isinstance(value, list) and _are_callers(value),
}
_CALLER = re.compile(r"direct|code_execution_20\d{6}")


def _are_callers(values: Sequence[Json]) -> bool:
    return all(_CALLER.fullmatch(string(value)) for value in values)


def tools(segments: Sequence[Segment], notes: Notes) -> list[Json]:
    """The definitions that can be sent; the others are noted."""
    made: list[Json] = []
    for segment in segments:
        found = _tool(segment, notes)
        if found is not None:
            made.append(found)
    return made


def _tool(segment: Segment, notes: Notes) -> Json:
    value = mapping(segment.value)
    its_kind = string(value.get("type"))
    if "function" in value or its_kind == "function":
        value = _from_openai(mapping(value.get("function")) or value)
        its_kind = ""
    if its_kind in {"", "custom"}:
        made = fields(value, _CHECKS)
        if is_text(made.get("name")) and _is_schema(made.get("input_schema")):
            return made
    elif not (found := _CLIENT_TOOL.fullmatch(its_kind)):
        reason = f"the endpoint does not count the server tool {its_kind}"
        notes.refused(segment.path, reason)
        return None
    elif value.get("name") in _NAMES.get(found[1], (None,)):
        return fields(value, {})
    notes.broken(segment.path, "the tool is not whole, so it is not sent")
    return None


def _is_schema(value: Json) -> bool:
    return is_object(value) and mapping(value).get("type") == "object"


def _from_openai(function: Mapping[str, Json]) -> Mapping[str, Json]:
    """OpenAI's definition of a function as a tool of this API."""
    schema = {"type": "object", **mapping(function.get("parameters"))}
    made: dict[str, Json] = {"name": function.get("name"), "input_schema": schema}
    if "description" in function:
        made["description"] = function["description"]
    return made


def choice(value: Json, sent: Sequence[Json]) -> Json:
    """The choice among the tools that are sent, `None` where it says nothing."""
    asked = mapping(_OPENAI_CHOICES.get(string(value)) or value)
    its_kind = string(asked.get("type"))
    name = string(asked.get("name") or mapping(asked.get("function")).get("name"))
    if its_kind in {"tool", "function"}:
        if name not in {mapping(tool).get("name") for tool in sent}:
            return None
        made: dict[str, Json] = {"type": "tool", "name": name}
    elif its_kind in {"auto", "any", "none"}:
        made = {"type": its_kind}
    else:
        return None
    single = asked.get("disable_parallel_tool_use")
    if is_flag(single) and its_kind != "none":
        made["disable_parallel_tool_use"] = single
    return made


_OPENAI_CHOICES: Mapping[str, Json] = {
    "auto": {"type": "auto"},
    "none": {"type": "none"},
    "required": {"type": "any"},
}
