"""`promptally count`: the tokens of files, and of their parts."""

import json
from pathlib import Path

import click

from promptally.cli import table
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
@click.option(
    "--offline", is_flag=True, help="Send nothing, whatever the settings say."
)
def command(
    paths: tuple[Path, ...],
    model: str | None,
    form: str,
    offline: bool,  # noqa: ARG001, FBT001 - there is no other way to count yet
) -> None:
    """Count the tokens of the prompt files at and below each PATH (default: here).

    For a single file its parts are shown too.
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
        console().print(table.of_files(found.analyses))
        if len(found.analyses) == 1:
            console().print(table.of_parts(*found.analyses.values()))
    raise SystemExit(exit_code(is_complete=not found.failed))
