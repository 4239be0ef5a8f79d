"""Document symbols: the outline of a file with the tokens of each part."""

from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.prompts import Segment, SegmentKind
from promptally.text import Span
from promptally.view import wording
from promptally.view.findings import line_of
from promptally.view.outline import name

_KINDS = {
    SegmentKind.TOOL: "function",
    SegmentKind.SECTION: "string",
    SegmentKind.SYSTEM: "module",
    SegmentKind.MESSAGE: "event",
}


class Symbol(NamedTuple):
    """An entry of the outline; `kind` is the LSP's word, `selection` lies in `span`."""

    name: str
    detail: str
    kind: str
    span: Span
    selection: Span
    children: tuple["Symbol", ...]


def symbols(analysis: Analysis) -> tuple[Symbol, ...]:
    """The outline: prompts with their parts, or the parts alone where there is one."""
    if len(analysis.prompts) == 1:
        return _parts(analysis, analysis.prompts[0])
    return tuple(_prompt(analysis, item) for item in analysis.prompts)


def _prompt(analysis: Analysis, item: PromptAnalysis) -> Symbol:
    return Symbol(
        name=wording.safe(item.prompt.id) or "request",
        detail=wording.tokens(item.total),
        kind="class",
        span=item.prompt.span,
        selection=_selection(analysis, item.prompt.span, item.prompt.anchor),
        children=_parts(analysis, item),
    )


def _parts(analysis: Analysis, item: PromptAnalysis) -> tuple[Symbol, ...]:
    return tuple(_segment(analysis, item, s) for s in item.prompt.segments)


def _segment(analysis: Analysis, item: PromptAnalysis, segment: Segment) -> Symbol:
    span = Span(min(segment.span.start, segment.anchor), segment.span.end)
    return Symbol(
        name=name(segment),
        detail=wording.tokens(item.count.segments[segment.path]),
        kind=_KINDS.get(segment.kind, "object"),
        span=span,
        selection=_label(span, segment) or _selection(analysis, span, segment.anchor),
        children=tuple(_segment(analysis, item, child) for child in segment.children),
    )


def _label(span: Span, segment: Segment) -> Span | None:
    """The label of a part where it lies inside: some editors refuse the rest."""
    label = segment.label
    if label and span.start <= label.start and label.end <= span.end:
        return label
    return None


def _selection(analysis: Analysis, span: Span, anchor: int) -> Span:
    """The line of the anchor, cut to the span: the LSP wants it inside."""
    line = line_of(analysis, anchor)
    start = min(max(line.start, span.start), span.end)
    return Span(start, min(max(line.end, start), span.end))
