"""The same prompts for several models: tokens, share of the window, price of a call.

A prompt that names a model is counted as if it named the other one. Nothing here
draws: tables, pages and JSON are made from these values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from promptally.analysis import Analysis, analyse
from promptally.counting import models, prices
from promptally.counting.models import Model
from promptally.counting.tokens import Generation
from promptally.counts import Count
from promptally.prompts import Document, Json
from promptally.view import report, wording

VERSION = 1
"""Raised when a field of the JSON changes its meaning or goes away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCount:
    """One file for one model.

    `fullest` are the tokens of its longest prompt, which is what the window must hold;
    `input_usd` is what the input of one call of each prompt costs, in US dollars. Both
    are `None` where they are unknown.
    """

    model: Model
    total: Count
    fullest: int | None
    input_usd: float | None

    @property
    def window_share(self) -> float | None:
        """The part of the context window that the longest prompt fills."""
        if self.fullest is None or not self.model.context_window:
            return None
        return self.fullest / self.model.context_window


type Compared = Mapping[str, Sequence[ModelCount]]
"""By the path of the file as it is shown, the models in the order asked for."""


def default_models() -> tuple[Model, ...]:
    """The newest Opus, Sonnet and Haiku, and the newest with the old tokenizer."""
    newest = [models.resolve(line).id for line in ("opus", "sonnet", "haiku")]
    old = [name for name in models.names() if is_old(models.resolve(name))]
    return tuple(models.resolve(name) for name in [*newest, *old[:1]])


def named_models(names: str) -> tuple[Model, ...]:
    """The models of a list with commas, each once, whatever its spelling."""
    found = (models.resolve(name.strip()) for name in names.split(",") if name.strip())
    return tuple({model.id: model for model in found}.values())


def is_old(model: Model) -> bool:
    """Whether the model reads with the tokenizer of Claude 3 to 4.6."""
    return model.generation is Generation.V3


def tokenizer(model: Model) -> str:
    """`old` or `new`: the word for the model's tokenizer."""
    return "old" if is_old(model) else "new"


def for_model(
    analysis: Analysis, model: Model, previous: Analysis | None = None
) -> Analysis:
    """The same file, every prompt of it counted for `model`, whatever it names.

    `previous` is what this gave for the file before an edit: little is counted anew.
    """
    prompts = tuple(replace(item.prompt, model=None) for item in analysis.prompts)
    again = analyse(
        analysis.path,
        analysis.lines,
        replace(analysis.settings, model=model.id),
        document=Document(kind=analysis.kind, prompts=prompts),
        surroundings=analysis.surroundings,
        previous=previous,
    )
    # With a document given there always is an analysis.
    assert again is not None
    return replace(again, problems=analysis.problems)


def model_count(analysis: Analysis, model: Model) -> ModelCount:
    """The numbers of a file that was counted for `model`."""
    totals = [item.total.tokens for item in analysis.prompts]
    known = [tokens for tokens in totals if tokens is not None]
    is_known = len(known) == len(totals) and analysis.total.tokens is not None
    return ModelCount(
        model=model,
        total=analysis.total,
        fullest=max(known, default=0) if is_known else None,
        input_usd=_usd(model, known) if is_known else None,
    )


def _usd(model: Model, totals: Sequence[int]) -> float | None:
    """Each prompt is a call of its own: long ones may cost more a token."""
    found = [prices.price(model, tokens) for tokens in totals]
    known = [price.input_usd for price in found if price is not None]
    return sum(known) if len(known) == len(found) else None


def difference(tokens: int | None, base: int | None) -> str:
    """How many more or fewer tokens than `base`: `+31%`, `-4.2%`, `0%`, or `?`."""
    if tokens is None or not base:
        return "?"
    sign = "-" if tokens < base else "+" if tokens > base else ""
    return f"{sign}{wording.share(abs(tokens - base), base)}"


def to_json(compared: Compared, wanted: Sequence[Model], problems: Json = ()) -> Json:
    """The comparison for machines; prices in US dollars, shares from 0 to 1."""
    return {
        "version": VERSION,
        "models": [_model(model) for model in wanted],
        "files": [
            {"path": path, "models": [_numbers(item) for item in row]}
            for path, row in compared.items()
        ],
        "problems": problems,
    }


def _model(model: Model) -> Mapping[str, Json]:
    said: dict[str, Json] = {
        "id": model.id,
        "name": model.name,
        "tokenizer": tokenizer(model),
        "window": model.context_window,
    }
    return said | ({"note": model.note} if model.note else {})


def _numbers(item: ModelCount) -> Mapping[str, Json]:
    return {
        "model": item.model.id,
        **report.count_to_json(item.total),
        "window_share": item.window_share,
        "input_usd": item.input_usd,
    }
