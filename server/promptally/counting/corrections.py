"""What exact counts teach: by how much offline counts of the same kind are off.

The host changes what it adds to requests without a word; after one exact count the
offline ones of that kind are right again. A lesson is a number of tokens for the frame,
which is where such changes were seen. Texts are not corrected: their counts do not
depend on the host's day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from statistics import median_low
from types import MappingProxyType

from promptally.counting.bands import scaled
from promptally.counting.models import Model
from promptally.counting.offline import PromptCount
from promptally.counting.reading import kinds, mapping, string
from promptally.counting.request import Request
from promptally.counts import Count, Source
from promptally.prompts import Measure, Prompt

MOST_RESIDUALS = 7
"""How many of the last residuals decide: an odd one out does not."""

LARGEST_PROMPT = 20_000
"""Tokens; in a longer prompt the error of its texts hides that of the frame."""

MOST_TOKENS = 400
MOST_SHARE = 0.15
"""A correction is at most so many tokens, or that share of the total if that is more.
The largest change ever recorded is +183 (the tool prompt of Sonnet 4.5, 2025-26)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned of one kind of request.

    `residuals` are exact minus offline tokens, the newest last; `n` says how many
    there have ever been, `date` when the last one came (Unix seconds).
    """

    residuals: tuple[int, ...]
    n: int
    date: int

    @property
    def tokens(self) -> int:
        """What is to be added to an offline count, unbounded."""
        return median_low(self.residuals) if self.residuals else 0


type Corrections = Mapping[str, Lesson]
"""Lessons by the kind of request."""

NOTHING_LEARNED: Corrections = MappingProxyType({})


def kind_of(prompt: Prompt, model: Model) -> str | None:
    """What kind of request it is: its rules and what adds to its frame.

    `None` for an instruction file, which has no frame to correct.
    """
    if prompt.measure is Measure.CONTENT:
        return None
    thinking = string(mapping(prompt.parameters.get("thinking")).get("type"))
    config = mapping(prompt.parameters.get("output_config"))
    choice = string(mapping(prompt.parameters.get("tool_choice")).get("type"))
    said = {
        "forced-tools" if choice in {"any", "tool"} else "tools": bool(prompt.tools),
        "thinking": thinking == "enabled",
        "adaptive": thinking == "adaptive",
        "schema": bool(config.get("format") or prompt.parameters.get("output_format")),
        "budget": bool(config.get("task_budget")),
        **_of_blocks(prompt),
    }
    return " ".join([model.rules, *(name for name, holds in said.items() if holds)])


def _of_blocks(prompt: Prompt) -> Mapping[str, bool]:
    contents = (mapping(message.value).get("content") for message in prompt.messages)
    found = set(chain.from_iterable(map(kinds, contents)))
    return {
        "calls": "tool_use" in found,
        "images": "image" in found,
        "documents": bool(found & {"document", "search_result"}),
    }


def residual(
    prompt: Prompt, estimate: PromptCount, request: Request, tokens: int
) -> int | None:
    """Exact minus offline tokens, or `None` where nothing is to be learned.

    `estimate` is the offline count, corrected or not; `tokens` is the answer.
    """
    total = estimate.total
    is_comparable = (
        prompt.measure is Measure.REQUEST
        and total.tokens is not None
        and total.source is Source.OFFLINE
        and not request.left_out
        and not request.fillers
    )
    if not is_comparable or tokens > LARGEST_PROMPT:
        return None
    return tokens - ((total.tokens or 0) - estimate.correction)


def observe(
    corrections: Corrections, kind: str, residual: int, date: int
) -> Corrections:
    """`corrections` with one residual more, seen at `date` (Unix seconds)."""
    known = corrections.get(kind, Lesson(residuals=(), n=0, date=0))
    lesson = Lesson(
        residuals=(*known.residuals, residual)[-MOST_RESIDUALS:],
        n=known.n + 1,
        date=max(known.date, date),
    )
    return {**corrections, kind: lesson}


def apply(
    estimate: PromptCount, corrections: Corrections, kind: str | None
) -> PromptCount:
    """The offline count with what was learned of its kind, on the frame."""
    lesson = corrections.get(kind) if kind is not None else None
    total, frame = estimate.total, estimate.frame
    if lesson is None or total.tokens is None or frame.tokens is None:
        return estimate
    added = max(_bounded(lesson.tokens, total.tokens), -frame.tokens)
    if not added:
        return estimate
    moved = scaled(total, total.tokens + added)
    return PromptCount(
        total=replace(
            _widened(moved, lesson), reasons=(*total.reasons, sentence(lesson, added))
        ),
        frame=scaled(frame, frame.tokens + added),
        segments=estimate.segments,
        correction=added,
        tally=estimate.tally,
    )


def sentence(lesson: Lesson, tokens: int) -> str:
    """What a hover says of a correction by `tokens`."""
    times = "an exact count" if lesson.n == 1 else f"{lesson.n} exact counts"
    last = datetime.fromtimestamp(lesson.date, UTC).date().isoformat()
    return f"corrected by {tokens:+,} tokens after {times}, last on {last}"


def _bounded(tokens: int, total: int) -> int:
    most = max(MOST_TOKENS, int(total * MOST_SHARE))
    return max(-most, min(tokens, most))


def _widened(count: Count, lesson: Lesson) -> Count:
    """The band holds at least what the residuals differ by."""
    tokens, low, high = count.tokens or 0, count.low or 0, count.high or 0
    down = lesson.tokens - min(lesson.residuals)
    up = max(lesson.residuals) - lesson.tokens
    return replace(
        count, low=max(min(low, tokens - down), 0), high=max(high, tokens + up)
    )
