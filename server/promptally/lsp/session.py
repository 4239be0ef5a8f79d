"""The one mutable object: which documents are open, and what is known of each.

Whoever asks gets a frozen `View`. Only the methods here make views, all on the loop's
thread, and none of them awaits: between two messages a view belongs to one version of
one document. Nothing here knows the protocol's types.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from promptally.analysis import Analysis, Attachment
from promptally.changes import Change, apply_changes
from promptally.configuration import Configuration
from promptally.counting.corrections import NOTHING_LEARNED, Corrections
from promptally.earlier import Earlier
from promptally.lsp import faults
from promptally.lsp.views import Snapshot, View, analysed
from promptally.text import Encoding, LineIndex

__all__ = ["Session", "Snapshot", "View"]


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
            renewed = analysed(view, self.corrections)
        except Exception as error:  # noqa: BLE001 - the text must not be lost with it
            faults.report(error, "an analysis")
            renewed = replace(view, analysis=None, references=())
        serial = next(self._serials)
        renewed = replace(renewed, serial=serial, revision=serial)
        self._views[view.snapshot.uri] = renewed
        return renewed
