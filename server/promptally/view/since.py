"""How a file has grown since another commit: what lenses and hovers say of it.

Both sides are offline counts without what exact counts have taught, so that a change of
the source is never taken for growth.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from promptally import counts
from promptally.analysis import Analysis, Extent, PromptAnalysis
from promptally.counts import Count
from promptally.earlier import Earlier, EarlierPrompt, Item, Part, paired
from promptally.growth import Change
from promptally.view import wording
from promptally.view.outline import name, outline

_MOST_GONE = 5
"""Parts that are named when they are gone; the rest is a number."""


class PartChanges(NamedTuple):
    """What became of a prompt's parts.

    `labels` has a word for each line of the outline, in order: `+312`, `new`, or
    nothing where it is as it was. `gone` are parts that are no more.
    """

    labels: tuple[str, ...] = ()
    gone: tuple[Part, ...] = ()


def remembered(analysis: Analysis, *, since: str, path: str = "") -> Earlier:
    """What is to be kept of the analysis of a file as it was."""
    prompts = tuple(
        EarlierPrompt(
            id=item.prompt.id,
            total=total(item),
            model=item.model.id,
            parts=tuple(_parts(item)),
        )
        for item in analysis.prompts
    )
    return Earlier(since=since, path=path, prompts=prompts)


def total(item: PromptAnalysis) -> Count:
    """The offline count of a prompt with its imports, as nobody has corrected it."""
    reckoned = item.reckoned or item.count
    found = counts.total([reckoned.total, *(each.total for each in item.imports)])
    if found.tokens is None or not reckoned.correction:
        return found
    return replace(found, tokens=found.tokens - reckoned.correction)


def _known_parts(item: PromptAnalysis) -> tuple[Part, ...]:
    """The parts, made once for all hovers between two edits."""
    if _PARTS not in item.memory:
        item.memory[_PARTS] = tuple(_parts(item))
    parts: tuple[Part, ...] = item.memory[_PARTS]
    return parts


_PARTS = "parts"


def _parts(item: PromptAnalysis) -> Iterator[Part]:
    """The lines of the hover's table, in its order."""
    reckoned = item.reckoned or item.count
    for depth, segment in outline(item.prompt.segments):
        yield Part(depth, name(segment), reckoned.segments[segment.path].tokens)
    if item.count.frame.tokens:
        frame = (reckoned.frame.tokens or 0) - reckoned.correction
        yield Part(0, "frame", frame)
    for found in item.imports:
        yield Part(0, f"@{wording.safe(found.path)}", found.total.tokens)


def _earlier(analysis: Analysis) -> Earlier | None:
    """What the file was, once all of it is known as it is."""
    return analysis.earlier if analysis.extent is Extent.WHOLE else None


def before(analysis: Analysis) -> tuple[EarlierPrompt | None, ...]:
    """For each prompt what it was; `None` for what is new, or where nobody knows."""
    earlier = _earlier(analysis)
    if earlier is None or earlier.prompts is None:
        return (None,) * len(analysis.prompts)
    old = earlier.prompts
    if len(old) == len(analysis.prompts) == 1:
        return old
    places = paired(
        [Item(_named(each.id), each.total.tokens) for each in old],
        [Item(_named(i.prompt.id), total(i).tokens) for i in analysis.unplaced],
    )
    return tuple(None if at is None else old[at] for at in places)


def was(analysis: Analysis, item: PromptAnalysis) -> EarlierPrompt | None:
    """What one of the prompts was; ids are unique in a file."""
    if _earlier(analysis) is None:
        return None
    pairs = zip(analysis.unplaced, before(analysis), strict=True)
    return next((old for each, old in pairs if each.prompt.id == item.prompt.id), None)


def _named(identity: str) -> str:
    """An id of the author's; a place in the file, which moves, is none."""
    return "" if identity.startswith(_PLACES) else identity


_PLACES = ("line-", "document-", "requests[", "prompts[")


def label(analysis: Analysis, item: PromptAnalysis, was: EarlierPrompt | None) -> str:
    """`+312 since main`, `new since main`; empty where there is no change to tell."""
    earlier = _earlier(analysis)
    if earlier is None or earlier.fault:
        return ""
    since = wording.safe(earlier.since)
    if was is None:
        return f"new since {since}"
    grown = Change(before=was.total, after=total(item)).tokens
    return f"{wording.signed(grown)} since {since}" if grown else ""


def sentences(
    analysis: Analysis,
    item: PromptAnalysis,
    was: EarlierPrompt | None,
    gone: Sequence[Part] = (),
) -> list[str]:
    """What the hover says below its table; nothing where nobody has asked."""
    earlier = _earlier(analysis)
    if earlier is None:
        return []
    if earlier.fault:
        return [f"Since {earlier.since}: unknown, for {earlier.fault}."]
    if was is None:
        return [f"New since {earlier.since}."]
    said = _change(item, was)
    return [
        f"Since {earlier.since}{_otherwise(earlier, item, was)}: {said}.",
        *_gone(earlier, gone),
    ]


def _change(item: PromptAnalysis, was: EarlierPrompt) -> str:
    now = total(item)
    grown = Change(before=was.total, after=now).tokens
    if grown is None:
        return "unknown, for not all of it can be counted"
    if not grown:
        return "no more and no fewer tokens"
    said = f"{wording.number(was.total)} → {wording.tokens(now)}"
    is_shown = now == item.total
    how = "" if is_shown else " (both counted offline)"
    return f"{said}, {wording.signed(grown)}{how}"


def _otherwise(earlier: Earlier, item: PromptAnalysis, was: EarlierPrompt) -> str:
    """What else was different then: the place of the file, the model."""
    said = [f"{earlier.path} then"] if earlier.path else []
    said += [f"for {was.model} then"] if was.model != item.model.id else []
    return f" ({', '.join(said)})" if said else ""


def _gone(earlier: Earlier, gone: Sequence[Part]) -> Iterator[str]:
    if not gone:
        return
    named = [f"{part.label} ({_amount(part.tokens)})" for part in gone[:_MOST_GONE]]
    more = len(gone) - len(named)
    named += [f"{more:,} more"] if more else []
    yield f"Gone since {earlier.since}: {', '.join(named)}."


def _amount(tokens: int | None) -> str:
    return "?" if tokens is None else f"≈ {tokens:,}"


def part_changes(item: PromptAnalysis, was: EarlierPrompt | None) -> PartChanges:
    """What became of the parts of a prompt that was there before."""
    if was is None:
        return PartChanges()
    now = _known_parts(item)
    places = paired([_item(part) for part in was.parts], [_item(part) for part in now])
    labels = tuple(
        _part_label(part, None if at is None else was.parts[at])
        for part, at in zip(now, places, strict=True)
    )
    return PartChanges(labels, tuple(_outermost(was.parts, set(places).__contains__)))


def _item(part: Part) -> Item[tuple[int, str]]:
    return Item((part.depth, part.label), part.tokens)


def _part_label(part: Part, was: Part | None) -> str:
    if was is None:
        return "new"
    if part.tokens is None or was.tokens is None or part.tokens == was.tokens:
        return ""
    return wording.signed(part.tokens - was.tokens)


def _outermost(
    parts: Sequence[Part], is_there: Callable[[int], bool]
) -> Iterator[Part]:
    """The parts that are gone, without what was inside one that is."""
    within: int | None = None
    for at, part in enumerate(parts):
        if within is not None and part.depth > within:
            continue
        within = None if is_there(at) else part.depth
        if within is not None:
            yield part
