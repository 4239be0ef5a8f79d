"""An exact total, shared out among the parts that were counted offline.

One request counts a whole prompt. Its parts keep the proportions that the offline
count gave them, and with the frame they are exactly the total. A shared-out part is no
exact count of itself: it stays offline, and only the total is exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from promptally import counts
from promptally.counting.bands import scaled
from promptally.counting.offline import PromptCount
from promptally.counting.request import Request
from promptally.counts import Count, Source, share
from promptally.prompts import Prompt, Segment


def exact(
    prompt: Prompt, estimate: PromptCount, request: Request, tokens: int
) -> PromptCount:
    """The counts of `prompt` once the endpoint has answered `tokens` to `request`.

    `estimate` is the offline count. What was not sent keeps its estimate, and the
    total is then partial.
    """
    given = max(tokens - request.fillers, 0)
    left_out = {left.path for left in request.left_out}
    dealer = Dealer(estimate.segments, left_out)
    frame, parts = _dealt(prompt, estimate, given, dealer)
    segments = dict(
        found
        for top, sent in zip(prompt.segments, parts, strict=True)
        for found in dealer.deal(top, sent)
    )
    return PromptCount(
        total=_total(given, estimate, request),
        frame=scaled(estimate.frame, frame),
        segments=MappingProxyType(segments),
    )


def _total(given: int, estimate: PromptCount, request: Request) -> Count:
    if not request.left_out:
        return counts.exact(given)
    reasons = tuple(dict.fromkeys(left.reason for left in request.left_out))
    tokens = low = high = given
    for left in request.left_out:
        beside = estimate.segments.get(left.path)
        if beside is not None and beside.tokens is not None:
            tokens += beside.tokens
            low += beside.low or 0
            high += beside.high or 0
        elif not left.is_broken:
            # Nothing bounds it: then the band goes as far as that of the estimate.
            high = max(high, estimate.total.high or 0)
    return Count(
        tokens=tokens,
        low=low,
        high=max(high, tokens),
        source=Source.PARTIAL,
        reasons=reasons,
    )


def _dealt(
    prompt: Prompt, estimate: PromptCount, given: int, dealer: "Dealer"
) -> tuple[int, list[int]]:
    """The tokens of the frame, and for each top part those of it that were sent."""
    weights = [dealer.weight(top) for top in prompt.segments]
    frame = min(estimate.frame.tokens or 0, given)
    if not any(weights):
        return given, [0] * len(weights)
    return frame, share(given - frame, weights)


class Dealer(NamedTuple):
    """Deals tokens out by the offline counts of what was sent."""

    estimates: Mapping[str, Count]
    left_out: set[str]

    def weight(self, segment: Segment) -> int:
        """A part's offline tokens without what was not sent of it."""
        return max(self._tokens(segment) - self.unsent(segment), 0)

    def deal(self, segment: Segment, sent: int) -> Iterator[tuple[str, Count]]:
        """The counts of a part and of all inside it, `sent` being what was sent."""
        estimate = self.estimates[segment.path]
        if segment.path in self.left_out:
            yield segment.path, estimate
            for child in segment.children:
                yield from self._kept(child)
            return
        yield segment.path, _fitted(estimate, sent + self.unsent(segment))
        weights = [self.weight(child) for child in segment.children]
        own = max(self.weight(segment) - sum(weights), 0)
        if sum(weights) + own:
            dealt = share(sent, [*weights, own])
        else:
            dealt = [0] * len(weights)
        for child, part in zip(segment.children, dealt, strict=False):
            yield from self.deal(child, part)

    def _kept(self, segment: Segment) -> Iterator[tuple[str, Count]]:
        yield segment.path, self.estimates[segment.path]
        for child in segment.children:
            yield from self._kept(child)

    def _tokens(self, segment: Segment) -> int:
        return self.estimates[segment.path].tokens or 0

    def unsent(self, segment: Segment) -> int:
        """The offline tokens of what was not sent of a part."""
        if segment.path in self.left_out:
            return self._tokens(segment)
        return sum(map(self.unsent, segment.children))


def _fitted(estimate: Count, tokens: int) -> Count:
    """The estimate moved to `tokens`, as unsure as it was."""
    if estimate.source is Source.UNKNOWN:
        return estimate if not tokens else counts.offline(tokens)
    return replace(scaled(estimate, tokens), source=Source.OFFLINE)
