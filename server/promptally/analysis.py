"""From the text of a file to everything that is shown about it: one function for all.

The editor, the command and the reports all call `analyse`, so that they cannot
disagree. It is pure: the files that a prompt refers to are read by somebody else and
handed in as attachments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from promptally import budgets, counts
from promptally.budgets import Budget, Judgement
from promptally.counting import corrections, models, offline
from promptally.counting.judging import judge
from promptally.counting.known import Counted, is_moved
from promptally.counting.models import Model
from promptally.counting.offline import PromptCount
from promptally.counts import Count
from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import TOO_LARGE, parse
from promptally.prompts import Document, Kind, Problem, Prompt
from promptally.settings import Settings
from promptally.surroundings import (
    NOTHING,
    Attachment,
    ImportCount,
    Surroundings,
    imports,
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
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnalysis:
    """One prompt with its tokens and what its budgets say of them."""

    prompt: Prompt
    model: Model
    count: PromptCount
    imports: tuple[ImportCount, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    reckoned: PromptCount | None = None
    """The offline count that `count` was, until another one took its place."""
    memory: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    """What views have found out, whatever its place; it goes along where it moves."""

    @property
    def total(self) -> Count:
        """The prompt with all that it imports."""
        if not self.imports:
            return self.count.total
        return counts.total([self.count.total, *(item.total for item in self.imports)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A prompt file, read, counted and judged. `path` is relative and POSIX."""

    path: str
    lines: LineIndex
    kind: Kind
    settings: Settings
    prompts: tuple[PromptAnalysis, ...]
    problems: tuple[Problem, ...]
    surroundings: Surroundings = NOTHING
    document: Document | None = None
    """What was parsed, for the analysis of the text after an edit."""

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
        return counts.total([*(item.total for item in self.prompts), *unread])


def analyse(  # noqa: PLR0913 - what is not its file goes by name and has a default
    path: str,
    lines: LineIndex,
    settings: Settings,
    *,
    document: Document | None = None,
    surroundings: Surroundings = NOTHING,
    previous: Analysis | None = None,
) -> Analysis | None:
    """Everything there is to show about the file, or `None` for what is no prompt file.

    `path` is relative to the workspace and decides, with the text, what the file is and
    which budgets hold for it. Who has parsed the text already, to learn which files it
    refers to, hands in the `document` and its `surroundings`. `previous` is what was
    said of the same file before an edit: what has not changed is taken from there.
    """
    document = document or parse(path, lines.text, settings.prompts)
    if document is None:
        return None
    chosen = budgets.choose(settings.budgets, path)
    before = _comparable(previous, path, settings, surroundings)
    prompts = tuple(
        [
            _moved(old, prompt)
            or _judged(_analyse_prompt(prompt, settings, surroundings, old), chosen)
            for prompt, old in zip_longest(
                document.prompts, before[: len(document.prompts)]
            )
        ]
    )
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


def parsed(analysis: Analysis | None) -> Parsed | None:
    """What a parser may take from the analysis of a file before an edit."""
    if analysis is None or analysis.document is None:
        return None
    return Parsed(analysis.text, analysis.document)


def _comparable(
    previous: Analysis | None,
    path: str,
    settings: Settings,
    surroundings: Surroundings,
) -> Sequence[PromptAnalysis]:
    """The prompts whose counts hold as long as their own words do."""
    if previous is None or previous.path != path or previous.settings != settings:
        return ()
    is_same = previous.surroundings == surroundings
    return previous.prompts if is_same else ()


def _moved(old: PromptAnalysis | None, prompt: Prompt) -> PromptAnalysis | None:
    """What is known of a prompt that an edit has left alone, or only moved."""
    if old is None or old.count is not old.reckoned:
        return None
    if old.prompt is prompt:
        return old
    if prompt.references or not is_moved(old.prompt, prompt):
        return None
    return PromptAnalysis(
        prompt=prompt,
        model=old.model,
        count=old.count,
        judgements=old.judgements,
        reckoned=old.reckoned,
        memory=old.memory,
    )


def recounted(analysis: Analysis, found: Mapping[int, PromptCount]) -> Analysis:
    """The analysis with other counts, exact ones for instance, and judged anew.

    `found` has them by the place of their prompts in `analysis.prompts`.
    """
    chosen = budgets.choose(analysis.settings.budgets, analysis.path)
    prompts = tuple(
        _judged(replace(item, count=found[at], memory={}), chosen)
        if at in found
        else item
        for at, item in enumerate(analysis.prompts)
    )
    return replace(analysis, prompts=prompts)


def _analyse_prompt(
    prompt: Prompt,
    settings: Settings,
    surroundings: Surroundings,
    old: PromptAnalysis | None,
) -> PromptAnalysis:
    model = model_of(prompt, settings)
    media, pdfs = surroundings.media, surroundings.pdfs
    known = None
    if old is not None and old.reckoned is not None and old.model == model:
        known = Counted(old.prompt, old.reckoned.segments)
    reckoned = offline.count(prompt, model, media, pdfs, known)
    kind = corrections.kind_of(prompt, model) if surroundings.corrections else None
    count = corrections.apply(reckoned, surroundings.corrections, kind)
    return PromptAnalysis(
        prompt=prompt,
        model=model,
        count=count,
        reckoned=count,
        imports=tuple(imports(prompt.references, surroundings.attachments, model)),
    )


def _judged(item: PromptAnalysis, chosen: Sequence[Budget]) -> PromptAnalysis:
    judgements = judge(item.prompt, item.count, item.total, chosen)
    return replace(item, judgements=judgements)


def model_of(prompt: Prompt, settings: Settings) -> Model:
    """The model that the prompt is counted for: its own, else the settings'."""
    name = prompt.model.value[:_LONGEST_MODEL] if prompt.model else ""
    return models.resolve(settings.model if name in {"", "inherit"} else name)


_LONGEST_MODEL = 128
"""Code points of a model's id, as in settings; what is longer is no id anyway."""
