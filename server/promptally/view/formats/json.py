"""The JSON report: that of `promptally count`, with what `check` knows beside it.

`growth` stands at a file that was compared, `ceiling` at one that the baseline has.
"""

import json
from collections.abc import Iterator, Mapping

from promptally.growth import Change
from promptally.prompts import Json
from promptally.view import report
from promptally.view.formats.outcome import FileFinding, Outcome, Removed
from promptally.view.summary import Summary


def render(outcome: Outcome) -> str:
    """The report as ASCII, indented by two."""
    said: dict[str, Json] = {
        "version": report.VERSION,
        "files": [_file(summary) for summary in outcome.summaries],
        "problems": list(_problems(outcome)),
    }
    if outcome.since:
        said["against"] = outcome.since
        said["removed"] = [_removed(item) for item in outcome.removed]
    return written(said)


def written(said: Json) -> str:
    """The JSON of a report as ASCII, without what the runner of a build would obey."""
    # That can stand in a string only, where a bracket may be written otherwise.
    return json.dumps(said, indent=2).replace("##[", "##\\u005b") + "\n"


def _file(summary: Summary) -> Mapping[str, Json]:
    said: dict[str, Json] = dict(summary.details or {"path": summary.path})
    if summary.change:
        said["growth"] = _change(summary.change)
    if summary.ceiling is not None:
        said["ceiling"] = summary.ceiling
    return said


def _change(change: Change) -> Mapping[str, Json]:
    before, percent = change.before, change.percent
    said: dict[str, Json] = {
        "before": report.count_to_json(before) if before else None,
        "tokens": change.tokens,
        "percent": None if percent is None else round(percent, 1),
    }
    return said | ({"old_path": change.old_path} if change.old_path else {})


def _removed(item: Removed) -> Mapping[str, Json]:
    return {"path": item.path, "growth": _change(item.change)}


def _problems(outcome: Outcome) -> Iterator[Mapping[str, Json]]:
    for failure in outcome.failures:
        yield {
            "path": failure.path,
            "code": "unreadable",
            "severity": "error",
            "message": failure.reason,
        }
    for item in outcome.findings:
        yield _problem(item)


def _problem(item: FileFinding) -> Mapping[str, Json]:
    finding = item.finding
    return {
        "path": item.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
    }
