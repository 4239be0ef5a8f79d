"""Which parts of a counted prompt its budgets are held against."""

from collections.abc import Iterator, Sequence

from promptally import budgets, counts, pieces
from promptally.budgets import Budget, Judgement, Part
from promptally.counting.offline import PromptCount
from promptally.counts import Count
from promptally.prompts import Measure, Prompt

THIS_FILE = "this file"
"""Where a budget was stated that the prompt file itself has."""


def judge(
    prompt: Prompt, count: PromptCount, total: Count, chosen: Sequence[Budget]
) -> tuple[Judgement, ...]:
    """`prompt` held against the budgets of its file, or against its own.

    `total` is its `count` with all that it imports.
    """
    return tuple(
        budgets.judge(budget, measured, path)
        for budget in _declared(prompt, chosen)
        for path, measured in _measured(prompt, count, total, budget.part)
    )


def _declared(prompt: Prompt, chosen: Sequence[Budget]) -> Sequence[Budget]:
    """The budgets that hold once the file itself has spoken."""
    if prompt.budget is None:
        return chosen
    own = budgets.declared(prompt.budget.value, THIS_FILE)
    return budgets.choose([*chosen, *own], "")


def _measured(
    prompt: Prompt, count: PromptCount, total: Count, part: Part
) -> Iterator[tuple[str, Count]]:
    """What a budget on `part` is held against: paths of segments with their counts."""
    by_path = count.segments
    is_content = prompt.measure is Measure.CONTENT
    match part:
        case Part.REQUEST:
            yield "", total
        case Part.CONTENT if is_content:
            yield "", total
        case Part.SYSTEM if prompt.system:
            yield "system", counts.total([by_path[s.path] for s in prompt.system])
        case Part.TOOLS if prompt.tools:
            yield "tools", counts.total([by_path[t.path] for t in prompt.tools])
        case Part.MESSAGE if not is_content:
            for message in pieces.unplaced(prompt.messages):
                yield message.path, by_path[message.path]
