"""`promptally count`: the tokens of files, and of their parts."""

from pathlib import Path
from typing import NamedTuple

import click

from promptally.analysis import Analysis
from promptally.cli import exact, gathering, table
from promptally.cli.console import console, write
from promptally.cli.endings import exit_code
from promptally.cli.exact import Recounter
from promptally.cli.reading import Best
from promptally.cli.table import PartRow, Row
from promptally.cli.workspace import (
    not_utf_8,
    say_not_utf_8,
    say_nothing_found,
    told_model,
)
from promptally.view import report
from promptally.view.report import Written
from promptally.view.summary import tightest


@click.command(name="count")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--model",
    callback=told_model,
    help="Count for this model where a file names none.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
@exact.options
def command(
    paths: tuple[Path, ...], model: str | None, form: str, **counting: bool
) -> None:
    """Count the tokens of the prompt files at and below each PATH (default: here).

    For a single file its parts are shown too. A count that is in the cache is exact and
    costs nothing; nothing is sent without --exact, unless your own settings say so.
    """
    recount = exact.recounter(**counting)
    count = _as_json if form == "json" else _as_text
    is_read = count(paths or (Path(),), model, recount)
    is_complete = is_read and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete))


class _Lines(NamedTuple):
    """A file as the tables show it."""

    row: Row
    parts: tuple[PartRow, ...]
    warnings: tuple[str, ...]


def _as_text(
    paths: tuple[Path, ...], model: str | None, recount: Recounter | None
) -> bool:
    """Print the tables; whether all files could be read."""
    found = gathering.gather(paths, model, _lines, recount=recount)
    found.complain()
    for path, file in found.shown.items():
        say_not_utf_8(path.as_posix(), file.warnings)
    if found.shown:
        files = [*found.shown.values()]
        console().print(table.of_rows([file.row for file in files]))
        if len(files) == 1:
            console().print(table.of_parts(files[0].parts))
    else:
        say_nothing_found(found.failures)
    return not found.failures


def _as_json(
    paths: tuple[Path, ...], model: str | None, recount: Recounter | None
) -> bool:
    """Write the JSON report; whether all files could be read."""
    found = gathering.gather(paths, model, _written, recount=recount)
    found.complain()
    write(report.join([*found.shown.values()], found.problems) + "\n")
    return not found.failures


def _lines(path: str, analysis: Analysis, _best: Best) -> _Lines:
    judged, which = tightest(analysis)
    row = Row(path, analysis.total, judged, which=which)
    return _Lines(row, tuple(table.parts(analysis)), not_utf_8(analysis))


def _written(path: str, analysis: Analysis, _best: Best) -> Written:
    return report.written(path, analysis)
