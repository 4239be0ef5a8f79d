"""The same analysis for machines and terminals: JSON, and the file with its hints.

The JSON is what `promptally count --format json` prints; its shape carries a version.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from promptally.analysis import Analysis, ImportCount, PromptAnalysis
from promptally.budgets import Judgement
from promptally.counts import Count
from promptally.prompts import Json, Problem, Segment, walk
from promptally.templates.filling import Filled
from promptally.text import Span
from promptally.view import template
from promptally.view.findings import findings
from promptally.view.hints import hints

VERSION = 1
"""Raised when a field of the JSON changes its meaning or goes away."""


def to_json(analyses: Mapping[str, Analysis], problems: Sequence[Json]) -> Json:
    """The whole report, files under the paths that they are shown by.

    `problems` are those of files that could not be read.
    """
    said = [p for path, a in analyses.items() for p in _problems(path, a)]
    return {
        "version": VERSION,
        "files": [file_to_json(path, analysis) for path, analysis in analyses.items()],
        "problems": [*problems, *said],
    }


class Written(NamedTuple):
    """A file of the report as text: its entry, and one for each of its problems."""

    file: str
    problems: tuple[str, ...]


def written(path: str, analysis: Analysis) -> Written:
    """The entries of one file, as `join` puts them together."""
    problems = tuple(map(_entry, _problems(path, analysis)))
    return Written(_entry(file_to_json(path, analysis)), problems)


def join(files: Sequence[Written], problems: Sequence[Json]) -> str:
    """The text of the whole report: `to_json` with an indent of two spaces."""
    said = [entry for file in files for entry in file.problems]
    return (
        f'{{\n  "version": {VERSION},'
        f'\n  "files": {_array([file.file for file in files])},'
        f'\n  "problems": {_array([*map(_entry, problems), *said])}\n}}'
    )


def _entry(said: Json) -> str:
    # No text in JSON has a line break of its own.
    return json.dumps(said, indent=2).replace("\n", "\n    ")


def _array(entries: Sequence[str]) -> str:
    if not entries:
        return "[]"
    return f"[\n    {',\n    '.join(entries)}\n  ]"


def file_to_json(path: str, analysis: Analysis) -> Mapping[str, Json]:
    """One file of the report."""
    return {
        "path": path,
        "kind": analysis.kind,
        **count_to_json(analysis.total),
        "requests": [
            _request(analysis, item) | _template(found)
            for item, found in zip(
                analysis.prompts,
                template.filled(analysis, analysis.prompts),
                strict=True,
            )
        ],
    }


def _template(found: Filled | None) -> dict[str, Json]:
    """What is open in a prompt; nothing where it is sent as it stands."""
    if found is None:
        return {}
    said: dict[str, Json] = {
        "variables": list(found.variables),
        "unfilled": list(found.unfilled),
        "control_flow": found.has_control_flow,
        "samples": found.n_samples,
    }
    if found.least and found.most:
        said["least"] = count_to_json(found.least)
        said["most"] = count_to_json(found.most)
    return {"template": said}


def _request(analysis: Analysis, item: PromptAnalysis) -> dict[str, Json]:
    judged = {j.path: j for j in reversed(item.judgements)}
    said: dict[str, Json] = {
        "id": item.prompt.id,
        "model": item.model.id,
        "measure": item.prompt.measure,
        **count_to_json(item.total),
        "budget": _budget(judged[""]) if "" in judged else None,
        "frame": item.count.frame.tokens,
        "segments": [
            _segment(analysis, item, segment, judged.get(segment.path))
            for segment in walk(item.prompt.segments)
        ],
    }
    if item.imports:
        said["imports"] = [_import(found) for found in item.imports]
    return said


def _segment(
    analysis: Analysis,
    item: PromptAnalysis,
    segment: Segment,
    judged: Judgement | None,
) -> Mapping[str, Json]:
    said: dict[str, Json] = {"path": segment.path, "kind": segment.kind}
    if segment.role:
        said["role"] = segment.role
    if segment.title:
        said["title"] = segment.title
    said["line"] = analysis.lines.line_at(segment.anchor) + 1
    said |= count_to_json(item.count.segments[segment.path])
    return said | ({"budget": _budget(judged)} if judged else {})


def _import(found: ImportCount) -> Mapping[str, Json]:
    return {
        "path": found.path,
        **count_to_json(found.count),
        "imports": [_import(item) for item in found.imports],
    }


def count_to_json(count: Count) -> Mapping[str, Json]:
    """`tokens`, `low`, `high` and `source`, with `reasons` where there are any."""
    said: dict[str, Json] = {
        "tokens": count.tokens,
        "low": count.low,
        "high": count.high,
        "source": count.source,
    }
    return said | ({"reasons": list(count.reasons)} if count.reasons else {})


def _budget(judged: Judgement) -> Mapping[str, Json]:
    return {"limit": judged.budget.tokens, "verdict": judged.verdict}


def failure_to_json(path: str, reason: str) -> Mapping[str, Json]:
    """A file that could not be read, among the problems."""
    return {"path": path, "code": "unreadable", "severity": "error", "message": reason}


def _problems(path: str, analysis: Analysis) -> Iterator[Mapping[str, Json]]:
    for problem in findings(analysis):
        yield problem_to_json(path, analysis, problem)


def problem_to_json(
    path: str, analysis: Analysis, problem: Problem
) -> Mapping[str, Json]:
    """A finding with its place; lines and columns count from 1, columns code points."""
    line = analysis.lines.line_at(problem.span.start)
    return {
        "path": path,
        "line": line + 1,
        "column": problem.span.start - analysis.lines.line_start(line) + 1,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
    }


def annotate(analysis: Analysis) -> str:
    """The file as an editor would draw it: each hint in its place, in `⟦` and `⟧`."""
    text, at, parts = analysis.text, 0, list[str]()
    for hint in hints(analysis, Span(0, len(text))):
        gap = f"⟦{hint.label}⟧ " if hint.at_start else f" ⟦{hint.label}⟧"
        parts += [text[at : hint.offset], gap]
        at = hint.offset
    return "".join([*parts, text[at:]])
