"""Requests as a whole: the bytes of their body, and the tier of their price."""

from collections.abc import Iterator

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import prices
from promptally.limits import table
from promptally.limits.table import Broken
from promptally.text import Span


def found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    """What is too much of the whole."""
    yield from _size(analysis, item)
    yield from _tier(analysis, item)


def _size(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    """The request as it is written here, with the files that it brings in."""
    start, end = item.prompt.span
    size = end - start
    if item.prompt.references:
        media = analysis.surroundings.media
        brought = (media.get(r.target, b"") for r in item.prompt.references)
        size += sum((len(data) + 2) // 3 * 4 for data in brought)
    if size > table.LARGEST_REQUEST:
        most = table.LARGEST_REQUEST // table.MIB
        message = (
            f"The API refuses a request of {size / table.MIB:.1f} MB, whatever its"
            f" tokens: {most} MB are the most"
        )
        yield Broken("request-too-large", message, _place(analysis, item))


def _tier(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    limit = table.TIERS.get(item.model.id)
    tokens = item.total.tokens
    if limit is None or tokens is None or tokens <= limit:
        return
    below, above = (prices.price(item.model, n) for n in (limit, limit + 1))
    if below is None or above is None:
        return
    times = above.input_usd / below.input_usd
    message = (
        f"Above {limit:,} tokens each token of a prompt for {item.model.name} costs"
        f" {times:.0f} times as much"
    )
    yield Broken("price-tier", message, _place(analysis, item))


def _place(analysis: Analysis, item: PromptAnalysis) -> Span:
    """The model, where the prompt names one; else the first line of the prompt."""
    if item.prompt.model is not None:
        return item.prompt.model.span
    lines, anchor = analysis.lines, item.prompt.anchor
    return Span(
        anchor, min(lines.line_end(lines.line_at(anchor)), item.prompt.span.end)
    )
