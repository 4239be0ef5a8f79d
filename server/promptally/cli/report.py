"""`promptally report`: a page with pictures, in one file that needs no network."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from promptally.analysis import Analysis
from promptally.cli import compare, exact, gathering
from promptally.cli.console import CannotRunError, say, shown, write_utf8
from promptally.cli.endings import exit_code
from promptally.cli.exact import Recounter
from promptally.cli.gathering import Gathering
from promptally.cli.reading import Best
from promptally.cli.workspace import say_nothing_found, told_model
from promptally.counting import models
from promptally.counting.models import Model
from promptally.view.page.figures import Figures, figures, for_models
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
    callback=told_model,
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
    all_models = including(chosen, wanted)
    recount = exact.recounter(**counting)
    found = _gathered(paths or (Path(),), model, all_models, recount)
    found.complain()
    if not found.shown:
        say_nothing_found(found.failures)
        raise SystemExit(exit_code(is_complete=not found.failures))
    text = page(
        Material(
            files={path.as_posix(): file for path, file in found.shown.items()},
            models=all_models,
            chosen=chosen,
            calls=calls,
            failures=[(each.path, each.reason) for each in found.failures],
        )
    )
    _write(output, text)
    is_complete = not found.failures and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete))


def _gathered(
    paths: Sequence[Path],
    model: str | None,
    wanted: Sequence[Model],
    recount: Recounter | None,
) -> Gathering[Figures]:
    """The figures of all files; who asks the API asks for one model after the other."""
    if recount is None or not recount.asks:
        view = partial(_figures, tuple(wanted))
        return gathering.gather(paths, model, view, recount=recount)
    found = gathering.gather(paths, model, _whole, recount=recount)
    analyses = {path.as_posix(): analysis for path, analysis in found.shown.items()}
    compared = compare.compare(analyses, wanted, recount)
    shown = {
        path: figures(path.as_posix(), analysis, compared[path.as_posix()])
        for path, analysis in found.shown.items()
    }
    return Gathering(shown, found.failures, found.settings)


def _figures(
    wanted: Sequence[Model], path: str, analysis: Analysis, best: Best
) -> Figures:
    return for_models(path, analysis, best, wanted)


def _whole(_path: str, analysis: Analysis, _best: Best) -> Analysis:
    return analysis


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
