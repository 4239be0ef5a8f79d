"""Whether an edit stays within what one long string of a JSON text says.

What a file is, is told by short words in quotes and by what stands behind their colons
(`signs`), and by the name of a model. An edit that neither brings nor takes a quotation
mark, in a stretch between two of them that is longer than any such word, and is no name
of a model, changes nothing of that.
"""

from promptally.documents.editing.difference import Difference

_LONGEST_SIGN = 20
"""Code points; the words that tell what a file is are shorter."""

_FAR = 200
"""Code points before a string in which its key is looked for."""


def is_within(old: str, new: str, changed: Difference) -> bool:
    """Whether the edit changes what a long string says, and nothing else."""
    start, end, new_end = changed
    opening = old.rfind('"', 0, start)
    closing = old.find('"', end)
    if opening < 0 or closing < 0 or '"' in old[start:end] or '"' in new[start:new_end]:
        return False
    before = old[opening + 1 : closing]
    after = new[opening + 1 : closing + new_end - end]
    is_long = _is_long(before) and _is_long(after)
    return is_long and not _is_model(old, opening)


def _is_model(text: str, opening: int) -> bool:
    """Whether the string that opens there may name a model, however far inside."""
    before = text[max(0, opening - _FAR) : opening].rstrip()
    key = before.removesuffix(":").rstrip()
    if not key:
        return opening > _FAR
    return key != before and key.endswith('"model"')


def _is_long(said: str) -> bool:
    """Whether it is no word that tells anything, nor what stands behind one."""
    return len(said) > _LONGEST_SIGN and not said.lstrip().startswith(":")
