"""Files as an earlier check has found them, so that they are not counted again.

A summary is kept with what it rests on: the content and the name of its file, the
settings that hold and the build make its key; the exact counts and the lessons that
were known then, its grounds, are looked up anew before it is used.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from promptally import files
from promptally.cli.reading import Gathered, Reader
from promptally.cli.workspace import Read
from promptally.files import Data
from promptally.prompts import Json
from promptally.remote.checked import Checked, Digests
from promptally.view import kept
from promptally.view.summary import Summary

_OFFLINE, _BEST = "offline", "with exact counts"


class Recaller:
    """Reads files as its reader does, and says what may be kept of each."""

    def __init__(self, reader: Reader[Summary], digests: Digests) -> None:
        self.reader = reader
        self._digests = digests
        self._recipes: dict[Path, bytes] = {}

    def read_all(self, paths: Iterable[Path]) -> Iterator[Gathered[Summary]]:
        """The files as they are on the disk, in order."""
        for done, data in self.reader.each(paths):
            yield self._to_be_kept(done, data)

    def _to_be_kept(self, done: Gathered[Summary], data: Data) -> Gathered[Summary]:
        if data.data is None or done.problem or done.grounds is None:
            return done
        found = self._kept(done)
        if found is None:
            return done
        digest = self._digest(done.file, data.data)
        return done._replace(kept=(digest, [found, list(done.grounds)]))

    def warm(self, file: Path) -> None:
        """Load what files like this one take, for processes to inherit."""
        self._kept(self.reader.warm(file))

    def close(self) -> None:
        """Let go of files, as the reader does."""
        self.reader.close()

    def _kept(self, done: Gathered[Summary]) -> Json | None:
        if done.shown is None:
            return kept.NO_PROMPT
        held = self.reader.workspace.place(done.file)[0]
        return kept.keep(done.shown, held.settings)

    def recall(self, file: Path, remembered: Checked) -> Gathered[Summary] | None:
        """The same file as it was counted before, if nothing has changed since."""
        data = files.read_data(file).data
        if data is None:
            return None
        match remembered.get(self._digest(file, data)):
            case [found, list(grounds)] if self._hold(grounds):
                return self._restored(file, found)
            case _:
                return None

    def _hold(self, grounds: list[Json]) -> bool:
        return self.reader.lookup is None or self.reader.lookup.hold(grounds)

    def _restored(self, file: Path, found: Json) -> Gathered[Summary] | None:
        if found == kept.NO_PROMPT:
            exclusion = self.reader.workspace.exclusion(file)
            read = Read(file.as_posix(), None, exclusion=exclusion)
            return self.reader.missing(file, read)
        held = self.reader.workspace.place(file)[0]
        summary = kept.restore(found, file.as_posix(), held.settings)
        return Gathered(file, summary, None, self.reader.noted()) if summary else None

    def _digest(self, file: Path, data: bytes) -> str:
        held, name = self.reader.workspace.place(file)
        if held.root not in self._recipes:
            counted = _BEST if self.reader.lookup else _OFFLINE
            recipe = self._digests.recipe(repr(held.settings), counted)
            self._recipes[held.root] = recipe
        return self._digests.digest(self._recipes[held.root], name, data)
