"""Findings: every problem of a file, budgets and the model's window included.

Severities are the settings' by then; what is set to `off` is gone.
"""

from collections.abc import Iterator, Mapping, Sequence

from promptally import limits, pieces
from promptally.analysis import Analysis, PromptAnalysis
from promptally.budgets import Judgement, Verdict
from promptally.counting.refusals import refusals
from promptally.credentials.sending import Leak, leaks
from promptally.documents.editing import moving
from promptally.documents.editing.moving import Shift
from promptally.prompts import Problem, Prompt, Segment, Severity, walk
from promptally.text import Span
from promptally.view import overgrowth, wording
from promptally.view.outline import name
from promptally.view.searched import holds_the_same

CODES = {
    "over-budget": "The tokens are over the limit of a budget.",
    "near-budget": "The tokens have reached the budget's share for a warning.",
    "over-window": "The request does not fit the model's context window.",
    "uncountable": "A part cannot be counted offline; the band says how far it may go.",
    "secret-in-prompt": "A part looks like a credential; the prompt is never sent.",
}
"""The findings made here; parsers, settings and refusals name their own."""

_LONGEST_MESSAGE = 400
"""Code points; a message may quote what stands in the file."""

_LONGEST_LINE = 200
"""Code points of a line that are underlined."""


def findings(analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of the file in the order of their places."""
    found = [*analysis.problems]
    for at in pieces.unsettled(analysis.prompts, _is_clean):
        found += _of_prompt(analysis, analysis.prompts[at])
    found += overgrowth.found(analysis)
    kept = (_with_severity(problem, analysis) for problem in found)
    # Prompts of one file may share what is found about them: a model, for instance.
    told = dict.fromkeys(problem for problem in kept if problem)
    return tuple(sorted(told, key=lambda p: (p.span, p.code)))


def _is_clean(item: PromptAnalysis) -> bool:
    return bool(item.memory.get(_CLEAN))


def steps(analysis: Analysis) -> Iterator[None]:
    """Find out beforehand what `findings` will say, one prompt after another."""
    for item in analysis.prompts:
        _of_prompt(analysis, item)
        yield


def _with_severity(problem: Problem, analysis: Analysis) -> Problem | None:
    said = analysis.settings.severities.get(problem.code, problem.severity)
    if said == "off":
        return None
    return Problem(
        code=problem.code,
        message=wording.safe(problem.message, _LONGEST_MESSAGE),
        span=problem.span,
        severity=Severity(said),
    )


def _of_prompt(analysis: Analysis, item: PromptAnalysis) -> Sequence[Problem]:
    """The findings of a prompt. What they are is remembered, wherever it moves."""
    start, end = item.prompt.span
    is_alone = len(analysis.prompts) == 1
    known = item.memory.get(_FOUND)
    begins_line = _begins_line(analysis, start)
    if known is not None and begins_line and known[0] is is_alone:
        by = Shift(-1, start - known[1])
        return [moving.problem(problem, by) for problem in known[2]]
    found = tuple(_found(analysis, item))
    item.memory[_CLEAN] = not found
    # What stands outside of the prompt does not move with it.
    if begins_line and all(start <= p.span.start <= p.span.end <= end for p in found):
        item.memory[_FOUND] = is_alone, start, found
    return found


def _begins_line(analysis: Analysis, offset: int) -> bool:
    return analysis.lines.between(offset - 1, offset) in {"", "\n", "\r"}


_CLEAN = "clean"
_FOUND = "found"


def _found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Problem]:
    yield from refusals(item.prompt, item.model)
    parts = _parts(item.prompt) if item.judgements else {}
    for judged in item.judgements:
        place = _place(analysis, item, parts.get(judged.path))
        yield from _of_budget(judged, place, _which(analysis, item))
    yield from _of_window(analysis, item)
    yield from limits.found(analysis, item)
    for leak in leaks(item.prompt, item.parts, holds_the_same):
        yield _leaked(analysis, item, leak)
    yield from _uncountable(item)


def _parts(prompt: Prompt) -> Mapping[str, Segment]:
    """The segments by the paths of budgets, the first one for `tools` and `system`."""
    parts = {segment.path: segment for segment in walk(prompt.segments)}
    for path, segments in (("tools", prompt.tools), ("system", prompt.system)):
        if segments:
            parts.setdefault(path, segments[0])
    return parts


def _which(analysis: Analysis, item: PromptAnalysis) -> str:
    """What tells the prompt from the others of its file, where there are others."""
    return wording.safe(item.prompt.id) if len(analysis.prompts) > 1 else ""


def _of_budget(judged: Judgement, place: Span, which: str) -> Iterator[Problem]:
    if (
        judged.verdict not in {Verdict.OVER, Verdict.NEAR}
        or judged.count.tokens is None
    ):
        return
    limit, is_over = judged.budget.tokens, judged.verdict is Verdict.OVER
    part = " of ".join(filter(None, (judged.path, which))) or "prompt"
    what = f"{part}: {wording.tokens(judged.count)}"
    off = judged.count.tokens - limit
    said = f"{off:,} over" if is_over else wording.share(judged.count.tokens, limit)
    yield Problem(
        code="over-budget" if is_over else "near-budget",
        message=f"{what}, {said} {'' if is_over else 'of '}the budget of {limit:,}",
        span=place,
        severity=Severity.ERROR if is_over else Severity.WARNING,
    )


def _of_window(analysis: Analysis, item: PromptAnalysis) -> Iterator[Problem]:
    window, total = item.model.context_window, item.total
    if window is None or total.tokens is None or total.tokens <= window:
        return
    yield Problem(
        code="over-window",
        message=f"{wording.tokens(total)} do not fit the context window of"
        f" {item.model.id}, {window:,}",
        span=_place(analysis, item, None),
    )


def _leaked(analysis: Analysis, item: PromptAnalysis, leak: Leak) -> Problem:
    """Its place, where it is written as it is sent; else the line of what holds it."""
    within = leak.segment.span if leak.segment else item.prompt.span
    at = analysis.lines.find(leak.found.secret, within)
    return Problem(
        code="secret-in-prompt",
        message=f"This looks like {leak.found.kind}, so the prompt is never sent",
        span=Span(at, at + len(leak.found.secret))
        if at >= 0
        else _place(analysis, item, leak.segment),
        severity=Severity.WARNING,
    )


def _uncountable(item: PromptAnalysis) -> Iterator[Problem]:
    """The innermost parts whose counts give reasons, once for each reason."""
    if not any(count.reasons for count in item.count.segments.values()):
        return
    seen: set[str] = set()
    for segment in _innermost_first(item.prompt.segments):
        for reason in item.count.segments[segment.path].reasons:
            if reason not in seen:
                seen.add(reason)
                yield _uncertain(segment, reason)


def _innermost_first(segments: Sequence[Segment]) -> Iterator[Segment]:
    for segment in segments:
        yield from _innermost_first(segment.children)
        yield segment


def _uncertain(segment: Segment, reason: str) -> Problem:
    return Problem(
        code="uncountable",
        message=f"{name(segment)}: {reason}",
        span=segment.label or segment.span,
        severity=Severity.INFORMATION,
    )


def _place(analysis: Analysis, item: PromptAnalysis, part: Segment | None) -> Span:
    """Where a finding about a part, or about all, stands: on its first line only."""
    if part is not None:
        return part.label or line_of(analysis, part.anchor)
    if item.prompt.budget:
        return item.prompt.budget.span
    return line_of(analysis, item.prompt.anchor)


def line_of(analysis: Analysis, offset: int) -> Span:
    """The line of `offset` without its indentation and its end.

    Of a very long line it is the part around, or from, `offset`.
    """
    line = analysis.lines.line_at(offset)
    start, end = analysis.lines.line_start(line), analysis.lines.line_end(line)
    if offset - start >= _LONGEST_LINE:
        start = offset
    text = analysis.lines.between(start, min(end, start + _LONGEST_LINE))
    return Span(start + len(text) - len(text.lstrip()), start + len(text))
