"""The parts of a prompt that deserve a line of their own, and what they are called."""

from collections.abc import Iterator, Sequence

from promptally.prompts import Segment, SegmentKind
from promptally.view import wording

_KIND_NAMES = {
    SegmentKind.SYSTEM: "system",
    SegmentKind.FRONT_MATTER: "front matter",
    SegmentKind.BODY: "body",
}


def outline(
    segments: Sequence[Segment], depth: int = 0
) -> Iterator[tuple[int, Segment]]:
    """Segments with their depth, parents first; a message's only block is left out."""
    for segment in segments:
        yield depth, segment
        children = segment.children
        while len(children) == 1 and children[0].kind is SegmentKind.BLOCK:
            children = children[0].children
        if children:
            yield from outline(children, depth + 1)


def name(segment: Segment) -> str:
    """A short name that a reader recognizes: `user`, `tool get_weather`, a heading."""
    title = wording.safe(segment.title)
    match segment.kind:
        case SegmentKind.TOOL:
            return f"tool {title}" if title else "tool"
        case SegmentKind.SECTION | SegmentKind.BLOCK | SegmentKind.FIELD:
            return title or segment.path
        case SegmentKind.MESSAGE:
            return wording.safe(segment.role or "") or title or "message"
        case _:
            return title or _KIND_NAMES.get(segment.kind, segment.path)
