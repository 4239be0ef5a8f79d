"""Counting every prompt file of the workspace, beside the loop."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from promptally import counts, discovery, files
from promptally.analysis import Analysis, Surroundings, analyse
from promptally.configuration import Reader
from promptally.counts import Count
from promptally.documents.parse import parse
from promptally.lsp import attachments
from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of, uri_of
from promptally.lsp.progress import Progress
from promptally.text import LineIndex
from promptally.view import wording
from promptally.view.status import status


@dataclass(slots=True)
class Tally:
    """What was counted so far; it lives as long as one count."""

    counts: list[Count] = field(default_factory=list)
    over: list[Mapping[str, str]] = field(default_factory=list)

    def add(self, file: Path, analysis: Analysis) -> None:
        """Add a prompt file."""
        self.counts.append(analysis.total)
        said = status(analysis)
        if said.severity == "error":
            self.over.append({"uri": uri_of(file), "text": said.text})

    def to_json(self) -> dict[str, Any]:
        """The result of the command."""
        total = counts.total(self.counts)
        return {
            "files": len(self.counts),
            "overBudget": len(self.over),
            "over": list(self.over),
            "tokens": total.tokens,
            "low": total.low,
            "high": total.high,
            "source": str(total.source),
        }

    def __str__(self) -> str:
        n_files = wording.plural(len(self.counts), "prompt file")
        said = f"{n_files}: {wording.tokens(counts.total(self.counts))}"
        return f"{said}, {len(self.over)} over budget" if self.over else said


async def count_workspace(ls: Server, token: lsp.ProgressToken | None) -> Any:
    """The tokens of all prompt files below the client's folders, shown and returned."""
    folders = [
        (path_of(f), ls.configurations.reader(f)) for f in ls.configurations.folders
    ]
    is_cancelled = threading.Event()
    async with Progress(ls, "Counting prompts", token) as progress:

        def report(done: int, of: int, name: str) -> None:
            ls.call(progress.report, done, of, name)

        try:
            tally = await ls.in_thread(lambda: _tally(folders, is_cancelled, report))
        finally:
            is_cancelled.set()
    message = lsp.ShowMessageParams(type=lsp.MessageType.Info, message=str(tally))
    ls.window_show_message(message)
    return tally.to_json()


def _tally(
    folders: Sequence[tuple[Path, Reader]],
    is_cancelled: threading.Event,
    report: Callable[[int, int, str], None],
) -> Tally:
    tally = Tally()
    found = list(candidates(folders))
    for done, (file, reader) in enumerate(found):
        if is_cancelled.is_set():
            break
        report(done, len(found), wording.safe(file.name))
        analysis = read(file, reader)
        if analysis is not None:
            tally.add(file, analysis)
    return tally


def candidates(
    folders: Sequence[tuple[Path, Reader]],
) -> Iterator[tuple[Path, Reader]]:
    """The files below the folders that may be prompt files."""
    for folder, reader in folders:
        for file in discovery.candidates([folder]):
            yield file, reader


def read(file: Path, reader: Reader) -> Analysis | None:
    """The analysis of a file on the disk; `None` for what is no prompt file."""
    return analysed(file, reader, files.read_text(file).text)


def analysed(file: Path, reader: Reader, text: str | None) -> Analysis | None:
    """The analysis of a file with the text that was read, if it could be."""
    held = reader.of(file)
    name = held.name_of(file)
    if text is None or held.settings.excludes(name):
        return None
    document = parse(name, text, held.settings.prompts)
    if document is None:
        return None
    references = [r for prompt in document.prompts for r in prompt.references]
    attached = attachments.read(held, file, references) if references else {}
    return analyse(
        name,
        LineIndex(text),
        held.settings,
        document=document,
        surroundings=Surroundings(attachments=attached),
    )


def read_in_folders(ls: Server, file: Path) -> Analysis | None:
    """The analysis of a file below the client's folders; of no other file."""
    real = file.resolve()
    for folder in ls.configurations.folders:
        if real.is_relative_to(path_of(folder).resolve()):
            return read(real, ls.configurations.reader(folder))
    return None
