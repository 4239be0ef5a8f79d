"""Whether an edit stays within what one long string of a JSON text says.

What a file is, is told by short words in quotes and by what stands behind their colons
(`signs`). An edit that neither brings nor takes a quotation mark, in a stretch between
two of them that is longer than any such word, changes nothing of that.
"""

from promptally.documents.editing.difference import Difference

_LONGEST_SIGN = 20
"""Code points; the words that tell what a file is are shorter."""


def is_within(old: str, new: str, changed: Difference) -> bool:
    """Whether the edit changes what a long string says, and nothing else."""
    start, end, new_end = changed
    opening = old.rfind('"', 0, start)
    closing = old.find('"', end)
    if opening < 0 or closing < 0 or '"' in old[start:end] or '"' in new[start:new_end]:
        return False
    before = old[opening + 1 : closing]
    after = new[opening + 1 : closing + new_end - end]
    return _is_long(before) and _is_long(after)


def _is_long(said: str) -> bool:
    """Whether it is no word that tells anything, nor what stands behind one."""
    return len(said) > _LONGEST_SIGN and not said.lstrip().startswith(":")
