"""The fields of a request beside its texts, as the count endpoint takes them.

Only those that change the count are sent: every other one is refused ("Extra inputs
are not permitted") or has no effect. Read in the documentation of token counting
(2026-09-26), the SDK's types (2.12.0) and recorded traffic (2026).
"""

from collections.abc import Mapping, Sequence

from promptally.counting import request_tools
from promptally.counting.left_out import Notes
from promptally.counting.reading import integer, items, mapping, string
from promptally.counting.sendable import is_object, is_plain
from promptally.prompts import Json

_UNFINISHED = "it is not whole, so it is not sent"
_DISPLAYS = ("summarized", "omitted")
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_SMALLEST_BUDGET = 1024


def parameters(
    given: Mapping[str, Json], tools: Sequence[Json], notes: Notes
) -> dict[str, Json]:
    """The parameters that are sent; what is not whole is noted."""
    made: dict[str, Json] = {}
    if tools and given.get("tool_choice") is not None:
        made["tool_choice"] = request_tools.choice(given["tool_choice"], tools)
    if given.get("thinking") is not None:
        made["thinking"] = _thinking(mapping(given["thinking"]))
    if given.get("output_config") is not None or given.get("output_format") is not None:
        made["output_config"] = _output(given)
    if given.get("context_management") is not None:
        made["context_management"] = _management(given["context_management"])
    for name, value in made.items():
        if value is None:
            notes.broken(name, f"`{name}`: {_UNFINISHED}")
    if given.get("mcp_servers"):
        notes.refused("mcp_servers", "the endpoint does not count MCP servers")
    return {name: value for name, value in made.items() if value}


def _thinking(given: Mapping[str, Json]) -> Json:
    made: dict[str, Json] = {"type": given.get("type")}
    match given.get("type"):
        case "enabled":
            budget = integer(given.get("budget_tokens")) or 0
            if budget < _SMALLEST_BUDGET or not is_plain(budget):
                return None
            made["budget_tokens"] = budget
        case "adaptive" | "disabled" | "between_tools":
            pass
        case _:
            return None
    if given.get("display") in _DISPLAYS and made["type"] in ("enabled", "adaptive"):
        made["display"] = given["display"]
    return made


def _output(given: Mapping[str, Json]) -> Json:
    """Effort, budget and form of the answer; the beta's `output_format` moves in."""
    config = mapping(given.get("output_config"))
    made: dict[str, Json] = {}
    if config.get("effort") in _EFFORTS:
        made["effort"] = config["effort"]
    form = mapping(config.get("format") or given.get("output_format"))
    if form:
        schema = form.get("schema")
        if form.get("type") != "json_schema" or not is_object(schema):
            return None
        made["format"] = {"type": "json_schema", "schema": schema}
    budget = config.get("task_budget")
    if is_object(budget) and integer(mapping(budget).get("total")):
        made["task_budget"] = budget
    return made or (None if config else {})


def _management(given: Json) -> Json:
    edits = items(mapping(given).get("edits"))
    if not edits or not is_object(given):
        return None
    is_whole = all(string(mapping(edit).get("type")) for edit in edits)
    return given if is_whole else None
