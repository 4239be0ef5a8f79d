"""The store of what exact counts have taught."""

import json
import os
import sys
from pathlib import Path

import pytest

from promptally.counting.corrections import Lesson
from promptally.remote.lessons import Lessons


def test_a_lesson_is_kept_for_its_host(tmp_path: Path) -> None:
    Lessons(tmp_path / "counts", "api").learn("4.5 tools", 183, 1_795_132_800)
    lessons = Lessons(tmp_path / "counts", "api")
    assert lessons.learn("4.5 tools", 184, 1_795_132_900) == lessons.read()
    assert lessons.read() == {
        "4.5 tools": Lesson(residuals=(183, 184), n=2, date=1_795_132_900)
    }
    assert Lessons(tmp_path / "counts", "localhost").read() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    Lessons(tmp_path / "counts", "api").learn("x", 1, 1)
    (file,) = (tmp_path / "counts").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"hosts": []}',
    b'{"hosts": {"api": 3}}',
    b"\xff\xfe",
    b"[" * 100_000,
    b" " * 2**20,
    *(
        json.dumps({"hosts": {"api": {"x": lesson}}}).encode()
        for lesson in (
            3,
            {"residuals": [], "n": 1, "date": 1},
            {"residuals": [1.5], "n": 1, "date": 1},
            {"residuals": [True], "n": 1, "date": 1},
            {"residuals": [10**9], "n": 1, "date": 1},
            {"residuals": [1] * 8, "n": 8, "date": 1},
            {"residuals": [1], "n": 0, "date": 1},
            {"residuals": [1], "n": 1, "date": 10**18},
            {"residuals": [1], "n": 1, "date": -1},
            {"residuals": [1], "n": 1},
        )
    ),
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_teaches_nothing_and_is_replaced(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "lessons.json").write_bytes(data)
    lessons = Lessons(tmp_path, "api")
    assert lessons.read() == {}
    lessons.learn("y", 5, 1)
    assert list(Lessons(tmp_path, "api").read()) == ["y"]


def test_the_file_is_bounded(tmp_path: Path) -> None:
    for host in range(25):
        Lessons(tmp_path, f"host-{host}").learn("x", 1, 1)
    for kind in range(220):
        Lessons(tmp_path, "api").learn(f"kind-{kind}", 1, kind)
    kinds = list(Lessons(tmp_path, "api").read())
    assert len(kinds) == 200
    assert "kind-219" in kinds
    assert "kind-0" not in kinds
    said = json.loads((tmp_path / "lessons.json").read_bytes())
    assert len(said["hosts"]) <= 20


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write")
def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    learned = Lessons(tmp_path / "counts", "api").learn("x", 1, 1)
    tmp_path.chmod(0o700)
    assert list(learned) == ["x"]


def test_where_the_folder_is_a_file_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "counts").write_text("a file")
    lessons = Lessons(tmp_path / "counts", "api")
    assert list(lessons.learn("x", 1, 1)) == ["x"]
    assert lessons.read() == {}


def test_lessons_are_forgotten_together(tmp_path: Path) -> None:
    lessons = Lessons(tmp_path, "api")
    lessons.learn("x", 1, 1)
    lessons.forget()
    lessons.forget()
    assert lessons.read() == {}
