"""A prompt to its counts, reckoned on this machine.

Every count is a number with its band. Where a part cannot be bounded (a document by
URL or file id) its own count is unknown, and whatever holds it counts the rest, says
so, and has a band that reaches to the model's context window. Nothing here reads a
file, asks a network or raises, however little of the request is typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from promptally.counting import framing, models, rules, turns, unseen
from promptally.counting.bands import combine, widened
from promptally.counting.blocks import content
from promptally.counting.context import Context
from promptally.counting.known import Counted, Memory
from promptally.counting.messages import message
from promptally.counting.models import Model
from promptally.counting.parts import Before, inside
from promptally.counting.pdf_pages import Pdf
from promptally.counting.reading import mapping
from promptally.counting.tools import definition
from promptally.counts import Count, offline
from promptally.prompts import Json, Measure, Prompt, Segment, SegmentKind

__all__ = ["PromptCount", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptCount:
    """The counts of one prompt.

    `segments` has one for each segment by its path. The tokens of the top segments
    and of `frame` add up to those of `total`; its band is narrower than theirs
    together, for not all of them err on the same side. `correction` is how many tokens
    of the frame were learned from exact counts.
    """

    total: Count
    frame: Count
    segments: Mapping[str, Count]
    correction: int = 0


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
    frame = offline(0)
    if prompt.measure is Measure.REQUEST:
        frame = framing.frame(prompt, model)
    counts: dict[str, Count] = {}
    tops = [frame]
    known = known if known and _is_alike(known.prompt, context) else None
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
    total = _total(tops, context)
    messages = tops[len(tops) - len(prompt.messages) :]
    total = unseen.without_cleared(prompt, messages, total)
    return PromptCount(total=total, frame=frame, segments=MappingProxyType(counts))


def _before(known: Counted | None) -> Mapping[str, Before]:
    """The top segments before an edit that have sections, by path."""
    tops = known.prompt.segments if known else ()
    return {
        top.path: Before(top, known.segments) for top in tops if known and top.children
    }


def _is_alike(prompt: Prompt, context: Context) -> bool:
    """Whether the parts of `prompt` were counted as those of this one are."""
    return framing.thinks_adaptively(prompt) == context.adaptive


def _total(counts: list[Count], context: Context) -> Count:
    """The sum of all, with a wider band and a word where the model is not measured."""
    model, reasons = context.model, []
    if model.note:
        reasons.append(model.note)
    if not context.rules.measured:
        whose = model if model.known else models.resolve(model.nearest or "")
        reasons.append(f"{whose.name} has not been measured; counted by older rules")
    sure = context.rules.measured and model.known
    total = combine(counts)
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
