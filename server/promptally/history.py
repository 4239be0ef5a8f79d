"""A prompt file as it was at another commit, counted as it is counted today.

Today's name says what the file is, and today's settings hold for it, as in `promptally
check --against`. What was counted once is kept until the commit is another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from promptally import files, git, renames
from promptally.analysis import Analysis, Attachment, Surroundings, analyse
from promptally.configuration import Configuration
from promptally.documents.parse import parse
from promptally.earlier import Earlier
from promptally.git import Entry, GitError, NoCommitError, Repository
from promptally.prompts import Reference
from promptally.settings import Settings
from promptally.snapshot import Snapshot
from promptally.text import LineIndex
from promptally.view import since

_MOST_KEPT = 500
"""Files whose numbers are kept; they are some hundred bytes for each part."""


class _Recipe(NamedTuple):
    """What the numbers depend on beside the file's name."""

    tree: str
    against: str
    model: str
    prompts: tuple[str, ...]
    has_crlf: bool


class _Place(NamedTuple):
    """Where a file was: its path then, and what the tree has there."""

    path: str
    entry: Entry


class _UnreadableError(Exception):
    """The file was there and cannot be counted; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One look at a file in a tree."""

    repository: Repository
    tree: str
    file: Path
    name: str
    held: Configuration
    has_crlf: bool


class History:
    """What files were. Waits for the disk and for git; for one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[_Recipe, Earlier]] = {}

    def of(self, file: Path, held: Configuration, *, has_crlf: bool = False) -> Earlier:
        """What `file` was at the commit that its settings name.

        `has_crlf` is whether its lines end as on Windows today.
        """
        called = held.settings.against.removesuffix("...")
        try:
            return self._of(file, held, has_crlf=has_crlf)
        except NoCommitError as error:
            return Earlier(since=called, fault=str(error), is_setting_at_fault=True)
        except (GitError, _UnreadableError) as error:
            return Earlier(since=called, fault=str(error))

    def _of(self, file: Path, held: Configuration, *, has_crlf: bool) -> Earlier:
        repository = git.repository(file.parent)
        name = renames.inside(repository, file)
        if name is None:
            raise GitError("the file is not in this repository")
        tree = repository.find(held.settings.against)
        recipe = _recipe(tree, held.settings, has_crlf=has_crlf)
        known = self._known.get(file)
        if known is not None and known[0] == recipe:
            return known[1]
        found = _counted(
            _Look(
                repository=repository,
                tree=tree,
                file=file,
                name=name,
                held=held,
                has_crlf=has_crlf,
            )
        )
        self._keep(file, recipe, found)
        return found

    def _keep(self, file: Path, recipe: _Recipe, found: Earlier) -> None:
        self._known.pop(file, None)
        # A file that is new may turn out to be an old one under another name.
        if found.prompts is not None:
            self._known[file] = (recipe, found)
        while len(self._known) > _MOST_KEPT:
            del self._known[next(iter(self._known))]


def _recipe(tree: str, settings: Settings, *, has_crlf: bool) -> _Recipe:
    return _Recipe(tree, settings.against, settings.model, settings.prompts, has_crlf)


def _counted(look: _Look) -> Earlier:
    called = look.held.settings.against.removesuffix("...")
    place = _place(look)
    analysis = _analysis(look, place) if place else None
    if place is None or analysis is None:
        return Earlier(since=called, tree=look.tree)
    moved = place.path if place.path != look.name else ""
    found = since.remembered(analysis, since=called, path=moved)
    return replace(found, tree=look.tree)


def _place(look: _Look) -> _Place | None:
    """Where the file was in the tree; `None` where it is new."""
    here = look.repository.tree(look.tree, look.name).get(look.name)
    if here is not None:
        return None if here.is_submodule else _Place(look.name, here)
    tree = look.repository.tree(look.tree)
    moved = renames.moved(
        look.repository, look.tree, tree, [look.file], files.read_bytes
    )
    old = moved.get(look.name)
    return _Place(old, tree[old]) if old in tree and old is not None else None


def _analysis(look: _Look, place: _Place) -> Analysis | None:
    """The analysis of the file as it was; `None` for what was no prompt file."""
    with git.blobs(look.repository.root) as blobs:
        tree: Mapping[str, Entry] = {place.path: place.entry}
        if place.entry.is_link:
            tree = look.repository.tree(look.tree)
        snapshot = Snapshot(root=look.repository.root, tree=tree, blobs=blobs)
        content = snapshot.text(place.path, has_crlf=look.has_crlf)
        if content.text is None:
            raise _UnreadableError(content.problem or "it cannot be read")
        name, settings = look.held.name_of(look.file), look.held.settings
        document = parse(name, content.text, settings.prompts)
        if document is None:
            return None
        references = [r for prompt in document.prompts for r in prompt.references]
        attachments = _attached(look, snapshot, place, references)
        return analyse(
            name,
            LineIndex(content.text),
            settings,
            document=document,
            surroundings=Surroundings(attachments=attachments),
        )


def _attached(
    look: _Look, snapshot: Snapshot, place: _Place, references: Sequence[Reference]
) -> Mapping[str, Attachment]:
    """The files that it referred to, as they were; they may be anywhere in the tree."""
    if not references:
        return {}
    tree = look.repository.tree(look.tree)
    whole = Snapshot(root=snapshot.root, tree=tree, blobs=snapshot.blobs)
    return whole.attach(place.path, references)
