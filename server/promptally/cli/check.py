"""`promptally check`: the gate for a build."""

from pathlib import Path
from typing import Any

import click

from promptally.cli import checking, exact
from promptally.cli.checking import Request
from promptally.cli.console import CannotRunError, complain, write_utf8
from promptally.cli.endings import exit_code
from promptally.cli.workspace import say_nothing_found, told_model
from promptally.growth import GrowthLimit, parse_limit
from promptally.prompts import Severity
from promptally.view.formats import FORMATS, Outcome


class _Limit(click.ParamType[GrowthLimit]):
    """`500`, or `10%`."""

    name = "limit"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> GrowthLimit:
        found = parse_limit(str(value))
        if found is None:
            self.fail(
                f"{value!r} is neither a number of tokens nor percent", param, ctx
            )
        return found


class _Output(click.ParamType[tuple[str, Path]]):
    """`sarif=FILE`."""

    name = "format=file"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, Path]:
        form, _, file = str(value).partition("=")
        if form not in FORMATS or not file:
            known = ", ".join(FORMATS)
            self.fail(f"{value!r} must be one of {known}, then `=FILE`", param, ctx)
        return form, Path(file)


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--model",
    callback=told_model,
    help="Count for this model where a file names none.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="What to write to standard output.",
)
@click.option(
    "--output",
    "outputs",
    type=_Output(),
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report into a file too; may be given more than once.",
)
@click.option(
    "--against",
    metavar="REF",
    help="Show how each file has grown since this commit, branch or tag. `main...` is"
    " where this branch left main. A renamed file is the same file.",
)
@click.option(
    "--max-growth",
    "limits",
    type=_Limit(),
    multiple=True,
    metavar="TOKENS|PERCENT%",
    help="An error for each file that grew by more, such as 500 or 10%; in place of"
    " `growth` in the settings. New files have their budgets only.",
)
@click.option(
    "--new-files",
    is_flag=True,
    help="Count new files as growth from nothing, and as missing in the baseline.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="An error for each file with more tokens than this file gives it.",
)
@click.option(
    "--update-baseline",
    is_flag=True,
    help="Lower the numbers in the baseline, add new files and drop lost ones.",
)
@click.option(
    "--allow-growth", is_flag=True, help="Let --update-baseline raise numbers too."
)
@click.option(
    "--staged",
    is_flag=True,
    help="Check what the next commit changes, as it is in git's index.",
)
@click.option(
    "--prompts-only",
    is_flag=True,
    help="Pass over named files that are no prompt files, as hooks need.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Count every file anew, also those that have not changed since an earlier"
    " check.",
)
@exact.options
def command(**given: Any) -> None:
    """Check the prompt files at and below each PATH (default: here) against budgets.

    Exits with 1 if there is an error, such as a prompt over its budget, and with 2 if a
    file could not be read or git cannot say what it was. Severities are set in
    promptally.toml.
    """
    counting = {name: given.pop(name) for name in ("exact", "offline")}
    request = Request(**given)
    fault = checking.fault(request)
    if counting["exact"] and request.is_compared:
        fault = "--exact counts what is here; --against and --staged count offline."
    if fault:
        raise click.UsageError(fault)
    # What is compared with what was counted before is counted as that was.
    counting["offline"] |= request.is_held and not counting["exact"]
    recount = exact.recounter(**counting)
    request = request._replace(recount=recount)
    outcome = checking.check(request)
    for failure in outcome.failures:
        complain(failure.path, failure.reason)
    _write(outcome, request)
    is_within = not outcome.count(Severity.ERROR)
    is_complete = not outcome.failures and (recount is None or recount.is_complete)
    raise SystemExit(exit_code(is_complete=is_complete, is_within=is_within))


def _write(outcome: Outcome, request: Request) -> None:
    for form, file in request.outputs:
        try:
            file.write_text(
                FORMATS[form](outcome), encoding="utf-8", errors="replace", newline="\n"
            )
        except OSError as error:
            raise CannotRunError(f"{file.as_posix()}: {error.strerror}") from None
    if request.form != "text":
        write_utf8(FORMATS[request.form](outcome))
    elif outcome.summaries or outcome.findings or outcome.removed:
        # What draws on a terminal is loaded when there is something to draw.
        from promptally.cli import printing  # noqa: PLC0415

        printing.show(outcome)
    elif not outcome.failures:
        say_nothing_found(())
