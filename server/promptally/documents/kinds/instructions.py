"""Instruction files: text that every request of an agent carries, or some of them.

Their measure is the content: what they add, without any frame. Front matter steers the
tool and is not sent, but for the name and the description of a skill.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from promptally.documents import markdown, nodes
from promptally.documents.kinds import imports
from promptally.documents.markdown import front_matter
from promptally.documents.markdown.blocks import Blocks
from promptally.documents.markdown.front_matter import FrontMatter
from promptally.documents.markdown.sections import sections, visible
from promptally.documents.markdown.turns import trimmed
from promptally.prompts import (
    Document,
    Kind,
    Measure,
    Problem,
    Prompt,
    Reference,
    Segment,
    SegmentKind,
    Severity,
)
from promptally.text import Span

_SKILL = re.compile(r"(?:^|[/\\])SKILL\.md\Z")

_STRIPPED = re.compile(
    r"(?:^|[/\\])(?:CLAUDE(?:\.local)?\.md|\.claude[/\\]rules[/\\].+\.md)\Z", re.DOTALL
)
"""Where Claude Code takes comments out: code.claude.com/docs/en/memory says so of
`CLAUDE.md`, and rules have been seen to be treated alike (Claude Code 2.1.273)."""

_IMPORTS_NOTHING = re.compile(
    r"(?:^|[/\\])(?:SKILL\.md|copilot-instructions\.md|\.claude[/\\](?:agents|skills)[/\\].+"
    r"|\.(?:github|cursor|continue)[/\\].+|\.cursorrules)"
    r"\Z|\.(?:instructions|agent|chatmode)\.md\Z|\.mdc\Z",
    re.DOTALL,
)

_LISTED = 1536
"""How much of a skill's description Claude Code lists, in code points.

From "Frontmatter reference" on code.claude.com/docs/en/skills, autumn 2026.
"""


def parse(path: str, text: str) -> Document:
    """The parts of the instruction file `text`; `path` tells its sort.

    An imported file is read so too, whatever its name.
    """
    front = front_matter.parse(text)
    blocks = markdown.scan(text, front.body)
    declared = front_matter.declarations(front)
    body = _body(path, text, front, blocks)
    skill = _skill(text, front) if _SKILL.search(path) else _Skill()
    prompt = Prompt(
        span=Span(0, len(text)),
        anchor=0,
        measure=Measure.CONTENT,
        model=declared.model or front_matter.plain_model(front),
        budget=declared.budget,
        messages=(*skill.listed, body),
        references=_imports(path, text, body.span, blocks),
    )
    problems = (*_syntax(path, front), *declared.problems, *skill.problems)
    return Document(kind=Kind.INSTRUCTIONS, prompts=(prompt,), problems=problems)


class _Skill(NamedTuple):
    """What every session loads of a skill."""

    listed: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()


def _skill(text: str, front: FrontMatter) -> _Skill:
    if front.node is None:
        return _Skill(problems=(_nothing_listed(front),) if text.strip() else ())
    hidden = nodes.get(front.node, "disable-model-invocation")
    if nodes.to_json(hidden) is True:
        return _Skill()
    name = front_matter.string(front, "name")
    described = [
        found
        for key in ("description", "when_to_use")
        if (found := front_matter.string(front, key))
    ]
    if not described:
        return _Skill(problems=(_nothing_listed(front),))
    description = " ".join(found.value for found in described)[:_LISTED]
    return _Skill(
        (
            Segment(
                path="front-matter",
                kind=SegmentKind.FRONT_MATTER,
                span=front.yaml,
                anchor=described[0].span.start,
                value=f"{name.value}: {description}" if name else description,
                title="name and description, always loaded",
            ),
        )
    )


def _nothing_listed(front: FrontMatter) -> Problem:
    return Problem(
        code=front_matter.CODE,
        message="A skill needs a `description`: Claude decides by it when to load it",
        span=Span(front.yaml.start, front.yaml.start),
        severity=Severity.WARNING,
    )


def _body(path: str, text: str, front: FrontMatter, blocks: Blocks) -> Segment:
    span = trimmed(text, Span(front.body, len(text)))
    hidden = blocks.comments if _STRIPPED.search(path) else ()
    return Segment(
        path="body",
        kind=SegmentKind.BODY,
        span=span,
        anchor=span.start,
        value=visible(text, span, hidden),
        title="loaded on use" if _SKILL.search(path) else "",
        children=sections(text, blocks.headings, span, hidden=hidden),
    )


def _imports(path: str, text: str, body: Span, blocks: Blocks) -> tuple[Reference, ...]:
    if _IMPORTS_NOTHING.search(path):
        return ()
    return imports.of_blocks(text, body, blocks)


def _syntax(path: str, front: FrontMatter) -> Iterator[Problem]:
    """The faults of the YAML that change what is loaded: those of a skill.

    Other front matter belongs to tools that read it more kindly than YAML does:
    `globs: *.py` is fine in Cursor, `argument-hint: [a] [b]` in Claude Code.
    """
    for problem in front.problems:
        if _SKILL.search(path) or problem.code == front_matter.CODE:
            yield problem
