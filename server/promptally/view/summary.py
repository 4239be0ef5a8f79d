"""What a report says of one file, small enough to travel between processes.

An analysis holds the text with everything in it; a summary holds the numbers, and the
findings with their lines and columns. All report formats are made of summaries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from promptally import growth
from promptally.analysis import Analysis
from promptally.budgets import Judgement, Verdict
from promptally.counts import Count
from promptally.growth import Change, GrowthLimit
from promptally.prompts import Json, Problem, Severity
from promptally.settings import Level
from promptally.text import LineIndex, Span
from promptally.view import overgrowth, report, wording
from promptally.view.findings import findings, line_of

CODES = {
    "over-growth": "The file has grown by more than its limit since another commit.",
    "over-baseline": "The file has more tokens than the baseline gives it.",
    "unreadable": "The file could not be read or counted.",
    "not-utf-8": "The file has bytes that are not UTF-8; they are read as U+FFFD.",
}
"""The findings about a whole file; they need more than its text."""


class Place(NamedTuple):
    """A range in a file: lines and columns from 1, columns in code points.

    `end_column` is that behind the last character.
    """

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Finding(NamedTuple):
    """A problem with its place; `message` is one harmless line."""

    place: Place
    code: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One prompt file. `path` is as it is shown, with forward slashes.

    `place` is where findings about the whole file stand. `details` is the file in the
    JSON report, where that was asked for. `change` and `ceiling` (tokens) are there
    once the file was compared. `which` names the request that is near or over the
    `tightest` budget, in a file of several.
    """

    path: str
    total: Count
    n_prompts: int
    tightest: Judgement | None
    findings: tuple[Finding, ...]
    place: Place
    growth: GrowthLimit
    severities: Mapping[str, Level]
    has_references: bool
    details: Mapping[str, Json] | None = None
    change: Change | None = None
    ceiling: int | None = None
    which: str = ""


def summarise(path: str, analysis: Analysis, *, is_detailed: bool = False) -> Summary:
    """The summary of an analysis; `is_detailed` adds what the JSON report needs."""
    judged, which = tightest(analysis)
    anchor = analysis.prompts[0].prompt.anchor if analysis.prompts else 0
    return Summary(
        path=path,
        total=analysis.total,
        n_prompts=len(analysis.prompts),
        tightest=judged,
        which=which,
        findings=tuple(located(p, analysis.lines) for p in findings(analysis)),
        place=place_of(line_of(analysis, anchor), analysis.lines),
        growth=analysis.settings.growth,
        severities=dict(analysis.settings.severities),
        has_references=any(item.prompt.references for item in analysis.prompts),
        details=report.file_to_json(path, analysis) if is_detailed else None,
    )


def tightest(analysis: Analysis) -> tuple[Judgement | None, str]:
    """The judgement of the budget that is fullest, over all prompts of the file.

    With it comes the name of its prompt, if a finding is about that, too.
    """
    found = [(j, item) for item in analysis.prompts for j in item.judgements]
    if not found:
        return None, ""
    judged, item = max(found, key=lambda pair: pair[0].share or 0)
    is_told = judged.verdict in {Verdict.NEAR, Verdict.OVER}
    is_one = len(analysis.prompts) == 1
    return judged, wording.safe(item.prompt.id) if is_told and not is_one else ""


def located(problem: Problem, lines: LineIndex) -> Finding:
    """The problem with its lines and columns."""
    return Finding(
        place=place_of(problem.span, lines),
        code=problem.code,
        severity=problem.severity,
        message=problem.message,
    )


def place_of(span: Span, lines: LineIndex) -> Place:
    """The range of lines and columns of a span."""
    line, end_line = lines.line_at(span.start), lines.line_at(span.end)
    return Place(
        line=line + 1,
        column=span.start - lines.line_start(line) + 1,
        end_line=end_line + 1,
        end_column=span.end - lines.line_start(end_line) + 1,
    )


def with_change(
    summary: Summary, change: Change, since: str, limit: GrowthLimit | None = None
) -> Summary:
    """The summary with its change; too much growth is a finding.

    `limit` takes the place of the settings'. `since` is what it is compared with, for
    people.
    """
    held = limit or summary.growth
    changed = replace(summary, change=change)
    if not growth.is_too_much(held, change):
        return changed
    return _with_finding(
        changed, overgrowth.CODE, overgrowth.sentence(change, held, since)
    )


def with_ceiling(summary: Summary, recorded: Count) -> Summary:
    """The summary with its entry in the baseline; more than that is a finding."""
    ceiling, tokens = recorded.tokens or 0, summary.total.tokens
    held = replace(summary, ceiling=ceiling)
    if tokens is None or tokens <= ceiling:
        return held
    said = (
        f"{wording.tokens(summary.total)} are {tokens - ceiling:,} more than the"
        f" {ceiling:,} of the baseline"
    )
    if recorded.source is not summary.total.source:
        said += f", which were counted otherwise ({recorded.source})"
    return _with_finding(held, "over-baseline", said)


def without_ceiling(summary: Summary) -> Summary:
    """The summary of a file that should be in the baseline, which is a finding."""
    return _with_finding(
        summary, "over-baseline", "It is new: the baseline has no number for it"
    )


def _with_finding(summary: Summary, code: str, message: str) -> Summary:
    level = summary.severities.get(code, Level.ERROR)
    if level is Level.OFF:
        return summary
    finding = Finding(
        place=summary.place,
        code=code,
        severity=Severity(level.value),
        message=wording.safe(message, _LONGEST),
    )
    found = sorted(
        (*summary.findings, finding),
        key=lambda f: (f.place.line, f.place.column, f.code),
    )
    return replace(summary, findings=tuple(found))


_LONGEST = 400
"""Code points; the name of a commit may be long."""
