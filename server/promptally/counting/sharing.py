"""An exact total, shared out among the parts that were counted offline.

One request counts a whole prompt. Its parts keep the proportions that the offline
count gave them, and together they are exactly the total; the frame stands apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from promptally import counts
from promptally.counting.offline import PromptCount
from promptally.counting.request import Request
from promptally.counts import Count, Source, share
from promptally.prompts import Measure, Prompt, Segment


def exact(
    prompt: Prompt, estimate: PromptCount, request: Request, tokens: int, frame: int
) -> PromptCount:
    """The counts of `prompt` once the endpoint has answered `tokens` to `request`.

    `estimate` is the offline count, `frame` the tokens of a bare message's frame, which
    an instruction file does not have. What the endpoint refused keeps its estimate, and
    the total is then partial.
    """
    left_out = {left.path for left in request.left_out}
    given = max(tokens - request.fillers, 0)
    if prompt.measure is Measure.CONTENT:
        given = max(given - frame, 0)
    beside = counts.total(
        [estimate.segments[p] for p in sorted(left_out) if p in estimate.segments]
    )
    total = _total(given, beside, request)
    shared = dict(_shared(prompt, estimate, given, left_out))
    own = estimate.frame.tokens or 0
    kept_frame = counts.exact(min(own, given)) if own else estimate.frame
    return PromptCount(total=total, frame=kept_frame, segments=MappingProxyType(shared))


def _total(given: int, beside: Count, request: Request) -> Count:
    reasons = tuple(dict.fromkeys(left.reason for left in request.left_out))
    if not request.left_out:
        return counts.exact(given)
    if beside.tokens is None or beside.low is None or beside.high is None:
        return Count(
            tokens=given, low=given, high=given, source=Source.PARTIAL, reasons=reasons
        )
    return Count(
        tokens=given + beside.tokens,
        low=given + beside.low,
        high=given + beside.high,
        source=Source.PARTIAL,
        reasons=reasons,
    )


def _shared(
    prompt: Prompt, estimate: PromptCount, given: int, left_out: set[str]
) -> Iterator[tuple[str, Count]]:
    tops = prompt.segments
    room = max(given - (estimate.frame.tokens or 0), 0)
    weights = [_weight(top, estimate.segments, left_out) for top in tops]
    for top, tokens in zip(tops, share(room, weights), strict=True):
        yield from _deal(top, tokens, estimate.segments, left_out)


def _weight(
    segment: Segment, estimates: Mapping[str, Count], left_out: set[str]
) -> int:
    """A part's share: its offline tokens without what was not sent."""
    if segment.path in left_out:
        return 0
    whole = estimates[segment.path].tokens or 0
    unsent = sum(
        (estimates[child.path].tokens or 0) - _weight(child, estimates, left_out)
        for child in segment.children
    )
    return max(whole - unsent, 0)


def _deal(
    segment: Segment, tokens: int, estimates: Mapping[str, Count], left_out: set[str]
) -> Iterator[tuple[str, Count]]:
    """The counts of a part and of all inside it, `tokens` being what was sent of it."""
    estimate = estimates[segment.path]
    if segment.path in left_out:
        yield segment.path, estimate
        return
    children: Sequence[Segment] = segment.children
    weights = [_weight(child, estimates, left_out) for child in children]
    own = max(_weight(segment, estimates, left_out) - sum(weights), 0)
    dealt = share(tokens, [*weights, own])
    unsent = (estimate.tokens or 0) - _weight(segment, estimates, left_out)
    yield segment.path, _count(tokens, unsent)
    for child, part in zip(children, dealt, strict=False):
        yield from _deal(child, part, estimates, left_out)


def _count(sent: int, unsent: int) -> Count:
    """A shared-out part is no exact count of itself; only the total is."""
    tokens = sent + max(unsent, 0)
    return replace(
        counts.offline(tokens), source=Source.PARTIAL if unsent > 0 else Source.OFFLINE
    )
