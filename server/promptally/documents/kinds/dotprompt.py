"""Dotprompt files: front matter, then a Handlebars template with marks of roles.

After google.github.io/dotprompt, autumn 2026: `{{role "system"}}` gives what follows to
that role, up to the next mark, and `{{history}}` gives it to the model. White space is
sent as it stands. Templates are not rendered, but their comments are left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from promptally.documents import markdown
from promptally.documents.kinds import spoken
from promptally.documents.markdown import front_matter
from promptally.documents.markdown.front_matter import FrontMatter
from promptally.documents.markdown.turns import ROLES, Turn, conversation, trimmed
from promptally.prompts import Declared, Document, Kind
from promptally.text import Span

_MARK = re.compile(
    r"\{\{~?[ \t]*+(?:"
    r"""\#?role[ \t]++(?P<quote>["'])(?P<role>[^"'\r\n]*+)(?P=quote)[^{}\r\n]*+"""
    r"|(?P<end>/role)[ \t]*+"
    r"|(?P<history>history)[ \t]*+"
    r")~?\}\}"
)

_COMMENT_OPENING = re.compile(r"\{\{~?!(?P<dashes>--)?+")


def parse(_path: str, text: str) -> Document:
    """The prompt in the Dotprompt file `text`."""
    front = front_matter.parse(text, front_matter.COMMENTED)
    blocks = markdown.scan(text, front.body)
    comments = tuple(_comments(text, front.body))
    turns = tuple(_turns(text, trimmed(text, Span(front.body, len(text))), comments))
    talk = conversation(text, turns, blocks.headings)
    problems = (*front_matter.wrong_model(front), *spoken.uncounted_tools(front))
    talk = talk._replace(problems=problems)
    return spoken.document(Kind.DOTPROMPT, text, front, talk, _model(front))


def _turns(text: str, body: Span, comments: Sequence[Span]) -> Iterator[Turn]:
    role, anchor, position = "user", body.start, body.start
    for mark in _MARK.finditer(text, *body):
        if _is_covered(mark.start(), comments):
            continue
        yield _turn(text, role, Span(position, mark.start()), anchor, comments)
        role, anchor, position = _role(mark), mark.start(), mark.end()
    yield _turn(text, role, Span(position, body.end), anchor, comments)


def _role(mark: re.Match[str]) -> str:
    """The role of what follows; one that the Messages API lacks is a user's."""
    if mark["history"]:
        return "assistant"
    return ROLES.get((mark["role"] or "user").strip().lower(), "user")


def _is_covered(place: int, comments: Sequence[Span]) -> bool:
    at = bisect_right(comments, place, key=lambda span: span.start) - 1
    return at >= 0 and place < comments[at].end


def _turn(
    text: str, role: str, span: Span, anchor: int, comments: Sequence[Span]
) -> Turn:
    parts: list[str] = []
    position = span.start
    for comment in comments[bisect_left(comments, Span(span.start, 0)) :]:
        if comment.start >= span.end:
            break
        parts.append(text[position : comment.start])
        position = comment.end
    parts.append(text[position : span.end])
    return Turn(role, span, anchor, "".join(parts))


def _comments(text: str, start: int) -> Iterator[Span]:
    """The comments from `start` on; one that is not closed is text."""
    position = start
    while opening := _COMMENT_OPENING.search(text, position):
        closing = "--}}" if opening["dashes"] else "}}"
        end = text.find(closing, opening.end())
        if end < 0:
            return
        position = end + len(closing)
        yield Span(opening.start(), position)


def _model(front: FrontMatter) -> Declared[str] | None:
    """The model without its provider: `anthropic/` is no part of the id."""
    named = front_matter.plain_model(front)
    return named and Declared(value=named.value.rpartition("/")[2], span=named.span)
