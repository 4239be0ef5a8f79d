"""What was reckoned of texts, remembered without keeping the texts.

A text is known again by its length and 64 bits of a keyed hash, which no two texts of
one process share by chance. So a thousand versions of a document that somebody types
in cost a thousand numbers, and not a thousand documents.
"""

from collections.abc import Callable


class Remembered[T]:
    """A function of a text, and of whatever else, that remembers what it gave.

    When there are `most` entries, those in use move to a second half, whose former
    entries are forgotten. Only single dict operations touch it, so threads may share
    it.
    """

    def __init__(self, reckon: Callable[..., T], most: int) -> None:
        """`reckon` takes the text first; everything else must be hashable."""
        self._reckon = reckon
        self._most = most
        self._newer: dict[tuple[object, ...], T] = {}
        self._older: dict[tuple[object, ...], T] = {}

    def __call__(self, text: str, *others: object) -> T:
        """What `reckon` says, or has said before."""
        key = (hash(text), len(text), *others)
        found = self._newer.get(key, _MISSING)
        if not isinstance(found, _Missing):
            return found
        older = self._older.get(key, _MISSING)
        made = self._reckon(text, *others) if isinstance(older, _Missing) else older
        if len(self._newer) >= self._most:
            self._older, self._newer = self._newer, {}
        self._newer[key] = made
        return made

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._newer) + len(self._older)


class _Missing:
    """Stands for what nobody has reckoned yet: `None` may be an answer."""


_MISSING = _Missing()
