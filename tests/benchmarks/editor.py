"""What somebody who types waits for, over the real stdio of `promptally serve`."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from . import prompt_files
from .client import BARE, SERVER, Client, running
from .prompt_files import FORMATS, PromptFile
from .table import Table, milliseconds, percentile, ratio, spread

_KEYSTROKES = 200
_FEWEST = 5
_MEGA = 1_000_000
_NOTHING: tuple[list[float], ...] = ([], [], [], [])


def keystrokes(*, quick: bool = False) -> Table:
    """One character in the middle, until the hints around it are answered."""
    sizes = (10_000,) if quick else (10_000, 100_000, _MEGA, 10 * _MEGA)
    columns = ["file", "size", "open to hints", "hints p50", "p99"]
    columns += ["p50 to 1 MB", "diagnostics p50", "hover p50", "keystrokes"]
    table = Table("A keystroke in the middle, over stdio", columns, note=_NOTE)
    for name, make in FORMATS.items():
        rows = [] if make is prompt_files.minified and not quick else list(sizes)
        measured = {size: _typed(make(size), quick=quick) for size in rows or [_MEGA]}
        usual = percentile(measured.get(_MEGA, _NOTHING)[1] or [0.0], 0.5)
        for size, (opened, hints, diagnostics, hover) in measured.items():
            if not hints:
                table.add(name, _size(size), "too large: no hints")
                continue
            table.add(
                name,
                _size(size),
                milliseconds(opened[0]),
                milliseconds(percentile(hints, 0.5)),
                milliseconds(percentile(hints, 0.99)),
                ratio(percentile(hints, 0.5), usual),
                milliseconds(percentile(diagnostics, 0.5)),
                milliseconds(percentile(hover, 0.5)),
                str(len(hints)),
            )
    for size in sizes[::2]:
        times = _unread(prompt_files.request(size), quick=quick)
        middle, worst = percentile(times, 0.5), percentile(times, 0.99)
        table.add(
            "bare pygls, no hints",
            _size(size),
            "",
            milliseconds(middle),
            milliseconds(worst),
            *[""] * 3,
            str(len(times)),
        )
    return table


def _unread(file: PromptFile, *, quick: bool) -> list[float]:
    """The same keystrokes in a server that knows nothing of prompts."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), BARE) as client:
        client.open(file)
        client.ask("inlayHint", file)
        return _times(client, file, "inlayHint", 0, 0.1 if quick else 2.0)


def _typed(file: PromptFile, *, quick: bool) -> tuple[list[float], ...]:
    """Seconds to the first hints, then after a keystroke to each kind of answer."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as client:
        client.ask("inlayHint", file)
        opening = client.opening(file)
        start = perf_counter()
        client.write(opening)
        hints = client.ask("inlayHint", file)
        opened = perf_counter() - start
        if not hints:
            return [opened], [], [], []
        _settle(client, file)
        patience = 0.1 if quick else 2.0
        answers: list[list[float]] = []
        typed = 0
        for method in ("inlayHint", "diagnostic", "hover"):
            times = _times(client, file, method, typed, patience)
            typed += len(times)
            answers.append(times)
            patience = min(patience, 0.8)
    return [opened], *answers


def _settle(client: Client, file: PromptFile) -> None:
    """Wait until a large batch is counted: what is before that is `batch`'s table."""
    top = file._replace(line=0, character=0)
    while "counting" in str(client.ask("inlayHint", top)[:1]):
        pass


def _times(
    client: Client, file: PromptFile, method: str, typed: int, patience: float
) -> list[float]:
    """Keystrokes, each with its answer, until there are enough or it takes too long."""
    times: list[float] = []
    while len(times) < _KEYSTROKES:
        start = perf_counter()
        client.type_at(file, typed + len(times))
        client.ask(method, file)
        times.append(perf_counter() - start)
        if sum(times) > patience and len(times) >= _FEWEST:
            break
    return times


def start(*, quick: bool = False) -> Table:
    """From spawning to the first answers, beside an empty pygls server."""
    columns = ["server", "spawn to initialized", "to bare pygls", "first hints, 100 KB"]
    table = Table("Start", columns, note="Medians with ranges, in turns.")
    file = prompt_files.request(100_000)
    bare: list[float] = []
    ours: list[float] = []
    first: list[float] = []
    for _ in range(1 if quick else 9):
        bare.append(_started(BARE))
        ours.append(_started(SERVER, file, first))
    table.add("bare pygls", spread(bare), "1x")
    share = ratio(percentile(ours, 0.5), percentile(bare, 0.5))
    table.add("**promptally serve**", spread(ours), share, spread(first))
    return table


