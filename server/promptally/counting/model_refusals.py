"""What one model refuses and another takes, and what is known about the model itself.

Windows and budgets are judged elsewhere, once there is a count.
"""

from collections.abc import Iterator

from promptally.counting.faults import refused, spot, told, warned
from promptally.counting.models import Lifecycle, Model, Refusal
from promptally.counting.reading import blocks, mapping, text_of
from promptally.prompts import Problem, Prompt, Segment, Severity
from promptally.text import Span

_DECIDED_LATER = frozenset({"inherit", "default"})
"""What Claude Code's files say instead of a model."""

_THINKING = {
    "enabled": Refusal.THINKING_ENABLED,
    "adaptive": Refusal.THINKING_ADAPTIVE,
    "disabled": Refusal.THINKING_DISABLED,
}


def about_model(prompt: Prompt, model: Model) -> Iterator[Problem]:
    """What to know about the model that the prompt names."""
    named = prompt.model
    if named is None or named.value.lower() in _DECIDED_LATER:
        return
    if not model.known:
        yield told("unknown-model", model.note, named.span)
    elif model.lifecycle is Lifecycle.DEPRECATED:
        ending = f" and retires on {model.retires}" if model.retires else ""
        message = f"{model.name} is deprecated{ending}"
        yield warned("deprecated-model", message, named.span)
    elif model.lifecycle is Lifecycle.RETIRED:
        ending = f" since {model.retires}" if model.retires else ""
        message = f"{model.name} is retired{ending}: the API does not know it any more"
        yield warned("retired-model", message, named.span)


def found(prompt: Prompt, model: Model) -> Iterator[Problem]:
    """What `model` refuses of the prompt; nothing, where the model is not known."""
    if not model.known:
        return
    for problem in _found(prompt, model):
        yield problem if prompt.model else _softened(problem)


def _softened(problem: Problem) -> Problem:
    """The prompt names no model, so another may be meant."""
    return Problem(
        code=problem.code,
        message=problem.message,
        span=problem.span,
        severity=Severity.WARNING,
    )


def _found(prompt: Prompt, model: Model) -> Iterator[Problem]:
    yield from _ending(prompt, model)
    yield from _system_messages(prompt, model)
    yield from _tool_choice(prompt, model)
    yield from _thinking(prompt, model)


def _ending(prompt: Prompt, model: Model) -> Iterator[Problem]:
    """A last message of the assistant is an answer that the model shall continue."""
    last = prompt.messages[-1] if prompt.messages else None
    text = _continued(last) if last else None
    if last is None or text is None or _teaches(prompt):
        return
    if Refusal.PREFILL in model.refuses:
        message = (
            f"{model.name} does not accept a prefilled answer: the last message must be"
            " the user's"
        )
        yield refused("prefill", message, spot(last))
    elif text != text.rstrip():
        message = "an answer that is to be continued cannot end in white space"
        span = last.children[-1].span if last.children else last.span
        yield refused("trailing-whitespace", message, span)


def _teaches(prompt: Prompt) -> bool:
    """Whether it is an example to learn from, which ends with the answer.

    Such are the lines of JSON Lines that ask no model for anything.
    """
    return prompt.model is None and prompt.id.startswith("line-")


def _continued(message: Segment) -> str | None:
    """The text that `message` ends with, if it is the assistant's."""
    content = blocks(mapping(message.value).get("content"))
    if message.role != "assistant" or not content:
        return None
    return text_of(content[-1])


def _system_messages(prompt: Prompt, model: Model) -> Iterator[Problem]:
    if Refusal.SYSTEM_MESSAGE in model.refuses:
        message = f"{model.name} takes no system message among the others"
        for segment in prompt.messages:
            if segment.role == "system":
                yield refused("system-message", message, spot(segment))


def _tool_choice(prompt: Prompt, model: Model) -> Iterator[Problem]:
    kind = mapping(prompt.parameters.get("tool_choice")).get("type")
    if kind in ("any", "tool") and Refusal.FORCED_TOOL_CHOICE in model.refuses:
        message = f"{model.name} cannot be forced to call a tool: use `auto` or `none`"
        yield refused("tool-choice", message, parameter(prompt, "tool_choice"))


def _thinking(prompt: Prompt, model: Model) -> Iterator[Problem]:
    kind = mapping(prompt.parameters.get("thinking")).get("type")
    refusal = _THINKING.get(kind) if isinstance(kind, str) else None
    if refusal in model.refuses:
        message = f"{model.name} does not take `thinking` of the type `{kind}`"
        yield refused("thinking", message, parameter(prompt, "thinking"))


def parameter(prompt: Prompt, name: str) -> Span:
    """Where a parameter stands; the start of the prompt, if it was not written."""
    start = prompt.span.start
    return prompt.parameter_spans.get(name, Span(start, start))
