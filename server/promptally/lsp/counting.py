"""Counting every prompt file of the workspace, beside the loop."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from promptally import counts, discovery, files
from promptally.analysis import Analysis, analyse
from promptally.budgets import Verdict
from promptally.configuration import Reader
from promptally.counts import Count
from promptally.documents.parse import parse
from promptally.lsp import attachments
from promptally.lsp.language_server import Server
from promptally.lsp.places import path_of
from promptally.lsp.progress import Progress
from promptally.text import LineIndex
from promptally.view import wording


@dataclass(slots=True)
class Tally:
    """What was counted so far; it lives as long as one count."""

    counts: list[Count] = field(default_factory=list)
    n_over: int = 0

    def add(self, analysis: Analysis) -> None:
        """Add a prompt file."""
        judgements = [j for item in analysis.prompts for j in item.judgements]
        self.counts.append(analysis.total)
        self.n_over += any(j.verdict is Verdict.OVER for j in judgements)

    def to_json(self) -> dict[str, Any]:
        """The result of the command."""
        total = counts.total(self.counts)
        return {
            "files": len(self.counts),
            "overBudget": self.n_over,
            "tokens": total.tokens,
            "low": total.low,
            "high": total.high,
            "source": str(total.source),
        }

    def __str__(self) -> str:
        n_files = wording.plural(len(self.counts), "prompt file")
        said = f"{n_files}: {wording.tokens(counts.total(self.counts))}"
        return f"{said}, {self.n_over} over budget" if self.n_over else said


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
    found = list(_candidates(folders))
    for done, (file, reader) in enumerate(found):
        if is_cancelled.is_set():
            break
        report(done, len(found), wording.safe(file.name))
        analysis = read(file, reader)
        if analysis is not None:
            tally.add(analysis)
    return tally


def _candidates(
    folders: Sequence[tuple[Path, Reader]],
) -> Iterator[tuple[Path, Reader]]:
    for folder, reader in folders:
        for file in discovery.candidates([folder]):
            yield file, reader


def read(file: Path, reader: Reader) -> Analysis | None:
    """The analysis of a file on the disk; `None` for what is no prompt file."""
    text = files.read_text(file).text
    held = reader.of(file)
    name = held.name_of(file)
    if text is None or held.settings.excludes(name):
        return None
    document = parse(name, text, held.settings.prompts)
    if document is None:
        return None
    references = [r for prompt in document.prompts for r in prompt.references]
    attached = attachments.read(held, file, references) if references else {}
    lines = LineIndex(text)
    return analyse(name, lines, held.settings, document=document, attachments=attached)
