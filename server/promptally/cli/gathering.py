"""Summaries of many files: with one process for a few, with all cores for many.

What has not changed since an earlier run is not counted again. The order is that of the
files, however the work was shared out.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from promptally import configuration, discovery
from promptally.analysis import Analysis
from promptally.cli import build
from promptally.cli.console import progress
from promptally.cli.reading import Gathered, Reader, relative
from promptally.remote import folders
from promptally.remote.checked import Checked
from promptally.view.formats.outcome import Failure, FileFinding
from promptally.view.summary import Summary

_WORTH_A_PROCESS = {"fork": 2**19, "spawn": 2**21}
"""Bytes that are counted in several times as long as a process takes to start: 10 ms
where it inherits the tables, 0.4 s where it loads them; 8 MB a second. Recorded with
Python 3.13 on Linux, 2026-11."""

_MOST_PROCESSES = 16

_PARTS = 8
"""Parts of the work for each process: files differ in what they cost."""

_DIED = "the process that counted it ended before it was done"

type Recount = Callable[[Mapping[str, Analysis]], Mapping[str, Analysis]]
"""Puts better counts into analyses, by path; for whoever counts by the API."""


class Gathering(NamedTuple):
    """All files that were asked for, in order."""

    summaries: dict[Path, Summary]
    failures: list[Failure]
    settings: list[FileFinding]


def gather(  # noqa: PLR0913 - each is an option of the command, by its name
    paths: Sequence[Path],
    model: str | None,
    *,
    is_detailed: bool = False,
    is_afresh: bool = False,
    prompts_only: bool = False,
    recount: Recount | None = None,
) -> Gathering:
    """Summaries of the prompt files at and below `paths`.

    A named file that is no prompt file has failed, unless `prompts_only`. `recount` is
    called once with all analyses, which are then made in this process. Everything is
    counted where `is_afresh`, or `is_detailed`: what reports quote is not kept.
    """
    wanted = [relative(path) for path in paths]
    found = [*discovery.candidates(wanted)]
    named = set() if prompts_only else set(wanted)
    if recount:
        results = _recounted(found, model, recount, is_detailed=is_detailed)
    else:
        remembered = None if is_afresh or is_detailed else _remembered()
        results = _counted(found, model, remembered, is_detailed=is_detailed)
    return _sorted(found, results, named)


def _remembered() -> Checked | None:
    """What is known of the files of the project that the current folder is in."""
    try:
        here = discovery.repository(Path.cwd())
        folder = folders.checked(configuration.user_settings())
        return Checked(folder, os.fspath(here), build.name())
    except OSError:
        return None


def _counted(
    found: Sequence[Path],
    model: str | None,
    remembered: Checked | None,
    *,
    is_detailed: bool,
) -> Iterator[Gathered]:
    """The files in the order in which they are done: what is known already first."""
    digests = remembered.digests if remembered else None
    start = partial(Reader, model, is_detailed=is_detailed, digests=digests)
    reader, unknown = start(), list[Path]()
    for file in found:
        known = None
        if remembered and not remembered.is_empty:
            known = reader.recall(file, remembered)
        if known:
            yield known
        else:
            unknown.append(file)
    for done in _read_all(unknown, reader, start):
        if remembered and done.kept:
            remembered.put(*done.kept)
        yield done
    if remembered:
        remembered.save()


def _read_all(
    unknown: Sequence[Path], reader: Reader, start: Callable[[], Reader]
) -> Iterator[Gathered]:
    sizes = {file: _size(file) for file in unknown}
    n_processes = _processes(sizes)
    if n_processes < 2:
        yield from map(reader.read, unknown)
        return
    # Their libraries are loaded only where they are needed.
    from promptally.cli import workers  # noqa: PLC0415

    if workers.method() == "fork":
        reader.warm(unknown[0])
    work = partial(_start, start)
    shares = workers.share_out(_parts(sizes, n_processes), n_processes, work)
    with closing(shares):
        for file, done in shares:
            yield done or Gathered(file, None, _DIED)


def _start(start: Callable[[], Reader]) -> Callable[[Path], Gathered]:
    return start().read


def _parts(sizes: Mapping[Path, int], n_processes: int) -> Sequence[Sequence[Path]]:
    """The files in parts of about the same size, the largest files first.

    So none of the largest is begun when all others are done.
    """
    enough = sum(sizes.values()) // (_PARTS * n_processes)
    parts: list[list[Path]] = [[]]
    n_bytes = 0
    for file in sorted(sizes, key=sizes.__getitem__, reverse=True):
        if parts[-1] and n_bytes + sizes[file] > enough:
            parts.append([])
            n_bytes = 0
        parts[-1].append(file)
        n_bytes += sizes[file]
    return parts


def _processes(sizes: Mapping[Path, int]) -> int:
    """How many processes pay for themselves; one is this one."""
    n_bytes = sum(sizes.values())
    if n_bytes < min(_WORTH_A_PROCESS.values()):
        return 1
    from promptally.cli import workers  # noqa: PLC0415 - as above

    cores = len(os.sched_getaffinity(0)) if _HAS_AFFINITY else os.cpu_count() or 1
    worth = n_bytes // _WORTH_A_PROCESS[workers.method()]
    return min(cores, len(sizes), worth, _MOST_PROCESSES)


_HAS_AFFINITY = hasattr(os, "sched_getaffinity")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _recounted(
    found: Sequence[Path], model: str | None, recount: Recount, *, is_detailed: bool
) -> Iterator[Gathered]:
    reader = Reader(model, is_detailed=is_detailed)
    reads = {file: reader.workspace.read(file) for file in found}
    better = recount({r.path: r.analysis for r in reads.values() if r.analysis})
    for file, read in reads.items():
        yield reader.gathered(file, read._replace(analysis=better.get(read.path)))


def _sorted(
    found: Sequence[Path], results: Iterator[Gathered], named: set[Path]
) -> Gathering:
    """The results by what came of them; long work shows its progress."""
    done: dict[Path, Gathered] = {}
    with progress() as advance:
        for result in results:
            done[result.file] = result
            advance(result.file.as_posix())
    gathering = Gathering({}, [], [])
    for file in found:
        _add(gathering, done[file], is_named=file in named)
    return gathering


def _add(gathering: Gathering, result: Gathered, *, is_named: bool) -> None:
    told = gathering.settings
    told.extend(finding for finding in result.settings if finding not in told)
    problem = result.problem
    if result.summary:
        gathering.summaries[result.file] = result.summary
    elif is_named and problem is None:
        problem = "it is not a prompt file"
    if problem:
        path = result.file.as_posix()
        gathering.failures.append(Failure(path=path, reason=problem))
