"""A large batch, read and counted line by line, so that others get their turn.

Who has it counted decides when; until it is done, an analysis says no more than that
there is a batch, and `glimpse` what somebody sees of it. Nothing here waits for
anything, and what comes of it is what `analyse` says of the same text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from promptally.analysis import (
    NOTHING,
    Analysis,
    Extent,
    PromptAnalysis,
    Surroundings,
    analyse,
)
from promptally.documents.editing.difference import difference
from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import (
    LineRead,
    bounded,
    is_large,
    is_lines,
    of_lines,
    parse_again,
    read_line,
    read_lines,
)
from promptally.documents.requests.batch import Read
from promptally.prompt_analysis import analyse_prompt, row
from promptally.prompts import Kind
from promptally.settings import Settings
from promptally.text import LineIndex, Span

LARGE = 1_500_000
"""Code points; so many take a tenth of a second to read and to count (2026-11)."""

_MOST_LINES = 200
_MOST_SEEN = 200_000
"""Lines and code points that a window shows; more of them are not looked at."""


def is_gradual(path: str, text: str, settings: Settings) -> bool:
    """Whether the file is so large a batch that nobody should wait for it."""
    return len(text) > LARGE and is_lines(path, text, settings.prompts)


def begun(
    path: str,
    lines: LineIndex,
    settings: Settings,
    surroundings: Surroundings = NOTHING,
    extent: Extent = Extent.COUNTING,
) -> Analysis:
    """The analysis of a batch of which nothing is known yet."""
    return Analysis(
        path=path,
        lines=lines,
        kind=Kind.BATCH,
        settings=settings,
        prompts=(),
        problems=(),
        surroundings=surroundings,
        extent=extent,
    )


def glimpse(analysis: Analysis, within: Span) -> Analysis:
    """`analysis` with at least the prompts that `within` touches.

    Those of a batch that is still being counted are read and counted here.
    """
    if analysis.extent is Extent.WHOLE:
        return analysis
    prompts = [
        analyse_prompt(analysis.path, prompt, analysis.settings, analysis.surroundings)
        for number, span in _seen(analysis.lines, within)
        if (prompt := read_line(analysis.text, number, *span)) is not None
    ]
    return replace(analysis, prompts=row(prompts))


def _seen(lines: LineIndex, within: Span) -> Iterator[tuple[int, Span]]:
    """The lines that `within` touches, with their numbers from 1."""
    first, last = lines.line_at(within.start), lines.line_at(within.end)
    seen = 0
    for line in range(first, min(last + 1, first + _MOST_LINES)):
        span = Span(lines.line_start(line), lines.line_end(line))
        seen += span.end - span.start
        if seen > _MOST_SEEN:
            return
        yield line + 1, span


def caught_up(counted: Analysis, current: Analysis) -> Analysis | None:
    """The analysis of `current`, a few edits after the text that was `counted`.

    `None` where that would take long.
    """
    changed = difference(counted.text, current.text)
    if changed.new_end - changed.start > _MOST_SEEN or counted.document is None:
        return None
    previous = Parsed(counted.text, counted.document, changed)
    globs = current.settings.prompts
    document = parse_again(current.path, current.text, globs, previous)
    if document is None:
        return None
    return analyse(
        current.path,
        current.lines,
        current.settings,
        document=document,
        previous=counted,
        surroundings=current.surroundings,
    )


class Counting:
    """The count of one batch: a task's own, which lives until it is done."""

    def __init__(
        self, analysis: Analysis, known: Mapping[int, PromptAnalysis] | None = None
    ) -> None:
        """`analysis` was `begun`; `known` may be its prompts, by where they start.

        They were counted by the same settings.
        """
        self._path = analysis.path
        self._lines = analysis.lines
        self._settings = analysis.settings
        self._surroundings = analysis.surroundings
        self._known = dict(known or {})
        self._counted: dict[int, PromptAnalysis] = {}
        self._read: list[LineRead] = []

    @property
    def lines(self) -> LineIndex:
        """The text that is counted."""
        return self._lines

    def counts_as(self, analysis: Analysis) -> bool:
        """Whether what is counted here holds for this analysis, where it is the same.

        It was begun after an edit, perhaps, but with the same settings.
        """
        return (analysis.path, analysis.settings, analysis.surroundings) == (
            self._path,
            self._settings,
            self._surroundings,
        )

    @property
    def share(self) -> float:
        """How much of the text has been counted, from 0 to 1."""
        done = self._read[-1].end if self._read else 0
        return done / max(len(self._lines.text), 1)

    @property
    def n_counted(self) -> int:
        """How many prompts have been counted."""
        return len(self._counted)

    def steps(self) -> Iterator[None]:
        """Read and count one line after another."""
        for line in read_lines(self._lines.text):
            self._read.append(line)
            if line.read is not None:
                self._count(line.read)
            yield

    def _count(self, read: Read) -> None:
        prompt = read.prompt
        if prompt is None or is_large(prompt):
            return
        start = prompt.span.start
        self._counted[start] = analyse_prompt(
            self._path,
            prompt,
            self._settings,
            self._surroundings,
            self._known.get(start),
        )

    def result(self) -> Analysis | None:
        """What is known once all steps are done, as `analyse` would say it."""
        document = of_lines(self._read)
        if not document.prompts and not is_lines(
            self._path, "", self._settings.prompts
        ):
            return None
        return analyse(
            self._path,
            self._lines,
            self._settings,
            document=bounded(document),
            surroundings=self._surroundings,
            counted=self._counted,
        )

    def after(self, analysis: Analysis) -> dict[int, PromptAnalysis]:
        """What is counted that still holds, by where it starts after an edit."""
        lines = analysis.lines
        if not self.counts_as(analysis):
            return {}
        changed = lines.since(self._lines) or difference(self._lines.text, lines.text)
        start, end, new_end = changed
        by = new_end - end
        return {
            at if at < start else at + by: item
            for at, item in (self._known | self._counted).items()
            if at < start or at >= end
        }
