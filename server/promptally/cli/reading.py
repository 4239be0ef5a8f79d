"""One file as a check sees it: counted, or as it was counted before."""

from pathlib import Path
from typing import NamedTuple

from promptally import files
from promptally.cli.workspace import Read, Workspace
from promptally.configuration import ConfigurationFile
from promptally.counting import models, tokens
from promptally.prompts import Json
from promptally.remote.checked import Checked, Digests
from promptally.text import LineIndex
from promptally.view import kept
from promptally.view.formats.outcome import FileFinding
from promptally.view.summary import Summary, located, summarise


class Gathered(NamedTuple):
    """One file: its summary, or why there is none, and what its settings said.

    Both are `None` for a readable file that is no prompt file. `kept` is what the next
    run may take from this one, by the digest of the file.
    """

    file: Path
    summary: Summary | None
    problem: str | None = None
    settings: tuple[FileFinding, ...] = ()
    kept: tuple[str, Json] | None = None


class Reader:
    """Reads files in this process, and notes what is wrong in their settings."""

    def __init__(
        self,
        model: str | None,
        *,
        is_detailed: bool = False,
        digests: Digests | None = None,
    ) -> None:
        """`is_detailed` summaries have what the JSON report needs.

        `digests` tell what may be kept of a file; without them nothing is.
        """
        self._is_detailed = is_detailed
        self._digests = digests
        self._recipes: dict[Path, bytes] = {}
        self._settings: list[FileFinding] = []
        self.workspace = Workspace(model=model, tell=self._note)

    def read(self, file: Path) -> Gathered:
        """One file as it is on the disk."""
        data = files.read_data(file)
        read = self.workspace.read(file, files.decoded(data))
        done = self.gathered(file, read)
        if self._digests is None or data.data is None or done.problem:
            return done
        found = kept.NO_PROMPT
        if done.summary:
            held = self.workspace.place(file)[0]
            found = kept.keep(done.summary, held.settings)
        digest = self._digest(self._digests, file, data.data)
        return done if found is None else done._replace(kept=(digest, found))

    def recall(self, file: Path, remembered: Checked) -> Gathered | None:
        """The same file as it was counted before, if nothing has changed since."""
        data = files.read_data(file).data
        if data is None:
            return None
        found = remembered.get(self._digest(remembered.digests, file, data))
        if found is None:
            return None
        if found == kept.NO_PROMPT:
            return self.gathered(file, Read(file.as_posix(), None))
        held = self.workspace.place(file)[0]
        summary = kept.restore(found, file.as_posix(), held.settings)
        return Gathered(file, summary, None, self._noted()) if summary else None

    def warm(self, file: Path) -> None:
        """Load what counting a file like this one takes, for processes to inherit."""
        held, _name = self.workspace.place(file)
        tokens.warm(models.resolve(held.settings.model).generation)

    def gathered(self, file: Path, read: Read) -> Gathered:
        """What was read, as a summary, with the settings' findings since the last."""
        if read.analysis is None:
            return Gathered(file, None, read.problem, self._noted())
        summary = summarise(read.path, read.analysis, is_detailed=self._is_detailed)
        return Gathered(file, summary, None, self._noted())

    def _noted(self) -> tuple[FileFinding, ...]:
        found, self._settings = tuple(self._settings), []
        return found

    def _digest(self, digests: Digests, file: Path, data: bytes) -> str:
        held, name = self.workspace.place(file)
        if held.root not in self._recipes:
            self._recipes[held.root] = digests.recipe(repr(held.settings))
        return digests.digest(self._recipes[held.root], name, data)

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
