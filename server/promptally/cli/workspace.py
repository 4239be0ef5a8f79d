"""What every verb does first: find the files, their settings, and analyse them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from promptally import attaching, configuration, discovery, files, settings
from promptally.analysis import Analysis, Attachment, Surroundings, analyse
from promptally.cli.console import complain, errors, progress, say, shown
from promptally.configuration import Configuration, ConfigurationFile
from promptally.counting import models
from promptally.counting.models import Model
from promptally.documents.parse import parse
from promptally.files import Content
from promptally.prompts import Document, Json, Reference
from promptally.snapshot import Snapshot
from promptally.text import LineIndex
from promptally.view import findings, report


class Read(NamedTuple):
    """A file as it is shown, with its analysis, or why there is none.

    Both are `None` for a readable file that is no prompt file, or that is left out:
    then `exclusion` is a sentence that says by which setting.
    """

    path: str
    analysis: Analysis | None
    problem: str | None = None
    exclusion: str | None = None


class Opened(NamedTuple):
    """A prompt file that is parsed, and not counted yet: what it is, and what holds."""

    file: Path
    name: str
    held: Configuration
    text: str
    document: Document


class Found(NamedTuple):
    """Analyses by the path that is shown, and what could not be read."""

    analyses: dict[str, Analysis]
    failed: list[Read]

    @property
    def problems(self) -> list[Json]:
        """The failures, as the JSON report lists them."""
        return [report.failure_to_json(r.path, r.problem or "") for r in self.failed]


def say_nothing_found(failed: Sequence[object]) -> None:
    """Say so where there is no prompt file and nothing went wrong either."""
    if not failed:
        errors().print("No prompt files were found.")


def say_left_out(path: str, exclusion: str) -> None:
    """Say of a file that somebody has named why it is passed over."""
    say(f"{shown(path)} is passed over: {exclusion}")


def not_utf_8(analysis: Analysis) -> tuple[str, ...]:
    """What is to be said, by the settings, of bytes in the file that are no text."""
    # Few files have any, and it takes time to find all that is wrong with one.
    if not any(problem.code == files.NOT_UTF_8 for problem in analysis.problems):
        return ()
    found = findings.findings(analysis)
    return tuple(p.message for p in found if p.code == files.NOT_UTF_8)


def say_not_utf_8(path: str, warnings: Sequence[str]) -> None:
    """Say where a file was not read as it is, for who prints no findings."""
    for warning in warnings:
        say(f"{shown(path)}: {warning}")


def told_model(
    _context: click.Context, _option: click.Parameter, name: str | None
) -> str | None:
    """The model of an option `--model`; what is odd about it is said."""
    if name:
        say_odd(models.resolve(name))
    return name


def say_odd(model: Model) -> None:
    """Say by which rules a model is counted that is not known."""
    if not model.known:
        say(model.note)


type _Attach = Callable[[Sequence[Reference], Path], Mapping[str, Attachment]]


def _complain_of(source: ConfigurationFile) -> None:
    for problem in source.problems:
        place = f"{source.path.as_posix()}:{source.line(problem)}"
        complain(place, problem.message)


class Workspace:
    """Reads prompt files with the settings that hold for each."""

    def __init__(
        self,
        *,
        model: str | None = None,
        tell: Callable[[ConfigurationFile], None] = _complain_of,
    ) -> None:
        """`tell` is given each file of settings with problems, once."""
        above = [settings.from_command(model)] if model else []
        self._configurations = configuration.Reader(*above)
        self._tell = tell
        self._told: set[Path] = set()
        self._ignored: dict[Path, discovery.Ignored] = {}
        self._exclusions: dict[tuple[Path, str], str] = {}
        self._placed: tuple[Path, Configuration, str] | None = None

    def collect(self, paths: Sequence[Path]) -> Found:
        """All prompt files at and below `paths`, by default the current folder.

        Long work shows its progress on a terminal.
        """
        found = Found({}, [])
        with progress() as advance:
            for read in self.read_all(paths or [Path()]):
                if read.analysis is None:
                    found.failed.append(read)
                else:
                    found.analyses[read.path] = read.analysis
                advance(read.path)
        return found

    def read_all(self, paths: Sequence[Path]) -> Iterator[Read]:
        """The prompt files at and below `paths`, in order.

        A path that is named itself and is no prompt file has its problem said; what
        lies in a folder and is none is passed over.
        """
        named = set(paths)
        for file in discovery.candidates(paths):
            read = self.read(file)
            if read.analysis is None and read.problem is None:
                if read.exclusion and file in named:
                    say_left_out(read.path, read.exclusion)
                if read.exclusion or file not in named:
                    continue
                read = read._replace(problem="it is not a prompt file")
            yield read

    def read(self, file: Path, content: Content | None = None) -> Read:
        """One file; `content` is for who has read it already."""
        opened = self.opened(file, content or files.read_text(file))
        return opened if isinstance(opened, Read) else self.analysed(opened)

    def analysed(self, opened: Opened) -> Read:
        """What there is to show of a file, with the files that it refers to."""

        def attach(wanted: Sequence[Reference], root: Path) -> Mapping[str, Attachment]:
            return self._attach(opened.file, wanted, root)

        return _analysed(opened, attach)

    def read_from(
        self, snapshot: Snapshot, path: str, file: Path, *, has_crlf: bool = False
    ) -> Read:
        """`file` with the content that is at `path` in the snapshot.

        Today's settings hold for it, and today's name says what it is.
        """

        def attach(
            wanted: Sequence[Reference], _root: Path
        ) -> Mapping[str, Attachment]:
            return snapshot.attach(path, wanted)

        opened = self.opened(file, snapshot.text(path, has_crlf=has_crlf))
        return opened if isinstance(opened, Read) else _analysed(opened, attach)

    def opened(self, file: Path, content: Content) -> Opened | Read:
        """A file parsed, or what there is to say of one that is no prompt file."""
        if content.text is None:
            return Read(file.as_posix(), None, content.problem)
        held, name = self.place(file)
        exclusion = self.exclusion(file)
        if exclusion:
            return Read(file.as_posix(), None, exclusion=exclusion)
        document = parse(name, content.text, held.settings.prompts)
        if document is None:
            return Read(file.as_posix(), None)
        if content.faults:
            told = (*content.faults, *document.problems)
            document = replace(document, problems=told)
        return Opened(file, name, held, content.text, document)

    def place(self, file: Path) -> tuple[Configuration, str]:
        """What holds for a file, and its name there; settings' problems are told."""
        # Several ask for each file, one after the other.
        if self._placed is None or self._placed[0] is not file:
            self._placed = file, *self._configurations.place(file)
            for source in self._placed[1].sources:
                if source.path not in self._told:
                    self._told.add(source.path)
                    self._tell(source)
        return self._placed[1:]

    def exclusion(self, file: Path) -> str | None:
        """The sentence that says which setting leaves a file out, if one does."""
        held, name = self.place(file)
        if not held.settings.excludes(name):
            return None
        for source in reversed(held.sources):
            for pattern in source.excluding(name):
                key = source.path, pattern
                if key not in self._exclusions:
                    self._exclusions[key] = _exclusion(source, pattern)
                return self._exclusions[key]
        return "`exclude` covers it"

    def _attach(
        self, file: Path, wanted: Sequence[Reference], root: Path
    ) -> Mapping[str, Attachment]:
        if not wanted:
            return {}
        repository = discovery.repository(root)
        ignored = self._ignored.setdefault(repository, discovery.Ignored(repository))
        return attaching.attach(file.resolve(), wanted, [repository], ignored)


def _analysed(opened: Opened, attach: _Attach) -> Read:
    document, held = opened.document, opened.held
    analysis = analyse(
        opened.name,
        LineIndex(opened.text),
        held.settings,
        document=document,
        surroundings=Surroundings(
            attachments=attach(_references(document), held.root),
        ),
    )
    return Read(opened.file.as_posix(), analysis)


def _exclusion(source: ConfigurationFile, pattern: str) -> str:
    line = source.line_of("exclude")
    place = f"{source.path.name}, line {line}," if line else source.path.name
    return f"`exclude` in {place} covers it with {pattern}"


def _references(document: Document) -> Sequence[Reference]:
    return [r for prompt in document.prompts for r in prompt.references]
