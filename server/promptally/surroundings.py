"""What is known beside the text of a file: the files that it refers to, and lessons.

Somebody else has read them; here they are counted as far as they are text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from promptally import counts
from promptally.counting import offline
from promptally.counting.corrections import Corrections
from promptally.counting.models import Model
from promptally.counting.pdf_pages import Pdf
from promptally.counts import Count
from promptally.documents.parse import parse
from promptally.prompts import Document, Problem, Reference, ReferenceKind, Severity


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


def imports(
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
        imports=tuple(imports(references, attachment.attachments, model)),
    )


_IMPORTER = "CLAUDE.md"


def unread(document: Document, attachments: Mapping[str, Attachment]) -> list[Problem]:
    """A problem for each reference whose file was asked for and could not be read."""
    if not attachments:
        return []
    return [
        Problem(
            code="unread-reference",
            message=f"{reference.target} was not counted: {found.problem}",
            span=reference.span,
            severity=Severity.WARNING
            if reference.kind is not ReferenceKind.IMPORT
            else Severity.INFORMATION,
        )
        for reference in document.references
        if (found := attachments.get(reference.target)) and found.problem
    ]
