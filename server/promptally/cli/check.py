"""`promptally check`: the gate for a build."""

import json
from pathlib import Path

import click
from rich.markup import escape

from promptally.analysis import Analysis
from promptally.cli import table
from promptally.cli.console import complain, console, shown, write
from promptally.cli.endings import exit_code
from promptally.cli.workspace import Workspace, say_nothing_found
from promptally.prompts import Problem, Severity
from promptally.view import report, wording
from promptally.view.findings import findings

_COLORS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "dim",
}


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--model", help="Count for this model where a file names none.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def command(paths: tuple[Path, ...], model: str | None, form: str) -> None:
    """Check the prompt files at and below each PATH (default: here) against budgets.

    Exits with 1 if there is an error, such as a prompt over its budget, and with 2 if a
    file could not be read. Severities are set in promptally.toml.
    """
    found = Workspace(model=model).collect(paths)
    for read in found.failed:
        complain(read.path, read.problem or "")
    if form == "json":
        said = report.to_json(found.analyses, found.problems)
        write(json.dumps(said, indent=2) + "\n")
    elif not found.analyses:
        say_nothing_found(found.failed)
    else:
        _print(found.analyses)
    is_within = not any(
        problem.severity is Severity.ERROR
        for analysis in found.analyses.values()
        for problem in findings(analysis)
    )
    raise SystemExit(exit_code(is_complete=not found.failed, is_within=is_within))


def _print(analyses: dict[str, Analysis]) -> None:
    console().print(table.of_files(analyses))
    n_errors = n_warnings = 0
    for path, analysis in analyses.items():
        for problem in findings(analysis):
            n_errors += problem.severity is Severity.ERROR
            n_warnings += problem.severity is Severity.WARNING
            if problem.severity in {Severity.ERROR, Severity.WARNING}:
                console().print(_line(path, analysis, problem), soft_wrap=True)
    said = [
        wording.plural(len(analyses), "file"),
        wording.plural(n_errors, "error"),
        wording.plural(n_warnings, "warning"),
    ]
    console().print(", ".join(said))


def _line(path: str, analysis: Analysis, problem: Problem) -> str:
    line = analysis.lines.line_at(problem.span.start) + 1
    column = problem.span.start - analysis.lines.line_start(line - 1) + 1
    color = _COLORS[problem.severity]
    place = escape(f"{shown(path)}:{line}:{column}")
    said = escape(wording.safe(problem.message, 400))
    code = escape(f"[{problem.code}]")
    return f"{place}: [{color}]{problem.severity}[/{color}] {said} [dim]{code}[/dim]"
