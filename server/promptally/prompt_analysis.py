"""One prompt of a file with its tokens, and what holds of it after an edit.

What a file is and which edits it has seen is `analysis`' to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from promptally import budgets, counts
from promptally.budgets import Budget, Judgement
from promptally.counting import corrections, models, offline
from promptally.counting.judging import judge
from promptally.counting.known import Counted, is_moved
from promptally.counting.models import Model
from promptally.counting.offline import PromptCount
from promptally.counts import Count
from promptally.documents.editing import moving
from promptally.documents.editing.moving import Shift
from promptally.pieces import Pieces
from promptally.prompts import Prompt
from promptally.settings import Settings
from promptally.surroundings import NOTHING, ImportCount, Surroundings, imports


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
    memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What views have found out, whatever its place; it goes along where it moves."""
    parts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was found out of parts, by their values; for the prompt after an edit too.
    """

    @property
    def total(self) -> Count:
        """The prompt with all that it imports."""
        if not self.imports:
            return self.count.total
        return counts.total([self.count.total, *(item.total for item in self.imports)])


def row(items: Iterable[PromptAnalysis]) -> Pieces[PromptAnalysis]:
    """The prompts of a file, in order."""
    return Pieces(items, _further)


def _further(item: PromptAnalysis, by: int) -> PromptAnalysis:
    """`item`, `by` code points further on."""
    prompt, shift = moving.prompt_by(item.prompt, by), Shift(-1, by)
    return PromptAnalysis(
        prompt=prompt,
        model=item.model,
        count=item.count,
        imports=tuple(
            replace(each, reference=moving.reference(each.reference, shift))
            for each in item.imports
        ),
        judgements=item.judgements,
        reckoned=item.reckoned,
        memory=item.memory,
        parts=item.parts,
    )


def of(item: PromptAnalysis, prompt: Prompt) -> PromptAnalysis:
    """The analysis of a prompt that may be called otherwise in its file."""
    return item if item.prompt is prompt else replace(item, prompt=prompt)


def analyse_prompt(
    path: str,
    prompt: Prompt,
    settings: Settings,
    surroundings: Surroundings = NOTHING,
    old: PromptAnalysis | None = None,
) -> PromptAnalysis:
    """One prompt of the file at `path`, as `analyse` has it.

    `old` is what was known of it with the same settings, before it was edited.
    """
    chosen = budgets.choose(settings.budgets, path)
    return judged(reckoned(prompt, settings, surroundings, old), chosen)


def moved(old: PromptAnalysis | None, prompt: Prompt) -> PromptAnalysis | None:
    """What is known of a prompt that an edit has left alone, or only moved."""
    if old is None or old.count is not old.reckoned:
        return None
    if old.prompt is prompt:
        return old
    if prompt.references or not is_moved(old.prompt, prompt):
        return None
    by = prompt.span.start - old.prompt.span.start
    # Where white space or the name is new, views have something else to say.
    is_as_before = prompt == moving.prompt_by(old.prompt, by)
    return PromptAnalysis(
        prompt=prompt,
        model=old.model,
        count=old.count,
        judgements=old.judgements,
        reckoned=old.reckoned,
        memory=old.memory if is_as_before else {},
        parts=old.parts,
    )


def reckoned(
    prompt: Prompt,
    settings: Settings,
    surroundings: Surroundings,
    old: PromptAnalysis | None,
) -> PromptAnalysis:
    """A prompt counted on this machine, not held against any budget yet."""
    model = model_of(prompt, settings)
    media, pdfs = surroundings.media, surroundings.pdfs
    known = None
    if old is not None and old.reckoned is not None and old.model == model:
        known = Counted(old.prompt, old.reckoned.segments, old.reckoned.tally)
    found = offline.count(prompt, model, media, pdfs, known)
    kind = corrections.kind_of(prompt, model) if surroundings.corrections else None
    count = corrections.apply(found, surroundings.corrections, kind)
    return PromptAnalysis(
        prompt=prompt,
        model=model,
        count=count,
        reckoned=count,
        imports=tuple(imports(prompt.references, surroundings.attachments, model)),
        parts=old.parts if old else {},
    )


def judged(item: PromptAnalysis, chosen: Sequence[Budget]) -> PromptAnalysis:
    """`item` held against the budgets of its file."""
    judgements = judge(item.prompt, item.count, item.total, chosen)
    return replace(item, judgements=judgements)


def model_of(prompt: Prompt, settings: Settings) -> Model:
    """The model that the prompt is counted for: its own, else the settings'."""
    name = prompt.model.value[:_LONGEST_MODEL] if prompt.model else ""
    return models.resolve(settings.model if name in {"", "inherit"} else name)


_LONGEST_MODEL = 128
"""Code points of a model's id, as in settings; what is longer is no id anyway."""
