"""Where a text can be cut so that the tokens of its parts add up.

Tokens are not counted here, nor is it said here what a part at the beginning of a text
or at its end counts otherwise.
"""

import re
from functools import cache

_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u017e"  # Latin
    "\u03b1-\u03c9\u0400-\u045f"  # Greek, Cyrillic
)
_IDEOGRAPHS = "\u4e00-\u9fff\uac00-\ud7a3"  # Han, Hangul
_BEFORE_CUT = 2
"""Code points before a cut that make it one."""
_NEAR, _FURTHER = 256, 8
"""Code points that are searched for a cut at first, and how many times more then."""


def paragraphs(text: str) -> list[str]:
    """`text` in parts whose tokens add up: each ends with an empty line.

    A part begins with a character that stays and that nothing before it touches: no
    newline, no control or private use, which the tokenizers drop. Pieces do not reach
    from a newline to what follows it, nor do normal forms.
    """
    parts: list[str] = []
    waiting: list[str] = []
    for piece in text.split("\n\n"):
        if waiting and _begins_part(piece):
            waiting.append("")
            parts.append("\n\n".join(waiting))
            waiting = []
        waiting.append(piece)
    parts.append("\n\n".join(waiting))
    return parts


def _begins_part(text: str) -> bool:
    return text != "" and text[0].isprintable()


@cache
def _cuts() -> re.Pattern[str]:
    """What stands before a cut: where tokens of one side do not hang on the other.

    Behind a newline, before a word behind a word, between ideographs. Only what is most
    common, and stays in every form. To compile it takes 4 ms, which no start waits for.
    """
    return re.compile(
        # What all of them stand behind comes first: it is looked for in no time.
        f"[\\n {_IDEOGRAPHS}]"
        f"(?:(?<=\\n)(?=[ -~{_LETTERS}{_IDEOGRAPHS}])"
        f"|(?<=[{_LETTERS}] )(?=[{_LETTERS}])"
        f"|(?<=[{_IDEOGRAPHS}])(?=[{_IDEOGRAPHS}]))"
    )


def cut_before(text: str, place: int) -> int | None:
    """The last cut in `text` that nothing from `place` on can undo."""
    width = _NEAR
    while True:
        start = max(place - width, 0)
        found = [cut.end() for cut in _cuts().finditer(text, start, place)]
        if found:
            return found[-1]
        if start == 0:
            return None
        width *= _FURTHER


def cut_behind(text: str, place: int) -> int | None:
    """The first cut in `text` that nothing up to `place` can undo."""
    found = _cuts().search(text, place + _BEFORE_CUT - 1)
    return found.end() if found else None
