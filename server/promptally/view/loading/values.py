"""The vocabulary of loading: files with their parts, and what a tool loads of them.

Values only; which tool loads what, and when, is said by a module for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from promptally import counts
from promptally.counts import Count
from promptally.prompts import Json
from promptally.surroundings import ImportCount


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionFile:
    """An instruction file as its readers see it.

    `path` starts at the root of the session, `shown` is as the report names the file.
    `text` leaves out front matter and `imports`. `listed` is the line by which an agent
    chooses it, its name with its description; `None` where it has none. `fields` are
    those of the front matter. `n_bytes` is the size of the whole file.
    """

    path: str
    shown: str
    text: Count
    listed: Count | None = None
    imports: tuple[ImportCount, ...] = ()
    fields: Mapping[str, Json]
    n_bytes: int

    @property
    def folder(self) -> str:
        """The folder that it lies in; the empty text for the root."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A text that a tool puts into the context of a session.

    `file` is the path as it is shown, `part` what of it, the empty text for all.
    `when` is a clause for people; it is empty for what every session carries.
    """

    file: str
    part: str = ""
    count: Count
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLoad:
    """What one tool loads, the heaviest first; `note` is a sentence beside it."""

    tool: str
    always: tuple[Load, ...] = ()
    on_use: tuple[Load, ...] = ()
    note: str = ""

    @property
    def carried(self) -> Count:
        """What every session at the root carries, from its first request on."""
        return counts.total([load.count for load in self.always])


def whole(file: InstructionFile, when: str = "") -> Load:
    """The text of a file, without what it imports."""
    return Load(file=file.shown, count=file.text, when=when)


def imported(file: InstructionFile, when: str = "") -> Iterator[Load]:
    """What a file imports, and what that imports."""
    waiting = list(file.imports)
    while waiting:
        found = waiting.pop()
        yield Load(file=found.path, part=_IMPORTED, count=found.count, when=when)
        waiting += found.imports


_IMPORTED = "imported"


def offered(file: InstructionFile, when: str, used: str) -> Iterator[Load]:
    """What is listed of a file so that an agent may choose it, and its text."""
    if file.listed:
        part = "name and description"
        yield Load(file=file.shown, part=part, count=file.listed, when=when)
    yield Load(file=file.shown, part="text", count=file.text, when=used)


def skills(files: Sequence[InstructionFile], folders: Sequence[str]) -> Iterator[Load]:
    """The skills of the root's `folders`: listed always, read on use."""
    for file in files:
        is_found = any(owner(file.path, folder) == "" for folder in folders)
        if is_found and file.name == "SKILL.md":
            yield from offered(file, "", "when the skill is used")


def tool_load(tool: str, loads: Iterable[Load], note: str = "") -> ToolLoad:
    """The loads in order; a file that is imported twice is loaded once."""
    once: dict[tuple[str, ...], Load] = {}
    for load in sorted(loads, key=lambda load: bool(load.when)):
        key = load.file, load.part
        once.setdefault(key if load.part == _IMPORTED else (*key, load.when), load)
    found = sorted(once.values(), key=_weight)
    return ToolLoad(
        tool=tool,
        always=tuple(load for load in found if not load.when),
        on_use=tuple(load for load in found if load.when),
        note=note,
    )


def _weight(load: Load) -> tuple[int, str, str]:
    return -(load.count.tokens or 0), load.file, load.part


def owner(path: str, folder: str) -> str | None:
    """Where the folder `folder` lies that holds `path`; `None` if none does.

    The root is the empty text: `.claude/rules/a.md` belongs to it.
    """
    before, found, _ = f"/{path}".partition(f"/{folder}/")
    return before.removeprefix("/") if found else None


def patterns(value: Json) -> tuple[str, ...]:
    """The globs of a list, or of a text with commas between them."""
    if isinstance(value, str):
        return tuple(found for part in _split(value) if (found := part.strip()))
    if isinstance(value, Sequence):
        return tuple(part for part in value if isinstance(part, str) and part)
    return ()


def _split(text: str) -> list[str]:
    """The text cut at its commas, but for those between braces."""
    depth, parts = 0, [""]
    for character in text:
        depth += (character == "{") - (character == "}")
        if character == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def matching(globs: Sequence[str]) -> str:
    """When a text comes that belongs to files that match `globs`."""
    said = ", ".join(globs[:_MOST_GLOBS])
    more = ", …" if len(globs) > _MOST_GLOBS else ""
    return f"with a file that matches {said}{more}"


_MOST_GLOBS = 4


NAMED = "when somebody names it"


def below(folder: str) -> str:
    """When a text comes that belongs to a folder: always, if that is the root."""
    return f"with a file below {folder}/" if folder else ""
