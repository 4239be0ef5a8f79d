"""What fields of other APIs cost in a request that is Anthropic's otherwise: guesses.

Gateways take OpenAI's fields and Bedrock's and make Anthropic's of them, each in its
own way. Messages, tools and calls in OpenAI's form are counted where ours are.
"""

from collections.abc import Iterator

from promptally.counting.bands import within
from promptally.counting.models import Model
from promptally.counting.reading import indented, mapping, string, written
from promptally.counting.rules import Rules
from promptally.counting.texts import tokens
from promptally.counts import Count, offline
from promptally.prompts import Prompt

_TOOLS = ("functions", "toolConfig")
"""Tools in OpenAI's first form, and in that of Bedrock's Converse."""


def brought(prompt: Prompt, model: Model, its_rules: Rules) -> Iterator[Count]:
    """What such fields add to `prompt`, a count each."""
    yield from _tools(prompt, model, its_rules)
    yield from _response_format(prompt, model, its_rules)
    text = string(prompt.parameters.get("prompt"))
    if text and not prompt.messages:
        reason = "a text completion is counted as a message of its text"
        yield within(tokens(text, model.generation), 0.1, reason)


def _tools(prompt: Prompt, model: Model, its_rules: Rules) -> Iterator[Count]:
    for name in _TOOLS:
        value = prompt.parameters.get(name)
        if not value:
            continue
        its_tokens = tokens(written(value), model.generation)
        yield within(its_tokens, 0.4, f"{name} is counted as its JSON")
        if not prompt.tools:
            size = its_rules.tool_prompt.tokens
            yield offline(size, size // 2, size * 3 // 2)


def _response_format(prompt: Prompt, model: Model, its_rules: Rules) -> Iterator[Count]:
    """A schema as OpenAI has it; some gateways make a tool of it that must be used."""
    form = mapping(mapping(prompt.parameters.get("response_format")).get("json_schema"))
    schema = form.get("schema")
    if schema is None:
        return
    likely = its_rules.schema.tokens + tokens(indented(schema), model.generation)
    reason = "a response format in OpenAI's form is counted as Anthropic's"
    high = likely + its_rules.forced_tool_prompt.tokens + 100
    yield offline(likely, likely // 3, high, reason)
