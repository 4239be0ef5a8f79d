"""The tokens of long texts, counted from those of the text before an edit.

The paragraphs of a long text add up, so only those that the edit touches are counted;
to cut all of it in paragraphs costs more than that. Short texts are not for here.
"""

from typing import NamedTuple

from promptally.counting import tokens
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

    `None` where what differs reaches into the first part or the last: what stands
    around a text counts there as well.
    """
    start, end, new_end = difference(old.text, text)
    first = tokens.cut_before(old.text, start)
    last = tokens.cut_behind(old.text, end)
    if first is None or last is None:
        return None
    was = tokens.count_between(old.text[first:last], old.generation)
    new = text[first : last + new_end - end]
    return old.n_tokens - was + tokens.count_between(new, old.generation)
