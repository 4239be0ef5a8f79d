"""The counts of what is inside of a top segment: its blocks, or its sections.

Parts are counted alone and then fitted into what holds them. Sections that an edit has
only moved are not counted again: a large file has thousands of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from promptally import pieces
from promptally.counting.bands import scaled
from promptally.counting.blocks import block, content
from promptally.counting.context import Context
from promptally.counting.tools import definition
from promptally.counts import Count, share
from promptally.prompts import Segment, SegmentKind, walk


class Before(NamedTuple):
    """A segment before an edit, with the offline counts of its prompt by path."""

    segment: Segment
    counts: Mapping[str, Count]


def inside(
    parent: Segment, whole: Count, context: Context, before: Before | None = None
) -> Iterator[tuple[str, Count]]:
    """The counts of all segments inside `parent`, which together fit into it.

    `before` is the same segment before an edit, counted for the same model.
    """
    old = _sections(before) if before else {}
    kept = {child.path for child in parent.children if _is_kept(old, child)}
    alone = [
        old[child.path].counted if child.path in kept else _alone(child, context)
        for child in parent.children
    ]
    known = [its.tokens or 0 for its in alone]
    room = whole.tokens or 0
    fits = sum(known) <= room
    parts = known if fits else share(room, known)
    for child, its, tokens in zip(parent.children, alone, parts, strict=True):
        was = old.get(child.path)
        if before and fits and child.path in kept:
            yield from _recalled(child, before.counts)
            continue
        fitted = scaled(its, tokens)
        yield child.path, fitted
        inner = Before(was.segment, before.counts) if before and was else None
        yield from inside(child, fitted, context, inner)


def changed(
    parent: Segment, whole: Count, context: Context, before: Before
) -> dict[str, Count] | None:
    """The counts inside `parent` that are others than before.

    `None` where its segments are not called as before, or do not fit into it.
    """
    old, counts = before.segment.children, before.counts
    if not old and not parent.children:
        return {}
    taken = _taken(before)
    if taken is None or len(old) != len(parent.children):
        return None
    found: dict[str, Count] = {}
    for _, was, child in pieces.others(old, parent.children):
        if was is child or (was.value is child.value and was.path is child.path):
            continue
        if (was.path, was.kind) != (child.path, child.kind):
            return None
        its = found[child.path] = _alone(child, context)
        taken += (its.tokens or 0) - (counts[child.path].tokens or 0)
        inner = changed(child, its, context, Before(was, counts))
        if inner is None:
            return None
        found |= inner
    return found if taken <= (whole.tokens or 0) else None


def _taken(before: Before) -> int | None:
    """What the sections of a segment took, where they had as much as they would alone.

    `None` where they did not, and where not all inside is sections.
    """
    segment, counts = before
    taken = 0
    for child in pieces.unplaced(segment.children):
        if child.kind is not SegmentKind.SECTION:
            return None
        taken += counts[child.path].tokens or 0
    return taken if taken < (counts[segment.path].tokens or 0) else None


class _Section(NamedTuple):
    segment: Segment
    counted: Count


def _sections(before: Before) -> Mapping[str, _Section]:
    """The sections of a segment by path, if their counts are those that they had alone.

    They are where there was more room than they took.
    """
    segment, counts = before
    found = {
        child.path: _Section(child, counts[child.path])
        for child in pieces.unplaced(segment.children)
        if child.kind is SegmentKind.SECTION
    }
    taken = sum(section.counted.tokens or 0 for section in found.values())
    return found if taken < (counts[segment.path].tokens or 0) else {}


def _is_kept(old: Mapping[str, _Section], child: Segment) -> bool:
    was = old.get(child.path)
    return was is not None and _is_moved(was.segment, child)


def _is_moved(old: Segment, new: Segment) -> bool:
    """Whether a section is what it was, but for its place."""
    if old is new:
        return True
    if old.value is not new.value or old.path != new.path:
        return False
    return len(old.children) == len(new.children) and all(
        map(_is_moved, old.children, new.children)
    )


def _recalled(
    section: Segment, counts: Mapping[str, Count]
) -> Iterable[tuple[str, Count]]:
    if not section.children:
        return ((section.path, counts[section.path]),)
    return ((part.path, counts[part.path]) for part in walk((section,)))


def _alone(segment: Segment, context: Context) -> Count:
    """A part by itself, before it is fitted into what holds it."""
    value = segment.value
    if segment.kind is SegmentKind.TOOL:
        return definition(value, context)
    if isinstance(value, Mapping):
        if segment.kind is SegmentKind.BLOCK or "type" in value:
            return block(value, context)
        return content(value.get("content"), context)
    return content(value, context)
