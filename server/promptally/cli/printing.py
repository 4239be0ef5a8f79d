"""The outcome of a check for a terminal, or for a build's log."""

from collections.abc import Iterator

from rich.markup import escape
from rich.segment import Segment, Segments
from rich.style import Style

from promptally.cli import table
from promptally.cli.console import console, shown
from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.formats import github
from promptally.view.formats.outcome import FileFinding, Outcome, changed

_DIM = Style(dim=True)
_COLORS = {
    Severity.ERROR: Style(color="red"),
    Severity.WARNING: Style(color="yellow"),
    Severity.INFORMATION: Style(color="blue"),
    Severity.HINT: _DIM,
}


def show(outcome: Outcome) -> None:
    """The table, the errors and warnings, and the numbers."""
    if outcome.summaries or outcome.removed:
        console().print(table.of_rows(_rows(outcome)), crop=False)
    lines = [
        segment
        for item in outcome.findings
        if item.finding.severity in {Severity.ERROR, Severity.WARNING}
        for segment in _line(item)
    ]
    if console().color_system is None:
        lines = [Segment("".join(segment.text for segment in lines))]
    console().print(Segments(lines), crop=False, end="")
    console().print(github.summary_line(outcome) + _since(outcome))


def _rows(outcome: Outcome) -> list[table.Row]:
    rows = [
        table.Row(s.path, s.total, s.tightest, changed(s.change), s.which)
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


def _line(item: FileFinding) -> Iterator[Segment]:
    """The finding with its place in front, where terminals make it a link."""
    finding = item.finding
    place = f"{shown(item.path)}:{finding.place.line}:{finding.place.column}"
    yield Segment(f"{place}: ")
    yield Segment(finding.severity.value, _COLORS[finding.severity])
    yield Segment(f" {finding.message} ")
    yield Segment(f"[{finding.code}]", _DIM)
    yield Segment.line()
