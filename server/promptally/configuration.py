"""Which settings hold for a file: the user's, then those of the nearest folder above.

A workspace says what holds below a folder in `promptally.toml`, or in
`[tool.promptally]` of `pyproject.toml`. The nearest of them wins whole; the search ends
at the root of the repository, so that a file cannot be ruled from outside it. Globs in
it are relative to its folder.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from promptally import discovery, files, globs, settings
from promptally.prompts import Problem
from promptally.settings import Layer, LayerKind, Settings, layers
from promptally.settings.key_spans import key_spans
from promptally.text import LineIndex, Span

FILE_NAME = "promptally.toml"
PROJECT_NAME = "pyproject.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationFile:
    """A file of settings as it was read, with what is wrong in it."""

    path: Path
    text: str
    layer: Layer
    problems: tuple[Problem, ...]

    def line(self, problem: Problem) -> int:
        """The line of a problem, from 1."""
        return LineIndex(self.text).line_at(problem.span.start) + 1

    def line_of(self, key: str) -> int | None:
        """The line, from 1, where the setting `key` stands in the text."""
        section = ("tool", "promptally") if self.path.name == PROJECT_NAME else ()
        span = key_spans(self.text).get((*section, key))
        return None if span is None else LineIndex(self.text).line_at(span.start) + 1

    def excluding(self, name: str) -> list[str]:
        """The globs in the file that leave out the file called `name`."""
        said = self.layer.values.get("exclude", ())
        assert isinstance(said, tuple)
        return [pattern for pattern in said if globs.matches(pattern, name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What holds for the files below `root`."""

    root: Path
    settings: Settings
    sources: tuple[ConfigurationFile, ...] = ()

    def name_of(self, file: Path) -> str:
        """The path of `file` as globs see it: relative to the root, POSIX.

        A link goes by its own name, wherever it leads: `CLAUDE.md` is one.
        """
        # Links on the way are followed, not the last one.
        named = file.parent.resolve() / file.name
        if named.is_relative_to(self.root):
            return named.relative_to(self.root).as_posix()
        return named.as_posix().lstrip("/")


def user_file() -> Path:
    """Where the user's own settings are, whether or not they exist."""
    return platformdirs.user_config_path("promptally") / FILE_NAME


def user_settings() -> Settings:
    """What the user's own file says: all there is where no file is looked at."""
    source = _read(user_file(), LayerKind.USER)
    return settings.resolve([source.layer] if source else [])[0]


class Reader:
    """Answers which settings hold for a file; each settings file is read once."""

    def __init__(self, *layers: Layer) -> None:
        """`layers` are those that stand above every file, such as the editor's."""
        self._above = layers
        self._by_folder: dict[Path, ConfigurationFile | None] = {}
        self._by_source: dict[Path | None, Configuration] = {}
        self._places: dict[Path, tuple[Path, str]] = {}
        self._user = _read(user_file(), LayerKind.USER)

    def of(self, file: Path) -> Configuration:
        """The configuration of `file`, which need not exist."""
        return self.place(file)[0]

    def place(self, file: Path) -> tuple[Configuration, str]:
        """The configuration of `file`, and the name that `name_of` gives it there.

        Where a folder really is, and what holds in it, is looked up once.
        """
        above = file.parent
        if above not in self._places:
            root = self._root(above.resolve())
            name = self._by_source[root].name_of(above / "_")
            self._places[above] = root, name.removesuffix("_")
        root, prefix = self._places[above]
        return self._by_source[root], prefix + file.name

    def _root(self, folder: Path) -> Path:
        """The root of the configuration of a folder, which is in `_by_source` then."""
        source = self._nearest(folder)
        root = source.path.parent if source else discovery.repository(folder)
        if root not in self._by_source:
            self._by_source[root] = self._resolve(root, source)
        return root

    def _nearest(self, folder: Path) -> ConfigurationFile | None:
        if folder not in self._by_folder:
            found = _read(folder / FILE_NAME, LayerKind.WORKSPACE) or _read(
                folder / PROJECT_NAME, LayerKind.WORKSPACE
            )
            is_root = discovery.is_repository(folder) or folder.parent == folder
            if found is None and not is_root:
                found = self._nearest(folder.parent)
            self._by_folder[folder] = found
        return self._by_folder[folder]

    def _resolve(self, root: Path, source: ConfigurationFile | None) -> Configuration:
        sources = tuple(s for s in (self._user, source) if s is not None)
        resolved, _problems = settings.resolve(
            [s.layer for s in sources] + [*self._above]
        )
        return Configuration(root=root, settings=resolved, sources=sources)


def _read(path: Path, kind: LayerKind) -> ConfigurationFile | None:
    """The settings in `path`; `None` where there is no such file or it has none."""
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises up to 3.13
        return None
    text, problem, _ = files.read_text(path)
    is_project = path.name == PROJECT_NAME
    if text is None:
        return None if is_project else _unread(path, kind, problem or "")
    if is_project and "promptally" not in text:
        return None
    layer, problems = settings.read_toml(
        text, kind=kind, name=path.name, pyproject=is_project
    )
    says_nothing = not layer.values and not problems
    if is_project and says_nothing and "[tool.promptally]" not in text:
        return None
    return ConfigurationFile(path=path, text=text, layer=layer, problems=problems)


def _unread(path: Path, kind: LayerKind, why: str) -> ConfigurationFile:
    """A file of settings that nobody can read; it may have said not to send."""
    message = f"No setting in it holds, and counting is offline: {why}"
    problem = Problem(code=settings.Code.SYNTAX, message=message, span=Span(0, 0))
    layer = layers.offline(kind, path.name)
    return ConfigurationFile(path=path, text="", layer=layer, problems=(problem,))
