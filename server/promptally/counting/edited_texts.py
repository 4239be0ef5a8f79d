"""The tokens of long texts, counted from those of the text before an edit.

Only what stands between the two nearest cuts (`cuts`) is counted again.
Short texts are not for here.
"""

from typing import NamedTuple

from promptally.counting import cuts, tokens
from promptally.counting.tokens import Generation
from promptally.documents.editing.difference import difference

_MOST = 16
"""Texts that are remembered: few, as they take memory."""

_NEAR = 10_000
"""Code points by which an edit makes a text longer or shorter, at the most."""

_ENDS = 64
"""Code points that are compared before two long texts are."""


class Counted(NamedTuple):
    """A long text with its tokens."""

    text: str
    generation: Generation
    n_tokens: int


class Memory:
    """The long texts that were counted last."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._counted: tuple[Counted, ...] = ()

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._counted)

    def count(self, text: str, generation: Generation) -> int:
        """The tokens of `text`, as `tokens.count` has them."""
        known = [it for it in reversed(self._counted) if it.generation is generation]
        old = next((it for it in known if it.text == text), None)
        if old is not None:
            return self._keep(old, old)
        old = next((it for it in known if _is_near(it.text, text)), None)
        n_tokens = after_edit(old, text) if old else None
        if n_tokens is None:
            old, n_tokens = None, tokens.count(text, generation)
        return self._keep(Counted(text, generation, n_tokens), old)

    def _keep(self, new: Counted, old: Counted | None) -> int:
        """Remember `new` as the last, in the place of `old`."""
        kept = [item for item in self._counted if item is not old]
        self._counted = (*kept[1 - _MOST :], new)
        return new.n_tokens


def _is_near(old: str, new: str) -> bool:
    """Whether one may come from the other by a small edit."""
    if abs(len(old) - len(new)) > _NEAR:
        return False
    return old[:_ENDS] == new[:_ENDS] or old[-_ENDS:] == new[-_ENDS:]


def after_edit(old: Counted, text: str) -> int | None:
    """The tokens of `text`, reckoned from those of `old`.

    `None` where it is as well to count all of it: what differs has no cut beside it, or
    none that is near.
    """
    start, end, new_end = difference(old.text, text)
    first = cuts.cut_before(old.text, start)
    last = cuts.cut_behind(old.text, end)
    between = len(old.text[first:last])
    # It is counted twice, as it was and as it is.
    if 2 * between > len(old.text):
        return None
    was = tokens.count_stretch(old.text, first, last, old.generation)
    new_last = last and last + new_end - end
    now = tokens.count_stretch(text, first, new_last, old.generation)
    return old.n_tokens - was + now
