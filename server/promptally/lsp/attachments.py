"""The files that a prompt file names: read from its own repository, and named."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from promptally import attaching, discovery
from promptally.analysis import Attachment
from promptally.configuration import Configuration
from promptally.prompts import INLINE_PDF, Reference


def read(
    held: Configuration, file: Path, references: Sequence[Reference]
) -> Mapping[str, Attachment]:
    """The files that `file` refers to, by target; waits for the disk."""
    root = discovery.repository(held.root)
    return attaching.attach(file.resolve(), references, [root], discovery.Ignored(root))


def names_of(found: Mapping[str, Attachment]) -> Iterator[str]:
    """The file names of attachments and of what they import in turn."""
    for target, attachment in found.items():
        if target.startswith(INLINE_PDF):
            continue
        yield Path(target).name
        yield Path(attachment.path).name
        yield from names_of(attachment.attachments)
