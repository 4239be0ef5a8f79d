"""The treemap as inline SVG, and as the table that says the same in words.

It is drawn twice, for wide and for narrow windows, because text in a picture that is
made smaller cannot be read. Each box is a link to its row of the table.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promptally.view import wording
from promptally.view.page.markup import Markup, element, joined, row, table
from promptally.view.page.tree import Node, NodeKind
from promptally.view.page.treemap import Box, squarify

WIDE, NARROW = Box(0, 0, 1080, 560), Box(0, 0, 328, 620)
"""Windows that the treemap is drawn for, in CSS pixels."""

_LETTER, _LINE = 7.4, 16.0
"""An `e` of the labels, and a line of them, in CSS pixels. Recorded with DejaVu Sans at
12 pixels, which is wider than most fonts, 2026-11."""

_LEAST_LABEL = 4.0
"""Letters: two of a name and an ellipsis. Less would say nothing."""

_SLIM, _BROAD = frozenset("fijlrtI.,:;'|!()[]/ "), frozenset("mwMWOQ@%…—")

_LEAST_INSIDE = 16.0
"""Of a box, so that its parts are worth drawing, in CSS pixels."""

_GAP = 2.0
"""Between a box and what is in it."""


class Placed(NamedTuple):
    """A node with its box. `number` names its row; `depth` counts from the root."""

    node: Node
    box: Box
    number: int
    depth: int
    has_inside: bool


def numbered(root: Node) -> Iterator[tuple[int, int, Node]]:
    """Every node with its number and depth, parents first."""
    stack = [(0, root)]
    number = 0
    while stack:
        depth, node = stack.pop()
        yield number, depth, node
        number += 1
        stack.extend((depth + 1, child) for child in reversed(node.children))


def placed(root: Node, within: Box) -> Iterator[Placed]:
    """The boxes to draw, parents before what is drawn upon them."""
    numbers = {id(node): number for number, _, node in numbered(root)}
    stack = [(0, root, within)]
    while stack:
        depth, node, box = stack.pop()
        inner = _inner(node, box, depth)
        yield Placed(node, box, numbers[id(node)], depth, inner is not None)
        if inner:
            boxes = squarify([child.tokens for child in node.children], inner)
            inside = zip(node.children, boxes, strict=True)
            stack.extend((depth + 1, child, at) for child, at in reversed(list(inside)))


def _inner(node: Node, box: Box, depth: int) -> Box | None:
    """Where the parts go, below the name; `None` where there is no room for any."""
    top = _LINE + 4 if depth else 0.0
    margin = _GAP if depth else 0.0
    width, height = box.width - 2 * margin, box.height - top - margin
    if not node.children or width < _LEAST_INSIDE or height < _LEAST_INSIDE:
        return None
    return Box(box.x + margin, box.y + top, width, height)


def svg(root: Node, within: Box, class_: str, link: str) -> Markup:
    """The picture; `link` stands before a number in the id of a row."""
    boxes = list(placed(root, within))
    # The root is the whole picture: a box that says so would say nothing.
    shown = boxes[1:] if len(boxes) > 1 else boxes
    return element(
        "svg",
        [_box(each, root.tokens, link) for each in shown],
        class_=f"treemap {class_}",
        viewBox=f"0 0 {within.width:g} {within.height:g}",
        role="group",
        aria_label="Treemap of tokens; the table below says the same in words",
    )


def _box(each: Placed, whole: int, link: str) -> Markup:
    node, (x, y, width, height) = each.node, each.box
    said = f"{node.name}: {node.tokens:,} tokens, {wording.share(node.tokens, whole)}"
    return element(
        "a",
        element("title", said if not node.file else f"{said} ({_place(node)})"),
        element(
            "rect",
            x=round(x, 2),
            y=round(y, 2),
            width=round(width, 2),
            height=round(height, 2),
        ),
        _labels(each),
        class_=f"box {node.kind}",
        href=f"#{link}{each.number}",
        data_file=node.file or None,
        data_line=None if node.line is None else str(node.line),
    )


def _place(node: Node) -> str:
    file = wording.safe(node.file, 200)
    return file if node.line is None else f"{file}:{node.line}"


def _labels(each: Placed) -> Markup:
    """The name, and the tokens behind or below it, as far as they fit."""
    (x, y, width, height), node = each.box, each.node
    room = (width - 8) / _LETTER
    if height < _LINE + 1 or room < min(letters(node.name), _LEAST_LABEL):
        return Markup()
    tokens = f"{node.tokens:,}"
    lines = [fitted(node.name, room)]
    if each.has_inside and letters(f"{node.name}  {tokens}") <= room:
        lines = [f"{node.name}  {tokens}"]
    elif not each.has_inside and height >= 2 * _LINE + 4 and letters(tokens) <= room:
        lines.append(tokens)
    return joined(
        element(
            "text",
            line,
            x=round(x + 4, 2),
            y=round(y + _LINE * (at + 1) - 2, 2),
            class_="count" if at else None,
        )
        for at, line in enumerate(lines)
    )


def letters(text: str) -> float:
    """How many times as wide as an `e` the text is, about."""
    return sum(_letter(character) for character in text)


def _letter(character: str) -> float:
    if character in _SLIM:
        return 0.6
    if character in _BROAD or unicodedata.east_asian_width(character) in "WF":
        return 1.65
    return 1.15 if character.isupper() else 1.03


def fitted(text: str, room: float) -> str:
    """The text, or its beginning with an ellipsis, at most `room` letters wide."""
    if letters(text) <= room:
        return text
    left, kept = room - _letter("…"), ""
    for character in text:
        left -= _letter(character)
        if left < 0:
            break
        kept += character
    return f"{kept.rstrip()}…"


def legend(root: Node) -> Markup:
    """What the colours mean, as far as there are boxes with them."""
    found = {node.kind for _, _, node in numbered(root)}
    kinds = [kind for kind in _KINDS if kind in found]
    return element(
        "ul",
        [
            element("li", element("span", class_=f"swatch {kind}"), _KINDS[kind])
            for kind in kinds
        ],
        class_="legend",
    )


_KINDS = {
    NodeKind.SYSTEM: "system prompt",
    NodeKind.TOOL: "tools",
    NodeKind.USER: "user",
    NodeKind.ASSISTANT: "assistant",
    NodeKind.TEXT: "text of instructions",
    NodeKind.IMPORT: "imported files",
    NodeKind.OTHER: "frames, prompts, smaller ones",
}


def alternative(root: Node, link: str) -> Markup:
    """The table: a row a node, indented as they are nested."""
    rows = [
        row(
            element(
                "span",
                node.name or "all files",
                element("span", *_within(node), class_="place"),
                class_=f"d{min(depth, 8)}",
            ),
            f"{node.tokens:,}",
            wording.share(node.tokens, root.tokens),
            numbers=2,
            id_=f"{link}{number}",
            file=node.file,
            line=node.line,
        )
        for number, depth, node in numbered(root)
    ]
    head: Sequence[str] = ("part", "tokens", "share")
    caption = "The same in words"
    return table(caption, head, rows, numbers=2, class_="scroll tall")


def _within(node: Node) -> Iterator[str]:
    """Where a part stands in its file, which is one of the rows above it."""
    if node.line is not None and node.kind is not NodeKind.FILE:
        yield f"line {node.line:,}"
        if node.part:
            yield f", {node.part}"
