"""Prompty files: front matter, then turns that start with a line such as `user:`.

After the Prompty specification, version 2, sections 2.1 to 2.10 and 6. Templates are
not rendered: variables are counted as they are written.
"""

import re
from collections.abc import Sequence

from promptally.documents import markdown, nodes
from promptally.documents.kinds import spoken
from promptally.documents.markdown import front_matter
from promptally.documents.markdown.front_matter import FrontMatter
from promptally.documents.markdown.turns import Turn, conversation
from promptally.prompts import Declared, Document, Kind
from promptally.text import Span

_ROLE = re.compile(
    r"(?<![^\r\n])[ \t]*+#?+[ \t]*+(?P<role>system|user|assistant)"
    r"(?:\[[^\]\r\n]*+\])?+[ \t]*+:[ \t]*+(?:\r\n?|\n|\Z)",
    re.IGNORECASE,
)

_BLANK = re.compile(r"[\r\n]*+")

_NAMES_OF_VERSION_1 = ("model", "name", "azure_deployment")


def parse(_path: str, text: str) -> Document:
    """The prompt in the Prompty file `text`."""
    front = front_matter.parse(text, front_matter.PLUSES)
    blocks = markdown.scan(text, front.body)
    talk = conversation(text, _turns(text, front.body), blocks.headings)
    problems = (*spoken.uncounted_tools(front), *talk.problems)
    talk = talk._replace(problems=problems)
    return spoken.document(Kind.PROMPTY, text, front, talk, _model(front))


def is_role(line: str) -> bool:
    """Whether a line says whose turn begins."""
    return _ROLE.match(line) is not None


def _turns(text: str, body: int) -> list[Turn]:
    marks = list(_ROLE.finditer(text, body))
    starts = [mark.start() for mark in marks]
    first = Span(body, starts[0] if starts else len(text))
    turns = [_turn(text, "system", first, None)]
    ends: Sequence[int] = [*starts[1:], len(text)]
    for mark, end in zip(marks, ends, strict=False):
        span = Span(mark.end(), end)
        turns.append(_turn(text, mark["role"].lower(), span, mark.start()))
    return turns if turns[0].said.strip() else turns[1:]


def _turn(text: str, role: str, span: Span, anchor: int | None) -> Turn:
    """A turn without the line ends around it; blanks are part of what is sent."""
    said = text[span.start : span.end].strip("\r\n")
    leading = _BLANK.match(text, *span)
    start = leading.end() if leading else span.start
    return Turn(
        role, Span(start, start + len(said)), start if anchor is None else anchor, said
    )


def _model(front: FrontMatter) -> Declared[str] | None:
    node = nodes.get(front.node, "model")
    if named := front_matter.declared_string(node):
        return named
    if named := front_matter.declared_string(nodes.get(node, "id")):
        return named
    configuration = nodes.get(node, "configuration")
    names = (nodes.get(configuration, name) for name in _NAMES_OF_VERSION_1)
    return next(filter(None, map(front_matter.declared_string, names)), None)
