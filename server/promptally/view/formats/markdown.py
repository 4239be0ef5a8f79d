"""A comment for a pull request: what grew, what is over, in one table.

Names of files stand in code spans, where no host looks for mentions and links. The text
stays far below the 65,536 characters that a comment on GitHub may have.
"""

import re
from collections.abc import Iterator

from promptally import counts
from promptally.budgets import Verdict
from promptally.growth import Change
from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.formats.github import summary_line
from promptally.view.formats.outcome import (
    FileFinding,
    Outcome,
    Removed,
    changed,
    printable,
)
from promptally.view.summary import Summary

_MOST_ROWS = 100
_MOST_FINDINGS = 50
_SIGNS = {
    Severity.ERROR: "❌",
    Severity.WARNING: "⚠️",
    Severity.INFORMATION: "\N{INFORMATION SOURCE}\ufe0f",
    Severity.HINT: "\N{INFORMATION SOURCE}\ufe0f",
}
_LINKED = re.compile(r"@(?=\w)|#(?=\d)|(?i:gh)(?=\\?-\d)")


def render(outcome: Outcome) -> str:
    """The comment: a heading with the numbers, the table, the findings."""
    sign = "❌" if outcome.failures or outcome.count(Severity.ERROR) else "✅"
    parts = [f"### {sign} Promptally: {summary_line(outcome)}"]
    if outcome.since:
        parts.append(_total(outcome))
    rows = [*_rows(outcome)]
    if rows:
        parts.append("\n".join([*_header(outcome), *rows[:_MOST_ROWS]]))
    if len(rows) > _MOST_ROWS:
        parts.append(f"… and {wording.plural(len(rows) - _MOST_ROWS, 'file')} more.")
    said = [*_findings(outcome)]
    if said:
        parts.append("\n".join(said[:_MOST_FINDINGS]))
    if len(said) > _MOST_FINDINGS:
        parts.append(f"… and {len(said) - _MOST_FINDINGS:,} more.")
    return "\n\n".join(parts) + "\n"


def _total(outcome: Outcome) -> str:
    whole = counts.total([summary.total for summary in outcome.summaries])
    since = code(outcome.since)
    return (
        f"**{wording.signed(outcome.grown)}** since {since}: {wording.tokens(whole)}."
    )


def _header(outcome: Outcome) -> tuple[str, str]:
    if outcome.since:
        return "| file | tokens | change | budget |", "|---|--:|--:|---|"
    return "| file | tokens | budget |", "|---|--:|---|"


def _rows(outcome: Outcome) -> Iterator[str]:
    """Of a comparison only what changed, or is loud, has a row."""
    for summary in outcome.summaries:
        is_loud = any(f.severity in _LOUD for f in summary.findings)
        is_changed = not summary.change or summary.change.tokens != 0
        if not outcome.since or is_loud or is_changed:
            yield _row(outcome, summary)
    for item in outcome.removed:
        yield _removed(item)


_LOUD = frozenset({Severity.ERROR, Severity.WARNING})


def _row(outcome: Outcome, summary: Summary) -> str:
    cells = [code(summary.path, is_cell=True), wording.number(summary.total)]
    if outcome.since:
        cells.append(_change(summary.change))
    cells.append(_budget(summary))
    return f"| {' | '.join(cells)} |"


def _removed(item: Removed) -> str:
    cells = [code(item.path, is_cell=True), "removed", _change(item.change), ""]
    return f"| {' | '.join(cells)} |"


def _change(change: Change | None) -> str:
    """The change, and where the file was before, if it moved."""
    moved = change.old_path if change else ""
    was = f", was {code(moved, is_cell=True)}" if moved else ""
    return changed(change) + was


def _budget(summary: Summary) -> str:
    judged = summary.tightest
    if judged is None:
        return ""
    part = _unlinked(wording.markdown(wording.part(judged.path, summary.which)))
    said = f"{part}: " if part else ""
    said += wording.judgement(judged)
    return f"**{said}**" if judged.verdict is Verdict.OVER else said


def _findings(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        reason = _unlinked(wording.markdown(failure.reason, _LONGEST))
        yield f"- {_SIGNS[Severity.ERROR]} {code(failure.path)}: {reason}"
    found = [f for f in outcome.findings if f.finding.severity in _LOUD]
    for item in sorted(found, key=lambda f: f.finding.severity is not Severity.ERROR):
        yield _finding(item)


def _finding(item: FileFinding) -> str:
    finding = item.finding
    message = _unlinked(wording.markdown(finding.message, _LONGEST))
    place = code(f"{item.path}:{finding.place.line}")
    return f"- {_SIGNS[finding.severity]} {place} {message} `{finding.code}`"


def _unlinked(text: str) -> str:
    """Escaped text in which nobody is mentioned and nothing is linked."""
    return _LINKED.sub(lambda found: f"{found[0]}\u2060", text)


def code(text: str, *, is_cell: bool = False) -> str:
    """A code span of any text, in a table's cell too."""
    said = printable(text).replace("##[", "##\u2060[")
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    if is_cell:
        said = said.replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", said)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if said.startswith(("`", " ")) or said.endswith(("`", " ")) else ""
    return f"{fence}{edge}{said}{edge}{fence}"


_LONGEST = 200
"""Code points of a path, and of a message."""
