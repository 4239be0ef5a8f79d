"""`promptally show`: the file as an editor would draw it."""

from pathlib import Path

import click
from rich.text import Text

from promptally.cli.console import complain, console, visible, write
from promptally.cli.endings import exit_code
from promptally.cli.workspace import (
    Workspace,
    not_utf_8,
    say_left_out,
    say_not_utf_8,
    told_model,
)
from promptally.view import report


@click.command(name="show")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--model",
    callback=told_model,
    help="Count for this model where a file names none.",
)
def command(files: tuple[Path, ...], model: str | None) -> None:
    """Print FILE with its counts in place."""
    workspace = Workspace(model=model)
    is_complete = True
    for file in files:
        read = workspace.read(file)
        if read.exclusion:
            say_left_out(read.path, read.exclusion)
            continue
        if read.analysis is None:
            complain(read.path, read.problem or "it is not a prompt file")
            is_complete = False
            continue
        say_not_utf_8(read.path, not_utf_8(read.analysis))
        _print(visible(report.annotate(read.analysis)))
    raise SystemExit(exit_code(is_complete=is_complete))


def _print(annotated: str) -> None:
    ending = "" if annotated.endswith("\n") else "\n"
    if not console().is_terminal:
        # Every tab and space as it is: somebody may compare it with the file.
        write(annotated + ending)
        return
    text = Text(annotated)
    text.highlight_regex("⟦[^⟧]*⟧", "cyan")
    console().print(text, soft_wrap=True, end=ending)
