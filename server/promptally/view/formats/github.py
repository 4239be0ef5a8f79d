"""Annotations for GitHub: a workflow command for each finding.

Shown are at most ten errors and ten warnings of a step, so errors come first. The
syntax and what is to be escaped were read in the runner's source (`ActionCommand.cs`,
2026-11) and in the documentation of workflow commands.
"""

from collections.abc import Iterator

from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.formats.outcome import FileFinding, Outcome, printable
from promptally.view.summary import Place

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}
_LOUDNESS = tuple(_COMMANDS)
_LONGEST = 1000
"""Code points of a message."""


def render(outcome: Outcome) -> str:
    """The commands, the loudest first, and a last line with the numbers."""
    findings = sorted(
        outcome.findings, key=lambda item: _LOUDNESS.index(item.finding.severity)
    )
    lines = [
        *(_unread(outcome, f.path, f.reason) for f in outcome.failures),
        *(_command(outcome, item) for item in findings),
        *_grown(outcome),
        summary_line(outcome),
    ]
    return "\n".join(lines) + "\n"


def summary_line(outcome: Outcome) -> str:
    """`18 files, 5 errors, 6 warnings`, and what was not checked."""
    said = [
        wording.plural(len(outcome.summaries), "file"),
        wording.plural(outcome.count(Severity.ERROR), "error"),
        wording.plural(outcome.count(Severity.WARNING), "warning"),
    ]
    if outcome.failures:
        said.append(f"{len(outcome.failures):,} not checked")
    return ", ".join(said)


def _command(outcome: Outcome, item: FileFinding) -> str:
    finding = item.finding
    properties = {
        "file": printable(outcome.from_root(item.path)),
        **_place(finding.place),
        "title": f"promptally: {finding.code}",
    }
    return _written(_COMMANDS[finding.severity], properties, finding.message)


def _place(place: Place) -> dict[str, str]:
    """Columns are allowed on a single line only, and an end behind the start."""
    said = {"line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line and place.end_column > place.column:
        said |= {"col": str(place.column), "endColumn": str(place.end_column)}
    return said


def _unread(outcome: Outcome, path: str, reason: str) -> str:
    properties = {
        "file": printable(outcome.from_root(path)),
        "title": "promptally: unreadable",
    }
    return _written("error", properties, f"It was not checked: {reason}")


def _grown(outcome: Outcome) -> Iterator[str]:
    """One notice for all changes, for these are no findings."""
    if outcome.since:
        said = f"{wording.signed(outcome.grown)} tokens since {outcome.since}"
        yield _written("notice", {"title": "promptally"}, said)


def _written(command: str, properties: dict[str, str], message: str) -> str:
    said = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    return f"::{command} {said}::{_data(wording.safe(message, _LONGEST))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