def _started(
    command: tuple[str, ...],
    file: PromptFile | None = None,
    first: list[float] | None = None,
) -> float:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), command) as it:
        if file and first is not None:
            it.open(file)
            it.ask("inlayHint", file)
            first.append(perf_counter() - it.started)
        return it.initialized - it.started


def batch(*, quick: bool = False) -> Table:
    """Opening a large batch cold, and what other documents wait for meanwhile."""
    size = 100_000 if quick else 10 * _MEGA
    file, other = prompt_files.jsonl(size), prompt_files.markdown(2_000)
    table = Table(
        f"Opening a {_size(size)} JSONL batch", ["what", "time"], note=_BATCH_NOTE
    )
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as client:
        client.open(other)
        client.ask("inlayHint", other)
        opening = client.opening(file)
        start = perf_counter()
        client.write(opening)
        # Asked at once, for this is when the server has most to do.
        client.ask("inlayHint", other)
        first = perf_counter() - start
        client.ask("inlayHint", file)
        table.add("hints of the visible lines", milliseconds(perf_counter() - start))
        waits, last = _until_settled(client, file, other, start, quick=quick)
    table.add("all requests counted, the total shown", milliseconds(last))
    table.add("another document's hints, asked with the batch", milliseconds(first))
    table.add("the same meanwhile, p50", milliseconds(percentile(waits, 0.5)))
    table.add("the same meanwhile, at most", milliseconds(max(waits)))
    return table


def _until_settled(
    client: Client, file: PromptFile, other: PromptFile, start: float, *, quick: bool
) -> tuple[Sequence[float], float]:
    """How long others waited, and when the total had its last value."""
    shown, last = "counting", perf_counter()
    waits: list[float] = []
    top = file._replace(line=0, character=0)
    while "counting" in shown or perf_counter() - last < (0.3 if quick else 1.5):
        asked = perf_counter()
        client.ask("inlayHint", other)
        waits.append(perf_counter() - asked)
        hints = client.ask("inlayHint", top)
        if (label := str(hints[:1])) != shown:
            shown, last = label, perf_counter()
    return waits, last - start


def memory(*, quick: bool = False) -> Table:
    """Resident memory with both vocabularies and ten 1 MB files, then while typing."""
    size, n_edits = (10_000, 200) if quick else (_MEGA, 10_000)
    table = Table("Memory", ["state", "resident MB"], note=_MEMORY_NOTE)
    small = prompt_files.markdown(2_000)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as client:
        client.open(small)
        client.ask("inlayHint", small)
        table.add("one small file, one vocabulary", f"{client.rss():.0f}")
        for number in range(10):
            file = _variant(number, size)
            client.open(file, f"{number}.prompt.md")
            client.ask("inlayHint", file, f"{number}.prompt.md")
        table.add(f"and ten of {_size(size)}, both", f"{client.rss():.0f}")
        for typed in range(n_edits):
            client.type_at(small, typed % 100, "x" if typed % 2 else "y ")
            if typed % 100 == 0:
                client.ask("inlayHint", small)
            if typed in {n_edits // 2, n_edits - 1}:
                table.add(f"after {typed + 1:,} edits", f"{client.rss():.0f}")
    return table


def _variant(number: int, size: int) -> PromptFile:
    """One of ten files, half of them for a model of the older tokenizer."""
    file = prompt_files.markdown(size)
    model = ("claude-sonnet-4-5", "claude-sonnet-5-5")[number % 2]
    head = f"---\nmodel: {model}\n---\n"
    return file._replace(text=f"{head}File {number}.\n\n{file.text}", line=3)


def _size(size: int) -> str:
    return f"{size // _MEGA} MB" if size >= _MEGA else f"{size // 1000} KB"


_NOTE = f"""\
From writing didChange and the request to having read the answer; hints of 50 lines
around the cursor, {prompt_files.MODEL}. Up to {_KEYSTROKES} keystrokes, fewer where
they take long; a p99 of few is their maximum. 'To 1 MB' shows the growth. The bare
server keeps the JSON as pygls does, and answers each request with no hint."""
_BATCH_NOTE = """\
From the first byte that is written of didOpen, which is made before: a server cannot
know of it any sooner, and what making it takes is the client's own. 'Asked with the
batch' is a request right behind it, which is read once all of it is."""
_MEMORY_NOTE = "Both: half of the files are for a model of the older tokenizer."
