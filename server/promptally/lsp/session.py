"""The one mutable object: which documents are open, and what is known of each.

Whoever asks gets a frozen `View`. Only the methods here make views, all on the loop's
thread, and none of them awaits: between two messages a view belongs to one version of
one document. Nothing here knows the protocol's types.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
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
)
from promptally.configuration import Configuration
from promptally.counting.corrections import NOTHING_LEARNED, Corrections
from promptally.documents.parse import parse, parse_again
from promptally.earlier import Earlier
from promptally.lsp import faults
from promptally.prompts import Document, Reference
from promptally.text import Change, Encoding, LineIndex, apply_changes


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


class Session:
    """The open documents of one client."""

    def __init__(
        self, encoding: Encoding, configure: Callable[[Path], Configuration]
    ) -> None:
        """`configure` says which settings hold for a file."""
        self.encoding = encoding
        self.corrections: Corrections = NOTHING_LEARNED
        """What exact counts have taught, for the analyses to come."""
        self._configure = configure
        self._views: dict[str, View] = {}
        self._serials = itertools.count(1)

    def view(self, uri: str) -> View | None:
        """The current view of an open document."""
        return self._views.get(uri)

    @property
    def views(self) -> tuple[View, ...]:
        """The current views of all open documents."""
        return tuple(self._views.values())

    def open(self, uri: str, path: Path, version: int, text: str) -> View:
        """The view of a document that the client has opened."""
        snapshot = Snapshot(uri=uri, path=path, version=version, lines=LineIndex(text))
        return self._begin(snapshot)

    def change(self, uri: str, version: int, changes: Sequence[Change]) -> View | str:
        """The view after an edit, or why the edit was left out.

        An edit of an older version, of a document that is not open, or with a range
        that cannot be, leaves everything as it was.
        """
        view = self._views.get(uri)
        if view is None:
            return "the document is not open"
        if version < view.snapshot.version:
            return "the version is older than the document"
        lines, fault = apply_changes(view.snapshot.lines, changes, self.encoding)
        if fault is not None:
            return fault
        snapshot = replace(view.snapshot, version=version, lines=lines)
        return self._renew(replace(view, snapshot=snapshot))

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._views.pop(uri, None)

    def attach(self, uri: str, found: Mapping[str, Attachment]) -> View | None:
        """The view with files that were read meanwhile, `None` if it was closed.

        They belong to their names and not to a version: the text may have changed.
        """
        view = self._views.get(uri)
        if view is None:
            return None
        return self._renew(replace(view, attachments={**view.attachments, **found}))

    def reconfigure(self, uri: str) -> View | None:
        """The view of a document anew, after a change of the settings."""
        view = self._views.get(uri)
        return self._begin(view.snapshot, view.attachments) if view else None

    def recount(self, view: View, analysis: Analysis) -> View:
        """The view with other counts of the same text; `view` is the current one."""
        renewed = replace(view, serial=next(self._serials), analysis=analysis)
        self._views[view.snapshot.uri] = renewed
        return renewed

    def compare(self, uri: str, earlier: Earlier) -> View | None:
        """The view with what its file was, `None` if it is no prompt file any more.

        It was counted by the same settings; the text may have changed meanwhile.
        """
        view = self._views.get(uri)
        if view is None or view.analysis is None:
            return None
        renewed = replace(
            view,
            serial=next(self._serials),
            earlier=earlier,
            analysis=replace(view.analysis, earlier=earlier),
        )
        self._views[uri] = renewed
        return renewed

    def settle(self, uri: str, analysis: Analysis | None) -> View | None:
        """The view of a batch that was counted meanwhile, `None` if it has changed.

        It is another revision: what was to be asked for was not known before.
        """
        current = self._views.get(uri)
        if current is None or current.analysis is None:
            return None
        if analysis is not None and analysis.lines is not current.snapshot.lines:
            return None
        serial = next(self._serials)
        if analysis is not None and current.earlier is not None:
            analysis = replace(analysis, earlier=current.earlier)
        document = analysis.document if analysis else None
        references = document.references if document else ()
        renewed = replace(
            current,
            serial=serial,
            revision=serial,
            analysis=analysis,
            references=references,
        )
        self._views[uri] = renewed
        return renewed

    def _begin(
        self, snapshot: Snapshot, attachments: Mapping[str, Attachment] | None = None
    ) -> View:
        held = self._configure(snapshot.path)
        view = View(
            serial=0,
            revision=0,
            snapshot=snapshot,
            name=held.name_of(snapshot.path),
            held=held,
            attachments=attachments or {},
        )
        return self._renew(view)

    def _renew(self, view: View) -> View:
        try:
            renewed = _analysed(view, self.corrections)
        except Exception as error:  # noqa: BLE001 - the text must not be lost with it
            faults.report(error, "an analysis")
            renewed = replace(view, analysis=None, references=())
        serial = next(self._serials)
        renewed = replace(renewed, serial=serial, revision=serial)
        self._views[view.snapshot.uri] = renewed
        return renewed


def _analysed(view: View, corrections: Corrections) -> View:
    """The view with the analysis of its text."""
    settings, lines = view.held.settings, view.snapshot.lines
    if settings.excludes(view.name):
        return _unread(view)
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
