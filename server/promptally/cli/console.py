"""Writing to a terminal: one console, and words for what went wrong."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import click
from rich.console import Console
from rich.markup import escape

from promptally.cli.endings import CANNOT_RUN, ClosedPipeError
from promptally.view import wording

_WIDE = 200
"""Columns where there is no terminal: no table of ours needs more."""


class CannotRunError(click.ClickException):
    """What was asked for cannot be done; the message is half a sentence."""

    exit_code = CANNOT_RUN

    def __init__(self, message: str) -> None:
        super().__init__(wording.safe(message, 400))


class _Console(Console):
    """A console that says so where rich would end the process with 1."""

    def on_broken_pipe(self) -> None:
        raise ClosedPipeError


@cache
def console() -> Console:
    """Standard output; colour only on a terminal, and no wrapping into a file."""
    out = _Console(highlight=False)
    return out if out.is_terminal else _Console(highlight=False, width=_WIDE)


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
def errors() -> Console:
    """Standard error: progress and complaints, so that output can be piped."""
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
    """A line on the terminal that names what was done last, gone at the end."""
    if not errors().is_terminal:
        yield lambda _path: None
        return
    with errors().status("Looking for prompt files") as status:
        done = 0

        def advance(path: str) -> None:
            nonlocal done
            done += 1
            name = escape(wording.safe(path))
            status.update(f"{wording.plural(done, 'file')} counted, {name}")

        yield advance
