"""Reading an object of the syntax tree by its keys, and pointing at parts of it."""

from promptally.documents.nodes import Array, Entry, Node, Object, Scalar, string
from promptally.text import Span


def fields(node: Object) -> dict[object, Entry]:
    """The entries of an object by key, the last one where a key stands twice."""
    return {entry.key.value: entry for entry in node.entries}


def value(entries: dict[object, Entry], key: str) -> Node | None:
    """The value under `key`, or `None` where the key or its value is not there yet."""
    entry = entries.get(key)
    return entry.value if entry else None


def text(entries: dict[object, Entry], key: str) -> str | None:
    """The string under `key`, or `None` where there is none."""
    return string(value(entries, key))


def whole(entry: Entry) -> Span:
    """The span of a key with its value, or of the key where no value is there yet."""
    end = entry.value.span.end if entry.value else entry.key.span.end
    return Span(entry.key.span.start, max(entry.key.span.end, end))


def place(entry: Entry) -> Span:
    """Where a finding about the value of `entry` points: at it, if it is short."""
    return opening(entry.value) if entry.value is not None else entry.key.span


def within(span: Span, container: Span) -> Span:
    """`span` if it lies inside `container`, else `container`.

    What a YAML alias repeats has the spans of where it was written first.
    """
    inside = container.start <= span.start and span.end <= container.end
    return span if inside else container


def label(entry: Entry | None, container: Span) -> Span | None:
    """The span of the value of `entry`, if it is written inside `container`."""
    if entry is None or entry.value is None:
        return None
    span = entry.value.span
    return span if within(span, container) is span else None


def anchor(entry: Entry | None, node: Node, container: Span) -> int:
    """The offset of the key of `entry`, or of the first key of `node`; inside."""
    return within(entry.key.span if entry else opening(node), container).start


def opening(node: Node) -> Span:
    """A short text that stands for `node`: itself, its first key, or its bracket."""
    match node:
        case Scalar():
            return node.span
        case Object(entries=(first, *_)):
            return first.key.span
        case Object() | Array():
            return Span(node.span.start, min(node.span.start + 1, node.span.end))
