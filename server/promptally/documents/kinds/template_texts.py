"""Texts that a template keeps under names of its own, as segments.

The names are those of the file (`prompt`, `template`, `prompts[2]`), because those are
what its author sees.
"""

from collections.abc import Mapping

from promptally.documents.nodes import Entry, string
from promptally.prompts import Segment, SegmentKind


def said(path: str, entry: Entry, role: str = "user") -> Segment:
    """The text of `entry` as a message; an entry without text says nothing yet."""
    node = entry.value or entry.key
    message: Mapping[str, str] = {"role": role, "content": string(entry.value) or ""}
    return Segment(
        path=path,
        kind=SegmentKind.MESSAGE,
        span=node.span,
        anchor=min(entry.key.span.start, node.span.start),
        value=message,
        role=role,
        title=role,
        label=entry.key.span,
    )


def as_system(path: str, entry: Entry) -> Segment:
    """The text of `entry` as the system prompt."""
    message = said(path, entry, "system")
    return Segment(
        path=path,
        kind=SegmentKind.SYSTEM,
        span=message.span,
        anchor=message.anchor,
        value=string(entry.value) or "",
        role="system",
        title="system",
        label=message.label,
    )
