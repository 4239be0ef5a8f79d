"""`promptally compare`: what the same prompts come to with several models."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from promptally.analysis import Analysis
from promptally.cli import exact
from promptally.cli.console import complain, console, shown, write
from promptally.cli.endings import exit_code
from promptally.cli.workspace import Workspace, say_nothing_found, say_odd
from promptally.counting.models import Model
from promptally.view import comparison, wording
from promptally.view.comparison import Compared, ModelCount


@click.command(name="compare")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--models",
    "names",
    metavar="A,B,C",
    help="The models, with commas between them (default: the newest Opus, Sonnet and"
    " Haiku, and one with the old tokenizer).",
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
    paths: tuple[Path, ...], names: str | None, form: str, **counting: bool
) -> None:
    """Count each FILE for several models: tokens, share of the window, price.

    A prompt that names its own model is counted for the others all the same. The price
    is that of the input of one call, at list price, without a cache.
    """
    wanted = wanted_models(names)
    recount = exact.recounter(**counting)
    found = Workspace().collect(paths)
    for read in found.failed:
        complain(read.path, read.problem or "")
    compared = compare(found.analyses, wanted, recount)
    if form == "json":
        said = comparison.to_json(compared, wanted, found.problems)
        write(json.dumps(said, indent=2) + "\n")
    elif not compared:
        say_nothing_found(found.failed)
    else:
        _show(compared, found.analyses)
    is_complete = not found.failed and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete))


def wanted_models(names: str | None) -> Sequence[Model]:
    """The models of `--models`; what is odd about one is said."""
    if names is None:
        return comparison.default_models()
    wanted = comparison.named_models(names)
    if not wanted:
        raise click.UsageError("--models names no model.")
    for model in wanted:
        say_odd(model)
    return wanted


def compare(
    analyses: Mapping[str, Analysis],
    wanted: Sequence[Model],
    recount: exact.Recounter | None,
) -> Compared:
    """Every file for every model, with exact counts where there are some."""
    found: dict[str, list[ModelCount]] = {path: [] for path in analyses}
    for model in wanted:
        counted = {p: comparison.for_model(a, model) for p, a in analyses.items()}
        better = recount(counted) if recount else counted
        for path, analysis in better.items():
            found[path].append(comparison.model_count(analysis, model))
    return found


def _show(compared: Compared, analyses: Mapping[str, Analysis]) -> None:
    for at, (path, row) in enumerate(compared.items()):
        if at:
            console().print()
        console().print(f"[bold]{escape(shown(path))}[/bold]", soft_wrap=True)
        console().print(of_models(row, len(analyses[path].prompts)))


def of_models(row: Sequence[ModelCount], n_prompts: int) -> Table:
    """A row a model; the price is that of a call of each of so many prompts."""
    price = "a call" if n_prompts == 1 else f"{n_prompts:,} calls"
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("model", overflow="fold")
    table.add_column("tokenizer", no_wrap=True)
    for title in ("tokens", "difference", "window", price):
        table.add_column(title, justify="right", no_wrap=True)
    for item in row:
        table.add_row(
            escape(wording.safe(item.model.name)),
            comparison.tokenizer(item.model),
            wording.number(item.total),
            _difference(item, row[0]),
            _window(item),
            "?" if item.input_usd is None else wording.usd(item.input_usd),
        )
    return table


def _difference(item: ModelCount, first: ModelCount) -> str:
    """How many more or fewer tokens than for the first model, in percent."""
    if item is first:
        return ""
    return comparison.difference(item.total.tokens, first.total.tokens)


def _window(item: ModelCount) -> str:
    window = item.model.context_window
    if window is None or item.fullest is None:
        return "?"
    return f"{wording.share(item.fullest, window)} of {window:,}"
