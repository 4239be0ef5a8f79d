"""What a broken line of YAML was meant to say, kept as a key or as text.

People write `content: Note: be brief` or `text: 'don't'`, and whoever types a quote has
not closed it yet. The words are there, so they count, whatever YAML thinks of them.
"""

import re
from typing import Final, NamedTuple

from promptally.documents.nodes import Array, Node, Object, Scalar
from promptally.documents.yaml.faults import UNQUOTED, Fault, Remedy, end_of_line
from promptally.documents.yaml.frames import FLOW, Frame
from promptally.documents.yaml.tree import Tree, decoded
from promptally.text import Span

_LOOSE: Final = re.compile(
    r"""\\(?:[0abtnvfre "/\\N_LP\t\n]|\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}
         |U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})
      | (?P<loose>["\\])""",
    re.VERBOSE,
)
_TO_ESCAPE: Final = re.compile(r'["\\]')


class Plan(NamedTuple):
    """What to keep: the text from `start` on, in the last of `depth` frames.

    It takes the place of the last child with `replaces`, and is a key with `is_key`.
    """

    start: int
    depth: int
    replaces: bool = False
    is_key: bool = False


def plan(tree: Tree, fault: Fault) -> Plan | None:
    """What can be kept of the broken part; tells `fault` what has become clear."""
    frame, depth = tree.frames[-1], len(tree.frames)
    if fault.code != "syntax":
        return None
    if fault.remedy is Remedy.KEY:
        return _key(tree, fault)
    if fault.remedy is Remedy.QUOTE:
        return Plan(fault.origin, depth) if frame.takes_value else None
    if (last := _last_on_line(tree, fault)) is not None:
        _blame(fault, last, tree.source)
        return Plan(fault.origin, depth, replaces=True)
    if fault.remedy is Remedy.VALUE:
        return _value(tree, fault)
    return None


def carry_out(tree: Tree, plan: Plan, limit: int) -> None:
    """Adds the text that `plan` keeps, at most up to `limit`, to the tree."""
    text = tree.reading.text
    if plan.is_key:
        tree.close(plan.depth, plan.start)
        limit = min(limit, end_of_line(text, plan.start))
    del tree.frames[plan.depth :]
    frame = tree.frames[-1]
    if plan.replaces:
        frame.children.pop()
    raw = text[plan.start : limit].rstrip()
    span = Span(plan.start, plan.start + len(raw))
    if plan.is_key and frame.waits:
        frame.children.append(None)
    frame.children.append(Scalar(span, _said(raw, tree)))
    if plan.is_key:
        frame.children.append(None)


def _key(tree: Tree, fault: Fault) -> Plan | None:
    column = fault.origin - _start_of_line(tree, fault.origin)
    for depth in range(len(tree.frames), 1, -1):
        frame = tree.frames[depth - 1]
        if frame.kind is Object and frame.column == column:
            return Plan(fault.origin, depth, is_key=True)
    return None


def _last_on_line(tree: Tree, fault: Fault) -> Node | None:
    """The value that ends on the line of the fault: the line is more than that."""
    frame, text = tree.frames[-1], tree.reading.text
    is_root = len(tree.frames) == 1
    if (frame.column == FLOW and not is_root) or frame.waits or frame.last is None:
        return None
    start, end = frame.last.span
    if not start <= end <= fault.start or "\n" in text[end : fault.start]:
        return None
    if isinstance(frame.last, Scalar):
        return frame.last
    rest = text[fault.start : end_of_line(text, fault.start)]
    is_prose = "\n" not in text[start:end] and rest.strip("]}, \t\r")
    return frame.last if is_prose and not is_root else None


def _blame(fault: Fault, last: Node, source: str) -> None:
    """Lets `fault` begin with the value that the line goes on behind."""
    start, end = last.span
    fault.origin = start
    if not isinstance(last, Scalar):
        fault.start = start
        fault.message = "Text that starts with a bracket has to be quoted"
    elif source[start] in "*&!":
        fault.start, fault.message = start, UNQUOTED
    elif source[start] in "\"'":
        crosses = "\n" in source[start:end]
        fault.start = start if crosses else fault.start
        fault.message = (
            "The quote that starts here is not closed"
            if crosses
            else "The quote is closed, but the line goes on"
        )


def _value(tree: Tree, fault: Fault) -> Plan | None:
    """Text such as `@name` or `{% if %}` behind a key or a dash."""
    depth = _depth_of_value(tree.frames)
    frame = tree.frames[depth - 1]
    begin = _start_of_line(tree, fault.start)
    before = tree.source[begin : fault.start].rstrip("{[ \t")
    is_behind = before.endswith("-") if frame.kind is Array else before != ""
    if not (frame.takes_value and is_behind):
        return None
    after = tree.source[begin + len(before) : fault.start]
    fault.start -= len(after.lstrip())
    return Plan(fault.start, depth)


def _depth_of_value(frames: list[Frame]) -> int:
    """How many frames are left without the brackets that nothing stands in yet."""
    depth = len(frames)
    while depth > 1 and frames[depth - 1].column == FLOW:
        if frames[depth - 1].children:
            break
        depth -= 1
    return depth


def _start_of_line(tree: Tree, place: int) -> int:
    return tree.reading.text.rfind("\n", 0, place) + 1


def _said(raw: str, tree: Tree) -> str:
    """The value of a text with or without quotes, which need not be closed."""
    quote = raw[0] if raw[:1] in {"'", '"'} else ""
    body = raw.removeprefix(quote)
    if quote and not body.endswith('\\"'):
        body = body.removesuffix(quote)
    match quote:
        case '"':
            body = _LOOSE.sub(_escaped, body)
        case "'":
            body = _TO_ESCAPE.sub(r"\\\g<0>", body.replace("''", "'"))
        case _:
            body = _TO_ESCAPE.sub(r"\\\g<0>", body)
    value = decoded(f'"{body}"')
    if value is None:
        return raw
    return tree.reading.restored(value, escaped=quote == '"')


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found["loose"] else found[0]
