"""Where counts and what they teach are kept: in the user's own folders.

Never in a workspace's. Nothing here opens anything.
"""

import os
from pathlib import Path

import platformdirs

from promptally import configuration
from promptally.settings import Settings


def counts(chosen: Path | None = None) -> Path:
    """The folder of the cache.

    `PROMPTALLY_CACHE` wins over what the user's settings have `chosen`, which wins over
    the system's place. It is a folder of its own, so that closing it to others touches
    nothing else.
    """
    return _above(chosen) / "counts"


def _above(chosen: Path | None) -> Path:
    named = os.environ.get("PROMPTALLY_CACHE")
    return Path(named) if named else chosen or platformdirs.user_cache_path(_NAME)


def cache(settings: Settings) -> Path:
    """The folder of the cache where these settings hold."""
    return counts(_chosen(settings))


def checked(settings: Settings) -> Path:
    """The folder of what earlier checks have found, beside that of the cache."""
    return _above(_chosen(settings)) / "checked"


def _chosen(settings: Settings) -> Path | None:
    return of_user(settings.cache_path) if settings.cache_path else None


def of_user(path: str) -> Path:
    """A path in the user's settings: relative to the folder of their file.

    Never to the current folder, where somebody else's files may be.
    """
    return configuration.user_file().parent / Path(path).expanduser()


def state() -> Path:
    """The user's state folder, or the one that `PROMPTALLY_STATE` names."""
    named = os.environ.get("PROMPTALLY_STATE")
    return Path(named) if named else platformdirs.user_state_path(_NAME)


_NAME = "promptally"
