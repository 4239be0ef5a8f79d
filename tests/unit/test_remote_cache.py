"""The cache of counts: what it keeps, what it refuses, and what it survives."""

import json
import os
import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from promptally.remote.cache import Cache, Stored

COUNT = Stored(tokens=14, model="claude-opus-4-6", endpoint="api.anthropic.com", date=1)
BODY = {"messages": [{"role": "user", "content": "Hello, Claude"}]}


@pytest.fixture
def opened() -> Iterator[Callable[[Path | None], Cache]]:
    """Opens caches, and closes them all in the end."""
    caches: list[Cache] = []

    def open_cache(folder: Path | None) -> Cache:
        caches.append(Cache(folder))
        return caches[-1]

    yield open_cache
    for cache in caches:
        cache.close()


def digest(cache: Cache, text: str = "Hello, Claude") -> bytes:
    body = {"messages": [{"role": "user", "content": text}]}
    return cache.digest("https://api.anthropic.com", "claude-opus-4-6", body)


def planted(folder: Path, **row: object) -> None:
    """Write a row into the cache's table past its own code."""
    columns = ", ".join(row)
    marks = ", ".join("?" * len(row))
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute(
            f"INSERT INTO Cache ({columns}) VALUES ({marks})", [*row.values()]
        )
    connection.close()


class Payload:
    """What would run, were it unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return Path.touch, (self.proof,)  # type: ignore[return-value] # as pickle wants it


type Opened = Callable[[Path | None], Cache]


def test_a_count_outlives_the_process(tmp_path: Path, opened: Opened) -> None:
    first = opened(tmp_path / "counts")
    first.put(digest(first), COUNT)
    first.close()

    second = opened(tmp_path / "counts")

    assert second.is_on_disk
    assert second.get(digest(second)) == COUNT
    assert second.get(digest(second, "Hello, Claude!")) is None


def test_a_digest_depends_on_all_that_is_counted(
    tmp_path: Path, opened: Opened
) -> None:
    cache = opened(tmp_path / "counts")

    assert digest(cache) == digest(cache)
    assert cache.digest("https://a", "m", BODY) != cache.digest("https://b", "m", BODY)
    assert cache.digest("https://a", "m", BODY) != cache.digest("https://a", "n", BODY)


def test_a_digest_needs_the_key_of_its_cache(tmp_path: Path, opened: Opened) -> None:
    assert digest(opened(tmp_path / "one")) != digest(opened(tmp_path / "two"))


def test_nobody_else_may_read_it(tmp_path: Path, opened: Opened) -> None:
    cache = opened(tmp_path / "counts")
    cache.put(digest(cache), COUNT)

    assert stat.S_IMODE((tmp_path / "counts").stat().st_mode) == 0o700
    for file in (tmp_path / "counts").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_the_file_holds_no_text(tmp_path: Path, opened: Opened) -> None:
    cache = opened(tmp_path / "counts")
    cache.put(digest(cache, "canary-of-a-prompt"), COUNT)
    cache.close()

    data = b"".join(file.read_bytes() for file in (tmp_path / "counts").iterdir())
    assert b"claude-opus-4-6" in data
    assert b"canary" not in data


def test_without_a_folder_it_is_memory(opened: Opened) -> None:
    cache = opened(None)
    cache.put(digest(cache), COUNT)

    assert not cache.is_on_disk
    assert cache.get(digest(cache)) == COUNT


def test_clear_forgets(tmp_path: Path, opened: Opened) -> None:
    cache = opened(tmp_path / "counts")
    cache.put(digest(cache), COUNT)
    assert cache.stats()[0] == 1

    cache.clear()

    assert cache.stats()[0] == 0
    assert cache.get(digest(cache)) is None


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
def test_a_planted_pickle_as_value_does_not_run(
    tmp_path: Path, mode: int, opened: Opened
) -> None:
    proof = tmp_path / "proof"
    cache = opened(tmp_path / "counts")
    key = digest(cache)
    value = pickle.dumps(Payload(proof))
    planted(tmp_path / "counts", key=key, raw=1, store_time=0.0, mode=mode, value=value)

    assert cache.get(key) is None
    assert not proof.exists()


def test_a_planted_pickle_as_key_does_not_run(tmp_path: Path, opened: Opened) -> None:
    proof = tmp_path / "proof"
    cache = opened(tmp_path / "counts")
    key = pickle.dumps(Payload(proof))
    planted(tmp_path / "counts", key=key, raw=0, store_time=0.0, mode=1, value=b"")

    cache.put(digest(cache), COUNT)
    cache.stats()
    cache.clear()

    assert not proof.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sqlite_writable_schema", 1),
        ("disk_min_file_size", pickle.dumps(len)),
        ("get", 1),
        ("disk_pickle_protocol", "__import__('os')"),
    ],
)
def test_a_planted_setting_sets_the_file_aside(
    tmp_path: Path, key: str, value: object, opened: Opened
) -> None:
    opened(tmp_path / "counts").close()
    with sqlite3.connect(tmp_path / "counts" / "cache.db") as connection:
        connection.execute(
            "INSERT OR REPLACE INTO Settings VALUES (?, ?)", (key, value)
        )
    connection.close()

    cache = opened(tmp_path / "counts")
    cache.put(digest(cache), COUNT)

    assert cache.is_on_disk
    assert cache.get(digest(cache)) == COUNT
    if key != "disk_pickle_protocol":
        assert list((tmp_path / "counts").glob("*.broken-*"))


@pytest.mark.parametrize(
    "stored",
    [
        {"tokens": -1},
        {"tokens": True},
        {"tokens": "14"},
        {"tokens": 10**9},
        {"tokens": None},
        {"date": "x"},
        {"extra": 1},
    ],
    ids=str,
)
def test_an_odd_number_never_gets_out(
    tmp_path: Path, stored: dict[str, object], opened: Opened
) -> None:
    sound = {"tokens": 1, "model": "m", "endpoint": "e", "date": 1}
    cache = opened(tmp_path / "counts")
    key = digest(cache)
    value = json.dumps(sound | stored).encode()
    planted(tmp_path / "counts", key=key, raw=1, store_time=0.0, mode=1, value=value)

    assert cache.get(key) is None


@pytest.mark.parametrize("damage", ["header", "middle", "truncated", "empty", "text"])
def test_a_broken_file_costs_the_counts_and_nothing_else(
    tmp_path: Path, damage: str, opened: Opened
) -> None:
    folder = tmp_path / "counts"
    first = opened(folder)
    for n in range(400):
        first.put(digest(first, str(n)), COUNT)
    first.close()
    database = folder / "cache.db"
    data = bytearray(database.read_bytes())
    match damage:
        case "header":
            data[:64] = b"\xff" * 64
        case "middle":
            data[4096:16384] = b"\xaa" * 12288
        case "truncated":
            del data[len(data) // 2 :]
        case "empty":
            data.clear()
        case "text":
            data[:] = b"not a database"
    for left in folder.glob("cache.db-*"):
        left.unlink()
    database.write_bytes(data)

    cache = opened(folder)
    cache.put(digest(cache), COUNT)

    assert cache.get(digest(cache)) == COUNT
    for n in range(400):
        assert cache.get(digest(cache, str(n))) in {None, COUNT}


def test_another_process_that_holds_the_file_is_not_waited_for(
    tmp_path: Path, opened: Opened
) -> None:
    opened(tmp_path / "counts").close()
    holder = sqlite3.connect(tmp_path / "counts" / "cache.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    cache = opened(tmp_path / "counts")
    cache.put(digest(cache), COUNT)
    holder.close()

    assert not cache.is_on_disk
    assert cache.problem == "OperationalError"
    assert cache.get(digest(cache)) == COUNT


def test_a_file_where_the_folder_should_be_leaves_memory(
    tmp_path: Path, opened: Opened
) -> None:
    (tmp_path / "counts").write_text("")

    cache = opened(tmp_path / "counts")
    cache.put(digest(cache), COUNT)

    assert not cache.is_on_disk
    assert cache.get(digest(cache)) == COUNT


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0,
    reason="only root can make a file system of 400 kB",
)
def test_a_full_disk_costs_no_count_of_this_process(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        cache = Cache(small / "counts")
        for n in range(3000):
            cache.put(digest(cache, str(n)), replace(COUNT, tokens=n))
        assert cache.problem is not None
        for n in range(3000):
            found = cache.get(digest(cache, str(n)))
            assert found is not None
            assert found.tokens == n
        cache.close()
        again = Cache(small / "counts")
        for n in range(3000):
            kept = again.get(digest(again, str(n)))
            assert kept is None or kept.tokens == n
        again.close()
    finally:
        subprocess.run(["umount", str(small)], check=True)


WRITER = """
import sys
from pathlib import Path
from promptally.remote.cache import Cache, Stored
cache = Cache(Path(sys.argv[1]))
print(cache.is_on_disk, flush=True)
for n in range(int(sys.argv[2])):
    body = {"messages": [{"role": "user", "content": f"{sys.argv[3]}-{n}"}]}
    cache.put(cache.digest("e", "m", body), Stored(n, "m", "e", 1))
    print(n, flush=True)
