"""Whether a file is read as it stands, or around faults of its syntax."""

from promptally.prompts import Document

_OF_SYNTAX = frozenset(
    {
        "alias",
        "alias-limit",
        "control-character",
        "syntax",
        "too-deep",
        "too-large",
    }
)
"""Problems with which a part of a file may be left out, or be read as something else.
"""


def is_sound(document: Document) -> bool:
    """Whether nothing is wrong with its syntax, so that every part means what it says.

    A fault inside of a part may move what stands outside of it.
    """
    return not any(problem.code in _OF_SYNTAX for problem in document.problems)
