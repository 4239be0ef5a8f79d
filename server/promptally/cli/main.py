"""The `promptally` command: its verbs, loaded when they are used.

Exit codes: 0 all is within budget, 1 a budget or a rule is broken, 2 it could not run.
A crash is a 2 too.
"""

import gc
import importlib
import io
import os
import sys
import traceback

import click

from promptally import __version__
from promptally.cli.endings import CANNOT_RUN, INTERRUPTED, PIPE_CLOSED, ClosedPipeError

_VERBS = {
    "cache": "Look after the cache of exact counts.",
    "check": "Exit with 1 when a prompt is over its budget.",
    "compare": "Hold the same prompts against several models, side by side.",
    "count": "Count the tokens of prompt files.",
    "doctor": "Say what exact counts depend on: key, host, consent, cache, pace.",
    "report": "Write a page with pictures: where the tokens go, and what they cost.",
    "serve": "Speak the Language Server Protocol on standard input and output.",
    "show": "Print a prompt file with its counts in place, as an editor shows them.",
}


_SELDOM = 50_000
"""New objects between two looks for garbage: what ends soon leaves little behind, and
looks at Python's own pace take 3 % of a check. Recorded with Python 3.13, 2026-11."""


class _Lazy(click.Group):
    """A group whose commands are modules beside this one, imported on use.

    `promptally serve` must answer an editor within a moment: it pays for no table, no
    progress bar and no other verb.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in _VERBS:
            return None
        if cmd_name != "serve":
            gc.set_threshold(_SELDOM)
        module = importlib.import_module(f"promptally.cli.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, prog_name="promptally")
def promptally() -> None:
    """What your prompts for Claude cost in tokens: offline, and where they go."""


def main() -> None:
    """Run the command. A crash must not look like a budget that is broken."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every terminal has a `≈`.
        sys.stdout.reconfigure(errors="replace")
    try:
        code = promptally(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = CANNOT_RUN
    except (click.Abort, EOFError, KeyboardInterrupt):
        code = INTERRUPTED
    except ClosedPipeError:
        _silence()
        code = PIPE_CLOSED
    except Exception:  # noqa: BLE001 - whatever it is, it is told with its place
        traceback.print_exc()
        code = CANNOT_RUN
    sys.exit(code)


def _silence() -> None:
    """Let what is still to be flushed go nowhere: `| head` is a quiet end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
