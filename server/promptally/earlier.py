"""What a file was at another commit, in numbers; and what of it is what today.

Only numbers and names are kept, so that a comparison after an edit is arithmetic. Who
reads the other commit, and what is shown, is decided by the callers.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from promptally.counts import Count


class Part(NamedTuple):
    """A line of a prompt's outline; `tokens` is `None` where nobody knows."""

    depth: int
    label: str
    tokens: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPrompt:
    """One prompt as it was, counted offline; `model` is the id of what it was for."""

    id: str
    total: Count
    model: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A file as it was at the commit that people call `since`.

    `tree` is the id of all the files of that commit. `prompts` is `None` where there
    was no such prompt file. `path` is where the file was, if that is elsewhere. With a
    `fault`, a sentence without a stop, nothing is known; `is_setting_at_fault` tells
    that the commit's name is to blame.
    """

    since: str
    tree: str = ""
    path: str = ""
    prompts: tuple[EarlierPrompt, ...] | None = None
    fault: str = ""
    is_setting_at_fault: bool = False


class Item[K: Hashable](NamedTuple):
    """One of a sequence, by what it is called and by what it weighs."""

    key: K
    weight: int | None


def paired[K: Hashable](
    old: Sequence[Item[K]], new: Sequence[Item[K]]
) -> tuple[int | None, ...]:
    """For each of `new` the place in `old` of what it was; `None` for what is new.

    What is the same at the beginning and at the end belongs together. Between, those
    of one name do in their order.
    """
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    places: defaultdict[K, deque[int]] = defaultdict(deque)
    for at in range(start, len(old) - end):
        places[old[at].key].append(at)
    between = [
        places[item.key].popleft() if places[item.key] else None
        for item in new[start : len(new) - end]
    ]
    return (*range(start), *between, *range(len(old) - end, len(old)))
