"""Squarified treemaps: a rectangle cut into others, with areas as their weights.

The algorithm is that of Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000):
rows are filled along the shorter side for as long as that makes their rectangles more
like squares. Numbers only; nothing is drawn here.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; `x` grows to the right and `y` downwards."""

    x: float
    y: float
    width: float
    height: float


def squarify(weights: Sequence[float], within: Box) -> list[Box]:
    """A box for each weight, in order; what weighs nothing has no area.

    Squares come out best where the heaviest stand first.
    """
    boxes = [Box(within.x, within.y, 0, 0)] * len(weights)
    places = [at for at, weight in enumerate(weights) if weight > 0]
    heavy = [weights[at] for at in places]
    for at, box in zip(places, _filled(heavy, within), strict=True):
        boxes[at] = box
    return boxes


def _filled(weights: Sequence[float], within: Box) -> list[Box]:
    boxes: list[Box] = []
    rest, start = within, 0
    left = float(sum(weights))
    while start < len(weights):
        end = _row_end(weights, start, rest, left)
        row = weights[start:end]
        whole = float(sum(row))
        # What rounding has left over belongs to the last row.
        part = 1.0 if end == len(weights) else min(whole / left, 1.0)
        strip, rest = _cut(rest, part)
        boxes += _slices(strip, row, whole)
        left, start = left - whole, end
    return boxes


def _row_end(weights: Sequence[float], start: int, rest: Box, left: float) -> int:
    """Where the row ends that begins at `start`."""
    side = min(rest.width, rest.height)
    scale = rest.width * rest.height / left if left > 0 else 0.0
    if not side or not scale:
        return len(weights)
    whole, least, most, best = 0.0, float("inf"), 0.0, float("inf")
    for at in range(start, len(weights)):
        area = weights[at] * scale
        whole, least, most = whole + area, min(least, area), max(most, area)
        ratio = _worst(whole, least, most, side)
        if ratio > best:
            return at
        best = ratio
    return len(weights)


def _worst(whole: float, least: float, most: float, side: float) -> float:
    """How far from a square the least square of a row is; 1 for squares."""
    depth = whole / side
    if not depth or not least:
        return float("inf")
    return max(most / depth / depth, depth * depth / least)


def _cut(box: Box, part: float) -> tuple[Box, Box]:
    """A strip along the shorter side with `part` of the area, and what remains."""
    x, y, width, height = box
    if width >= height:
        taken = width * part
        return (
            Box(x, y, taken, height),
            Box(x + taken, y, max(width - taken, 0.0), height),
        )
    taken = height * part
    return Box(x, y, width, taken), Box(x, y + taken, width, max(height - taken, 0.0))


def _slices(strip: Box, weights: Sequence[float], whole: float) -> list[Box]:
    """The strip cut across its longer side."""
    x, y, width, height = strip
    boxes: list[Box] = []
    done = 0.0
    is_wide = width > height
    for weight in weights:
        before, done = done / whole, done + weight
        part = min(done / whole, 1.0) - before
        if is_wide:
            boxes.append(Box(x + width * before, y, width * part, height))
        else:
            boxes.append(Box(x, y + height * before, width, height * part))
    return boxes