"""


def writer(folder: Path, n: int, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(n), name],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def test_four_processes_share_one_cache(tmp_path: Path, opened: Opened) -> None:
    folder = tmp_path / "counts"
    opened(folder).close()
    writers = [writer(folder, 100, str(name)) for name in range(4)]
    for process in writers:
        process.communicate()

    cache = opened(folder)
    for name in range(4):
        for n in range(100):
            body = {"messages": [{"role": "user", "content": f"{name}-{n}"}]}
            found = cache.get(cache.digest("e", "m", body))
            assert found is None or found.tokens == n
    assert cache.stats()[0] >= 390


def test_a_kill_in_the_middle_of_writing_loses_no_count_that_was_kept(
    tmp_path: Path, opened: Opened
) -> None:
    folder = tmp_path / "counts"
    kept: list[tuple[str, int]] = []
    for round_ in range(10):
        process = writer(folder, 10_000, str(round_))
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        said = [process.stdout.readline() for _ in range(20)]
        process.kill()
        process.communicate()
        kept += [(str(round_), int(line)) for line in said if line.strip()]

    cache = opened(folder)
    for name, n in kept:
        body = {"messages": [{"role": "user", "content": f"{name}-{n}"}]}
        found = cache.get(cache.digest("e", "m", body))
        assert found is not None
        assert found.tokens == n
    assert not list(folder.glob("*.broken-*"))
