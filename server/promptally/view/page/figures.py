"""What the page shows of one file: numbers and titles, small enough to travel.

It is made of an analysis, which then is not needed any more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from promptally.analysis import Analysis
from promptally.budgets import Judgement, Verdict
from promptally.counting.models import Model
from promptally.counts import Count
from promptally.view import comparison
from promptally.view.comparison import ModelCount
from promptally.view.loading.sessions import Instructions, instructions
from promptally.view.page.tree import Node, file_node


class Held(NamedTuple):
    """The fullest of `n` judgements of one budget in one file, with its prompt.

    `line`, from 1, is where the prompt begins.
    """

    line: int
    prompt: str
    judgement: Judgement
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One file. `counted` has it for each of the models, in their order.

    `n_over` and `n_near` count the judgements, `held` has one for each budget.
    """

    node: Node
    total: Count
    n_prompts: int
    n_over: int
    n_near: int
    held: tuple[Held, ...]
    counted: tuple[ModelCount, ...]
    instructions: Instructions | None


def figures(path: str, analysis: Analysis, counted: Sequence[ModelCount]) -> Figures:
    """The figures of the file that is shown as `path`."""
    judged = [judgement.verdict for *_, judgement in _judgements(analysis)]
    return Figures(
        node=file_node(path, analysis),
        total=analysis.total,
        n_prompts=len(analysis.prompts),
        n_over=judged.count(Verdict.OVER),
        n_near=judged.count(Verdict.NEAR),
        held=_held(analysis),
        counted=tuple(counted),
        instructions=instructions(analysis),
    )


def for_models(
    path: str,
    analysis: Analysis,
    best: Callable[[Analysis], Analysis],
    models: Sequence[Model],
) -> Figures:
    """The same, counted for each of `models`; `best` puts better counts in."""
    counted = (best(comparison.for_model(analysis, model)) for model in models)
    pairs = zip(counted, models, strict=True)
    return figures(path, analysis, [comparison.model_count(a, m) for a, m in pairs])


def fullness(judgement: Judgement) -> float:
    """How full a budget is; nothing is known to be in one that nobody can count."""
    return judgement.share or 0.0


def _held(analysis: Analysis) -> tuple[Held, ...]:
    """One for each budget of the file: a batch may have thousands of prompts."""
    found: dict[str, Held] = {}
    for line, prompt, judgement in _judgements(analysis):
        key = judgement.budget.part.value
        before = found.get(key)
        n = before.n + 1 if before else 1
        if before is None or fullness(judgement) > fullness(before.judgement):
            found[key] = Held(line, prompt, judgement, n)
        else:
            found[key] = before._replace(n=n)
    return tuple(found.values())


def _judgements(analysis: Analysis) -> Iterator[tuple[int, str, Judgement]]:
    """Every judgement, with the line and the id of its prompt."""
    for item in analysis.prompts:
        line = analysis.lines.line_at(item.prompt.anchor) + 1
        for judgement in item.judgements:
            yield line, item.prompt.id, judgement
