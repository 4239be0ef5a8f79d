"""What a request leaves out, and why: the notes that are taken while one is made."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A part that is not sent. `path` is its segment's, or the name of a field.

    `is_broken` tells what nobody could send, because it is not whole yet, from what
    only the count endpoint refuses.
    """

    path: str
    reason: str
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Collects what is left out of one request, in the order of its parts."""

    taken: list[LeftOut] = field(default_factory=list)

    def refused(self, path: str, reason: str) -> None:
        """The endpoint does not take the part at `path`."""
        self.taken.append(LeftOut(path=path, reason=reason))

    def broken(self, path: str, reason: str) -> None:
        """The part at `path` is half typed, or does not fit to the others."""
        self.taken.append(LeftOut(path=path, reason=reason, is_broken=True))


def outermost(parts: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """`parts` without those that lie inside another one, each path once."""
    by_path = {part.path: part for part in parts}
    return tuple(
        part
        for path, part in by_path.items()
        if by_path.keys().isdisjoint(_above(path))
    )


def _above(path: str) -> Iterator[str]:
    """The paths of all that holds the part at `path`."""
    for border in _BORDER.finditer(path, 1):
        yield path[: border.start()]


_BORDER = re.compile(r"[.\[]")
