"""A prompt to its counts, reckoned on this machine.

Every count is a number with its band. Where a part cannot be bounded (a document by
URL or file id) its own count is unknown, and whatever holds it counts the rest, says
so, and has a band that reaches to the model's context window. Nothing here reads a
file, asks a network or raises, however little of the request is typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from promptally.counting import framing, models, rules, turns, unseen
from promptally.counting.bands import Sums, sums, widened
from promptally.counting.blocks import content
from promptally.counting.context import Context
from promptally.counting.known import Change, Counted, Memory, Tally, changes
from promptally.counting.messages import message
from promptally.counting.models import Model
from promptally.counting.parts import Before, inside
from promptally.counting.parts import changed as changed_inside
from promptally.counting.pdf_pages import Pdf
from promptally.counting.reading import mapping
from promptally.counting.tools import definition
from promptally.counts import Count, offline
from promptally.prompts import Json, Measure, Prompt, Segment, SegmentKind, walk

__all__ = ["PromptCount", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptCount:
    """The counts of one prompt.

    `segments` has one for each segment by its path. The tokens of the top segments
    and of `frame` add up to those of `total`; its band is narrower than theirs
    together, for not all of them err on the same side. `correction` is how many tokens
    of the frame were learned from exact counts. `tally` is for the next count.
    """

    total: Count
    frame: Count
    segments: Mapping[str, Count]
    correction: int = 0
    tally: Tally | None = field(default=None, compare=False, repr=False)


def count(
    prompt: Prompt,
    model: Model,
    media: Mapping[str, bytes] | None = None,
    pdfs: Mapping[str, Pdf] | None = None,
    known: Counted | None = None,
) -> PromptCount:
    """The tokens of `prompt` for `model`, with the bytes of files that it names.

    `pdfs` has the pages of PDFs by target, as far as somebody has read them. `known` is
    the count of the prompt before an edit, for the same model with the same files.
    """
    context = Context(
        model=model,
        rules=framing.rules_of(model),
        media=media or {},
        pdfs=pdfs or {},
        adaptive=framing.thinks_adaptively(prompt),
    )
    known = known if known and _is_alike(known.prompt, context) else None
    again = _again(prompt, context, known) if known else None
    return again or _anew(prompt, context, known)


def _again(prompt: Prompt, context: Context, known: Counted) -> PromptCount | None:
    """The count after an edit of a few parts; `None` if it may mean more than those."""
    changed, tally = changes(known.prompt, prompt), known.tally
    if changed is None or tally is None or unseen.may_clear(prompt):
        return None
    counts, added = dict(known.segments), tally.sums
    for change in changed:
        made = _made(change, context, known)
        if made is None:
            return None
        path = change.new.path
        added = added.with_another(counts[path], made[path])
        counts.update(made)
    if len(counts) != len(known.segments):
        return None
    return PromptCount(
        total=_total(added, context),
        frame=tally.frame,
        segments=MappingProxyType(counts),
        tally=Tally(tally.frame, added),
    )


def _made(
    change: Change, context: Context, known: Counted
) -> Mapping[str, Count] | None:
    """The counts of a top segment that means to the others what it meant before."""
    old, new = change.old, change.new
    is_same = (old.path, old.kind, old.role) == (new.path, new.kind, new.role)
    if not is_same or framing.traits(old) != framing.traits(new):
        return None
    where = context if change.current else replace(context, current=False)
    whole = _top(new, where)
    if whole.reasons != known.segments[old.path].reasons:
        return None
    within = changed_inside(new, whole, where, Before(old, known.segments))
    if within is None:
        within = dict(inside(new, whole, where, Before(old, known.segments)))
        if len(within) != sum(1 for _ in walk(old.children)):
            return None
    return {new.path: whole, **within}


def _anew(prompt: Prompt, context: Context, known: Counted | None) -> PromptCount:
    frame = offline(0)
    if prompt.measure is Measure.REQUEST:
        frame = framing.frame(prompt, context.model)
    counts: dict[str, Count] = {}
    tops = [frame]
    memory, before = Memory(known), _before(known)
    for top, where in _placed(prompt, context):
        recalled = memory.recall(top, current=where.current)
        if recalled is not None:
            counts.update(recalled)
            tops.append(counts[top.path])
            continue
        whole = _top(top, where)
        tops.append(whole)
        counts[top.path] = whole
        counts.update(inside(top, whole, where, before.get(top.path)))
    added = sums(tops)
    messages = tops[len(tops) - len(prompt.messages) :]
    total = unseen.without_cleared(prompt, messages, _total(added, context))
    return PromptCount(
        total=total,
        frame=frame,
        segments=MappingProxyType(counts),
        tally=Tally(frame, added),
    )


def _before(known: Counted | None) -> Mapping[str, Before]:
    """The top segments before an edit that have sections, by path."""
    tops = known.prompt.segments if known else ()
    return {
        top.path: Before(top, known.segments) for top in tops if known and top.children
    }


def _is_alike(prompt: Prompt, context: Context) -> bool:
    """Whether the parts of `prompt` were counted as those of this one are."""
    return framing.thinks_adaptively(prompt) == context.adaptive


def _total(added: Sums, context: Context) -> Count:
    """The sum of all, with a wider band and a word where the model is not measured."""
    model, reasons = context.model, []
    if model.note:
        reasons.append(model.note)
    if not context.rules.measured:
        whose = model if model.known else models.resolve(model.nearest or "")
        reasons.append(f"{whose.name} has not been measured; counted by older rules")
    sure = context.rules.measured and model.known
    total = added.counted()
    drift = rules.DRIFT if sure else rules.UNMEASURED_DRIFT
    total = widened(total, (total.tokens or 0) // drift)
    return replace(total, reasons=(*total.reasons, *reasons))


def _placed(prompt: Prompt, context: Context) -> Iterator[tuple[Segment, Context]]:
    """The top segments, each with what it means to stand where it stands."""
    for segment in prompt.tools + prompt.system:
        yield segment, context
    start = turns.in_progress(prompt.messages)
    earlier = replace(context, current=False)
    for at, segment in enumerate(prompt.messages):
        yield segment, context if at >= start else earlier


def _top(segment: Segment, context: Context) -> Count:
    match segment.kind:
        case SegmentKind.TOOL:
            return definition(segment.value, context)
        case SegmentKind.SYSTEM:
            return _system(segment.value, context)
        case _:
            return message(segment, context)


def _system(value: Json, context: Context) -> Count:
    """The system prompt; a space at its end is lost before the first turn."""
    inside = mapping(value).get("content", value)
    if isinstance(inside, str):
        inside = inside.rstrip(" ")
    return widened(content(inside, context), rules.SYSTEM_EDGE if inside else 0)
