"""The baseline file on the disk: read it, hold files against it, write it lower."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from promptally import baseline, files
from promptally.baseline import Baseline
from promptally.cli.console import CannotRunError
from promptally.counts import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratchet:
    """A baseline file; `held` is empty where there is none yet."""

    path: Path
    held: Baseline
    is_new: bool

    def name(self, file: Path) -> str:
        """The path of `file` as the baseline has it: from its folder, POSIX."""
        named = file.parent.resolve() / file.name
        return Path(os.path.relpath(named, self.path.parent.resolve())).as_posix()

    def recorded(self, file: Path) -> Count | None:
        """The entry of a file."""
        return self.held.get(self.name(file))

    def updated(
        self,
        now: Mapping[Path, Count],
        paths: Sequence[Path],
        *,
        allow_growth: bool,
        allow_new: bool,
    ) -> "Ratchet":
        """The same after a run over `paths`; nothing is written yet."""
        counted = {self.name(file): count for file, count in now.items()}
        held = baseline.updated(
            self.held,
            counted,
            self._gone(paths),
            allow_growth=allow_growth,
            allow_new=allow_new or self.is_new,
        )
        return Ratchet(path=self.path, held=held, is_new=False)

    def _gone(self, paths: Sequence[Path]) -> frozenset[str]:
        """Entries of files that are no more, where this run has looked."""
        folder = self.path.parent.resolve()
        looked = [path.resolve() for path in paths]
        return frozenset(
            name
            for name in self.held
            if not os.path.lexists(folder / name)
            and any(_normal(folder / name).is_relative_to(at) for at in looked)
        )

    def write(self) -> bool:
        """Write the file if it would be another; whether it was."""
        text = baseline.render(self.held)
        if files.read_text(self.path).text == text:
            return False
        try:
            new = self.path.with_name(f".{self.path.name}.new")
            new.write_text(text, encoding="utf-8", newline="\n")
            new.replace(self.path)
        except OSError as error:
            raise _cannot(self.path, error.strerror or "it cannot be written") from None
        return True


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))


def load(path: Path, *, may_be_new: bool) -> Ratchet:
    """The baseline at `path`; a file that is not there is empty if it `may_be_new`."""
    if may_be_new and not os.path.lexists(path):
        return Ratchet(path=path, held={}, is_new=True)
    text, problem, _ = files.read_text(path)
    if text is None:
        hint = "; --update-baseline makes one" if not os.path.lexists(path) else ""
        raise _cannot(path, f"{problem}{hint}")
    held = baseline.parse(text)
    if isinstance(held, str):
        raise _cannot(path, held)
    return Ratchet(path=path, held=held, is_new=False)


def _cannot(path: Path, why: str) -> CannotRunError:
    return CannotRunError(f"{path.as_posix()}: {why}")
