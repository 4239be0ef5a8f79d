"""`promptally cache`: where exact counts are kept, how many, and forgetting them."""

from pathlib import Path

import click

from promptally import configuration
from promptally.cli.console import CannotRunError, say, write
from promptally.remote import folders
from promptally.view import wording


@click.group(name="cache")
def command() -> None:
    """Look after the cache of exact counts; it holds numbers, never text."""


@command.command(name="path")
def path() -> None:
    """Print the folder of the cache."""
    write(f"{_folder()}\n")


@command.command(name="stats")
def stats() -> None:
    """Print how many counts there are and how large the cache is."""
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


@command.command(name="clear")
def clear() -> None:
    """Forget all exact counts, and what they have taught."""
    from promptally.remote.cache import Cache  # noqa: PLC0415 - diskcache on use
    from promptally.remote.lessons import Lessons  # noqa: PLC0415 - as little as that

    if not _folder().is_dir():
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
