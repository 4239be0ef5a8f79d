"""Instruction files that an agent cuts, skips or complains of, by their names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.documents.markdown import front_matter
from promptally.limits import table
from promptally.limits.table import Broken
from promptally.settings import Level
from promptally.text import Span

_CLAUDE_MD = re.compile(r"(?:^|/)CLAUDE(?:\.local)?\.md\Z")
_AGENTS_MD = re.compile(r"(?:^|/)AGENTS\.md\Z")
_SKILL_MD = re.compile(r"(?:^|/)SKILL\.md\Z")


class _File(NamedTuple):
    """An instruction file, with the place of what is said of all of it."""

    analysis: Analysis
    start: Span

    @property
    def text(self) -> str:
        return self.analysis.text


def found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    """The limits that the file breaks, by its name."""
    end = analysis.lines.line_end(analysis.lines.line_at(item.prompt.anchor))
    file = _File(analysis, Span(item.prompt.anchor, end))
    if _CLAUDE_MD.search(analysis.path):
        yield from _claude_md(file)
    elif _AGENTS_MD.search(analysis.path):
        yield from _agents_md(file)
    elif _SKILL_MD.search(analysis.path):
        yield from _skill_md(file)


def _claude_md(file: _File) -> Iterator[Broken]:
    n = len(file.text)
    if n * 4 > table.LARGEST_CLAUDE_MD and _bytes(file) > table.LARGEST_CLAUDE_MD:
        most = table.LARGEST_CLAUDE_MD // table.MIB
        message = f"Claude Code does not load this file: {most} MiB are the most"
        yield Broken("claude-md-not-loaded", message, file.start)
    elif n > table.LONG_CLAUDE_MD:
        message = (
            f"Claude Code complains of {n:,} characters: its limit is"
            f" {table.LONG_CLAUDE_MD:,}"
        )
        yield Broken("claude-md-long", message, file.start)
    yield from _lines(file, "claude-md-lines", table.LINES_OF_CLAUDE_MD, 0)


def _lines(file: _File, code: str, most: int, body: int) -> Iterator[Broken]:
    """Advice on the lines from the offset `body` on, where somebody wants it."""
    if file.analysis.settings.severities.get(code, Level.OFF) is Level.OFF:
        return
    lines, end = file.analysis.lines, len(file.text)
    n = lines.line_at(end) - lines.line_at(body)
    # Behind the last line end there is no line.
    n += lines.line_start(lines.line_at(end)) < end
    if n > most:
        message = f"{n:,} lines; the documentation advises {most} at most"
        yield Broken(code, message, file.start)


def _agents_md(file: _File) -> Iterator[Broken]:
    most = table.LARGEST_AGENTS_MD
    if len(file.text) * 4 <= most or (n := _bytes(file)) <= most:
        return
    # What is left of a character in two bytes or more is lost with it.
    start = file.text[:most].encode("utf-8", "replace")[:most]
    kept = len(start.decode("utf-8", "ignore"))
    lines = file.analysis.lines
    line = lines.line_at(kept)
    message = (
        f"Codex reads {most:,} of the {n:,} bytes of this file, up to line {line + 1:,}"
    )
    yield Broken("agents-md-cut", message, Span(kept, max(lines.line_end(line), kept)))


def _bytes(file: _File) -> int:
    text = file.text
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _skill_md(file: _File) -> Iterator[Broken]:
    front = front_matter.parse(file.text)
    name, description, when = (
        front_matter.string(front, key)
        for key in ("name", "description", "when_to_use")
    )
    if name and len(name.value) > table.LONGEST_SKILL_NAME:
        message = _too_long("name", len(name.value), table.LONGEST_SKILL_NAME)
        yield Broken("skill-name", message, name.span)
    if description and len(description.value) > table.LONGEST_DESCRIPTION:
        n, most = len(description.value), table.LONGEST_DESCRIPTION
        message = _too_long("description", n, most)
        yield Broken("skill-description", message, description.span)
    said = [each for each in (description, when) if each]
    listed = len(" ".join(each.value for each in said))
    if listed > table.LISTED:
        message = (
            f"Claude Code lists {table.LISTED:,} of these {listed:,} characters; the"
            " rest is never seen"
        )
        yield Broken("skill-listing", message, said[-1].span)
    yield from _lines(file, "skill-lines", table.LINES_OF_SKILL, front.body)


def _too_long(what: str, n: int, most: int) -> str:
    return f"A skill's {what} has {most:,} characters at most; this one has {n:,}"
