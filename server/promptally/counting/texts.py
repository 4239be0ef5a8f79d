"""The tokens of a plain text, remembered.

Counting runs at every keystroke on texts of which all but one are as they were.
"""

from promptally.counting.edited_texts import Memory
from promptally.counting.tokens import Generation
from promptally.counting.tokens import count as _count
from promptally.remembered import Remembered

SHORT = 10_000
"""Code points. Long texts are remembered too, but few of them: they take memory."""


def tokens(text: str, generation: Generation) -> int:
    """The content tokens of `text`, none for an empty one."""
    if not text:
        return 0
    remembered = _short if len(text) <= SHORT else _long
    return remembered(text, generation)


_short = Remembered(_count, 4096)
_long = Memory().count
