"""The report's page for an editor's panel: the same as `promptally report` writes.

It is made on a thread beside the loop. Documents that are open are taken as they stand
in the editor, with the counts that are shown there.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp

from promptally import files
from promptally.analysis import Analysis, Extent
from promptally.configuration import Reader
from promptally.counting import models
from promptally.counting.models import Model
from promptally.lsp import batches, counting
from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of, uri_of
from promptally.lsp.progress import Progress
from promptally.prompts import Json
from promptally.view import comparison, wording
from promptally.view.page.figures import Figures, for_models
from promptally.view.page.material import Material, including
from promptally.view.page.page import page

_NONCE = re.compile(r"[A-Za-z0-9]{16,64}")

_CALLS = 1000
"""A day, that the cost is reckoned with until somebody chooses otherwise."""


def is_nonce(value: object) -> bool:
    """Whether it can be a page's nonce; a page may also have none."""
    return value == "" or (isinstance(value, str) and bool(_NONCE.fullmatch(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What a thread needs to know, taken from the server before it starts."""

    folders: Sequence[tuple[Path, Reader]]
    open: Mapping[Path, Analysis | None]
    is_cancelled: threading.Event
    report: Callable[[int, int, str], None]

    def tell(self, done: int, of: int, path: str) -> None:
        """Move the bar, or stop."""
        if self.is_cancelled.is_set():
            raise InterruptedError
        self.report(done, of, wording.safe(path.rpartition("/")[2]))


async def report(ls: Server, nonce: str, token: lsp.ProgressToken | None) -> Json:
    """`html`, and `files` with the URI of each file under the name that it has there.

    `html` is `None` where there is no prompt file.
    """
    is_cancelled = threading.Event()
    for view in ls.session.views:
        await batches.finished(ls, view.snapshot.uri)
    async with Progress(ls, "Making the report", token) as progress:

        def tell(done: int, of: int, name: str) -> None:
            ls.call(progress.report, done, of, name)

        task = _Task(
            folders=[
                (path_of(f), ls.configurations.reader(f))
                for f in ls.configurations.folders
            ],
            open=_open(ls),
            is_cancelled=is_cancelled,
            report=tell,
        )
        try:
            return await ls.in_thread(lambda: _report(task, nonce))
        finally:
            is_cancelled.set()


def _open(ls: Server) -> Mapping[Path, Analysis | None]:
    """The open documents; a batch whose count was stopped is read from the disk."""
    return {
        view.snapshot.path: view.analysis
        for view in ls.session.views
        if view.analysis is None or view.analysis.extent is Extent.WHOLE
    }


def _report(task: _Task, nonce: str) -> Json:
    named = _named(task)
    analyses, failures = _read(task, named)
    if not analyses:
        return {"html": None, "files": {}}
    chosen = _chosen(task)
    wanted = including(chosen, comparison.default_models())
    html = page(
        Material(
            files=_figures(task, analyses, wanted),
            models=wanted,
            chosen=chosen,
            calls=_CALLS,
            failures=failures,
        ),
        nonce,
    )
    uris = {name: uri_of(named[name][0]) for name in (*analyses, *dict(failures))}
    return {"html": html, "files": uris}


def _named(task: _Task) -> Mapping[str, tuple[Path, Reader]]:
    """The files by the paths that they are shown by, below their folders."""
    names = Counter(folder.name for folder, _ in task.folders)
    found: dict[str, tuple[Path, Reader]] = {}
    for folder, reader in task.folders:
        is_clear = names[folder.name] == 1
        start = f"{folder.name if is_clear else folder.as_posix()}/"
        for file, _ in counting.candidates([(folder, reader)]):
            name = file.relative_to(folder).as_posix()
            found[name if len(task.folders) == 1 else f"{start}{name}"] = file, reader
    return found


def _read(
    task: _Task, named: Mapping[str, tuple[Path, Reader]]
) -> tuple[dict[str, Analysis], list[tuple[str, str]]]:
    analyses: dict[str, Analysis] = {}
    failures: list[tuple[str, str]] = []
    for done, (name, (file, reader)) in enumerate(named.items()):
        task.tell(done, 2 * len(named), name)
        if file in task.open:
            analysis = task.open[file]
        else:
            content = files.read_text(file)
            if content.problem:
                failures.append((name, content.problem))
            analysis = counting.analysed(file, reader, content.text)
        if analysis is not None:
            analyses[name] = analysis
    return analyses, failures


def _chosen(task: _Task) -> Model:
    """The model of the first folder's settings."""
    folder, reader = task.folders[0]
    return models.resolve(reader.of(folder / "any").settings.model)


def _figures(
    task: _Task, analyses: Mapping[str, Analysis], wanted: Sequence[Model]
) -> Mapping[str, Figures]:
    found: dict[str, Figures] = {}
    for done, (name, analysis) in enumerate(analyses.items()):
        task.tell(len(analyses) + done, 2 * len(analyses), name)
        found[name] = for_models(name, analysis, lambda counted: counted, wanted)
    return found
