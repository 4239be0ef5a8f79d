"""Summaries of many files: with one process for a few, with all cores for many.

The order is that of the files, however the work was shared out.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from promptally import discovery
from promptally.analysis import Analysis
from promptally.cli.console import progress
from promptally.cli.workspace import Read, Workspace
from promptally.configuration import ConfigurationFile
from promptally.text import LineIndex
from promptally.view.formats.outcome import Failure, FileFinding
from promptally.view.summary import Summary, located, summarise

_WORTH_A_PROCESS = 2 * 2**20
"""Bytes that are counted in about as long as a process takes to start and to load its
tables (0.4 s; 4 MB a second). Recorded with Python 3.13 on Linux, 2026-11."""

_MOST_PROCESSES = 16


type Recount = Callable[[Mapping[str, Analysis]], Mapping[str, Analysis]]
"""Puts better counts into analyses, by path; for whoever counts by the API."""


class Gathered(NamedTuple):
    """One file: its summary, or why there is none, and what its settings said.

    Both are `None` for a readable file that is no prompt file.
    """

    file: Path
    summary: Summary | None
    problem: str | None = None
    settings: tuple[FileFinding, ...] = ()


class Gathering(NamedTuple):
    """All files that were asked for, in order."""

    summaries: dict[Path, Summary]
    failures: list[Failure]
    settings: list[FileFinding]


class Reader:
    """Reads files in this process, and notes what is wrong in their settings."""

    def __init__(self, model: str | None, *, is_detailed: bool) -> None:
        """`is_detailed` summaries have what the JSON report needs."""
        self._is_detailed = is_detailed
        self._settings: list[FileFinding] = []
        self.workspace = Workspace(model=model, tell=self._note)

    def read(self, file: Path) -> Gathered:
        """One file as it is on the disk."""
        return self.gathered(file, self.workspace.read(file))

    def gathered(self, file: Path, read: Read) -> Gathered:
        """What was read, as a summary, with the settings' findings since the last."""
        found, self._settings = tuple(self._settings), []
        if read.analysis is None:
            return Gathered(file, None, read.problem, found)
        summary = summarise(read.path, read.analysis, is_detailed=self._is_detailed)
        return Gathered(file, summary, None, found)

    def _note(self, source: ConfigurationFile) -> None:
        path, lines = relative(source.path).as_posix(), LineIndex(source.text)
        self._settings += [
            FileFinding(path=path, finding=located(problem, lines))
            for problem in source.problems
        ]


def relative(path: Path) -> Path:
    """An absolute path below the current folder as it is from there."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def gather(
    paths: Sequence[Path],
    model: str | None,
    *,
    is_detailed: bool = False,
    prompts_only: bool = False,
    recount: Recount | None = None,
) -> Gathering:
    """Summaries of the prompt files at and below `paths`.

    A named file that is no prompt file has failed, unless `prompts_only`. `recount` is
    called once with all analyses, which are then made in this process.
    """
    wanted = [relative(path) for path in paths]
    files = [*discovery.candidates(wanted)]
    named = set() if prompts_only else set(wanted)
    if recount:
        return _sorted(
            _recounted(files, model, recount, is_detailed=is_detailed), named
        )
    n_processes = _processes(files)
    if n_processes < 2:
        reader = Reader(model, is_detailed=is_detailed)
        return _sorted(map(reader.read, files), named)
    work = partial(_read, model=model, is_detailed=is_detailed)
    with ProcessPoolExecutor(n_processes, mp_context=get_context(_method())) as pool:
        # Files differ in size: a slice of the work each time a process is idle.
        size = max(1, len(files) // (8 * n_processes))
        return _sorted(pool.map(work, files, chunksize=size), named)


def _sorted(results: Iterator[Gathered], named: set[Path]) -> Gathering:
    """The results by what came of them; long work shows its progress."""
    done = Gathering({}, [], [])
    with progress() as advance:
        for result in results:
            done.settings.extend(f for f in result.settings if f not in done.settings)
            problem = result.problem
            if result.summary:
                done.summaries[result.file] = result.summary
            elif result.file in named and problem is None:
                problem = "it is not a prompt file"
            if problem:
                done.failures.append(Failure(path=_shown(result.file), reason=problem))
            advance(_shown(result.file))
    return done


def _shown(file: Path) -> str:
    return file.as_posix()


def _recounted(
    files: Sequence[Path], model: str | None, recount: Recount, *, is_detailed: bool
) -> Iterator[Gathered]:
    reader = Reader(model, is_detailed=is_detailed)
    reads = {file: reader.workspace.read(file) for file in files}
    better = recount({r.path: r.analysis for r in reads.values() if r.analysis})
    for file, read in reads.items():
        yield reader.gathered(file, read._replace(analysis=better.get(read.path)))


def _processes(files: Sequence[Path]) -> int:
    """How many processes pay for themselves; one is this one."""
    n_bytes = sum(_size(file) for file in files)
    cores = len(os.sched_getaffinity(0)) if _HAS_AFFINITY else os.cpu_count() or 1
    return min(cores, len(files), n_bytes // _WORTH_A_PROCESS, _MOST_PROCESSES)


_HAS_AFFINITY = hasattr(os, "sched_getaffinity")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _method() -> str:
    """How a process is started; only with a single thread is a fork safe."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_safe else "spawn"


@cache
def _reader(model: str | None, *, is_detailed: bool) -> Reader:
    """One for each process, so that settings are read once."""
    return Reader(model, is_detailed=is_detailed)


def _read(file: Path, *, model: str | None, is_detailed: bool) -> Gathered:
    return _reader(model, is_detailed=is_detailed).read(file)
