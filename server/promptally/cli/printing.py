"""The outcome of a check for a terminal, or for a build's log."""

from rich.markup import escape

from promptally.cli import table
from promptally.cli.console import console, shown
from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.formats import github
from promptally.view.formats.outcome import FileFinding, Outcome, changed

_COLORS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "dim",
}


def show(outcome: Outcome) -> None:
    """The table, the errors and warnings, and the numbers."""
    if outcome.summaries or outcome.removed:
        console().print(table.of_rows(_rows(outcome)))
    for item in outcome.findings:
        if item.finding.severity in {Severity.ERROR, Severity.WARNING}:
            console().print(_line(item), soft_wrap=True)
    console().print(github.summary_line(outcome) + _since(outcome))


def _rows(outcome: Outcome) -> list[table.Row]:
    rows = [
        table.Row(s.path, s.total, s.tightest, changed(s.change))
        for s in outcome.summaries
    ]
    gone = [
        table.Row(item.path, None, None, changed(item.change))
        for item in outcome.removed
    ]
    return [*rows, *gone]


def _since(outcome: Outcome) -> str:
    if not outcome.since:
        return ""
    tokens = wording.signed(outcome.grown)
    return escape(f", {tokens} tokens since {wording.safe(outcome.since)}")


def _line(item: FileFinding) -> str:
    finding = item.finding
    color = _COLORS[finding.severity]
    place = f"{shown(item.path)}:{finding.place.line}:{finding.place.column}"
    said, code = escape(finding.message), escape(f"[{finding.code}]")
    severity = f"[{color}]{finding.severity}[/{color}]"
    return f"{escape(place)}: {severity} {said} [dim]{code}[/dim]"
