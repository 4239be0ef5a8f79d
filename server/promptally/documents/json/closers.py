"""Which containers a bracket closes where brackets are missing, or too many.

Where two readings are possible, the one wins that what follows fits.
"""

import re
from collections.abc import Sequence

from promptally.documents.json.builder import Builder, last_child
from promptally.documents.json.tokens import BLANK
from promptally.documents.nodes import Entry, Object, Scalar

_MOST_CLOSERS = 64
_MOST_REOPENED = 16
_COST = 64
_COLON = re.compile(rf"{BLANK}:")
_KEY = re.compile(rf'{BLANK}"[^"\\\n\r]{{0,200}}+"{BLANK}:')
_VALUE = re.compile(rf'{BLANK}["{{\[0-9tfn-]')
_SHOWN = 8
_NEXT = re.compile(
    rf'{BLANK}(?:(?P<closer>[}}\]])|(?P<member>,{BLANK}"[^"\\\n\r]{{0,200}}+"{BLANK}:)'
    r"|(?P<item>,)|(?P<end>\Z))"
)


def end_key(builder: Builder) -> None:
    """Give up waiting for the value of a key."""
    frame = builder.frame
    if frame.key is not None:
        start, end = frame.key.span
        colon = "" if frame.colon else "a colon and "
        builder.fault(f"Expected {colon}a value after this key", start, end)
        frame.entries.append(Entry(frame.key, None))
        frame.key, frame.colon = None, False
        builder.separated = False


def close_by(builder: Builder, at: int) -> None:
    """Close what the bracket at `at` closes, or pass over it."""
    closer = builder.text[at]
    if builder.frame.is_root:
        reopen(builder, at)
    top = len(builder.stack) - 1
    index = next((i for i in range(top, 0, -1) if builder.stack[i].closer == closer), 0)
    if not index or _fits_better_without(builder, index, at + 1):
        builder.fault(f"Nothing is open that this {closer} closes", at, at + 1)
        builder.position = at + 1
        return
    if index < top:
        missing = missing_closers(builder, index)
        builder.fault(f"Expected {missing} before this {closer}", at, at + 1)
        close_down_to(builder, index)
    end_key(builder)
    if builder.separated and (builder.frame.entries or builder.frame.items):
        end = builder.position
        builder.note_once("No comma is needed after the last value", end - 1, end)
    builder.position = at + 1
    builder.close(at + 1)


def missing_closers(builder: Builder, index: int) -> str:
    """The brackets that close what is open inside the container at `index`."""
    closers = [frame.closer for frame in builder.stack[:index:-1]]
    return "".join(closers[:_SHOWN]) + ("…" if len(closers) > _SHOWN else "")


def close_down_to(builder: Builder, index: int) -> None:
    """Close containers, though no bracket says so, until that at `index` is innermost.

    Whether a comma has been read stays as it was.
    """
    separated = builder.separated
    while len(builder.stack) - 1 > index:
        end_key(builder)
        builder.close(builder.frame.content_end)
    builder.separated = separated


def reopen(builder: Builder, at: int) -> bool:
    """Go back into closed containers, after the outermost, where `at` would fit in."""
    node = builder.frame.items[-1] if builder.frame.items else None
    closers: list[str] = []
    for _ in range(_MOST_REOPENED):
        if isinstance(node, Scalar) or node is None or builder.lookahead < 0:
            return False
        closers.append("}" if isinstance(node, Object) else "]")
        builder.lookahead -= _COST
        if fits(builder, closers, at):
            end = node.span.end
            builder.fault("Expected this bracket further down", end - 1, end)
            return all(builder.reopen() for _ in closers)
        node = last_child(node)
    return False


def _fits_better_without(builder: Builder, index: int, at: int) -> bool:
    """Whether what comes at `at` fits only if the bracket before it is passed over."""
    if fits(builder, builder.closers[: index - 1], at):
        return False
    return _fits_as_next(builder, at) or (
        index < len(builder.closers) and fits(builder, builder.closers, at)
    )


def _fits_as_next(builder: Builder, at: int) -> bool:
    """Whether at `at` begins just what the innermost container waits for."""
    frame = builder.frame
    if frame.key and not frame.colon:
        return _COLON.match(builder.text, at, builder.end) is not None
    if not builder.separated:
        return False
    begins = _KEY if frame.is_object and not frame.key else _VALUE
    return begins.match(builder.text, at, builder.end) is not None


def fits(builder: Builder, open_: Sequence[str], position: int) -> bool:
    """Whether what comes at `position` can come where `open_` are to be closed."""
    left = list(open_)
    for _ in range(_MOST_CLOSERS):
        match = _NEXT.match(builder.text, position, builder.end)
        if not match:
            return False
        match match.lastgroup:
            case "closer":
                if not left or left.pop() != match["closer"]:
                    return False
            case "member":
                return left[-1:] == ["}"]
            case "item":
                return left[-1:] == ["]"]
            case _:
                return not left
        position = match.end()
    return False
