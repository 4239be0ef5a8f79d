"""Which settings hold for a file: the files' own order, below what the editor says.

An editor may say something else for each of its folders. What it says is kept as it
came; the files are read when they are asked for, and again after a change.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from promptally import settings
from promptally.configuration import Configuration, Reader
from promptally.lsp.capabilities import Client
from promptally.lsp.places import path_of

SECTION = "promptally"


class Configurations:
    """The settings of all files, by what was last said and read."""

    def __init__(self, client: Client) -> None:
        self.folders: tuple[str, ...] = client.folders
        self._everywhere: Any = client.options
        self._by_folder: dict[str, Any] = {}
        self._readers: dict[str, Reader] = {}

    def of(self, path: Path) -> Configuration:
        """The configuration of a file, by the innermost folder around it."""
        folder = self._folder_of(path)
        if folder not in self._readers:
            self._readers[folder] = self.reader(folder)
        return self._readers[folder].of(path)

    def reader(self, folder: str) -> Reader:
        """A reader of settings that knows what the editor says for `folder`."""
        layer, _ = settings.from_editor(self._options(folder))
        return Reader(layer)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What is wrong with what the editor says, in sentences."""
        said = [self._everywhere, *self._by_folder.values()]
        found = (p for options in said for p in settings.from_editor(options)[1])
        return tuple(dict.fromkeys(problem.message for problem in found))

    def tell(self, everywhere: Any, by_folder: Sequence[Any] = ()) -> bool:
        """Take what the editor says, in the order of `folders`; whether it is new."""
        pairs = zip(self.folders, by_folder, strict=False)
        said = {folder: options for folder, options in pairs if options is not None}
        if (everywhere, said) == (self._everywhere, self._by_folder):
            return False
        self._everywhere, self._by_folder = everywhere, said
        self.reload()
        return True

    def reload(self) -> None:
        """Read the files of settings again when they are needed."""
        self._readers = {}

    def change_folders(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """Take folders that the client has opened or closed."""
        kept = [folder for folder in self.folders if folder not in {*removed, *added}]
        self.folders = (*kept, *added)
        self.reload()

    def _folder_of(self, path: Path) -> str:
        around = [f for f in self.folders if path.is_relative_to(path_of(f))]
        return max(around, key=len, default="")

    def _options(self, folder: str) -> Any:
        return self._by_folder.get(folder, self._everywhere)
