"""What the Messages API takes and its count endpoint refuses, or soon will.

Nothing of it is a fault: the rest is counted exactly and these parts are estimated.
What the endpoint refuses is `request`'s to know.
"""

from collections.abc import Iterator
from dataclasses import replace

from promptally.counting import request
from promptally.counting.faults import spot, told
from promptally.counting.model_refusals import parameter
from promptally.counting.models import Model
from promptally.counting.reading import is_said, kind
from promptally.prompts import UNRENDERED, Problem, Prompt, walk

_SAMPLING = ("temperature", "top_p", "top_k")


def found(prompt: Prompt, model: Model) -> Iterator[Problem]:
    """Parts that an exact count leaves out, and sampling parameters."""
    yield from _left_out(prompt, model)
    if prompt.parameters.get("mcp_servers"):
        span = parameter(prompt, "mcp_servers")
        yield told("not-countable", "MCP servers are left out of an exact count", span)
    for name in _SAMPLING:
        if name in prompt.parameters:
            message = f"`{name}` is refused since API version 2026-10-21"
            yield told("sampling", message, parameter(prompt, name))


def _left_out(prompt: Prompt, model: Model) -> Iterator[Problem]:
    bare = prompt
    if all(is_said(message.value) for message in prompt.messages):
        # Of such messages nothing is ever left out, and most prompts have no others.
        bare = replace(prompt, messages=())
    left_out = request.build(bare, model).left_out
    # What is broken is the finding of whoever knows what is wrong with it.
    reasons = {part.path: part.reason for part in left_out if not part.is_broken}
    # A file at hand is sent with its bytes, once somebody has read it.
    for reference in prompt.references:
        reasons.pop(reference.path, None)
    if not reasons:
        return
    for segment in walk(prompt.segments):
        # What nobody has rendered is told with its count, which is unsure for that.
        if segment.path in reasons and kind(segment.value) != UNRENDERED:
            yield told("not-countable", reasons[segment.path], spot(segment))
