"""A prompt written as Markdown: who says what, by front matter, by marks, or one user.

The front matter may give the whole text to one role; a `*.system.md` file is a system
prompt as a whole.
"""

import re

from promptally.documents import markdown
from promptally.documents.kinds import spoken
from promptally.documents.markdown import front_matter, role_marks
from promptally.documents.markdown.blocks import Blocks
from promptally.documents.markdown.front_matter import FrontMatter
from promptally.documents.markdown.role_marks import Marked
from promptally.documents.markdown.turns import ROLES, Turn, conversation, trimmed
from promptally.prompts import Document, Kind, Problem, Severity
from promptally.text import Span

_SYSTEM_FILE = re.compile(r"\.system\.md\Z")


def parse(path: str, text: str) -> Document:
    """The prompt in the Markdown `text`; `path` tells a `*.system.md` from others."""
    front = front_matter.parse(text)
    blocks = markdown.scan(text, front.body)
    found = _turns(path, text, front, blocks)
    talk = conversation(text, found.turns, blocks.headings)
    model = front_matter.plain_model(front)
    problems = (*front_matter.wrong_model(front), *found.problems, *talk.problems)
    talk = talk._replace(problems=problems)
    return spoken.document(Kind.MARKDOWN, text, front, talk, model)


def _turns(path: str, text: str, front: FrontMatter, blocks: Blocks) -> Marked:
    body = Span(front.body, len(text))
    declared = front_matter.string(front, "role")
    if declared and declared.value.lower() in ROLES:
        return Marked((_whole(text, body, ROLES[declared.value.lower()]),))
    unknown = (_unknown_role(declared.value, declared.span),) if declared else ()
    if _SYSTEM_FILE.search(path):
        return Marked((_whole(text, body, "system"),), unknown)
    found = role_marks.marked(text, body, blocks)
    if found is None:
        return Marked((_whole(text, body, "user"),), unknown)
    return Marked(found.turns, unknown + found.problems)


def _whole(text: str, body: Span, role: str) -> Turn:
    said = trimmed(text, body)
    return Turn(role, said, said.start, text[said.start : said.end])


def _unknown_role(role: str, span: Span) -> Problem:
    return Problem(
        code=front_matter.CODE,
        message=f"`{role}` is no role: take `system`, `user` or `assistant`",
        span=span,
        severity=Severity.WARNING,
    )
