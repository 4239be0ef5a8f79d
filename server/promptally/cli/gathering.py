"""What is shown of many files: with one process for a few, with all cores for many.

What a check has found out about a file that has not changed since is not counted
again. The order is that of the files, however the work was shared out.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from promptally import configuration, discovery
from promptally.cli import build
from promptally.cli.console import complain, progress
from promptally.cli.exact import Recounter
from promptally.cli.reading import Gathered, Reader, View
from promptally.cli.recalling import Recaller
from promptally.cli.workspace import say_left_out
from promptally.prompts import Json
from promptally.remote import folders
from promptally.remote.checked import Checked, Digests
from promptally.view import report
from promptally.view.formats.outcome import Failure, FileFinding
from promptally.view.summary import Summary

_WORTH_A_PROCESS = {"fork": 2**19, "spawn": 2**21}
"""Bytes that are counted in several times as long as a process takes to start: 10 ms
where it inherits the tables, 0.4 s where it loads them; 8 MB a second. Recorded with
Python 3.13 on Linux, 2026-11."""

_MOST_PROCESSES = 16

_PARTS, _LAST_PARTS = 8, 64
"""How small a part of the work of each process is given out at once: files differ in
what they cost. The last parts are smaller, so that all are done at the same time."""

_DIED = "the process that counted it ended before it was done"


class Gathering[T](NamedTuple):
    """All files that were asked for, in order."""

    shown: dict[Path, T]
    failures: list[Failure]
    settings: list[FileFinding]

    def complain(self) -> None:
        """Say on standard error what was wrong in settings, then in which files."""
        for found in self.settings:
            place = (Path.cwd() / found.path).as_posix()
            complain(f"{place}:{found.finding.place.line}", found.finding.message)
        for failure in self.failures:
            complain(failure.path, failure.reason)

    @property
    def problems(self) -> list[Json]:
        """The failures, as the JSON report lists them."""
        return [report.failure_to_json(f.path, f.reason) for f in self.failures]


def gather[T](
    paths: Sequence[Path],
    model: str | None,
    view: View[T],
    *,
    recount: Recounter | None = None,
    prompts_only: bool = False,
) -> Gathering[T]:
    """What `view` shows of the prompt files at and below `paths`.

    A named file that is no prompt file has failed, unless `prompts_only`; of one that
    the settings leave out a line says so. All is counted offline without `recount`; one
    that asks the API is called once with all analyses, which are then made in this
    process.
    """
    found = [*discovery.candidates(paths)]
    if recount and recount.asks:
        results = _recounted(found, Reader(model, view), recount)
    else:
        start = partial(Reader, model, view, recount.opener if recount else None)
        reader = start()
        results = _read_all(found, reader, partial(_reading, start))
    return _sorted(found, results, [] if prompts_only else paths)


def check(  # noqa: PLR0913 - what few need goes by name and has a default
    paths: Sequence[Path],
    model: str | None,
    view: View[Summary],
    *,
    recount: Recounter | None = None,
    prompts_only: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> Gathering[Summary]:
    """The same, where what an earlier check has found is taken from there.

    `meanwhile` is called while other processes count, if they do.
    """
    remembered = None if recount and recount.asks else _remembered()
    if remembered is None:
        return gather(paths, model, view, recount=recount, prompts_only=prompts_only)
    found = [*discovery.candidates(paths)]
    start = partial(Reader, model, view, recount.opener if recount else None)
    results = _recalled(found, start, remembered, meanwhile)
    return _sorted(found, results, [] if prompts_only else paths)


class _Reads[T](Protocol):
    """What reads files in this process: a `Reader`, or a `Recaller`."""

    def read_all(self, paths: Iterable[Path], /) -> Iterator[Gathered[T]]: ...
    def warm(self, file: Path, /) -> object: ...
    def close(self) -> None: ...


type _Work[T] = Callable[[Sequence[Path]], Iterator[Gathered[T]]]


def _reading[T](start: Callable[[], Reader[T]]) -> _Work[T]:
    return start().read_all


def _recalling(
    start: Callable[[], Reader[Summary]], digests: Digests
) -> _Work[Summary]:
    return Recaller(start(), digests).read_all


def _remembered() -> Checked | None:
    """What is known of the files of the project that the current folder is in."""
    try:
        here = discovery.repository(Path.cwd())
        folder = folders.checked(configuration.user_settings())
        return Checked(folder, os.fspath(here), build.name())
    except OSError:
        return None


def _recalled(
    found: Sequence[Path],
    start: Callable[[], Reader[Summary]],
    remembered: Checked,
    meanwhile: Callable[[], object] | None,
) -> Iterator[Gathered[Summary]]:
    """The files in the order in which they are done: what is known already first."""
    recaller, unknown = Recaller(start(), remembered.digests), list[Path]()
    for file in found:
        known = None
        if not remembered.is_empty:
            known = recaller.recall(file, remembered)
        if known:
            yield known
        else:
            unknown.append(file)
    work = partial(_recalling, start, remembered.digests)
    for done in _read_all(unknown, recaller, work, meanwhile):
        if done.kept:
            remembered.put(*done.kept)
        yield done
    remembered.save()


def _read_all[T](
    unknown: Sequence[Path],
    reader: _Reads[T],
    work: Callable[[], _Work[T]],
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Gathered[T]]:
    """Each file, by `work` in other processes where that pays, else by `reader`."""
    sizes = {file: _size(file) for file in unknown}
    n_processes = _processes(sizes)
    if n_processes < 2:
        with closing(reader):
            yield from reader.read_all(unknown)
        return
    # Their libraries are loaded only where they are needed.
    from promptally.cli import workers  # noqa: PLC0415

    if workers.method() == "fork":
        reader.warm(unknown[0])
    # No process may inherit an open database.
    reader.close()
    shares = workers.share_out(_parts(sizes, n_processes), n_processes, work, meanwhile)
    with closing(shares):
        for file, done in shares:
            yield done or Gathered(file, None, _DIED)


def _parts(sizes: Mapping[Path, int], n_processes: int) -> Sequence[Sequence[Path]]:
    """The files in parts of about the same size, the largest files first.

    So none of the largest is begun when all others are done.
    """
    left = sum(sizes.values())
    most, least = (left // (n * n_processes) for n in (_PARTS, _LAST_PARTS))
    parts: list[list[Path]] = [[]]
    n_bytes = 0
    for file in sorted(sizes, key=sizes.__getitem__, reverse=True):
        enough = max(least, min(most, left // (2 * n_processes)))
        if parts[-1] and n_bytes + sizes[file] > enough:
            parts.append([])
            left -= n_bytes
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


def _recounted[T](
    found: Sequence[Path], reader: Reader[T], recount: Recounter
) -> Iterator[Gathered[T]]:
    reads = {file: reader.workspace.read(file) for file in found}
    better = recount({r.path: r.analysis for r in reads.values() if r.analysis})
    for file, read in reads.items():
        yield reader.gathered(file, read._replace(analysis=better.get(read.path)))


def _sorted[T](
    found: Sequence[Path], results: Iterator[Gathered[T]], named: Sequence[Path]
) -> Gathering[T]:
    """The results by what came of them; long work shows its progress."""
    done: dict[Path, Gathered[T]] = {}
    with progress() as advance:
        for result in results:
            done[result.file] = result
            advance(result.file.as_posix())
    gathering: Gathering[T] = Gathering({}, [], [])
    wanted = set(named)
    for file in found:
        _add(gathering, done.pop(file), is_named=file in wanted)
    return gathering


def _add[T](gathering: Gathering[T], result: Gathered[T], *, is_named: bool) -> None:
    told = gathering.settings
    told.extend(finding for finding in result.settings if finding not in told)
    path, problem = result.file.as_posix(), result.problem
    if result.shown is not None:
        gathering.shown[result.file] = result.shown
    elif is_named and result.exclusion:
        say_left_out(path, result.exclusion)
    elif is_named and problem is None:
        problem = "it is not a prompt file"
    if problem:
        gathering.failures.append(Failure(path=path, reason=problem))
