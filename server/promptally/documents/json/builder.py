"""The tree that a JSON scanner is building: what is open, what is wrong.

It knows the rules of nesting and none of the text's grammar: no token is read here.
"""

import re
from collections.abc import Callable, Sequence

from promptally.documents.json.tokens import AFTER_ITEM, AFTER_MEMBER, ITEM, MEMBER
from promptally.documents.nodes import Array, Entry, Node, Object, Scalar
from promptally.prompts import Problem, Severity
from promptally.text import Span

MOST_DEPTH = 200
MOST_PROBLEMS = 50
MOST_FAULTS = 10_000
"""A text with more faults is not JSON that somebody is typing: reading stops."""

type Match = Callable[[str, int, int], re.Match[str] | None]
_FEW = 32
_NEVER = re.compile(r"(?!)")


def some_keys(entries: Sequence[Entry]) -> set[object]:
    """The keys of the last few `entries`: enough to know an object by."""
    return {entry.key.value for entry in entries[-_FEW:]}


def last_child(node: Object | Array) -> Node | None:
    """The last value in a container."""
    if isinstance(node, Object):
        return node.entries[-1].value if node.entries else None
    return node.items[-1] if node.items else None


class Frame:
    """A container that is still open."""

    __slots__ = ("colon", "entries", "items", "key", "start")
    is_object = False
    is_root = False
    closer = "]"
    # Bound once, and methods of C: the scanner calls them for every value.
    element: Match = ITEM.match
    after: Match = AFTER_ITEM.match

    def __init__(self, start: int) -> None:
        self.start = start
        self.entries: list[Entry] = []
        self.items: list[Node] = []
        self.key: Scalar | None = None
        """The key whose value comes next."""
        self.colon = False
        """Whether the colon after `key` has been read."""

    @property
    def keys(self) -> set[object]:
        """The keys that it has so far, the last of them if they are many."""
        return some_keys(self.entries)

    @property
    def content_end(self) -> int:
        """Where what it holds ends: the place to close it if no bracket does."""
        if self.key:
            return self.key.span.end
        if self.items:
            return self.items[-1].span.end
        if self.entries:
            last = self.entries[-1]
            return (last.value or last.key).span.end
        return self.start + 1

    def add(self, node: Node) -> None:
        """Take `node` as the next item."""
        self.items.append(node)

    def node(self, end: int) -> Node:
        """The finished node, which ends at `end`."""
        return Array(Span(self.start, end), tuple(self.items))


class ObjectFrame(Frame):
    """An object that is still open."""

    __slots__ = ()
    is_object = True
    closer = "}"
    element: Match = MEMBER.match
    after: Match = AFTER_MEMBER.match

    def add(self, node: Node) -> None:
        """Take `node` as the value of the key that waits, or of an empty key."""
        at = node.span.start
        key = self.key or Scalar(Span(at, at), "")
        self.entries.append(Entry(key, node))
        self.key, self.colon = None, False

    def node(self, end: int) -> Node:
        """The finished node, which ends at `end`."""
        return Object(Span(self.start, end), tuple(self.entries))


class RootFrame(Frame):
    """What stands around the value: the scanner never reads on by itself here."""

    __slots__ = ()
    is_root = True
    element: Match = _NEVER.match
    after: Match = _NEVER.match


class Builder:
    """The open containers, the problems so far, and how far the text has been read."""

    __slots__ = (
        "end",
        "faults",
        "frame",
        "lookahead",
        "once",
        "open_comment",
        "position",
        "problems",
        "separated",
        "stack",
        "text",
    )

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.end = end
        self.position = start
        """The end of the last token."""
        self.frame: Frame = RootFrame(start)
        self.stack: list[Frame] = [self.frame]
        self.separated = True
        """Whether the next value needs no comma before it."""
        self.faults = 0
        self.problems: list[Problem] = []
        self.once: set[str] = set()
        self.open_comment = False
        """Whether a comment has been seen that never ends."""
        self.lookahead = 2 * (end - start) + 100_000
        """How many code points may still be read ahead, so that time stays linear."""

    @property
    def closers(self) -> list[str]:
        """The brackets that close what is open, the outermost first."""
        return [frame.closer for frame in self.stack[1:]]

    def fault(self, message: str, start: int, end: int) -> None:
        """Note what is wrong from `start` to `end`."""
        self.faults += 1
        if self.faults < MOST_PROBLEMS:
            span = Span(start, max(start, end))
            self.problems.append(Problem(code="syntax", message=message, span=span))

    def note_once(
        self,
        message: str,
        start: int,
        end: int,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Note what is worth saying once in a text, however often it is met."""
        if message not in self.once:
            self.once.add(message)
            span = Span(start, end)
            self.problems.append(
                Problem(code="syntax", message=message, span=span, severity=severity)
            )

    def expect_value(self, at: int) -> None:
        """Note what should stand before a value at `at` and does not."""
        frame = self.frame
        if frame.is_root:
            if frame.items:
                self.fault("Expected the end of the text", at, at + 1)
        elif frame.key and not frame.colon:
            self.fault("Expected a colon before this value", at, at + 1)
        elif not self.separated:
            self.fault(f"Expected a comma or {frame.closer} here", at, at + 1)

    def take(self, node: Node) -> None:
        """Add `node` to the innermost container; it is the last token."""
        self.frame.add(node)
        self.separated = False
        self.position = node.span.end

    def open(self, start: int, *, is_object: bool) -> Frame:
        """Go into a container that begins at `start`."""
        self.frame = frame = ObjectFrame(start) if is_object else Frame(start)
        self.stack.append(frame)
        self.separated = True
        return frame

    def close(self, end: int) -> Frame:
        """Leave the innermost container, which ends at `end`."""
        node = self.stack.pop().node(end)
        self.frame = self.stack[-1]
        self.frame.add(node)
        self.separated = False
        return self.frame

    def reopen(self) -> bool:
        """Go back into the last container that the innermost one holds, if it is small.

        Smaller than what may still be read ahead, that is, since it is copied.
        """
        frame = self.frame
        node = frame.entries[-1].value if frame.is_object else frame.items[-1]
        if node is None or isinstance(node, Scalar) or len(node[1]) > self.lookahead:
            return False
        self.lookahead -= len(node[1])
        if frame.is_object:
            frame.key, frame.colon = frame.entries.pop().key, True
        else:
            frame.items.pop()
        inner = self.open(node.span.start, is_object=isinstance(node, Object))
        if isinstance(node, Object):
            inner.entries.extend(node.entries)
        else:
            inner.items.extend(node.items)
        self.separated = False
        return True

    def finish(self) -> tuple[Node | None, tuple[Problem, ...]]:
        """The value with all that is open closed where the text ends, and problems."""
        while len(self.stack) > 1:
            self.close(self.position)
        found = self.frame.items
        containers = [node for node in found if not isinstance(node, Scalar)]
        more = self.faults - len(self.problems) + len(self.once)
        if more > 0:
            span = Span(self.position, self.position)
            message = f"{more:,} more faults in this text"
            self.problems.append(Problem(code="syntax", message=message, span=span))
        return next(iter(containers or found), None), tuple(self.problems)
