"""The same prompt for other models, as a hover's last table.

Counting for a model that reads with the same tokenizer is little work, for another much
more: then a hover shows what is known, and somebody has `reckon` done beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import prices
from promptally.counting.models import Model
from promptally.counts import Count
from promptally.prompts import Measure, Prompt
from promptally.surroundings import Surroundings
from promptally.view import comparison, since, wording

_QUICK = 100_000
"""Code points of a prompt that are counted for a model of the same tokenizer while a
hover waits: 2 ms, where 1 MB takes 35 (2026-11, one core)."""

_LONGEST = 2_000_000
"""Code points that are counted for other models at all; `promptally compare` does it
for the rest."""

_KEY = "other models"


class ModelRow(NamedTuple):
    """A model with what the prompt comes to, in words."""

    name: str
    tokens: str
    difference: str
    window: str
    price: str


def rows(analysis: Analysis, item: PromptAnalysis) -> Sequence[ModelRow]:
    """The models of the settings but the prompt's own; none until they are counted."""
    if is_missing(analysis, item):
        if not _is_quick(analysis, item):
            return ()
        reckon(analysis, item)
    counted: Mapping[str, Count] = item.memory.get(_KEY, {})
    base = since.total(item).tokens
    wanted = _wanted(analysis, item) if counted else ()
    return tuple(_row(model, counted[model.id], base) for model in wanted)


def is_missing(analysis: Analysis, item: PromptAnalysis) -> bool:
    """Whether the models are wanted and not counted yet."""
    start, end = item.prompt.span
    if _KEY in item.memory or end - start > _LONGEST:
        return False
    return bool(_wanted(analysis, item))


def reckon(analysis: Analysis, item: PromptAnalysis) -> None:
    """Count the prompt for the models of the settings, and remember it."""
    if _KEY in item.memory:
        return
    alone = replace(
        analysis,
        prompts=(replace(item, prompt=_without_sections(item.prompt)),),
        problems=(),
        surroundings=Surroundings(attachments=analysis.surroundings.attachments),
    )
    known: dict[str, Analysis] = item.parts.setdefault(_KEY, {})
    counted: dict[str, Count] = {}
    for model in _wanted(analysis, item):
        again = comparison.for_model(alone, model, known.get(model.id))
        known[model.id] = again
        counted[model.id] = again.total
    item.memory[_KEY] = counted


def _without_sections(prompt: Prompt) -> Prompt:
    """An instruction file, of which only the total is asked for."""
    if prompt.measure is not Measure.CONTENT:
        return prompt
    whole = tuple(replace(part, children=()) for part in prompt.messages)
    return replace(prompt, messages=whole)


def _wanted(analysis: Analysis, item: PromptAnalysis) -> tuple[Model, ...]:
    named = comparison.named_models(analysis.settings.compare)
    return tuple(model for model in named if model.id != item.model.id)


def _is_quick(analysis: Analysis, item: PromptAnalysis) -> bool:
    start, end = item.prompt.span
    known = item.model.generation
    return end - start <= _QUICK and all(
        model.generation is known for model in _wanted(analysis, item)
    )


def _row(model: Model, counted: Count, base: int | None) -> ModelRow:
    tokens, window = counted.tokens, model.context_window
    price = None if tokens is None else prices.price(model, tokens)
    is_known = tokens is not None and window
    return ModelRow(
        name=model.name,
        tokens=wording.number(counted),
        difference=comparison.difference(tokens, base),
        window=wording.share(tokens or 0, window or 0) if is_known else "?",
        price=wording.usd(price.input_usd) if price else "?",
    )
