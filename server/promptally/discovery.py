"""Finding prompt files below a folder; what git ignores is left alone."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from promptally import files, globs

SUFFIXES = frozenset(
    {
        ".md",
        ".mdc",
        ".markdown",
        ".json",
        ".jsonc",
        ".jsonl",
        ".ndjson",
        ".yaml",
        ".yml",
        ".prompty",
        ".prompt",
        ".poml",
    }
)
"""Endings that a prompt file can have; a file with another is not even opened."""

_NEVER = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"})


_MOST_LINES = 1000
"""Lines of a `.gitignore` that are read; the longest of well-known projects has 600."""


class _Rule(NamedTuple):
    """A line of a `.gitignore`: `is_exception` for one that starts with `!`."""

    pattern: str
    is_exception: bool


class _Above(NamedTuple):
    """The lines of a `.gitignore` around a folder, and the folder's name from there."""

    rules: tuple[_Rule, ...]
    prefix: str


class Ignored:
    """What `.gitignore` files say about the paths below `root`; each is read once."""

    def __init__(self, root: Path) -> None:
        """`root` is a real path; what lies outside of it is not ignored."""
        self._root = root
        self._rules: dict[Path, tuple[_Rule, ...]] = {}
        self._above: dict[Path, tuple[_Above, ...]] = {}
        self._folders: dict[Path, bool] = {root: False}

    def __call__(self, path: Path) -> bool:
        """Whether `path`, a file, or a folder around it, is ignored."""
        if not path.is_relative_to(self._root):
            return False
        return self.folder(path.parent) or self.lists(path.parent, path.name)

    def folder(self, path: Path) -> bool:
        """Whether the folder `path`, or one around it, is ignored."""
        if path not in self._folders:
            self._folders[path] = path.is_relative_to(self._root) and (
                self.folder(path.parent) or self.lists(path.parent, path.name + "/")
            )
        return self._folders[path]

    def lists(self, folder: Path, name: str) -> bool:
        """Whether `name` itself, in `folder`, is ignored; a slash ends a folder's name.

        The last matching line of the nearest `.gitignore` decides, as in git.
        """
        if folder not in self._above:
            self._above[folder] = tuple(self._files_above(folder))
        for rules, prefix in self._above[folder]:
            for rule in reversed(rules):
                if globs.matches(rule.pattern, prefix + name):
                    return not rule.is_exception
        return False

    def _files_above(self, folder: Path) -> Iterator[_Above]:
        """The `.gitignore` files with any lines, from the nearest to the root's."""
        if not folder.is_relative_to(self._root):
            return
        prefix = ""
        for above in (folder, *folder.parents):
            if rules := self._rules_of(above):
                yield _Above(rules, prefix)
            if above == self._root:
                return
            prefix = f"{above.name}/{prefix}"

    def _rules_of(self, folder: Path) -> tuple[_Rule, ...]:
        if folder not in self._rules:
            self._rules[folder] = _read_rules(folder / ".gitignore")
        return self._rules[folder]


def _read_rules(path: Path) -> tuple[_Rule, ...]:
    # A link may lead to what never ends, such as /dev/zero.
    text = files.read_text(path).text or ""
    lines = (line for line in text.splitlines()[:_MOST_LINES] if line.strip())
    return tuple(
        _Rule(line.removeprefix("!"), line.startswith("!"))
        for line in lines
        if not line.startswith("#")
    )


def repository(path: Path) -> Path:
    """The root of the repository around `path`, else the folder itself."""
    folder = path if _is_folder(path) else path.parent
    return next(filter(is_repository, (folder, *folder.parents)), folder)


def is_repository(folder: Path) -> bool:
    """Whether `folder` is the root of a repository."""
    return os.path.exists(folder / ".git")  # noqa: PTH110 - as in `_is_folder`


def _is_folder(path: Path) -> bool:
    # Up to Python 3.13, `Path.is_dir` raises where a name is too long, or forbidden.
    return os.path.isdir(path)  # noqa: PTH112


def candidates(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that may be prompt files: those named, and those below named folders.

    In the order of their names, each once. A file that is named itself is given
    whatever its ending and whether or not it is ignored.
    """
    seen: set[Path] = set()
    for path in paths:
        found = _below(path) if _is_folder(path) else iter([path])
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _below(folder: Path) -> Iterator[Path]:
    root = repository(folder.resolve())
    ignored = Ignored(root)
    for where, folders, names in os.walk(folder):
        here = Path(where)
        real = here.resolve()
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NEVER and not ignored.folder(real / name)
        )
        if ignored.folder(real):
            continue
        for name in sorted(filter(_may_be_prompt, names)):
            if not ignored.lists(real, name):
                yield here / name


def _may_be_prompt(name: str) -> bool:
    dot = name.rfind(".")
    if name == ".cursorrules":
        return True
    return dot > 0 and name[dot:].lower() in SUFFIXES
