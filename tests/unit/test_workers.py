"""Files shared out to processes: every file once, whatever becomes of them."""

import importlib
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from promptally.cli import workers

FILES = [Path(str(number)) for number in range(20)]

WORK = """
import os

def named():
    return lambda files: map(str, files)

def deadly():
    def work(files):
        for file in files:
            yield os._exit(1) if file.name.endswith("7") else file.name
    return work

def lethal():
    os._exit(1)
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that processes can import."""
    (tmp_path / "work_to_share.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("work_to_share")


@pytest.mark.parametrize(("size", "n_processes"), [(1, 2), (3, 1), (20, 3)])
def test_each_file_is_done_once(work: Any, size: int, n_processes: int) -> None:
    parts = [FILES[at : at + size] for at in range(0, len(FILES), size)]
    done = [*workers.share_out(parts, n_processes, work.named)]
    assert sorted(done) == sorted((file, file.name) for file in FILES)


def test_a_file_that_no_process_survives_costs_no_other(work: Any) -> None:
    parts = [FILES[:10], FILES[10:]]
    done = dict(workers.share_out(parts, 2, work.deadly))
    lost = {file.name for file, found in done.items() if found is None}
    assert lost == {"7", "17"}
    assert done.keys() == set(FILES)


def test_where_no_process_can_work_all_files_are_told(
    work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_MOST_DEATHS", 3)
    parts = [[Path(str(number))] for number in range(100)]
    done = [*workers.share_out(parts, 2, work.lethal)]
    assert sorted(done) == sorted((file, None) for (file,) in parts)


def test_what_is_for_meanwhile_is_done_once_while_all_work(work: Any) -> None:
    said: list[int] = []

    def meanwhile() -> None:
        said.append(len(multiprocessing.active_children()))

    parts = [[file] for file in FILES]
    done = [*workers.share_out(parts, 2, work.named, meanwhile)]
    assert len(done) == len(FILES)
    assert said == [2]


def test_to_close_ends_the_processes(work: Any) -> None:
    shares = workers.share_out([FILES[:1], FILES[1:]], 2, work.named)
    next(shares)
    shares.close()
    assert [*shares] == []


SHARED = """
import os, signal, sys, time
from pathlib import Path
from promptally.cli import workers

def slow(files):
    sys.stderr.write("begun\\n")
    sys.stderr.flush()
    time.sleep(60)

def fork(real=os.fork):
    process = real()
    if process and "interrupted" in sys.argv:
        os.kill(os.getpid(), signal.SIGINT)
    return process

os.fork = fork
[*workers.share_out([[Path(str(n))] for n in range(3)], 3, lambda: slow)]
"""


@pytest.mark.timeout(30)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")
@pytest.mark.parametrize("end", ["interrupted", "killed"])
def test_nothing_outlives_the_process_that_asked(end: str) -> None:
    command = [sys.executable, "-c", SHARED, end]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        if end == "killed":
            assert running.stderr.readline() == b"begun\n"
            running.kill()
        # The pipe ends with the last process that holds it.
        running.stderr.read()
    assert running.returncode


def test_to_close_ends_whoever_has_just_answered(work: Any) -> None:
    before = {*multiprocessing.active_children()}
    shares = workers.share_out([FILES], 1, work.named)
    next(shares)
    shares.close()
    assert {*multiprocessing.active_children()} == before
