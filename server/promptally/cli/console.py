"""Writing to a terminal: one console, and words for what went wrong.

`rich` is loaded when something is written, for it takes as long as many files do.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

import click

from promptally.cli.endings import CANNOT_RUN, ClosedPipeError
from promptally.view import wording

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 200
"""Columns where there is no terminal: no table of ours needs more."""


class CannotRunError(click.ClickException):
    """What was asked for cannot be done; the message is half a sentence."""

    exit_code = CANNOT_RUN

    def __init__(self, message: str) -> None:
        super().__init__(wording.safe(message, 400))


@cache
def console() -> "Console":
    """Standard output; colour only on a terminal, and no wrapping into a file."""
    from rich.console import Console  # noqa: PLC0415 - as said above

    class OutputConsole(Console):
        """A console that says so where rich would end the process with 1."""

        def on_broken_pipe(self) -> None:
            raise ClosedPipeError

    out = OutputConsole(highlight=False)
    return out if out.is_terminal else OutputConsole(highlight=False, width=_WIDE)


def write(text: str) -> None:
    """Write `text` to standard output as it is."""
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise ClosedPipeError from None


def write_utf8(text: str) -> None:
    """Write `text` for a program: in UTF-8, whatever the terminal is set to."""
    try:
        click.echo(text.encode("utf-8", "replace"), nl=False)
    except BrokenPipeError:
        raise ClosedPipeError from None


@cache
def errors() -> "Console":
    """Standard error: progress and complaints, so that output can be piped."""
    from rich.console import Console  # noqa: PLC0415 - as said above

    return Console(stderr=True, highlight=False)


_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    """The lines of a file with a picture for each character that a terminal obeys."""
    return _UNSAFE.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def shown(path: str) -> str:
    """A path at the start of a line, where `::` is an order to GitHub's runners."""
    return wording.safe(f"./{path}" if path.startswith("::") else path, 200)


def escape(text: str) -> str:
    """`text` with no markup of rich's in it."""
    from rich import markup  # noqa: PLC0415 - as said above

    return markup.escape(text)


def complain(path: str, sentence: str) -> None:
    """Say on standard error what is the matter with a file."""
    said = f"{shown(path)}: {wording.safe(sentence, 400)}"
    errors().print(f"[red]{escape(said)}[/red]", soft_wrap=True)


def say(sentence: str) -> None:
    """Say something on standard error that is about no file."""
    errors().print(escape(wording.safe(sentence, 400)), soft_wrap=True)


@contextmanager
def counting(n: int) -> Iterator[Callable[[], None]]:
    """A line on the terminal that says how many of `n` counts have come."""
    if not errors().is_terminal:
        yield lambda: None
        return
    with errors().status(f"0 of {n:,} counted exactly") as status:
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            status.update(f"{done:,} of {n:,} counted exactly")

        yield advance


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on the terminal that names what was done last, gone at the end.

    It is drawn by a thread, which begins with the first that is done: a process with a
    thread must not be forked, and by then all that share the work are.
    """
    if not (_may_be_terminal() and errors().is_terminal):
        yield lambda _path: None
        return
    with ExitStack() as stack:
        status = errors().status("")
        done = 0

        def advance(path: str) -> None:
            nonlocal done
            done += 1
            name = escape(wording.safe(path))
            status.update(f"{wording.plural(done, 'file')} counted, {name}")
            if done == 1:
                stack.enter_context(status)

        yield advance


def _may_be_terminal() -> bool:
    """Whether rich may take standard error for a terminal; it is not asked if not."""
    return sys.stderr.isatty() or not _TERMINAL.isdisjoint(os.environ)


_TERMINAL = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
"""What makes rich write as to a terminal."""
