"""Budgets and verdicts: which limits hold for a file, and whether a count keeps them.

Arithmetic only. Who counts, what is shown and which part of which prompt a budget is
held against is decided by the callers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from promptally import globs
from promptally.counts import Count

WARN = 0.9
"""The share of a limit from which on a count is near it."""


class Part(StrEnum):
    """What a budget is held against."""

    REQUEST = "request"
    """The whole prompt: the input tokens of a request with its frame; for an
    instruction file, what it adds to every request."""
    SYSTEM = "system"
    """The system prompt."""
    TOOLS = "tools"
    """All tool definitions together."""
    MESSAGE = "message"
    """Any one message."""
    CONTENT = "content"
    """What the text adds to a request, without a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A limit of `tokens` for a part of the files that the glob `files` matches.

    An empty `files` means the file that states the budget. Zero `tokens` mean "off":
    no limit at all. `warn` is the share of the limit, above 0 and at most 1, from
    which on a count is near it. `origin` says where the budget was stated.
    """

    tokens: int
    files: str = ""
    part: Part = Part.REQUEST
    warn: float = WARN
    origin: str = ""


class Verdict(StrEnum):
    """How a count stands to its budget."""

    WITHIN = "within"
    NEAR = "near"
    OVER = "over"
    UNKNOWN = "unknown"
    """There is no count to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A count held against a budget. `path` names the segment, `""` the whole."""

    budget: Budget
    count: Count
    verdict: Verdict
    path: str = ""

    @property
    def share(self) -> float | None:
        """The part of the limit that is used; `None` without a count or a limit."""
        if self.count.tokens is None or not self.budget.tokens:
            return None
        return self.count.tokens / self.budget.tokens


def judge(budget: Budget, count: Count, path: str = "") -> Judgement:
    """`count` held against `budget`: over beyond the limit, near from `warn` of it."""
    return Judgement(
        budget=budget, count=count, verdict=_verdict(budget, count.tokens), path=path
    )


def _verdict(budget: Budget, tokens: int | None) -> Verdict:
    if tokens is None:
        return Verdict.UNKNOWN
    if not budget.tokens:
        return Verdict.WITHIN
    if tokens > budget.tokens:
        return Verdict.OVER
    # As a float, 0.7 of 10 is more than 7; as the author wrote it, it is 7.
    near = tokens >= Fraction(str(budget.warn)) * budget.tokens
    return Verdict.NEAR if near else Verdict.WITHIN


def choose(budgets: Iterable[Budget], path: str) -> tuple[Budget, ...]:
    """The budgets that hold for the file at `path`: for each part the last that fits.

    `path` is relative to the workspace, with forward slashes. A part whose last budget
    is off has none. The order is that of `Part`.
    """
    chosen: dict[Part, Budget] = {}
    for budget in budgets:
        if not budget.files or globs.matches(budget.files, path):
            chosen[budget.part] = budget
    return tuple(
        chosen[part] for part in Part if part in chosen and chosen[part].tokens
    )


def declared(tokens: int | None, origin: str) -> tuple[Budget, ...]:
    """What a file says of itself: a limit for the whole prompt, or `None` for "off".

    To be put after all others. Off silences every part of the file.
    """
    if tokens is None:
        return tuple(Budget(tokens=0, part=part, origin=origin) for part in Part)
    return (Budget(tokens=tokens, origin=origin),)
