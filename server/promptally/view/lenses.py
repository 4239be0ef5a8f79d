"""Code lenses: what a prompt means in money and room, above its first line."""

from functools import lru_cache
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import prices
from promptally.counting.models import Model
from promptally.text import Span
from promptally.view import since, wording


class Lens(NamedTuple):
    """A line of text above `span`. An empty `command` means that it only tells."""

    span: Span
    title: str
    command: str = ""
    arguments: tuple[str, ...] = ()


def lenses(analysis: Analysis) -> tuple[Lens, ...]:
    """A lens for each prompt of the file, none where the settings say so."""
    if not analysis.settings.lenses:
        return ()
    return tuple(
        Lens(
            span=Span(item.prompt.anchor, item.prompt.anchor),
            title=_title(item, since.label(analysis, item, was)),
        )
        for item, was in zip(analysis.prompts, since.before(analysis), strict=True)
    )


def _title(item: PromptAnalysis, growth: str) -> str:
    parts = [f"{wording.tokens(item.total)} for {wording.safe(item.model.id)}"]
    tokens, window = item.total.tokens, item.model.context_window
    if tokens is not None and window:
        parts.append(f"{wording.share(tokens, window)} of the window")
    if tokens is not None:
        parts += _price(item.model, tokens)
    parts += [growth] if growth else []
    return " · ".join(parts)


@lru_cache(maxsize=4096)
def _price(model: Model, tokens: int) -> tuple[str, ...]:
    """What a call costs, in words; kept, as the requests of a batch are much alike."""
    price = prices.price(model, tokens)
    return () if price is None else (f"{wording.usd(price.input_usd)} a call",)
