"""One file as a command sees it: read, counted, and what is shown of it.

What is shown is all that is left of a file, so that thousands take little room and
travel between processes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from promptally import files
from promptally.analysis import Analysis
from promptally.cli.lookup import Lookup
from promptally.cli.workspace import Read, Workspace
from promptally.configuration import ConfigurationFile
from promptally.counting import models, tokens
from promptally.files import Data
from promptally.prompts import Json
from promptally.text import LineIndex
from promptally.view.formats.outcome import FileFinding
from promptally.view.summary import located

type Best = Callable[[Analysis], Analysis]
"""Puts the best counts that are known into an analysis."""

type View[T] = Callable[[str, Analysis, Best], T]
"""What is shown of the file at a path. Its analysis has the best counts already; who
counts it otherwise asks for them again. A view that is used in many processes is a
function of a module, or a `partial` of one, and gives what can be pickled."""


class Gathered[T](NamedTuple):
    """One file: what is shown of it, or why nothing is, and what its settings said.

    Both are `None` for a readable file that is no prompt file; then `exclusion` says
    which setting has left it out, if one has. `grounds` are those of `lookup.Looked`,
    empty where nothing was looked up. `kept` is what the next run may take from this
    one, by the digest of the file.
    """

    file: Path
    shown: T | None
    problem: str | None = None
    settings: tuple[FileFinding, ...] = ()
    exclusion: str | None = None
    grounds: Sequence[Json] | None = ()
    kept: tuple[str, Json] | None = None


class Reader[T]:
    """Reads files in this process, and notes what is wrong in their settings."""

    def __init__(
        self,
        model: str | None,
        view: View[T],
        open_lookup: Callable[[], Lookup] | None = None,
    ) -> None:
        """Without `open_lookup` all counts are offline."""
        self._view = view
        self._settings: list[FileFinding] = []
        self.lookup = open_lookup() if open_lookup else None
        self.workspace = Workspace(model=model, tell=self._note)

    def read(self, file: Path, data: Data | None = None) -> Gathered[T]:
        """One file as it is on the disk; `data` is for who has read it already."""
        content = files.decoded(data or files.read_data(file))
        return self.gathered(file, self.workspace.read(file, content))

    def warm(self, file: Path) -> None:
        """Load what counting a file like this one takes, for processes to inherit."""
        held, _name = self.workspace.place(file)
        tokens.warm(models.resolve(held.settings.model).generation)

    def gathered(self, file: Path, read: Read) -> Gathered[T]:
        """What is shown of what was read, with what settings have said since."""
        if read.analysis is None:
            return self.missing(file, read)
        if self.lookup is None:
            shown = self._view(read.path, read.analysis, _as_it_is)
            return Gathered(file, shown, None, self.noted())
        looked = self.lookup(read.analysis)
        shown = self._view(read.path, looked.analysis, self.lookup.best)
        return Gathered(file, shown, None, self.noted(), grounds=looked.grounds)

    def missing(self, file: Path, read: Read) -> Gathered[T]:
        """A file of which nothing is shown."""
        noted = self.noted()
        return Gathered(file, None, read.problem, noted, exclusion=read.exclusion)

    def noted(self) -> tuple[FileFinding, ...]:
        """What was found in settings since somebody has asked last."""
        found, self._settings = tuple(self._settings), []
        return found

    def close(self) -> None:
        """Let go of files, before other processes are forked; they are opened again."""
        if self.lookup:
            self.lookup.close()

    def _note(self, source: ConfigurationFile) -> None:
        path, lines = relative(source.path).as_posix(), LineIndex(source.text)
        self._settings += [
            FileFinding(path=path, finding=located(problem, lines))
            for problem in source.problems
        ]


def _as_it_is(analysis: Analysis) -> Analysis:
    return analysis


def relative(path: Path) -> Path:
    """An absolute path below the current folder as it is from there."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
