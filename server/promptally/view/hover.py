"""Hover: where the tokens of the prompt under the cursor go, and how sure that is."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.budgets import Judgement
from promptally.counting import framing, prices
from promptally.counts import Count, Source
from promptally.prompts import Measure, Segment, walk
from promptally.text import Span
from promptally.view import hover_text, other_models, since, template, wording
from promptally.view.hover_text import Row, Table
from promptally.view.outline import name, outline

type Line = tuple[int, Segment]
"""A line of the outline: how deep it is, and the part."""

_LONGEST_SPAN = 200
"""Code points to either side of the cursor that an editor highlights."""


class Hover(NamedTuple):
    """The same words twice: as Markdown, and for clients that show plain text.

    `unreckoned` is the prompt, if counting it for other models takes too long for an
    answer: `other_models.reckon` has the next hover show them.
    """

    span: Span
    markdown: str
    plain: str
    unreckoned: PromptAnalysis | None = None


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What there is to say about the part at `offset`, `None` outside every prompt."""
    item = _prompt_at(analysis, offset)
    if item is None:
        return None
    segment = segment_at(item, offset)
    table = _table(analysis, item, segment)
    around = _around(segment) if segment else item.prompt.span
    return Hover(
        span=_on_line(analysis, offset, around),
        markdown=hover_text.markdown(table),
        plain=hover_text.plain(table),
        unreckoned=item if other_models.is_missing(analysis, item) else None,
    )


def _on_line(analysis: Analysis, offset: int, around: Span) -> Span:
    """What `around` has of the line: an editor highlights all of it."""
    lines = analysis.lines
    line = lines.line_at(offset)
    start = max(lines.line_start(line), around.start, offset - _LONGEST_SPAN)
    end = min(lines.line_end(line), around.end, offset + _LONGEST_SPAN)
    return Span(min(start, offset), max(end, offset))


def _table(analysis: Analysis, item: PromptAnalysis, here: Segment | None) -> Table:
    was = since.was(analysis, item)
    changes = since.part_changes(item, was)
    lines = list(outline(item.prompt.segments))
    n_rows = len(lines) + bool(item.count.frame.tokens) + len(item.imports)
    shown = hover_text.excerpt(n_rows, _line_of(here, lines))
    rows = list(_rows(item, lines, shown, here))
    growth = ""
    if analysis.earlier and any(changes.labels):
        growth = f"since {analysis.earlier.since}"
        pairs = zip(rows, changes.labels[shown], strict=True)
        rows = [row._replace(growth=label) for row, label in pairs]
    return Table(
        headline=_headline(item, here),
        whole=item.total.tokens or 0,
        rows=rows,
        left_out=n_rows - len(rows),
        growth=growth,
        models=other_models.rows(analysis, item),
        lead=_lead(item),
        details=[
            *_details(item),
            *template.sentences(analysis, item),
            *since.sentences(analysis, item, was, changes.gone),
        ],
    )


def _around(segment: Segment) -> Span:
    """The segment from its anchor on: where a cursor finds it."""
    return Span(min(segment.span.start, segment.anchor), segment.span.end)


def _prompt_at(analysis: Analysis, offset: int) -> PromptAnalysis | None:
    """The prompt around `offset`; the only one of a file answers everywhere in it."""
    if len(analysis.prompts) == 1:
        return analysis.prompts[0]
    at = bisect_left(analysis.prompts, offset, key=lambda item: item.prompt.span.end)
    for item in chain(analysis.prompts[at : at + 1], analysis.prompts):
        if item.prompt.span.start <= offset <= item.prompt.span.end:
            return item
    return None


def segment_at(item: PromptAnalysis, offset: int) -> Segment | None:
    """The innermost segment around `offset`, or whose hint stands on its line."""
    inside = [
        segment
        for segment in walk(item.prompt.segments)
        if offset <= segment.span[1]
        and (segment.span[0] <= offset or segment.anchor <= offset)
    ]
    return inside[-1] if inside else None


def _line_of(here: Segment | None, lines: Sequence[Line]) -> int:
    if here is None:
        return 0
    path = here.path
    return next((at for at, (_, part) in enumerate(lines) if part.path == path), 0)


def _rows(
    item: PromptAnalysis, lines: Sequence[Line], shown: slice, here: Segment | None
) -> Iterator[Row]:
    """The rows that are shown. Of those before them only the tokens are asked for."""
    counted = item.count.segments
    running = sum(
        counted[segment.path].tokens or 0
        for depth, segment in lines[: shown.start]
        if not depth
    )
    for depth, segment in lines[shown]:
        count = counted[segment.path]
        running += (count.tokens or 0) if not depth else 0
        is_here = here is not None and segment.path == here.path
        yield Row("  " * depth + name(segment), count, running, is_here)
    behind = max(shown.start - len(lines), 0), max(shown.stop - len(lines), 0)
    yield from islice(_other_rows(item, running), *behind)


def _other_rows(item: PromptAnalysis, running: int) -> Iterator[Row]:
    """The rows below the parts, where `running` tokens are above them."""
    if item.count.frame.tokens:
        running += item.count.frame.tokens
        with_tools = framing.has_tool_prompt(item.prompt)
        label = "frame (with the tool prompt)" if with_tools else "frame"
        yield Row(label, item.count.frame, running, is_here=False)
    for found in item.imports:
        running += found.total.tokens or 0
        yield Row(f"@{wording.safe(found.path)}", found.total, running, is_here=False)


def _headline(item: PromptAnalysis, here: Segment | None) -> str:
    if here is None:
        return wording.tokens(item.total)
    part = wording.tokens(item.count.segments[here.path])
    return f"{name(here)}: {part} of {wording.number(item.total)}"


def details_of(item: PromptAnalysis) -> list[str]:
    """Sentences about the whole prompt: budget, source, band, model, window, price."""
    return [*_lead(item), *_details(item)]


def _lead(item: PromptAnalysis) -> list[str]:
    """Of what budget, and how sure: what is looked for first."""
    return [*_budget(item), _source(item.total)]


def _details(item: PromptAnalysis) -> list[str]:
    return [_model(item), *_window(item), *_price(item), *item.total.reasons]


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
    """A sentence a budget; one that holds for many parts tells of the fullest."""
    by_budget = groupby(item.judgements, key=lambda judged: judged.budget)
    return [_fullest(list(judged)) for _, judged in by_budget]


def _fullest(judged: Sequence[Judgement]) -> str:
    most = max(judged, key=lambda each: each.share or 0)
    of = f" of {most.path}" if most.path else ""
    others = f", the fullest of {len(judged):,}" if len(judged) > 1 else ""
    origin = f" ({most.budget.origin})" if most.budget.origin else ""
    return f"Budget{of}: {wording.judgement(most)}{others}{origin}."
