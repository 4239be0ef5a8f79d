"""`promptally count`: the tokens of files, and of their parts."""

import json
from pathlib import Path

import click

from promptally.cli import exact, table
from promptally.cli.console import complain, console, write
from promptally.cli.endings import exit_code
from promptally.cli.workspace import Workspace, say_nothing_found
from promptally.view import report


@click.command(name="count")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--model", help="Count for this model where a file names none.")
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
    found = Workspace(model=model).collect(paths)
    if recount:
        found = found._replace(analyses=recount(found.analyses))
    for read in found.failed:
        complain(read.path, read.problem or "")
    if form == "json":
        said = report.to_json(found.analyses, found.problems)
        write(json.dumps(said, indent=2) + "\n")
    elif not found.analyses:
        say_nothing_found(found.failed)
    else:
        console().print(table.of_files(found.analyses))
        if len(found.analyses) == 1:
            console().print(table.of_parts(*found.analyses.values()))
    is_complete = not found.failed and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete))
