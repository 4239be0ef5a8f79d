"""What holds within an element of POML: who speaks, and what becomes of white space."""

import re
from typing import NamedTuple

from promptally.documents.kinds import poml_names
from promptally.documents.kinds.poml_tags import Sort, Token
from promptally.text import Span


class Frame(NamedTuple):
    """What holds within an element that is open; `first` is its first piece."""

    opening: Token
    first: int
    speaker: str | None = None
    is_hidden: bool = False
    is_kept: bool = False
    is_example: bool = False
    is_chat: bool = True


AT_ROOT = Frame(Token(Sort.OPENING, Span(0, 0)), first=-1)

_ESCAPE = re.compile(r"#(quot|apos|amp|lt|gt|hash|lbrace|rbrace);")
_ESCAPED = {
    "quot": '"',
    "apos": "'",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "hash": "#",
    "lbrace": "{",
    "rbrace": "}",
}
_FALSE = frozenset({"false", "{{false}}", "{{ false }}", "0"})


def within(token: Token, outer: Frame, first: int) -> Frame:
    """What holds within the element that `token` opens, inside of `outer`.

    `first` is the index of its first piece.
    """
    name = token.name
    frame = Frame(
        opening=token,
        first=first,
        is_hidden=outer.is_hidden or name in poml_names.NOT_IN_TEXT,
        is_kept=_is_kept(token, otherwise=outer.is_kept),
        is_example=outer.is_example or name in poml_names.EXAMPLES,
        is_chat=_is_chat(token, otherwise=outer.is_chat),
    )
    return frame._replace(speaker=own_speaker(token, frame) or outer.speaker)


def own_speaker(token: Token, frame: Frame) -> str | None:
    """The role that an element gives to all within it."""
    given = token.attributes.get("speaker")
    if given and given.value in poml_names.ROLES:
        return poml_names.ROLES[given.value]
    if frame.is_example and frame.is_chat and token.name in poml_names.IN_EXAMPLES:
        return poml_names.IN_EXAMPLES[token.name]
    return poml_names.SPEAKERS.get(token.name)


def _is_chat(token: Token, *, otherwise: bool) -> bool:
    """Whether examples are turns of a chat, as they are unless somebody says no."""
    if chat := token.attributes.get("chat"):
        return chat.value.strip() not in _FALSE
    if syntax := token.attributes.get("syntax"):
        return syntax.value not in {"json", "yaml", "xml"}
    return otherwise


def _is_kept(token: Token, *, otherwise: bool) -> bool:
    """Whether white space within is sent as it stands."""
    if space := token.attributes.get("whitespace"):
        return space.value == "pre"
    if syntax := token.attributes.get("syntax"):
        return syntax.value == "text"
    return otherwise or token.name == "code"


def unescaped(said: str) -> str:
    """`said` with POML's own escapes, such as `#lt;`, as what they stand for."""
    if "#" not in said:
        return said
    return _ESCAPE.sub(lambda found: _ESCAPED[found[1]], said)
