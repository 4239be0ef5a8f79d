"""What to make of a key or a bracket that stands where it cannot.

Some bracket before it is missing, or one too many; which one is told by the keys and
by the indentation around it.
"""

import re

from promptally.documents.json.builder import Builder, some_keys
from promptally.documents.json.closers import close_down_to, fits
from promptally.documents.json.tokens import BLANK, SIMPLE_MEMBERS
from promptally.documents.nodes import Entry, Node, Object

_FAR = 1_000
_FAR_MEMBERS = 20_000
_FIRST_KEY = re.compile(rf'\{{{BLANK}"([^"\\\n\r]{{0,200}}+)"{BLANK}:')


def mend_member(builder: Builder, at: int, key: object) -> None:
    """Make the innermost container an object, for a key with a colon stands at `at`.

    Either a bracket before the key is missing, or the one that closed the last item
    should not have.
    """
    frame, separated = builder.frame, builder.separated
    last = frame.items[-1] if frame.items else None
    index = max((i for i, f in enumerate(builder.stack) if f.is_object), default=0)
    match _reading(builder, at, key, index):
        case "reopen" if builder.reopen():
            assert last
            builder.fault("Expected this } further down", *_last_letter(last))
        case "close":
            builder.fault(f"Expected {frame.closer} before this key", at, at + 1)
            close_down_to(builder, index)
        case _:
            builder.fault("Expected { before this key", at, at + 1)
            builder.open(at, is_object=True)
            return
    builder.separated = separated


def _reading(builder: Builder, at: int, key: object, index: int) -> str:
    """How to read a key in an array: by what follows it, or by the items before it."""
    *_, before, last = (None, None, *builder.frame.items[-2:])
    known = _keys(last)
    inside = "reopen" if known and key not in known else "open"
    stop = _skip_members(builder, at)
    if stop and fits(builder, [*builder.closers, "}"], stop):
        return inside
    if stop and index and fits(builder, builder.closers[:index], stop):
        return "close"
    if inside == "reopen" and index and key not in _keys(before):
        return "close"
    return inside


def _skip_members(builder: Builder, at: int) -> int:
    """Where the members that begin at `at` end, or 0 if they are not plain."""
    far = min(builder.end, at + max(0, min(_FAR_MEMBERS, builder.lookahead)))
    match = SIMPLE_MEMBERS.match(builder.text, at, far)
    builder.lookahead -= (match.end() if match else far) - at
    return match.end() if match else 0


def _last_letter(node: Node) -> tuple[int, int]:
    return node.span.end - 1, node.span.end


def is_deeper(builder: Builder, at: int) -> bool:
    """Whether the key at `at` belongs into a value of the key that waits for one.

    On a line of its own, it does if it is indented more.
    """
    assert builder.frame.key
    before = builder.frame.key.span.start
    line, line_before = _line_start(builder, at), _line_start(builder, before)
    return line <= before or at - line > before - line_before


def _line_start(builder: Builder, at: int) -> int:
    """Where the line of `at` begins, or a place not far before `at`."""
    start = max(0, at - _FAR)
    return max(start, *(builder.text.rfind(end, start, at) + 1 for end in "\n\r"))


def mend_opener(builder: Builder, at: int) -> None:
    """Make sense of a container at `at` in an object, where a key is expected."""
    frame, opener = builder.frame, builder.text[at]
    first = _FIRST_KEY.match(builder.text, at, builder.end)
    last = frame.entries[-1] if frame.entries else None
    if first and last and first[1] in _keys(last.value) and first[1] not in frame.keys:
        _wrap(builder, last)
        return
    index = _array_around(builder, first[1] if first else None)
    if opener == "{" and index:
        builder.fault("Expected } before this {", at, at + 1)
        close_down_to(builder, index)
        return
    builder.fault(f"Expected a key before this {opener}", at, at + 1)


def _wrap(builder: Builder, entry: Entry) -> None:
    """Begin an array with the value of `entry`: its opening bracket is missing."""
    frame, separated = builder.frame, builder.separated
    assert entry.value
    frame.entries.pop()
    frame.key, frame.colon = entry.key, True
    start = entry.value.span.start
    builder.fault("Expected [ before the first of several values", start, start + 1)
    builder.open(start, is_object=False).items.append(entry.value)
    builder.separated = separated


def _array_around(builder: Builder, key: str | None) -> int | None:
    """The nearest array whose current item has `key`, or else the nearest one."""
    stack = builder.stack
    arrays = [i for i in range(len(stack) - 2, 0, -1) if not stack[i].is_object]
    return next(
        (i for i in arrays if key in stack[i + 1].keys), next(iter(arrays), None)
    )


def _keys(node: object) -> set[object]:
    return some_keys(node.entries) if isinstance(node, Object) else set()
