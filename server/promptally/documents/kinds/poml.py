"""POML files: who says what, by components and speakers.

After microsoft.github.io/poml, autumn 2026. Nothing is rendered: the text is counted
without its tags, and what a renderer would add to it stands beside it as blocks that
nobody sends, so that the count's band says how sure it is.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promptally.documents.kinds import poml_reading, poml_tags
from promptally.documents.kinds.poml_reading import Piece, Reading, Section
from promptally.documents.kinds.poml_tags import Sort
from promptally.prompts import (
    UNRENDERED,
    Document,
    Json,
    Kind,
    Problem,
    Prompt,
    Segment,
    SegmentKind,
    Severity,
)
from promptally.text import Span

_MOST_TORN = 20
"""Findings about tags: nobody reads more of them."""


def parse(_path: str, text: str) -> Document:
    """The prompt in the POML file `text`."""
    reading = poml_reading.read(text, poml_tags.tokens(text))
    turns = list(_turns(reading.pieces))
    paths = _paths([turn.role for turn in turns])
    made = [_segment(reading, *pair) for pair in zip(turns, paths, strict=True)]
    prompt = Prompt(
        span=Span(0, len(text)),
        anchor=0,
        model=reading.model,
        system=tuple(each for each in made if each.kind is SegmentKind.SYSTEM),
        messages=tuple(each for each in made if each.kind is SegmentKind.MESSAGE),
    )
    problems = tuple(_problems(reading))
    return Document(kind=Kind.POML, prompts=(prompt,), problems=problems)


class _Turn(NamedTuple):
    """The pieces from `first` up to, not including, `end`, which one role says."""

    role: str
    first: int
    end: int


def _turns(pieces: Sequence[Piece]) -> Iterator[_Turn]:
    first = 0
    for at in range(1, len(pieces) + 1):
        if at == len(pieces) or pieces[at].role != pieces[first].role:
            yield _Turn(pieces[first].role, first, at)
            first = at


def _paths(roles: Sequence[str]) -> list[str]:
    """`system`, or `system[0]` where there are more, and `messages[0]` and so on."""
    is_alone = roles.count("system") == 1
    paths: list[str] = []
    n_system = 0
    for role in roles:
        if role == "system":
            paths.append("system" if is_alone else f"system[{n_system}]")
            n_system += 1
        else:
            paths.append(f"messages[{len(paths) - n_system}]")
    return paths


def _segment(reading: Reading, turn: _Turn, path: str) -> Segment:
    pieces = reading.pieces[turn.first : turn.end]
    is_system = turn.role == "system"
    place = path if is_system else f"{path}.content"
    text: Json = {"type": "text", "text": _joined(pieces)}
    unsent = list(_unrendered(pieces, place))
    blocks: list[Json] = [text, *(segment.value for segment in unsent)]
    content: Json = blocks if unsent else _joined(pieces)
    return Segment(
        path=path,
        kind=SegmentKind.SYSTEM if is_system else SegmentKind.MESSAGE,
        span=Span(pieces[0].span.start, pieces[-1].span.end),
        anchor=pieces[0].anchor,
        value=content if is_system else {"role": turn.role, "content": content},
        role=turn.role,
        children=_children(reading, turn, path, unsent),
    )


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(piece.gap + piece.said for piece in pieces).strip()


def _unrendered(pieces: Sequence[Piece], place: str) -> Iterator[Segment]:
    """Blocks for what a renderer adds to `pieces`, the first for captions and marks."""
    captions, marks = (sum(p.captions for p in pieces), sum(p.marks for p in pieces))
    start, at = pieces[0].span.start, 1
    value: Json
    if captions or marks:
        value = {"type": UNRENDERED, "captions": captions, "marks": marks}
        span = Span(start, start)
        yield _block(f"{place}[{at}]", span, pieces[0].anchor, value, "markup")
        at += 1
    for piece in pieces:
        if name := piece.elsewhere:
            value = {"type": UNRENDERED, "elsewhere": name}
            yield _block(f"{place}[{at}]", piece.span, piece.span.start, value, name)
            at += 1


def _block(path: str, span: Span, anchor: int, value: Json, title: str) -> Segment:
    return Segment(
        path=path,
        kind=SegmentKind.BLOCK,
        span=span,
        anchor=anchor,
        value=value,
        title=title,
    )


def _children(
    reading: Reading, turn: _Turn, path: str, unsent: Sequence[Segment]
) -> tuple[Segment, ...]:
    """The sections of a turn, and what is unsent in none of them, in order."""
    found: list[Segment] = []
    rest = list(reversed(unsent))
    for at, section in enumerate(_within(reading.sections, turn)):
        pieces = reading.pieces[section.first : section.end]
        span = Span(pieces[0].span.start, pieces[-1].span.end)
        while rest and _is_before(rest[-1].span, span):
            found.append(rest.pop())
        inside: list[Segment] = []
        while rest and rest[-1].span.end <= span.end:
            inside.append(rest.pop())
        found.append(
            Segment(
                path=f"{path}.sections[{at}]",
                kind=SegmentKind.SECTION,
                span=span,
                anchor=section.anchor,
                value=_joined(pieces),
                title=section.title,
                children=tuple(inside),
            )
        )
    return (*found, *reversed(rest))


def _is_before(inner: Span, outer: Span) -> bool:
    """Whether `inner` ends before `outer` starts; what is empty may stand there."""
    return inner.end <= outer.start


def _within(sections: Sequence[Section], turn: _Turn) -> list[Section]:
    """The sections that lie in one turn; they are in order, and none is in another."""
    start = bisect_left(sections, turn.first, key=_first)
    stop = bisect_left(sections, turn.end, start, key=_first)
    return [section for section in sections[start:stop] if section.end <= turn.end]


def _first(section: Section) -> int:
    return section.first


def _problems(reading: Reading) -> Iterator[Problem]:
    for token in reading.declared[:1]:
        yield Problem(
            code="not-counted",
            message="Tools and schemas are not counted: only the runtime knows how they"
            " are sent",
            span=token.span,
            severity=Severity.INFORMATION,
        )
    for token in reading.torn[:_MOST_TORN]:
        name = reading.text[slice(*token.span)].strip("</>").split(maxsplit=1)[0]
        is_closing = token.sort is Sort.CLOSING
        said = f"`</{name}>` closes nothing" if is_closing else f"`<{name}>` is open"
        yield Problem(
            code="syntax",
            message=said if is_closing else f"{said}: it needs `</{name}>`",
            span=token.span,
            severity=Severity.WARNING,
        )
