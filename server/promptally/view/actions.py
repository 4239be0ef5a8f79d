"""Code actions: set or raise a budget, silence a file, name a model, or another one.

Where these edits go, is `edits`'s to say.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.budgets import Verdict
from promptally.counting import models
from promptally.prompts import Measure, Problem
from promptally.text import Span
from promptally.view import edits
from promptally.view.edits import Edit

__all__ = ["Action", "Edit", "actions"]

_ROOM = 1.25
"""A new budget leaves a quarter above today's count: less would warn at once."""


class Action(NamedTuple):
    """A title with its edits; `fixes` are the codes of the problems it settles."""

    title: str
    kind: str
    edits: tuple[Edit, ...]
    fixes: tuple[str, ...] = ()


def actions(
    analysis: Analysis, span: Span, problems: Sequence[Problem]
) -> tuple[Action, ...]:
    """What can be done at `span`, given the problems that the editor shows there."""
    item = _prompt_near(analysis, span)
    if item is None:
        return ()
    codes = {problem.code for problem in problems}
    return (
        *_budget_actions(analysis, item, codes),
        *_model_actions(analysis, item),
        *_other_models(analysis, problems),
    )


def _prompt_near(analysis: Analysis, span: Span) -> PromptAnalysis | None:
    touched = (
        item
        for item in analysis.prompts
        if item.prompt.span.start <= span.end and span.start <= item.prompt.span.end
    )
    return next(touched, analysis.prompts[0] if analysis.prompts else None)


def _budget_actions(
    analysis: Analysis, item: PromptAnalysis, codes: set[str]
) -> Iterator[Action]:
    # What holds for one request of a file holds for all of them.
    known = [each.total.tokens for each in analysis.prompts]
    most = max((tokens for tokens in known if tokens is not None), default=None)
    if most is None or item.total.tokens is None:
        return
    fixes = tuple(sorted(codes & {"over-budget", "near-budget"}))
    kind = "quickfix" if fixes else "refactor"
    limit = _roomy(most)
    judged = [j for j in item.judgements if not j.path]
    if not judged or any(j.verdict is not Verdict.WITHIN for j in judged):
        verb = "Raise" if judged else "Set"
        title = f"{verb} the budget of this file to {limit:,} tokens"
        if found := edits.budget(analysis, item, limit):
            yield Action(title, kind, found, fixes)
    if judged and (found := edits.budget(analysis, item, None)):
        yield Action("Silence the budget of this file", kind, found, fixes)


def _roomy(tokens: int) -> int:
    """A quarter more than `tokens`, rounded up to two digits that are easy to read."""
    wanted = max(int(tokens * _ROOM) + 1, 10)
    unit = int("1" + "0" * max(len(str(wanted)) - 2, 0))
    return -(-wanted // unit) * unit


def _model_actions(analysis: Analysis, item: PromptAnalysis) -> Iterator[Action]:
    if item.prompt.model or item.prompt.measure is Measure.CONTENT:
        return
    name = analysis.settings.model
    if found := edits.model(analysis, item.prompt, name):
        yield Action(f"Name the model: {name}", "refactor", found)


def _other_models(analysis: Analysis, problems: Sequence[Problem]) -> Iterator[Action]:
    """A model that answers, where one is named that will not."""
    told = {told.span: told.code for told in problems if told.code in _STALE}
    if not told:
        return
    for item in analysis.prompts:
        named = item.prompt.model
        code = told.pop(named.span, None) if named else None
        if named is None or code is None:
            continue
        name = models.replacement(named.value)
        if name and (found := edits.other_model(analysis, item.prompt, name)):
            yield Action(f"Use {name} instead", "quickfix", found, (code,))
        if not told:
            return


_STALE = frozenset({"unknown-model", "deprecated-model", "retired-model"})
