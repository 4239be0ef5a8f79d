"""Growth: how a file's count has changed, and whether it may have.

Arithmetic only, as for budgets. Where the earlier count comes from (another commit, a
baseline file) and what is shown is decided by the callers.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from promptally import counts
from promptally.counts import Count

_AMOUNT = re.compile(
    r"(?:(?P<percent>[0-9]{1,6}(?:\.[0-9]{1,3})?)\s?%|(?P<tokens>[0-9]{1,9}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthLimit:
    """By how much one file may grow: in `tokens`, in `percent`, or without a limit.

    Breaking either is too much. Zero means that the file may not grow at all. With
    `new`, a file that was not there before has grown from nothing, and `tokens` holds
    for it; without, it has its budgets only. Percent of nothing is never too much.
    """

    tokens: int | None = None
    percent: float | None = None
    new: bool = False

    def __bool__(self) -> bool:
        """Whether there is a limit at all."""
        return self.tokens is not None or self.percent is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The counts of a file before and after; `None` where there was, or is, no file.

    `old_path` is where it was before, if that is elsewhere.
    """

    before: Count | None
    after: Count | None
    old_path: str = ""

    @property
    def tokens(self) -> int | None:
        """By how many tokens it has grown, below zero if it shrank; `None`: unknown."""
        before, after = self.before or counts.NOTHING, self.after or counts.NOTHING
        if before.tokens is None or after.tokens is None:
            return None
        return after.tokens - before.tokens

    @property
    def percent(self) -> float | None:
        """The same as a part of what it was, in percent; `None` also of nothing."""
        if self.tokens is None or self.before is None or not self.before.tokens:
            return None
        return 100 * self.tokens / self.before.tokens


def parse_limit(text: str) -> GrowthLimit | None:
    """The limit that `500` or `10%` means, or `None` for any other text."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    if found["percent"]:
        return GrowthLimit(percent=float(found["percent"]))
    return GrowthLimit(tokens=int(found["tokens"]))


def allowed(limit: GrowthLimit, change: Change) -> int | None:
    """How many tokens the file may grow by: the narrower limit; `None` for no limit."""
    is_new = change.before is None
    if change.after is None or (is_new and not limit.new):
        return None
    bounds = [] if limit.tokens is None else [limit.tokens]
    if change.before and change.before.tokens and limit.percent is not None:
        # As a float, 0.1 percent of 1,000 is less than 1; as it was written, it is 1.
        share = Fraction(str(limit.percent)) / 100
        bounds.append(int(share * change.before.tokens))
    return min(bounds, default=None)


def is_too_much(limit: GrowthLimit, change: Change) -> bool:
    """Whether the growth is known and is more than is allowed."""
    bound = allowed(limit, change)
    return bound is not None and change.tokens is not None and change.tokens > bound
