"""The text that the API makes of tools, calls and results, as far as it is known.

Reconstructed from recorded counts (public test suites, 2024 to 2026): among the
spellings tried, these leave the least unexplained. The text itself is never shown.
"""

from collections.abc import Mapping

from promptally.counting.reading import mapping, string, written
from promptally.prompts import Json


def definition(tool: Json, *, escaped: bool) -> str:
    """A tool's definition, Anthropic's form or OpenAI's."""
    fields = mapping(tool)
    fields = mapping(fields.get("function")) or mapping(fields.get("custom")) or fields
    shown: dict[str, Json] = {}
    if fields.get("description"):
        shown["description"] = fields["description"]
    shown["name"] = fields.get("name", "")
    shown["parameters"] = fields.get("input_schema", fields.get("parameters", {}))
    return written(shown, escaped=escaped)


def call(name: str, arguments: Json) -> str:
    """A tool call with its arguments."""
    shown = "".join(argument(key, value) for key, value in _named(arguments).items())
    return f'<invoke name="{name}">\n{shown}</invoke>'


def argument(name: str, value: Json) -> str:
    """One argument of a call; what is not a string is written as JSON."""
    text = value if isinstance(value, str) else written(value)
    return f'<parameter name="{name}">{text}</parameter>\n'


def arguments(call_input: Json) -> int:
    """How many arguments a call has."""
    return len(_named(call_input))


def result(text: str) -> str:
    """The text of a tool's result."""
    return f'"{text}</'


def _named(value: Json) -> Mapping[str, Json]:
    named = mapping(value)
    return named if named or not string(value) else {"": value}
