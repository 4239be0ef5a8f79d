"""Inlay hints: the total on the first line, a count for each part at its line's end.

A hint stands only at the end of a line, so that none moves the text that is being
typed. The one exception is the total of a file whose first line is empty or runs far
out of sight: it stands before that line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from promptally import counts, pieces
from promptally.analysis import Analysis, Extent, PromptAnalysis
from promptally.counts import Count, Source
from promptally.pieces import Pieces
from promptally.prompts import Segment
from promptally.text import Span
from promptally.view import wording
from promptally.view.outline import name, outline

_LONGEST_FIRST_LINE = 120
"""Code points; what stands after them is out of sight in most windows."""


_FEW = 16
"""Parts that are looked at one by one."""


class Hint(NamedTuple):
    """A label at `offset`, the end of `line`; with `at_start`, before its start."""

    line: int
    offset: int
    label: str
    tooltip: str
    at_start: bool = False


def hints(analysis: Analysis, within: Span) -> tuple[Hint, ...]:
    """The hints of the lines that `within` touches, in order, at most one a line."""
    is_whole = analysis.extent is Extent.WHOLE
    if analysis.settings.hints == "off" or (is_whole and not analysis.prompts):
        return ()
    lines, total = analysis.lines, _total(analysis)
    first, last = lines.line_at(within.start), lines.line_at(within.end)
    within = Span(lines.line_start(first), lines.line_end(last))
    labels: dict[int, str] = {}
    on_first_line = ""
    # A minified file has all its parts on one line, of which one is named there.
    end_of_first = lines.line_end(0)
    for anchor, say in _labels(analysis, within):
        if on_first_line and within.end <= end_of_first:
            break
        if on_first_line and anchor <= end_of_first:
            continue
        line = lines.line_at(anchor)
        if line == 0:
            on_first_line = say().named
        elif first <= line <= last and line not in labels:
            labels[line] = say().label
    if first == 0:
        said = [total_label(analysis, total), on_first_line]
        labels[0] = " · ".join(filter(None, said))
    tooltip = f"Promptally: {_source(analysis)} count"
    return tuple(_hint(analysis, n, labels[n], tooltip) for n in sorted(labels))


def _total(analysis: Analysis) -> Count:
    """The file's total, unknown as long as some of its prompts are."""
    is_whole = analysis.extent is Extent.WHOLE
    return analysis.total if is_whole else counts.unknown()


def total_label(analysis: Analysis, total: Count) -> str:
    """What the first line says: the file's total and its share of the budget."""
    match analysis.extent:
        case Extent.COUNTING:
            return "counting …"
        case Extent.STOPPED:
            return "not counted: cancelled"
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


def _source(analysis: Analysis) -> Source:
    """What most of the counts are; a batch that is being counted is counted here."""
    is_whole = analysis.extent is Extent.WHOLE
    return analysis.total.source if is_whole else Source.OFFLINE


def _hint(analysis: Analysis, line: int, label: str, tooltip: str) -> Hint:
    start, end = analysis.lines.line(line)
    at_start = line == 0 and (start == end or end - start > _LONGEST_FIRST_LINE)
    offset = start if at_start else end
    return Hint(line, offset, label, tooltip, at_start)


class _Label(NamedTuple):
    """A label, and what it says on a line that it shares; `named` may be empty."""

    label: str
    named: str


type _Anchored = tuple[int, Callable[[], _Label]]


def _labels(analysis: Analysis, within: Span) -> Iterator[_Anchored]:
    """Anchors, each with how to make its label: of most lines one is wanted."""
    prompts, lines = analysis.prompts, analysis.lines
    several = len(prompts) > 1 or analysis.extent is not Extent.WHOLE
    near = _near(prompts, within)
    shown = pieces.unmoved(prompts, near.start, near.stop)
    for at, (item, by) in zip(near, shown, strict=True):
        if several:
            yield item.prompt.anchor + by, partial(_prompt_label, item)
            start, end = item.prompt.span
            # What stands on one line with its prompt has no place for a label.
            if end + by <= lines.line_end(lines.line_at(start + by)):
                continue
        if analysis.settings.hints == "all":
            yield from _segment_labels(prompts[at], within)


def _prompt_label(item: PromptAnalysis) -> _Label:
    """What stands beside a prompt; it says nothing of its place, so it is kept."""
    found: _Label | None = item.memory.get(_KEY)
    if found is None:
        shares = budget_labels(item).get("", ())
        label = " · ".join([wording.tokens(item.total), *shares])
        number = wording.number(item.total)
        found = _Label(label, " · ".join([f"this one {number}", *shares]))
        item.memory[_KEY] = found
    return found


_KEY = "label"


def _near(prompts: Sequence[PromptAnalysis], within: Span) -> range:
    """The prompts that `within` touches: a large batch is not walked for one screen."""
    first = pieces.n_before(prompts, within.start, lambda item: item.prompt.span.end)
    last = pieces.n_before(prompts, within.end + 1, lambda item: item.prompt.span.start)
    return range(max(first - 1, 0), last)


def _segment_labels(item: PromptAnalysis, within: Span) -> Iterator[_Anchored]:
    prompt, shares = item.prompt, budget_labels(item)
    alone = len(prompt.tools) + len(prompt.system) + len(prompt.messages) == 1
    # An anchor may stand behind its line's text, in a terminator of up to two.
    low, high = within.start, within.end + 2
    tops = chain(prompt.tools, prompt.system, _around(prompt.messages, low, high))
    for depth, segment in _seen(tops, low, high):
        is_whole = alone and depth == 0
        if low <= segment.anchor <= high and not (is_whole and segment.children):
            yield (
                segment.anchor,
                partial(_segment_label, item, segment, shares, is_whole=is_whole),
            )


def _seen(
    segments: Iterable[Segment], low: int, high: int, depth: int = 0
) -> Iterator[tuple[int, Segment]]:
    """As `outline`, of what reaches into the text from `low` to `high`."""
    for segment in segments:
        start, end = segment.span
        anchor = segment.anchor
        if max(end, anchor) < low or min(start, anchor) > high:
            continue
        if len(segment.children) < _FEW:
            yield from ((depth + n, part) for n, part in outline((segment,)))
            continue
        yield depth, segment
        yield from _seen(_around(segment.children, low, high), low, high, depth + 1)


def _around(segments: Sequence[Segment], low: int, high: int) -> Iterator[Segment]:
    """Those from `low` to `high`, where it is known that they stand in order.

    It is after an edit; before one, an alias in YAML may repeat what stands above.
    """
    if not isinstance(segments, Pieces):
        return iter(segments)
    first = segments.n_before(low, lambda segment: segment.span.end)
    last = segments.n_before(high + 1, lambda segment: segment.span.start)
    between = range(max(first - 1, 0), min(last + 1, len(segments)))
    return (segments[at] for at in between)


def _segment_label(
    item: PromptAnalysis,
    segment: Segment,
    shares: Mapping[str, Sequence[str]],
    *,
    is_whole: bool,
) -> _Label:
    number = wording.number(item.count.segments[segment.path])
    label = " · ".join([number, *shares.get(segment.path, ())])
    return _Label(label, "" if is_whole else f"{name(segment)} {number}")
