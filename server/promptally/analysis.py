"""From the text of a file to everything that is shown about it: one function for all.

The editor, the command and the reports all call `analyse`, so that they cannot
disagree. It is pure: the files that a prompt refers to are read by somebody else and
handed in as attachments.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from promptally import budgets, counts, pieces
from promptally.counting.offline import PromptCount
from promptally.counts import Count
from promptally.documents.editing import near_lines
from promptally.documents.editing.difference import Difference
from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import TOO_LARGE, parse
from promptally.earlier import Earlier
from promptally.pieces import Pieces
from promptally.prompt_analysis import (
    PromptAnalysis,
    judged,
    model_of,
    moved,
    of,
    reckoned,
    row,
)
from promptally.prompts import Document, Kind, Problem, Prompt
from promptally.settings import Settings
from promptally.surroundings import (
    NOTHING,
    Attachment,
    ImportCount,
    Surroundings,
    unread,
)
from promptally.text import LineIndex

__all__ = [
    "NOTHING",
    "Analysis",
    "Attachment",
    "ImportCount",
    "PromptAnalysis",
    "Surroundings",
    "analyse",
    "model_of",
    "parsed",
    "recounted",
    "typed",
]


class Extent(StrEnum):
    """How much of a file an analysis speaks of."""

    WHOLE = "whole"
    COUNTING = "counting"
    """A large batch that is still being counted; its prompts are not known yet."""
    STOPPED = "stopped"
    """A large batch whose count the user has cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A prompt file, read, counted and judged. `path` is relative and POSIX."""

    path: str
    lines: LineIndex
    kind: Kind
    settings: Settings
    prompts: Sequence[PromptAnalysis]
    problems: tuple[Problem, ...]
    surroundings: Surroundings = NOTHING
    document: Document | None = None
    """What was parsed, for the analysis of the text after an edit."""
    extent: Extent = Extent.WHOLE
    earlier: Earlier | None = None
    """What the file was at another commit, where somebody has asked for that."""

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.lines.text

    @property
    def total(self) -> Count:
        """The tokens of all prompts of the file; unknown where some were not read."""
        unread = [
            counts.unknown(problem.message)
            for problem in self.problems
            if problem.code == TOO_LARGE
        ]
        read = pieces.once(self.prompts, _total)
        return counts.total([read, *unread]) if unread else read

    @property
    def unplaced(self) -> Iterable[PromptAnalysis]:
        """The prompts for those who ask for no place: after an edit some are old."""
        return pieces.unplaced(self.prompts)


def analyse(  # noqa: PLR0913 - what is not its file goes by name and has a default
    path: str,
    lines: LineIndex,
    settings: Settings,
    *,
    document: Document | None = None,
    surroundings: Surroundings = NOTHING,
    previous: Analysis | None = None,
    counted: Mapping[int, PromptAnalysis] | None = None,
) -> Analysis | None:
    """Everything there is to show about the file, or `None` for what is no prompt file.

    `path` is relative to the workspace and decides, with the text, what the file is and
    which budgets hold for it. Who has parsed the text already, to learn which files it
    refers to, hands in the `document` and its `surroundings`. `previous` is what was
    said of the same file before an edit: what has not changed is taken from there.
    `counted` are prompts of `document` that are analysed already, by where they start.
    """
    document = document or parse(path, lines.text, settings.prompts)
    if document is None:
        return None
    chosen = budgets.choose(settings.budgets, path)
    before = _comparable(previous, path, settings, surroundings)
    same_files = previous is not None and _same_files(previous, surroundings)

    def made(prompt: Prompt, old: PromptAnalysis | None) -> PromptAnalysis:
        # What was counted with other files is not to be recalled.
        old = old if same_files or not prompt.references else None
        return judged(reckoned(prompt, settings, surroundings, old), chosen)

    def kept(prompt: Prompt, old: PromptAnalysis | None) -> PromptAnalysis:
        holds = same_files or not prompt.references
        return (moved(old, prompt) if holds else None) or made(prompt, old)

    unsure = _recounted if same_files else _referring
    prompts = _edited(document, previous, before, kept, unsure)
    if counted is not None:
        found = ((counted.get(p.span.start), p) for p in document.prompts)
        prompts = row([of(item, p) if item else made(p, None) for item, p in found])
    elif prompts is None:
        pairs = zip_longest(document.prompts, before[: len(document.prompts)])
        prompts = row([kept(prompt, old) for prompt, old in pairs])
    return Analysis(
        path=path,
        lines=lines,
        kind=document.kind,
        settings=settings,
        prompts=prompts,
        problems=(*document.problems, *unread(document, surroundings.attachments)),
        surroundings=surroundings,
        document=document,
    )


def _total(prompts: Sequence[PromptAnalysis]) -> Count:
    return counts.total(pieces.facts(prompts, _sum))


def _sum(items: Sequence[PromptAnalysis]) -> Count:
    return counts.total([item.total for item in items])


def _recounted(items: Sequence[PromptAnalysis]) -> tuple[int, ...]:
    """Which of them do not have their offline count."""
    return tuple(n for n, item in enumerate(items) if item.count is not item.reckoned)


def _referring(items: Sequence[PromptAnalysis]) -> tuple[int, ...]:
    """Which of them name other files, or do not have their offline count."""
    named = {n for n, item in enumerate(items) if item.prompt.references}
    return tuple(sorted({*named, *_recounted(items)}))


def parsed(analysis: Analysis | None, lines: LineIndex | None = None) -> Parsed | None:
    """What a parser may take from the analysis of a file before an edit.

    `lines` are those of the text after it.
    """
    if analysis is None or analysis.document is None:
        return None
    changed = lines.since(analysis.lines) if lines else None
    known = Difference(*changed) if changed else None
    return Parsed(analysis.text, analysis.document, known)


def typed(analysis: Analysis | None, lines: LineIndex) -> Document | None:
    """The document of `lines` after an edit for which some lines are enough.

    `None` where there is none, or `parse` has to be asked.
    """
    if analysis is None or analysis.document is None:
        return None
    return near_lines.edited(analysis.path, lines, analysis.lines, analysis.document)


def _edited(
    document: Document,
    previous: Analysis | None,
    before: Sequence[PromptAnalysis],
    kept: Callable[[Prompt, PromptAnalysis | None], PromptAnalysis],
    unsure: Callable[[Sequence[PromptAnalysis]], tuple[int, ...]],
) -> Pieces[PromptAnalysis] | None:
    """The prompts after an edit that has touched only some of them, if it is known."""
    edit = document.edit
    known = previous.document if previous and isinstance(before, Pieces) else None
    if edit is None or known is None or known.key is not edit.of:
        return None
    assert isinstance(before, Pieces)
    old = before[edit.start : edit.stop]
    new = document.prompts[edit.start : edit.new_stop]
    touched = [kept(prompt, was) for prompt, was in zip_longest(new, old[: len(new)])]
    prompts = before.replaced(edit.start, edit.stop, touched, edit.by)
    # An exact count is that of the text before; it comes back from the cache. What
    # names other files may count otherwise.
    return prompts.changed(
        {
            at: kept(prompts[at].prompt, prompts[at])
            for found, start, _ in prompts.placed_facts(unsure)
            for at in (start + n for n in found)
        }
    )


def _comparable(
    previous: Analysis | None,
    path: str,
    settings: Settings,
    surroundings: Surroundings,
) -> Sequence[PromptAnalysis]:
    """The prompts whose counts hold as long as their own words do."""
    if previous is None or previous.path != path or previous.settings != settings:
        return ()
    # Files that were read meanwhile change those prompts only that name one.
    is_same = previous.surroundings.corrections == surroundings.corrections
    return previous.prompts if is_same else ()


def _same_files(previous: Analysis, surroundings: Surroundings) -> bool:
    return previous.surroundings.attachments == surroundings.attachments


def recounted(analysis: Analysis, found: Mapping[int, PromptCount]) -> Analysis:
    """The analysis with other counts, exact ones for instance, and judged anew.

    `found` has them by the place of their prompts in `analysis.prompts`.
    """
    chosen = budgets.choose(analysis.settings.budgets, analysis.path)
    old = analysis.prompts
    prompts = old if isinstance(old, Pieces) else row(old)
    new = {
        at: judged(replace(old[at], count=count, memory={}), chosen)
        for at, count in found.items()
    }
    return replace(analysis, prompts=prompts.changed(new))
