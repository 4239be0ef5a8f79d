"""What the API would refuse of a prompt, and what is worth knowing before it is sent.

Only what a reader of the request can know is said. Whether an image can be decoded, a
signature holds or an account may use a model is for the API.

| code | severity | what |
| --- | --- | --- |
| `tool-use-without-result` | error | a call that the next turn does not answer |
| `tool-result-without-use` | error | an answer to no call of the turn before |
| `duplicate-tool-use` | error | two calls share an id |
| `empty-text` | error | a text block, or a message, without text |
| `unknown-role` | error | a role that no API knows |
| `system-role` | information | the system prompt stands among the messages |
| `foreign` | information | a role that only OpenAI's requests have |
| `trailing-whitespace` | error | the answer to be continued ends in white space |
| `prefill` | error | the model does not accept a prefilled answer |
| `system-message` | error | the model takes no system message further down |
| `tool-choice` | error | the model cannot be forced to call a tool |
| `thinking` | error | the model has no such way of thinking |
| `cache-control` | error | more than four cache breakpoints |
| `tool-name` | error | a name that no tool may have |
| `duplicate-tool` | error | two tools share a name |
| `sampling` | information | refused since API version 2026-10-21 |
| `not-countable` | information | the count endpoint refuses it; it is estimated |
| `unknown-model` | information | counted by the rules of another model |
| `deprecated-model` | warning | the model will be retired |
| `retired-model` | warning | the model answers no more |

Errors are what the Messages API answers with 400. What depends on the model is a
warning where the prompt names none, and unsaid where the model is not known here.

Sources: the documentation of the Messages API (2026-08 to 2026-10), error messages
quoted in public issues, and recorded API traffic.
"""

from collections.abc import Iterator

from promptally.counting import (
    message_refusals,
    model_refusals,
    not_countable,
    tool_refusals,
)
from promptally.counting.models import Model
from promptally.prompts import Measure, Problem, Prompt


def refusals(prompt: Prompt, model: Model) -> tuple[Problem, ...]:
    """What the API would refuse of `prompt` when it is sent to `model`, in no order."""
    return tuple(_refusals(prompt, model))


def _refusals(prompt: Prompt, model: Model) -> Iterator[Problem]:
    yield from model_refusals.about_model(prompt, model)
    if prompt.measure is Measure.CONTENT:
        return
    yield from model_refusals.found(prompt, model)
    yield from message_refusals.found(prompt)
    yield from tool_refusals.found(prompt)
    yield from not_countable.found(prompt, model)
