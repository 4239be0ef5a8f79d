"""Counting each message exactly: which requests it takes, and what their answers mean.

The conversation is counted again and again, each time one message longer: what a
message adds is its exact count, its turn included. A call of a tool and its result
cannot be asked for apart; they are counted together and share what they add. Each
request costs one of the user's requests a minute, so this is done on command only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from promptally import counts
from promptally.counting import framing, request, sharing
from promptally.counting.models import Model
from promptally.counting.offline import PromptCount
from promptally.counting.reading import items, kinds, mapping
from promptally.counting.request import FILLER, Request
from promptally.counting.sharing import Dealer
from promptally.counting.turns import role_of
from promptally.counts import Count, Source, share
from promptally.prompts import Measure, Prompt, Segment, SegmentKind
from promptally.text import Span


class Group(NamedTuple):
    """Messages that only go together: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to ask to count each message of a prompt exactly.

    `whole` is the prompt as it is. `base` has its system prompt and tools and no
    message, `turn` shows what a filler costs behind an answer, and `shorter` are the
    prompts that end with one of `groups`, the last group excepted.
    """

    prompt: Prompt
    model: Model
    whole: Request
    base: Request | None = None
    turn: Request | None = None
    groups: tuple[Group, ...] = ()
    shorter: tuple[Request, ...] = ()

    @property
    def requests(self) -> tuple[Request, ...]:
        """All of them, in the order in which `counted` wants their answers."""
        known = (self.whole, self.base, self.turn)
        return (*(one for one in known if one is not None), *self.shorter)


def plan(
    prompt: Prompt, model: Model, media: Mapping[str, bytes] | None = None
) -> Plan:
    """The requests that count each message of `prompt`, with the files it names.

    A prompt without turns, such as an instruction file, takes one request.
    """
    whole = request.build(prompt, model, media)
    if prompt.measure is Measure.CONTENT or not prompt.messages:
        return Plan(prompt=prompt, model=model, whole=whole)

    def with_messages(*messages: Segment) -> Request:
        return request.build(replace(prompt, messages=messages), model, media)

    groups = tuple(_groups(prompt.messages))
    heads = [prompt.messages[: group.end] for group in groups[:-1]]
    is_any_filled = any(map(_ends_with_an_answer, heads))
    return Plan(
        prompt=prompt,
        model=model,
        whole=whole,
        base=with_messages(_ASKING),
        turn=with_messages(_ASKING, _ANSWERING, _ASKING) if is_any_filled else None,
        groups=groups,
        shorter=tuple(
            with_messages(*head, *([_ASKING] if _ends_with_an_answer(head) else []))
            for head in heads
        ),
    )


def counted(
    planned: Plan, estimate: PromptCount, answers: Sequence[int]
) -> PromptCount:
    """The counts once `answers` have come, one for each of the planned requests.

    `estimate` is the offline count. A message that was sent whole and alone is exact;
    messages that share, system prompt, tools and frame stay offline, and all add up.
    """
    shared = sharing.exact(planned.prompt, estimate, planned.whole, answers[0])
    if planned.base is None:
        return shared
    steps = _running(planned, answers)
    left_out = {part.path for part in planned.whole.left_out}
    dealer = Dealer(estimate.segments, left_out)
    segments: dict[str, Count] = {}
    nobody = steps[0]
    for group, (before, after) in zip(planned.groups, pairwise(steps), strict=True):
        messages = planned.prompt.messages[group.start : group.end]
        added = after - before
        if all(message.path in left_out for message in messages):
            # Its turn cost something, and none of them was sent.
            nobody, added = nobody + added, 0
        segments |= _dealt(messages, added, dealer)
    rest = _rest(planned, estimate, nobody)
    segments |= rest.segments
    return replace(shared, frame=rest.frame, segments=MappingProxyType(segments))


def _running(planned: Plan, answers: Sequence[int]) -> list[int]:
    """The tokens up to each group: first without any message, at last the whole."""
    whole, base, *others = answers
    given = max(whole - planned.whole.fillers, 0)
    # Two turns came with the fillers behind the first, and they cost the same.
    filler = (others.pop(0) - base) // 2 if planned.turn is not None else 0
    steps = [base - 1]
    for asked, group, answer in zip(
        planned.shorter, planned.groups, others, strict=False
    ):
        head = planned.prompt.messages[: group.end]
        extra = filler if _ends_with_an_answer(head) else 0
        steps.append(answer - asked.fillers - extra)
    running = [max(min(steps[0], given), 0)]
    for step in steps[1:]:
        running.append(min(max(step, running[-1]), given))
    return [*running, given]


def _rest(planned: Plan, estimate: PromptCount, tokens: int) -> PromptCount:
    """The frame with system prompt and tools, which share what no message added."""
    bare = replace(planned.prompt, messages=())
    reckoned = replace(estimate, frame=framing.frame(bare, planned.model))
    asked = Request(body={}, left_out=planned.base.left_out if planned.base else ())
    return sharing.exact(bare, reckoned, asked, tokens)


def _dealt(
    messages: Sequence[Segment], tokens: int, dealer: Dealer
) -> Iterator[tuple[str, Count]]:
    """The counts of the messages of a group, and of all inside them."""
    weights = [dealer.weight(message) for message in messages]
    if not any(weights):
        weights = [int(message.path not in dealer.left_out) for message in messages]
    parts = share(tokens, weights)
    for message, part in zip(messages, parts, strict=True):
        yield from dealer.deal(message, part)
    if len(messages) == 1 and messages[0].path not in dealer.left_out:
        yield messages[0].path, _exact(messages[0], tokens, dealer)


def _exact(message: Segment, tokens: int, dealer: Dealer) -> Count:
    unsent = dealer.unsent(message)
    if not unsent:
        return counts.exact(tokens)
    return replace(counts.offline(tokens + unsent), source=Source.PARTIAL)


def _groups(messages: Sequence[Segment]) -> Iterator[Group]:
    """Each message alone, but a call with all that follows up to its results."""
    start = 0
    for at in range(len(messages)):
        if at + 1 == len(messages) or _is_end(messages[start : at + 2]):
            yield Group(start, at + 1)
            start = at + 1


def _is_end(messages: Sequence[Segment]) -> bool:
    """Whether a group ends before the last of `messages`."""
    *inside, following = messages
    if _has_results(following):
        return False
    is_same_answer = role_of(inside[-1]) == role_of(following) == "assistant"
    return not (is_same_answer and any(map(_has_calls, messages)))


def _has_results(message: Segment) -> bool:
    fields = mapping(message.value)
    is_foreign = fields.get("role") in ("tool", "function")
    return is_foreign or "tool_result" in kinds(fields.get("content"))


def _has_calls(message: Segment) -> bool:
    fields = mapping(message.value)
    return "tool_use" in kinds(fields.get("content")) or bool(
        items(fields.get("tool_calls"))
    )


def _ends_with_an_answer(messages: Sequence[Segment]) -> bool:
    """Newer models refuse a request that does, so a filler is put behind it."""
    return role_of(messages[-1]) == "assistant"


def _filler(role: str) -> Segment:
    return Segment(
        path=f"filler-{role}",
        kind=SegmentKind.MESSAGE,
        span=Span(0, 0),
        anchor=0,
        value={"role": role, "content": FILLER},
        role=role,
    )


_ASKING, _ANSWERING = _filler("user"), _filler("assistant")
