"""What is known of one version of an open document, as a frozen value.

Who makes views, and when, is `session`'s to say. Nothing here knows the protocol's
types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from promptally import gradual
from promptally.analysis import (
    Analysis,
    Attachment,
    Extent,
    Surroundings,
    analyse,
    parsed,
    typed,
)
from promptally.configuration import Configuration
from promptally.counting.corrections import Corrections
from promptally.documents.parse import parse, parse_again
from promptally.earlier import Earlier
from promptally.prompts import Document, Reference
from promptally.text import LineIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One version of a document, as the client has it."""

    uri: str
    path: Path
    version: int
    lines: LineIndex

    @property
    def text(self) -> str:
        """The whole text."""
        return self.lines.text


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is known of one version of a document.

    `serial` differs from that of every other view; `revision` is the same for views
    that differ only in how exactly they are counted. `analysis` is `None` for what is
    no prompt file. `references` are the files that it names, `attachments` those of
    them that were read, by target.
    """

    serial: int
    revision: int
    snapshot: Snapshot
    name: str
    held: Configuration
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    analysis: Analysis | None = None
    references: tuple[Reference, ...] = ()
    earlier: Earlier | None = None
    """What the file was at the commit that the settings name, once that is known."""

    @property
    def missing(self) -> tuple[Reference, ...]:
        """The references that nobody has followed yet."""
        return tuple(r for r in self.references if r.target not in self.attachments)


def analysed(view: View, corrections: Corrections) -> View:
    """The view with the analysis of its text, made from the analysis that it has."""
    settings, lines = view.held.settings, view.snapshot.lines
    if settings.excludes(view.name):
        return _unread(view)
    document = typed(view.analysis, lines)
    if document is not None:
        return _read(view, document, corrections)
    known = parsed(view.analysis, lines)
    if gradual.is_gradual(view.name, lines.text, settings):
        document = parse_again(view.name, lines.text, settings.prompts, known)
        if document is None:
            return _begun(view, corrections)
    else:
        document = parse(view.name, lines.text, settings.prompts, known)
    return _read(view, document, corrections) if document else _unread(view)


def _unread(view: View) -> View:
    return replace(view, analysis=None, references=(), attachments={})


def _begun(view: View, corrections: Corrections) -> View:
    """The view of a batch that is to be counted by and by."""
    # A user who has cancelled the count does not want it with each key.
    is_stopped = view.analysis and view.analysis.extent is Extent.STOPPED
    analysis = gradual.begun(
        view.name,
        view.snapshot.lines,
        view.held.settings,
        Surroundings(corrections=corrections),
        Extent.STOPPED if is_stopped else Extent.COUNTING,
    )
    return replace(view, analysis=analysis, references=())


def _read(view: View, document: Document, corrections: Corrections) -> View:
    references = document.references
    wanted = {reference.target for reference in references}
    attachments = {t: a for t, a in view.attachments.items() if t in wanted}
    analysis = analyse(
        view.name,
        view.snapshot.lines,
        view.held.settings,
        document=document,
        previous=view.analysis,
        surroundings=Surroundings(attachments=attachments, corrections=corrections),
    )
    if analysis is not None and view.earlier is not None:
        analysis = replace(analysis, earlier=view.earlier)
    return replace(
        view, analysis=analysis, references=references, attachments=attachments
    )
