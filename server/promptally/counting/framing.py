"""The frame of a request: the tokens that nobody wrote and no segment owns.

The system prompt that tools bring, and what thinking, structured output and citations
add. What the conversation's turns cost is in `turns`.
"""

from collections.abc import Sequence
from itertools import chain

from promptally.counting import rule_table, rules
from promptally.counting.bands import combine, widened
from promptally.counting.models import Model
from promptally.counting.reading import (
    blocks,
    can_be_cited,
    indented,
    integer,
    kind,
    mapping,
    string,
)
from promptally.counting.rules import Rules
from promptally.counting.texts import tokens
from promptally.counting.turns import turns
from promptally.counts import Count, offline
from promptally.prompts import Json, Prompt, Segment


def rules_of(model: Model) -> Rules:
    """How `model` counts what nobody wrote."""
    return rule_table.RULES[model.rules]


def thinks_adaptively(prompt: Prompt) -> bool:
    """Whether the request leaves it to the model how much to think."""
    return mapping(prompt.parameters.get("thinking")).get("type") == "adaptive"


def frame(prompt: Prompt, model: Model) -> Count:
    """The tokens of `prompt` that no segment owns."""
    its_rules = rules_of(model)
    parts = [
        turns(prompt.messages, its_rules),
        offline(_section_lines(prompt, its_rules)),
        _tool_prompt(prompt, model, its_rules),
        _thinking(prompt, model, its_rules),
        _output(prompt, model, its_rules),
        _citations(prompt.messages, its_rules),
    ]
    sure = its_rules.measured and model.known
    return widened(combine(parts), 0 if sure else rules.UNMEASURED_FRAME)


def _section_lines(prompt: Prompt, its_rules: Rules) -> int:
    """What sets off the system section, and the author's system prompt in it."""
    written = bool(prompt.system) or _schema(prompt) is not None
    inside = written or any(map(_has_citations, prompt.messages))
    gap = 1 if inside and prompt.tools else 0
    line = 1 if its_rules.system_line and (inside or prompt.tools) else 0
    return gap + line


def _tool_prompt(prompt: Prompt, model: Model, its_rules: Rules) -> Count:
    if not prompt.tools:
        return offline(0)
    choice = mapping(prompt.parameters.get("tool_choice"))
    forced = string(choice.get("type")) in {"any", "tool"}
    size = its_rules.forced_tool_prompt if forced else its_rules.tool_prompt
    if choice.get("disable_parallel_tool_use") is True:
        single = its_rules.forced_single_call if forced else its_rules.single_call
        size = size.plus(single)
    parts = [size.counted()]
    if choice.get("type") == "tool":
        name = string(choice.get("name"))
        parts += [its_rules.named_tool.counted()]
        parts += [offline(tokens(name, model.generation))]
    return combine(parts)


def _thinking(prompt: Prompt, model: Model, its_rules: Rules) -> Count:
    thinking = mapping(prompt.parameters.get("thinking"))
    match thinking.get("type"):
        case "enabled":
            digits = str(integer(thinking.get("budget_tokens")) or "")
            count = offline(tokens(digits, model.generation))
            return combine([its_rules.thinking.counted(), count])
        case "adaptive":
            return its_rules.adaptive.counted()
        case _:
            return offline(0)


def _output(prompt: Prompt, model: Model, its_rules: Rules) -> Count:
    config = mapping(prompt.parameters.get("output_config"))
    parts = [offline(0)]
    schema = _schema(prompt)
    if schema is not None:
        text = indented(schema)
        parts += [its_rules.schema.counted(), offline(tokens(text, model.generation))]
    if mapping(config.get("task_budget")):
        parts.append(rules.TASK_BUDGET.counted())
    return combine(parts)


def _schema(prompt: Prompt) -> Json:
    """The JSON schema of a structured output, in today's field or the beta's."""
    config = mapping(prompt.parameters.get("output_config"))
    form = mapping(config.get("format") or prompt.parameters.get("output_format"))
    return form.get("schema")


def _citations(messages: Sequence[Segment], its_rules: Rules) -> Count:
    found = any(map(_has_citations, messages))
    return its_rules.citations.counted() if found else offline(0)


def _has_citations(message: Segment) -> bool:
    content = mapping(message.value).get("content")
    if isinstance(content, str):
        return False
    inside = blocks(content)
    results = [part for part in inside if kind(part) == "tool_result"]
    within = [blocks(mapping(part).get("content")) for part in results]
    return any(map(can_be_cited, [*inside, *chain.from_iterable(within)]))
