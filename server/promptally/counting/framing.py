"""The frame of a request: the tokens that nobody wrote and no segment owns.

The system prompt that tools bring, and what thinking, structured output and citations
add. What the conversation's turns cost is in `turns`.
"""

from itertools import chain

from promptally.counting import foreign, rule_table, rules, turns, unseen
from promptally.counting.bands import combine, widened
from promptally.counting.models import Model
from promptally.counting.reading import (
    blocks,
    can_be_cited,
    indented,
    integer,
    is_said,
    kind,
    mapping,
    string,
)
from promptally.counting.rules import Rules
from promptally.counting.texts import tokens
from promptally.counts import Count, offline
from promptally.prompts import Json, Prompt, Segment, SegmentKind


def rules_of(model: Model) -> Rules:
    """How `model` counts what nobody wrote."""
    return rule_table.RULES[model.rules]


_FORCED = {"any", "tool", "required", "function"}
"""The last two are OpenAI's words, of which `required` stands alone."""


def thinks_adaptively(prompt: Prompt) -> bool:
    """Whether the request leaves it to the model how much to think."""
    return mapping(prompt.parameters.get("thinking")).get("type") == "adaptive"


def frame(prompt: Prompt, model: Model) -> Count:
    """The tokens of `prompt` that no segment owns."""
    its_rules = rules_of(model)
    cites = any(map(_has_citations, prompt.messages))
    parts = [
        turns.turns(prompt.messages, its_rules),
        offline(_section_lines(prompt, its_rules, cites=cites)),
        _tool_prompt(prompt, model, its_rules),
        _thinking(prompt, model, its_rules),
        _output(prompt, model, its_rules),
        its_rules.citations.counted() if cites else offline(0),
        *unseen.brought(prompt, its_rules),
        *foreign.brought(prompt, model, its_rules),
    ]
    sure = its_rules.measured and model.known
    return widened(combine(parts), 0 if sure else rules.UNMEASURED_FRAME)


def has_tool_prompt(prompt: Prompt) -> bool:
    """Whether the frame has the system prompt in it that tools bring."""
    return bool(prompt.tools)


def traits(segment: Segment) -> tuple[object, ...]:
    """All that the frame knows of a top segment."""
    if segment.kind is SegmentKind.TOOL:
        return (mapping(segment.value).get("type") == "mcp_toolset",)
    if segment.kind is not SegmentKind.MESSAGE:
        return ()
    return (*turns.traits(segment), _has_citations(segment))


def _section_lines(prompt: Prompt, its_rules: Rules, *, cites: bool) -> int:
    """What sets off the system section, and the author's system prompt in it."""
    written = bool(prompt.system) or _schema(prompt) is not None
    inside = written or cites
    gap = 1 if inside and prompt.tools else 0
    line = 1 if its_rules.system_line and (inside or prompt.tools) else 0
    return gap + line


def _tool_prompt(prompt: Prompt, model: Model, its_rules: Rules) -> Count:
    if not has_tool_prompt(prompt):
        return offline(0)
    chosen = prompt.parameters.get("tool_choice")
    choice = mapping(chosen)
    forced = string(choice.get("type")) in _FORCED or string(chosen) in _FORCED
    size = its_rules.forced_tool_prompt if forced else its_rules.tool_prompt
    if choice.get("disable_parallel_tool_use") is True:
        single = its_rules.forced_single_call if forced else its_rules.single_call
        size = size.plus(single)
    parts = [size.counted()]
    name = string((mapping(choice.get("function")) or choice).get("name"))
    if forced and name:
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
            return (rules.NO_MORE if prompt.tools else its_rules.adaptive).counted()
        case None | "" | "disabled":
            return offline(0)
        case _:
            reason = "thinking of this type was never measured"
            return rules.UNKNOWN_THINKING.counted(reason)


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


def _has_citations(message: Segment) -> bool:
    if is_said(message.value):
        return False
    content = mapping(message.value).get("content")
    if isinstance(content, str):
        return False
    inside = blocks(content)
    results = [part for part in inside if kind(part) == "tool_result"]
    within = [blocks(mapping(part).get("content")) for part in results]
    return any(map(can_be_cited, [*inside, *chain.from_iterable(within)]))
