"""Cache breakpoints that cannot work: what they mark is shorter than a cache takes.

The prefix of a breakpoint is everything up to it: tools, system prompt, messages. It
is told only where even the upper end of the band is too short.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting.faults import spot
from promptally.counting.model_refusals import parameter
from promptally.counting.reading import mapping
from promptally.counts import Count
from promptally.limits.table import Broken
from promptally.prompts import Segment
from promptally.text import Span

CODE = "cache-too-short"
_WORD = "cache_control"
_KEY = re.compile(r"[\"']?cache_control[\"']?(?=\s*+:)")


class _Mark(NamedTuple):
    """A breakpoint, with the most tokens that its prefix may have."""

    segment: Segment
    most: int


def found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    """The breakpoints whose prefix the model does not cache."""
    least = item.model.min_cacheable_tokens
    if least is None or not item.model.known:
        return
    if analysis.lines.find(_WORD, item.prompt.span) < 0:
        return
    if item.prompt.parameters.get(_WORD) and 0 < _most(item.total) < least:
        span = parameter(item.prompt, _WORD)
        yield _broken(item, _most(item.total), least, span)
    for mark in _marks(item):
        if mark.most < least:
            yield _broken(item, mark.most, least, _key(analysis.text, mark.segment))


def _broken(item: PromptAnalysis, most: int, least: int, span: Span) -> Broken:
    message = (
        f"This is not cached: with all before it, it has {most:,} tokens at most, and"
        f" {item.model.name} caches from {least:,} on"
    )
    return Broken(CODE, message, span)


def _marks(item: PromptAnalysis) -> Iterator[_Mark]:
    """The breakpoints in the order in which the API reads them."""
    # The tool prompt stands before all, and role marks between: they may all count.
    before = _most(item.count.frame)
    for segment in item.prompt.segments:
        yield from _inside(segment, before, item.count.segments)
        before += _most(item.count.segments[segment.path])


def _inside(
    segment: Segment, before: int, counted: Mapping[str, Count]
) -> Iterator[_Mark]:
    running = before
    for child in segment.children:
        yield from _inside(child, running, counted)
        running += _most(counted[child.path])
    if mapping(segment.value).get(_WORD):
        yield _Mark(segment, before + _most(counted[segment.path]))


def _most(count: Count) -> int:
    """The upper end of the band; what nobody knows may be any number."""
    return _ENDLESS if count.high is None else count.high


_ENDLESS = 10**9


def _key(text: str, segment: Segment) -> Span:
    """The key itself; the last in a block, for a result's blocks may have their own."""
    keys: Sequence[re.Match[str]] = [*_KEY.finditer(text, *segment.span)]
    own = [key for key in keys if not _is_inside(key.start(), segment)]
    return Span(*own[-1].span()) if own else spot(segment)


def _is_inside(offset: int, segment: Segment) -> bool:
    return any(
        child.span.start <= offset < child.span.end for child in segment.children
    )
