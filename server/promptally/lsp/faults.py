"""What is said of an error of our own: its class and its place, never its words.

The words of an exception may quote the document, and logs travel further than prompts
should. So neither a log nor a client gets them.
"""

import asyncio
import logging
import sys
import traceback
from typing import Any

_LOG = logging.getLogger("promptally")

_SILENCED = ("pygls", "asyncio", "cattrs", "concurrent.futures")
"""Loggers of libraries that would write messages, parameters or exceptions whole."""


def set_up_logging() -> None:
    """Send our own log to standard error, and the libraries' nowhere."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    _LOG.handlers = [handler]
    _LOG.propagate = False
    for name in _SILENCED:
        silenced = logging.getLogger(name)
        silenced.setLevel(logging.CRITICAL)
        silenced.propagate = False
        silenced.handlers = [logging.NullHandler()]


def describe(error: BaseException) -> str:
    """The class of the error and where it was raised: `KeyError at session.py:42`."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    name = frames[-1].filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{type(error).__name__} at {name}:{frames[-1].lineno}"


def report(error: BaseException, during: str) -> None:
    """Log an error that was caught so that the server can go on."""
    _LOG.error("%s during %s", describe(error), during)


def note(message: str, *details: object) -> None:
    """Log what a client did wrong; neither argument may quote a document."""
    _LOG.warning(message, *details)


def on_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:  # noqa: ARG001 - asyncio's signature
    """Report what ended a task that nobody waited for."""
    error = context.get("exception")
    if isinstance(error, Exception):
        report(error, "a task")
