"""`promptally report`: a page with pictures, in one file that needs no network."""

from collections.abc import Sequence
from pathlib import Path

import click

from promptally.cli import compare, exact
from promptally.cli.console import (
    CannotRunError,
    complain,
    say,
    shown,
    write_utf8,
)
from promptally.cli.endings import exit_code
from promptally.cli.workspace import Found, Workspace, say_nothing_found
from promptally.counting import models
from promptally.view.page.material import Material, including
from promptally.view.page.page import page


@click.command(name="report")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=Path("report.html"),
    show_default=True,
    help="Where the page is written to; `-` is standard output.",
)
@click.option(
    "--model",
    help="Count for this model where a file names none, and reckon the cost with it.",
)
@click.option(
    "--models",
    "names",
    metavar="A,B,C",
    help="The models to compare, with commas between them.",
)
@click.option(
    "--calls",
    type=click.IntRange(min=0, max=10**12),
    default=1000,
    show_default=True,
    help="Calls a day that the cost is reckoned with.",
)
@exact.options
def command(
    paths: tuple[Path, ...],
    output: Path,
    model: str | None,
    names: str | None,
    calls: int,
    **counting: bool,
) -> None:
    """Write an HTML page about the prompt files at and below each PATH (default: here).

    It shows where the tokens go by folder, file and part, the heaviest parts, the
    budgets, the cost, and the same for other models. It is one file and asks nobody.
    """
    wanted = compare.wanted_models(names)
    chosen = models.resolve(model) if model else models.default()
    recount = exact.recounter(**counting)
    found = Workspace(model=model).collect(paths)
    for read in found.failed:
        complain(read.path, read.problem or "")
    if not found.analyses:
        say_nothing_found(found.failed)
        raise SystemExit(exit_code(is_complete=not found.failed))
    if recount:
        found = found._replace(analyses=recount(found.analyses))
    all_models = including(chosen, wanted)
    text = page(
        Material(
            analyses=found.analyses,
            models=all_models,
            compared=compare.compare(found.analyses, all_models, recount),
            chosen=chosen,
            calls=calls,
            failures=_failures(found),
        )
    )
    _write(output, text)
    is_complete = not found.failed and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete))


def _failures(found: Found) -> Sequence[tuple[str, str]]:
    return [(read.path, read.problem or "") for read in found.failed]


def _write(output: Path, text: str) -> None:
    if output == Path("-"):
        write_utf8(text)
        return
    try:
        output.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise CannotRunError(
            f"{output.as_posix()} cannot be written: {error.strerror}"
        ) from None
    say(f"Written to {shown(output.as_posix())}")
