"""From the events of PyYAML to nodes, in a loop without recursion.

It reads one stretch of text into the collections that are open, and raises a `Fault`
where that cannot go on; `recovery` knows what then. Depth is bounded while events
arrive, which keeps away both the stack overflow that PyYAML's own node composer dies of
and the quadratic time that its scanner takes in deep brackets. Importing this module
imports `yaml` (10 ms), so only a parse does.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from promptally.documents.nodes import Array, Node, Object, Scalar
from promptally.documents.yaml.aliases import Aliases
from promptally.documents.yaml.characters import Reading, has_surrogate
from promptally.documents.yaml.faults import Fault, fault
from promptally.documents.yaml.frames import FLOW, Frame, closed
from promptally.documents.yaml.scalars import plain, tagged
from promptally.prompts import Problem
from promptally.text import Span

FAST: Final = hasattr(yaml, "CSafeLoader")
"""Whether PyYAML came with its C extension."""

MOST_DEPTH: Final = 64
MOST_NODES: Final = 300_000
"""A document with more is data and no prompt: the rest of it is not read."""

MOST_PROBLEMS: Final = 100
"""How many problems a document may have that do not stop the reading."""

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR: Final = yaml.ScalarEvent
_STARTS: Final = {yaml.MappingStartEvent: Object, yaml.SequenceStartEvent: Array}
_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_SPACES: Final = re.compile(r"[ \t]*+")
# Half the cost of calling a named tuple's class (0.16 for 0.25 microseconds, 2026-11).
_make: Final = tuple.__new__


class Tree:
    """What has been read of a document.

    `frames[0]` holds the root and never closes; the others are the collections that
    are open. All offsets are those of `source`, the text as given; the library sees
    `reading.text`, which has the same length.
    """

    def __init__(self, source: str, reading: Reading) -> None:
        self.source = source
        self.reading = reading
        self.frames = [Frame(kind=Array, start=0)]
        self.problems: list[Problem] = []
        self._altered = bool(reading.characters or reading.escapes)
        self._aliases = Aliases()
        self._nodes = 0

    @property
    def root(self) -> Node | None:
        """The root node, or `None` where there is nothing."""
        root = next(iter(self.frames[0].children), None)
        is_empty = isinstance(root, Scalar) and root.span.start == root.span.end
        return None if is_empty else root

    def read(self, start: int, end: int, *, resumed: bool = False) -> None:
        """Adds what `source[start:end]` holds to what is open.

        With `resumed`, the stretch goes on with the innermost open collection, else it
        holds the root.

        Raises:
            Fault: Something stands there that cannot be read. What came before it has
                been added, and the collections around it are still open.
        """
        # The library drops a byte order mark and does not count it.
        while start < end and self.reading.text[start] == "\ufeff":
            start += 1
        piece = self.reading.text[start:end]
        try:
            get = _Loader(piece).get_event
            if resumed:
                self._enter(get, start)
            self._feed(get, start)
        except yaml.MarkedYAMLError as error:
            raise _fault(error, start) from None
        except (yaml.YAMLError, UnicodeEncodeError):
            raise Fault("A character here is not allowed in YAML", start) from None

    def close(self, depth: int, end: int) -> None:
        """Closes all frames but the first `depth`; what is in brackets ends at `end`.

        What brackets that nobody closed hold beyond that is let go.
        """
        while len(self.frames) > depth:
            frame = self.frames[-1]
            if frame.column == FLOW:
                frame.children[:] = [
                    child
                    for child in frame.children
                    if child and child.span.start < end
                ]
            self._close(end)

    def report(self, code: str, message: str, span: Span) -> None:
        """Adds a problem that does not stop the reading."""
        self._note(Problem(code=code, message=message, span=span))

    def _note(self, problem: Problem | None) -> None:
        if problem and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def _enter(self, get: Callable[[], Any], base: int) -> None:
        """Passes the start of the collection that goes on, which must be of its kind.

        The stretch was cut out for looking like it, which a comment or a quote can
        belie.
        """
        event = get()
        while type(event) in {yaml.StreamStartEvent, yaml.DocumentStartEvent}:
            event = get()
        if _STARTS.get(type(event)) is not self.frames[-1].kind or event.flow_style:
            place = base + event.start_mark.index
            raise Fault("This line does not fit what it stands in", place)

    def _feed(self, get: Callable[[], Any], base: int) -> None:
        floor = len(self.frames)
        append = self.frames[-1].children.append
        for count, event in enumerate(iter(get, None), self._nodes):
            kind = type(event)
            if count > MOST_NODES:
                raise _too_large(base + event.start_mark.index)
            if kind is _SCALAR:
                append(self._scalar(event, base))
                continue
            self._nodes = count
            if kind in _STARTS:
                self._open(event, base)
            elif kind in _ENDS:
                if len(self.frames) == floor:
                    continue
                self._close(base + event.end_mark.index)
            elif kind is yaml.AliasEvent:
                append(self._alias(event, base))
            append = self.frames[-1].children.append

    def _scalar(self, event: Any, base: int) -> Scalar:
        start = base + event.start_mark.index
        end = base + event.end_mark.index
        style, value = event.style, event.value
        if self._altered:
            value = self._restored(value, Span(start, end), escaped=style == '"')
        if style == "|" or style == ">":  # noqa: PLR1714 - a set costs twice as much
            end = self._end_of_block(start, end, value)
        if event.tag:
            value = tagged(value, event.tag, quoted=bool(style))
        elif not style:
            value = plain(value)
        scalar: Scalar = _make(Scalar, (_make(Span, (start, end)), value))
        if event.anchor:
            self._aliases.name(event.anchor, scalar, 1)
        return scalar

    def _restored(self, value: str, span: Span, *, escaped: bool) -> str:
        restored = self.reading.restored(value, escaped=escaped)
        if escaped and self.reading.escapes and has_surrogate(restored):
            message = "Half of a surrogate pair is no character"
            self.report("control-character", message, span)
        return restored

    def _end_of_block(self, start: int, end: int, value: str) -> int:
        """Where the last line of a block scalar ends.

        Empty lines behind it belong to it only where `+` keeps them.
        """
        if value.endswith("\n\n"):
            return end
        text = self.reading.text
        stripped = start + len(text[start:end].rstrip(" \t\r\n"))
        spaces = _SPACES.match(text, stripped, end)
        return spaces.end() if spaces else stripped

    def _alias(self, event: Any, base: int) -> Node:
        span = Span(base + event.start_mark.index, base + event.end_mark.index)
        node, problem = self._aliases.node(event.anchor, span)
        self._note(problem)
        return node

    def _open(self, event: Any, base: int) -> None:
        start = base + event.start_mark.index
        if len(self.frames) > MOST_DEPTH:
            message = f"Nested deeper than {MOST_DEPTH} levels"
            raise Fault(message, start, code="too-deep")
        if event.anchor:
            self._aliases.begin(event.anchor)
        frame = Frame(
            kind=_STARTS[type(event)],
            start=start,
            column=FLOW if event.flow_style else self._column(event, base),
            anchor=event.anchor,
            weight=self._nodes + self._aliases.expanded,
        )
        self.frames.append(frame)

    def _column(self, event: Any, base: int) -> int:
        """The column of the lines of a block collection.

        Where properties stand before it (`&name`, `!tag`), the event starts with them
        and ends at its first key, or at or behind its first dash.
        """
        start, end = event.start_mark, event.end_mark
        if not (event.anchor or event.tag):
            return int(start.column)
        behind_dash = self.reading.text[base + end.index - 1] == "-"
        return int(end.column) - behind_dash

    def _close(self, end: int) -> None:
        frame = self.frames.pop()
        node = closed(frame, end, self.source)
        self.frames[-1].children.append(node)
        if frame.anchor:
            weight = self._nodes + self._aliases.expanded - frame.weight
            self._aliases.name(frame.anchor, node, weight)


def decoded(quoted: str) -> str | None:
    """The value of a text in quotes, or `None` where it is none."""
    try:
        loader = _Loader(quoted)
        for event in iter(loader.get_event, None):
            if type(event) is _SCALAR:
                return str(event.value)
    except (yaml.YAMLError, UnicodeEncodeError):
        return None
    return None


def _too_large(place: int) -> Fault:
    message = f"More than {MOST_NODES:,} values: the rest is not read"
    return Fault(message, place, code="too-large", final=True)


def _fault(error: yaml.MarkedYAMLError, base: int) -> Fault:
    begun, place = error.context_mark, error.problem_mark
    return fault(
        error.context or "",
        error.problem or "",
        base + begun.index if begun else None,
        base + place.index if place else base,
    )
