"""Inlay hints: the total on the first line, a count for each part at its line's end.

A hint stands only at the end of a line, so that none moves the text that is being
typed. The one exception is the total of a file whose first line is empty or runs far
out of sight: it stands before that line.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counts import Count
from promptally.text import Span
from promptally.view import wording
from promptally.view.outline import name, outline

_LONGEST_FIRST_LINE = 120
"""Code points; what stands after them is out of sight in most windows."""


class Hint(NamedTuple):
    """A label at `offset`, a line's end; with `at_start`, before the first letter."""

    offset: int
    label: str
    tooltip: str
    at_start: bool = False


def hints(analysis: Analysis, within: Span) -> tuple[Hint, ...]:
    """The hints of the lines that `within` touches, in order, at most one a line."""
    if analysis.settings.hints == "off" or not analysis.prompts:
        return ()
    lines, total = analysis.lines, analysis.total
    first, last = lines.line_at(within.start), lines.line_at(within.end)
    within = Span(lines.line_start(first), lines.line_end(last))
    labels: dict[int, str] = {}
    on_first_line: list[str] = []
    for anchor, label, named in _labels(analysis, within):
        line = lines.line_at(anchor)
        if line == 0 and named:
            on_first_line.append(named)
        elif line > 0 and first <= line <= last:
            labels.setdefault(line, label)
    if first == 0:
        labels[0] = " · ".join([total_label(analysis, total), *on_first_line[:1]])
    tooltip = f"Promptally: {total.source} count"
    return tuple(_hint(analysis, n, labels[n], tooltip) for n in sorted(labels))


def total_label(analysis: Analysis, total: Count) -> str:
    """What the first line says: the file's total and its share of the budget."""
    said = wording.tokens(total)
    if len(analysis.prompts) > 1:
        return f"{said} in {wording.plural(len(analysis.prompts), 'request')}"
    return " · ".join([said, *budget_labels(analysis.prompts[0]).get("", ())])


def budget_labels(item: PromptAnalysis) -> Mapping[str, Sequence[str]]:
    """The shares of the budgets by the path that each holds for (`""`: the whole)."""
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for judged in item.judgements:
        labels[judged.path].append(wording.judgement(judged))
    return labels


def _hint(analysis: Analysis, line: int, label: str, tooltip: str) -> Hint:
    start, end = analysis.lines.line_start(line), analysis.lines.line_end(line)
    at_start = line == 0 and (start == end or end - start > _LONGEST_FIRST_LINE)
    offset = start if at_start else end
    return Hint(offset=offset, label=label, tooltip=tooltip, at_start=at_start)


def _labels(analysis: Analysis, within: Span) -> Iterator[tuple[int, str, str]]:
    """Anchors, labels, and the labels with their part's name for a shared line."""
    several = len(analysis.prompts) > 1
    for item in _near(analysis.prompts, within):
        if several:
            shares = budget_labels(item).get("", ())
            label = " · ".join([wording.tokens(item.total), *shares])
            number = wording.number(item.total)
            yield item.prompt.anchor, label, " · ".join([f"this one {number}", *shares])
        if analysis.settings.hints == "all":
            yield from _segment_labels(item, within)


def _near(prompts: Sequence[PromptAnalysis], within: Span) -> Sequence[PromptAnalysis]:
    """The prompts that `within` touches: a large batch is not walked for one screen."""
    first = bisect_left(prompts, within.start, key=lambda item: item.prompt.span.end)
    last = bisect_left(prompts, within.end + 1, key=lambda item: item.prompt.span.start)
    return prompts[max(first - 1, 0) : last]


def _segment_labels(
    item: PromptAnalysis, within: Span
) -> Iterator[tuple[int, str, str]]:
    top, shares = item.prompt.segments, budget_labels(item)
    alone = len(top) == 1
    for depth, segment in outline(top):
        # An anchor may stand behind its line's text, in a terminator of up to two.
        if not within.start <= segment.anchor <= within.end + 2:
            continue
        number = wording.number(item.count.segments[segment.path])
        label = " · ".join([number, *shares.get(segment.path, ())])
        is_whole = alone and depth == 0
        if not (is_whole and segment.children):
            yield segment.anchor, label, "" if is_whole else f"{name(segment)} {number}"
