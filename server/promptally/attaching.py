"""The files that a prompt file refers to, and what they import in turn.

A file that a *prompt* names is read only inside the given roots, never if it looks like
a secret or git ignores it. Nothing here raises: what may not be read, or cannot be, is
there with a sentence that says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from promptally import files, naming
from promptally.analysis import Attachment
from promptally.documents.kinds.imports import references
from promptally.files import Data
from promptally.pdf_text import PdfReader
from promptally.prompts import INLINE_PDF, Reference, ReferenceKind

LARGEST_TOGETHER = 256 * 2**20
"""Bytes of all files that one prompt file brings in."""

MOST_FILES = 1000
"""Files that are looked up for one prompt file; without a bound, ten imports in each of
a few files would make millions."""

DEEPEST_IMPORT = 4
"""Hops: as far as Claude Code follows imports (its documentation of memory, 2026)."""


class Source(Protocol):
    """Where the files are that a prompt refers to: on the disk, or in a commit."""

    @property
    def roots(self) -> Sequence[Path]:
        """The real folders that a reference may lead into."""

    def locate(self, folder: Path, target: str) -> Path | str:
        """The path that `target` means beside `folder`, or why it is refused."""

    def read(self, path: Path) -> Data:
        """The bytes of a file that was located."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Disk:
    """The files as they are now."""

    roots: Sequence[Path]
    is_ignored: Callable[[Path], bool]

    def locate(self, folder: Path, target: str) -> Path | str:
        return naming.locate(folder, target, self.roots, self.is_ignored)

    def read(self, path: Path) -> Data:
        return files.read_referred(path)


@dataclass(slots=True, kw_only=True)
class _Loading:
    """The files that one prompt file brings in: where from, and how many may follow."""

    source: Source
    n_files: int = 0
    n_bytes: int = 0
    pdfs: PdfReader = field(default_factory=PdfReader)
    imported: set[Path] = field(default_factory=set)

    def read(self, target: Path) -> Data:
        """The bytes of a file that was located."""
        read = self.source.read(target)
        self.n_bytes += len(read.data or b"")
        return read

    def has_room(self) -> bool:
        """Whether one file more may be looked up; it is reckoned with then."""
        self.n_files += 1
        return self.n_files <= MOST_FILES and self.n_bytes < LARGEST_TOGETHER


def attach(
    file: Path,
    wanted: Sequence[Reference],
    roots: Sequence[Path],
    is_ignored: Callable[[Path], bool],
) -> Mapping[str, Attachment]:
    """The files that `file` refers to, by target, with what they import in turn.

    A target that may not be read, or cannot be, is there with its problem. An import
    that several files ask for is loaded once, where it is met first; elsewhere it is
    there without its text.
    """
    source = _Disk(roots=roots, is_ignored=is_ignored)
    return attach_from(source, file.resolve(), wanted)


def attach_from(
    source: Source, real: Path, wanted: Sequence[Reference]
) -> Mapping[str, Attachment]:
    """The same from any source; `real` is the path of the prompt file in it."""
    loading = _Loading(source=source, imported={real})
    return _attach(wanted, loading, (real,))


def _attach(
    wanted: Sequence[Reference], loading: _Loading, above: tuple[Path, ...]
) -> Mapping[str, Attachment]:
    found: dict[str, Attachment] = {}
    for reference in wanted:
        target = reference.target
        if target not in found and target.startswith(INLINE_PDF):
            pdf = loading.pdfs.read_inline(target)
            found[target] = Attachment(path="", pdf=pdf, attachments={})
        elif target not in found:
            found[target] = _attachment(reference, loading, above)
    return found


def _attachment(
    reference: Reference, loading: _Loading, above: tuple[Path, ...]
) -> Attachment:
    folder, target = above[-1].parent, reference.target
    if not loading.has_room():
        return _refused(target, "there are too many files before it")
    path = loading.source.locate(folder, target)
    if isinstance(path, str):
        return _refused(target, path)
    if reference.kind is not ReferenceKind.IMPORT:
        return _media(path, reference.kind, loading)
    if path in above:
        return _refused(target, "it is imported in a circle")
    if len(above) > DEEPEST_IMPORT:
        return _refused(target, "it is more than four imports away")
    return _import(path, loading, above)


def _refused(path: str, problem: str) -> Attachment:
    return Attachment(path=path, problem=problem, attachments={})


def _media(path: Path, kind: ReferenceKind, loading: _Loading) -> Attachment:
    data, problem = loading.read(path)
    shown = _shown(path, loading.source.roots)
    pdf = loading.pdfs.read(data) if data and kind is ReferenceKind.DOCUMENT else None
    return Attachment(path=shown, data=data, pdf=pdf, problem=problem, attachments={})


def _import(path: Path, loading: _Loading, above: tuple[Path, ...]) -> Attachment:
    shown = _shown(path, loading.source.roots)
    if path in loading.imported:
        return Attachment(path=shown, attachments={})
    loading.imported.add(path)
    text, problem, _ = files.decoded(loading.read(path))
    inner = _attach(references(text or ""), loading, (*above, path))
    return Attachment(path=shown, text=text, problem=problem, attachments=inner)


def _shown(target: Path, roots: Sequence[Path]) -> str:
    for root in roots:
        if target.is_relative_to(root):
            return target.relative_to(root).as_posix()
    return target.as_posix()
