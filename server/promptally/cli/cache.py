"""`promptally cache`: what is kept of exact counts and checks, and forgetting it."""

from pathlib import Path

import click

from promptally import configuration
from promptally.cli.console import CannotRunError, say, write
from promptally.remote import checked, folders
from promptally.view import wording


@click.group(name="cache")
def command() -> None:
    """Look after what is kept of exact counts and checks: numbers, never text."""


@command.command(name="path")
def path() -> None:
    """Print the folder of the cache."""
    write(f"{_folder()}\n")


@command.command(name="stats", short_help="Print how much is kept.")
def stats() -> None:
    """Print how many counts and checked files there are, and how large the cache is."""
    from promptally.remote.cache import Cache  # noqa: PLC0415 - diskcache on use

    n = size = 0
    if _folder().is_dir():
        cache = Cache(_folder())
        n, size = cache.stats()
        problem = cache.problem
        cache.close()
        if problem is not None:
            raise CannotRunError(f"the cache cannot be read ({problem})")
    write(f"{wording.plural(n, 'count')}, {size:,} bytes, {_folder()}\n")
    n_files, size = checked.stats(_checked())
    if n_files:
        files = wording.plural(n_files, "checked file")
        write(f"{files}, {size:,} bytes, {_checked()}\n")


@command.command(name="clear", short_help="Forget all that is kept.")
def clear() -> None:
    """Forget all exact counts, what they have taught, and which files were checked."""
    from promptally.remote.cache import Cache  # noqa: PLC0415 - diskcache on use
    from promptally.remote.lessons import Lessons  # noqa: PLC0415 - as little as that

    try:
        n_files = checked.clear(_checked())
    except OSError as error:
        raise CannotRunError(f"{_checked()} cannot be cleared") from error
    if n_files:
        write(f"{wording.plural(n_files, 'checked file')} forgotten\n")
    if not _folder().is_dir():
        if not n_files:
            say("There is no cache.")
        return
    cache = Cache(_folder())
    n, _size = cache.stats()
    cache.clear()
    problem = cache.problem
    cache.close()
    Lessons(_folder(), "").forget()
    if problem is not None:
        raise CannotRunError(f"the cache cannot be cleared ({problem})")
    write(f"{wording.plural(n, 'count')} forgotten\n")


def _folder() -> Path:
    return folders.cache(configuration.user_settings())


def _checked() -> Path:
    return folders.checked(configuration.user_settings())
