"""Hover: where the tokens of the prompt under the cursor go, and how sure that is."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import prices
from promptally.counts import Count, Source
from promptally.prompts import Measure, Segment, walk
from promptally.text import Span
from promptally.view import wording
from promptally.view.outline import name, outline

_MOST_ROWS = 24
"""Rows of the table: about what a hover window shows without scrolling."""


_LONGEST_DETAIL = 400
"""Code points of a sentence; it may quote what stands in the file."""


class Hover(NamedTuple):
    """The same words twice: as Markdown, and for clients that show plain text."""

    span: Span
    markdown: str
    plain: str


class Row(NamedTuple):
    """A line of the table. `running` is the sum of the tokens up to this part."""

    label: str
    counted: Count
    running: int
    is_here: bool


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What there is to say about the part at `offset`, `None` outside every prompt."""
    item = _prompt_at(analysis, offset)
    if item is None:
        return None
    segment = segment_at(item, offset)
    rows = list(_rows(item, segment))
    span = _around(segment) if segment else item.prompt.span
    return Hover(
        span=span,
        markdown=_markdown(item, segment, rows),
        plain=_plain(item, segment, rows),
    )


def _around(segment: Segment) -> Span:
    """The segment from its anchor on: where a cursor finds it."""
    return Span(min(segment.span.start, segment.anchor), segment.span.end)


def _prompt_at(analysis: Analysis, offset: int) -> PromptAnalysis | None:
    """The prompt around `offset`; the only one of a file answers everywhere in it."""
    if len(analysis.prompts) == 1:
        return analysis.prompts[0]
    for item in analysis.prompts:
        if item.prompt.span.start <= offset <= item.prompt.span.end:
            return item
    return None


def segment_at(item: PromptAnalysis, offset: int) -> Segment | None:
    """The innermost segment around `offset`, or whose hint stands on its line."""
    inside = [
        segment
        for segment in walk(item.prompt.segments)
        if _around(segment).start <= offset <= segment.span.end
    ]
    return inside[-1] if inside else None


def _rows(item: PromptAnalysis, here: Segment | None) -> Iterator[Row]:
    running = 0
    top = {segment.path for segment in item.prompt.segments}
    for depth, segment in outline(item.prompt.segments):
        count = item.count.segments[segment.path]
        running += (count.tokens or 0) if segment.path in top else 0
        is_here = here is not None and segment.path == here.path
        yield Row("  " * depth + name(segment), count, running, is_here)
    if item.count.frame.tokens:
        running += item.count.frame.tokens
        yield Row("frame", item.count.frame, running, is_here=False)
    for found in item.imports:
        running += found.total.tokens or 0
        yield Row(f"@{wording.safe(found.path)}", found.total, running, is_here=False)


def _excerpt(rows: list[Row]) -> tuple[list[Row], int]:
    """The rows around the one under the cursor, and how many are left out."""
    if len(rows) <= _MOST_ROWS:
        return rows, 0
    here = next((at for at, row in enumerate(rows) if row.is_here), 0)
    start = min(max(here - _MOST_ROWS // 2, 0), len(rows) - _MOST_ROWS)
    return rows[start : start + _MOST_ROWS], len(rows) - _MOST_ROWS


def _markdown(item: PromptAnalysis, here: Segment | None, rows: list[Row]) -> str:
    whole = item.total.tokens or 0
    shown, left_out = _excerpt(rows)
    lines = [f"**{_headline(item, here, escape=wording.markdown)}**", ""]
    lines += ["| part | tokens | share | up to here |", "|:--|--:|--:|--:|"]
    for row in shown:
        # A table cell loses plain spaces at its start.
        indent = "\N{NO-BREAK SPACE}" * 2 * (len(row.label) - len(row.label.lstrip()))
        label = wording.markdown(row.label)
        label = f"**{label}**" if row.is_here else label
        share = wording.share(row.counted.tokens or 0, whole)
        number = wording.number(row.counted)
        lines.append(f"| {indent}{label} | {number} | {share} | {row.running:,} |")
    if left_out:
        lines += ["", f"… and {wording.plural(left_out, 'more part')}"]
    details = [f"- {wording.markdown(d, _LONGEST_DETAIL)}" for d in details_of(item)]
    return "\n".join([*lines, "", *details])


def _plain(item: PromptAnalysis, here: Segment | None, rows: list[Row]) -> str:
    whole = item.total.tokens or 0
    shown, left_out = _excerpt(rows)
    width = max((len(row.label) for row in shown), default=0)
    lines = [_headline(item, here, escape=wording.safe), ""]
    lines += [
        f"{'>' if row.is_here else ' '} {row.label:{width}}  "
        f"{wording.number(row.counted):>10}  "
        f"{wording.share(row.counted.tokens or 0, whole):>6}  {row.running:>9,}"
        for row in shown
    ]
    if left_out:
        lines.append(f"  … and {wording.plural(left_out, 'more part')}")
    details = [wording.safe(d, _LONGEST_DETAIL) for d in details_of(item)]
    return "\n".join([*lines, "", *details])


def _headline(
    item: PromptAnalysis, here: Segment | None, *, escape: Callable[[str], str]
) -> str:
    if here is None:
        return escape(wording.tokens(item.total))
    part = wording.tokens(item.count.segments[here.path])
    return escape(f"{name(here)}: {part} of {wording.number(item.total)}")


def details_of(item: PromptAnalysis) -> list[str]:
    """Sentences about the whole prompt: source, band, model, window, price, budget."""
    total = item.total
    return [
        _source(total),
        _model(item),
        *_window(item),
        *_price(item),
        *_budget(item),
        *total.reasons,
    ]


def _source(total: Count) -> str:
    between = wording.band(total)
    match total.source:
        case Source.EXACT:
            return "Exact: the API counted it."
        case Source.OFFLINE:
            return f"Counted offline{between}."
        case Source.PARTIAL:
            return f"Partly exact, partly offline{between}."
        case Source.UNKNOWN:
            return "The tokens are unknown."


def _model(item: PromptAnalysis) -> str:
    measure = (
        "what this file adds to a request"
        if item.prompt.measure is Measure.CONTENT
        else "the whole request's input"
    )
    return f"Model {item.model.id}; {measure}."


def _window(item: PromptAnalysis) -> list[str]:
    window = item.model.context_window
    if window is None or item.total.tokens is None:
        return []
    share = wording.share(item.total.tokens, window)
    return [f"{share} of the context window of {window:,} tokens."]


def _price(item: PromptAnalysis) -> list[str]:
    if item.total.tokens is None:
        return []
    price = prices.price(item.model, item.total.tokens)
    if price is None:
        return []
    said = f"{wording.usd(price.input_usd)} of input a call"
    if price.cache_read_usd is not None:
        said += f", {wording.usd(price.cache_read_usd)} read from the cache"
    return [f"{said}."]


def _budget(item: PromptAnalysis) -> list[str]:
    return [
        f"Budget{f' of {j.path}' if j.path else ''}: {wording.judgement(j)}"
        f"{f' ({j.budget.origin})' if j.budget.origin else ''}."
        for j in item.judgements
    ]
