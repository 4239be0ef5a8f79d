"""Reading on behind a fault in YAML, by the columns in which lines start.

A line that starts in the column of an open collection, with a dash or a key as that
has them, goes on with it, whatever stands between. What the broken lines say is kept
as text where a value was due.
"""

import re
from typing import Final

from promptally.documents.nodes import Array, Object
from promptally.documents.yaml import rescue
from promptally.documents.yaml.faults import UNCLOSED, Fault, end_of_line, problem
from promptally.documents.yaml.frames import FLOW, Frame
from promptally.documents.yaml.tree import Tree

MOST_FAULTS: Final = 100
"""A document with more is not YAML: the rest of it is not read."""

_DASH: Final = r"(-)(?=[ \t\r\n]|\Z)"
_KEY: Final = r"""
    (?: "(?:[^"\\\n]|\\.)*+" | '(?:[^'\n]|'')*+'
      | (?![-?][ \t\r\n]) [^\s#\[\]{},&*!|>@%`"'] [^\n]*?
    ) [ \t]*+ : (?=[ \t\r\n]|\Z)
"""
_LINE: Final = re.compile(rf"\n([ ]*+)(?:{_DASH}|{_KEY})", re.VERBOSE)


def read_on(tree: Tree, fault: Fault | None, end: int) -> None:
    """Reads what follows `fault`, up to `end`, into `tree`, with a problem a fault.

    After each fault one entry is read alone, then two, then four, so that the time
    stays linear however much there is to read twice.
    """
    entries, place, faults = 1, end, 0
    while fault or place < end:
        if fault:
            faults += 1
            if faults > MOST_FAULTS:
                fault = _too_many(fault.start)
            found = _pass(tree, fault, end)
            if found is None:
                break
            entries, place = 1, found
        stretch = _stretch(tree, place, entries, end)
        fault = _read(tree, place, stretch)
        if fault is None and stretch < end:
            fault = _follow(tree, stretch, end)
        entries, place = entries * 2, stretch
    tree.close(1, end)


def _too_many(place: int) -> Fault:
    message = f"More than {MOST_FAULTS} faults: the rest is not read"
    return Fault(message, place, code="too-large", final=True)


def _read(tree: Tree, start: int, end: int) -> Fault | None:
    try:
        tree.read(start, end, resumed=True)
    except Fault as fault:
        return fault
    return None


def _follow(tree: Tree, place: int, end: int) -> Fault | None:
    """Makes the collection that goes on at the line at `place` the innermost."""
    found = _next_line(tree, place, end, opens=False)
    if found is None or found[0] != place:
        return Fault("This line fits nothing that stands above it", place)
    _continue(tree, found)
    return None


def _pass(tree: Tree, fault: Fault, end: int) -> int | None:
    """Keeps what the broken lines say, and the offset of the line to read on from."""
    text = tree.reading.text
    plan = rescue.plan(tree, fault)
    if fault.final:
        tree.problems.append(problem(fault, text))
        return None
    innermost = tree.frames[-1]
    opens = plan is None and innermost.waits and innermost.column != FLOW
    bracket = _outermost_bracket(tree)
    origin = min(fault.origin, bracket.start) if bracket else fault.origin
    found = _next_line(tree, end_of_line(text, origin) + 1, end, opens=opens)
    if bracket and found and found[0] <= fault.place:
        fault.start, fault.message, plan = bracket.start, UNCLOSED, None
    tree.problems.append(problem(fault, text))
    limit = found[0] if found else end
    if plan:
        rescue.carry_out(tree, plan, limit)
    if found is None:
        tree.close(1, limit)
        return None
    _continue(tree, found)
    return found[0]


def _outermost_bracket(tree: Tree) -> Frame | None:
    """The open collection in brackets that may have taken lines in that are not its."""
    return next((frame for frame in tree.frames[1:] if frame.column == FLOW), None)


type _Found = tuple[int, Frame]


def _next_line(tree: Tree, place: int, end: int, *, opens: bool) -> _Found | None:
    """The first line from `place` on that goes on with an open collection, and which.

    With `opens`, the innermost one waits for a value, and a line behind its column may
    be the first of it. Where nothing is open, any key or dash begins a new root.
    """
    innermost = tree.frames[-1]
    root = tree.root
    if len(tree.frames) == 1:
        opens = not isinstance(root, Object | Array)
    for line in _LINE.finditer(tree.reading.text, place - 1, end):
        kind, column = Array if line[2] else Object, len(line[1])
        for frame in reversed(tree.frames):
            if frame.column == column and frame.kind is kind:
                return line.start() + 1, frame
        if opens and column > innermost.column:
            start = line.start() + 1
            return start, Frame(kind=kind, start=start + column, column=column)
    return None


def _continue(tree: Tree, found: _Found) -> None:
    """Makes the collection innermost that goes on, and opens it if it is new."""
    place, frame = found
    if frame not in tree.frames:
        if len(tree.frames) == 1:
            tree.frames[0].children.clear()
        tree.frames.append(frame)
        return
    tree.close(tree.frames.index(frame) + 1, place)
    if frame.waits:
        frame.children.append(None)


def _stretch(tree: Tree, place: int, entries: int, end: int) -> int:
    """Where so many entries of the innermost collection end that starts at `place`."""
    frame, text = tree.frames[-1], tree.reading.text
    for line in _LINE.finditer(text, end_of_line(text, place), end):
        column, dash = len(line[1]), bool(line[2])
        if column > frame.column:
            continue
        own = dash is (frame.kind is Array)
        entries -= column == frame.column and own
        if column < frame.column or entries == 0 or (frame.kind is Array and not own):
            return line.start() + 1
    return end
