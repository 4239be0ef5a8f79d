"""From the text of a file to everything that is shown about it: one function for all.

The editor, the command and the reports all call `analyse`, so that they cannot
disagree. It is pure: the files that a prompt refers to are read by somebody else and
handed in as attachments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from promptally import budgets, counts
from promptally.budgets import Budget, Judgement, Part
from promptally.counting import corrections, models, offline
from promptally.counting.corrections import Corrections
from promptally.counting.models import Model
from promptally.counting.offline import PromptCount
from promptally.counting.pdf_pages import Pdf
from promptally.counts import Count
from promptally.documents.parse import TOO_LARGE, parse
from promptally.prompts import (
    Document,
    Kind,
    Measure,
    Problem,
    Prompt,
    Reference,
    ReferenceKind,
    Severity,
)
from promptally.settings import Settings
from promptally.text import LineIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a prompt refers to, as it was read, or why it was not.

    `text` holds an import, `data` an image or a document, `pdf` the document's pages if
    they could be read; `problem` is one sentence and then all three are `None`.
    `attachments` are the files that an import refers to in turn, by target.
    """

    path: str
    text: str | None = None
    data: bytes | None = None
    pdf: Pdf | None = None
    problem: str | None = None
    attachments: Mapping[str, "Attachment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the text of a file and its settings.

    `attachments` are the files that it refers to, by target, as far as somebody has
    read them. `corrections` are what exact counts have taught.
    """

    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)

    @property
    def media(self) -> Mapping[str, bytes]:
        """The bytes of images and documents, by target."""
        found = self.attachments.items()
        return {target: each.data for target, each in found if each.data}

    @property
    def pdfs(self) -> Mapping[str, Pdf]:
        """What is known of the pages of PDFs, by target."""
        found = self.attachments.items()
        return {target: each.pdf for target, each in found if each.pdf}


NOTHING = Surroundings()
"""Of a file that refers to none, before anything was learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCount:
    """What an imported file adds. `count` leaves out its own `imports`."""

    reference: Reference
    path: str
    count: Count
    imports: tuple["ImportCount", ...] = ()

    @property
    def total(self) -> Count:
        """The file with all that it imports."""
        return counts.total([self.count, *(item.total for item in self.imports)])


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnalysis:
    """One prompt with its tokens and what its budgets say of them."""

    prompt: Prompt
    model: Model
    count: PromptCount
    imports: tuple[ImportCount, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @property
    def total(self) -> Count:
        """The prompt with all that it imports."""
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


def analyse(
    path: str,
    lines: LineIndex,
    settings: Settings,
    *,
    document: Document | None = None,
    surroundings: Surroundings = NOTHING,
) -> Analysis | None:
    """Everything there is to show about the file, or `None` for what is no prompt file.

    `path` is relative to the workspace and decides, with the text, what the file is and
    which budgets hold for it. Who has parsed the text already, to learn which files it
    refers to, hands in the `document` and its `surroundings`.
    """
    document = document or parse(path, lines.text, settings.prompts)
    if document is None:
        return None
    chosen = budgets.choose(settings.budgets, path)
    prompts = tuple(
        _judged(_analyse_prompt(prompt, settings, surroundings), chosen)
        for prompt in document.prompts
    )
    return Analysis(
        path=path,
        lines=lines,
        kind=document.kind,
        settings=settings,
        prompts=prompts,
        problems=(*document.problems, *_unread(document, surroundings.attachments)),
        surroundings=surroundings,
    )


def recounted(analysis: Analysis, found: Mapping[int, PromptCount]) -> Analysis:
    """The analysis with other counts, exact ones for instance, and judged anew.

    `found` has them by the place of their prompts in `analysis.prompts`.
    """
    chosen = budgets.choose(analysis.settings.budgets, analysis.path)
    prompts = tuple(
        _judged(replace(item, count=found[at]), chosen) if at in found else item
        for at, item in enumerate(analysis.prompts)
    )
    return replace(analysis, prompts=prompts)


def _analyse_prompt(
    prompt: Prompt, settings: Settings, surroundings: Surroundings
) -> PromptAnalysis:
    model = model_of(prompt, settings)
    media, pdfs = surroundings.media, surroundings.pdfs
    reckoned = offline.count(prompt, model, media, pdfs)
    kind = corrections.kind_of(prompt, model) if surroundings.corrections else None
    return PromptAnalysis(
        prompt=prompt,
        model=model,
        count=corrections.apply(reckoned, surroundings.corrections, kind),
        imports=tuple(_imports(prompt.references, surroundings.attachments, model)),
    )


def _judged(item: PromptAnalysis, chosen: Sequence[Budget]) -> PromptAnalysis:
    judgements = _judge(item, _declared(item.prompt, chosen))
    return replace(item, judgements=tuple(judgements))


def model_of(prompt: Prompt, settings: Settings) -> Model:
    """The model that the prompt is counted for: its own, else the settings'."""
    name = prompt.model.value[:_LONGEST_MODEL] if prompt.model else ""
    return models.resolve(settings.model if name in {"", "inherit"} else name)


_LONGEST_MODEL = 128
"""Code points of a model's id, as in settings; what is longer is no id anyway."""


def _declared(prompt: Prompt, chosen: Sequence[Budget]) -> Sequence[Budget]:
    """The budgets that hold once the file itself has spoken."""
    if prompt.budget is None:
        return chosen
    own = budgets.declared(prompt.budget.value, "this file")
    return budgets.choose([*chosen, *own], "")


def _judge(analysed: PromptAnalysis, chosen: Sequence[Budget]) -> list[Judgement]:
    judgements: list[Judgement] = []
    for budget in chosen:
        judgements += [
            budgets.judge(budget, count, path)
            for path, count in _measured(analysed, budget.part)
        ]
    return judgements


def _measured(analysed: PromptAnalysis, part: Part) -> list[tuple[str, Count]]:
    """What a budget on `part` is held against: paths of segments with their counts."""
    prompt, by_path = analysed.prompt, analysed.count.segments
    is_content = prompt.measure is Measure.CONTENT
    match part:
        case Part.REQUEST:
            return [("", analysed.total)]
        case Part.CONTENT:
            return [("", analysed.total)] if is_content else []
        case Part.SYSTEM if prompt.system:
            return [("system", counts.total([by_path[s.path] for s in prompt.system]))]
        case Part.TOOLS if prompt.tools:
            return [("tools", counts.total([by_path[t.path] for t in prompt.tools]))]
        case Part.MESSAGE if not is_content:
            return [(m.path, by_path[m.path]) for m in prompt.messages]
        case _:
            return []


def _imports(
    references: Sequence[Reference],
    attachments: Mapping[str, Attachment],
    model: Model,
) -> list[ImportCount]:
    """The counts of imported files; one that is imported twice is loaded once."""
    found: dict[str, ImportCount] = {}
    for reference in references:
        attachment = attachments.get(reference.target)
        if attachment is None or attachment.text is None or attachment.path in found:
            continue
        found[attachment.path] = _import_count(reference, attachment, model)
    return list(found.values())


def _import_count(
    reference: Reference, attachment: Attachment, model: Model
) -> ImportCount:
    # Whatever its name, an imported file is read as instructions are.
    document = parse(_IMPORTER, attachment.text or "")
    prompts = document.prompts if document else ()
    references = [r for prompt in prompts for r in prompt.references]
    return ImportCount(
        reference=reference,
        path=attachment.path,
        count=counts.total([offline.count(p, model).total for p in prompts]),
        imports=tuple(_imports(references, attachment.attachments, model)),
    )


_IMPORTER = "CLAUDE.md"


def _unread(document: Document, attachments: Mapping[str, Attachment]) -> list[Problem]:
    """A problem for each reference whose file was asked for and could not be read."""
    return [
        Problem(
            code="unread-reference",
            message=f"{reference.target} was not counted: {found.problem}",
            span=reference.span,
            severity=Severity.WARNING
            if reference.kind is not ReferenceKind.IMPORT
            else Severity.INFORMATION,
        )
        for prompt in document.prompts
        for reference in prompt.references
        if (found := attachments.get(reference.target)) and found.problem
    ]
