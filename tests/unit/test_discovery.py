"""Finding prompt files: what git ignores is left alone, what is named is taken."""

import subprocess
import time
from pathlib import Path

import pytest

from promptally.discovery import Ignored, candidates, repository

TREE = """
.gitignore
CLAUDE.md
a/.gitignore
a/keep.md
a/drop.md
a/b/deep.md
build/out.md
docs/build/page.md
docs/notes.txt
node_modules/x/README.md
logs/today.md
logs/keep/this.md
space name.md
"""
ROOT_RULES = """
# generated
/build/
*.log.md
logs/*
!logs/keep/
\\#odd.md
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in TREE.split("\n"):
        if name:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
    (tmp_path / ".gitignore").write_text(ROOT_RULES)
    (tmp_path / "a" / ".gitignore").write_text("drop.md\n*.md\n!keep.md\n!deep.md\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def test_it_finds_what_git_would_track(tree: Path) -> None:
    found = [path.relative_to(tree).as_posix() for path in candidates([tree])]

    assert found == [
        "CLAUDE.md",
        "space name.md",
        "a/keep.md",
        "a/b/deep.md",
        "docs/build/page.md",
        "logs/keep/this.md",
    ]


def test_it_agrees_with_git_on_every_file(tree: Path) -> None:
    ignored = Ignored(tree)
    for file in sorted(tree.rglob("*")):
        if file.is_dir() or ".git" in file.parts:
            continue
        said = subprocess.run(
            ["git", "check-ignore", "-q", str(file)], cwd=tree, check=False
        )
        assert ignored(file) is (said.returncode == 0), file


def test_a_file_that_is_named_is_taken_even_if_git_ignores_it(tree: Path) -> None:
    assert list(candidates([tree / "a" / "drop.md"])) == [tree / "a" / "drop.md"]


def test_nothing_is_given_twice(tree: Path) -> None:
    found = list(candidates([tree / "CLAUDE.md", tree, tree / "a"]))

    assert len(found) == len(set(found)) == 6


def test_a_hostile_gitignore_costs_no_time(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*a*a*a*a*a*a*a*ab\n" * 500)
    file = tmp_path / ("a" * 200 + ".md")
    file.write_text("x")
    started = time.perf_counter()

    assert not Ignored(tmp_path)(file)
    # Matchers that try every way to share the name out among the stars take minutes.
    assert time.perf_counter() - started < 5


def test_the_repository_is_the_nearest_folder_with_a_git_folder(tree: Path) -> None:
    assert repository(tree / "a" / "b" / "deep.md") == tree
    assert repository(tree / "a" / "b") == tree
