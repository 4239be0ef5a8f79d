"""Asking the client to ask again: only for what changed, and not too often.

One request makes a client ask anew for every window it shows.
"""

import asyncio
from collections.abc import Callable, Iterator

from lsprotocol import types as lsp

from promptally.analysis import Analysis
from promptally.lsp.capabilities import Client
from promptally.text import Span
from promptally.view.findings import findings
from promptally.view.hints import hints
from promptally.view.lenses import lenses

INTERVAL = 0.1
"""Seconds between two requests, at the least."""


class Refresher:
    """Sends each kind of refresh at most once per interval, the first one at once."""

    def __init__(self, send: Callable[[str], None]) -> None:
        """`send` sends a request without parameters, by its method."""
        self._send = send
        self._wanted: set[str] = set()
        self._pause: asyncio.TimerHandle | None = None

    def want(self, methods: set[str]) -> None:
        """Send these requests as soon as the interval allows it."""
        self._wanted |= methods
        if self._pause is None:
            self._flush()

    def _flush(self) -> None:
        self._pause = None
        if not self._wanted:
            return
        wanted, self._wanted = self._wanted, set()
        self._pause = asyncio.get_running_loop().call_later(INTERVAL, self._flush)
        for method in sorted(wanted):
            self._send(method)


def taken(client: Client) -> set[str]:
    """All the refreshes that this client takes."""
    flags = {
        lsp.WORKSPACE_INLAY_HINT_REFRESH: client.refreshes_hints,
        lsp.WORKSPACE_CODE_LENS_REFRESH: client.refreshes_lenses,
        lsp.WORKSPACE_DIAGNOSTIC_REFRESH: client.pulls_diagnostics,
    }
    return {method for method, is_taken in flags.items() if is_taken}


def needed(client: Client, old: Analysis | None, new: Analysis | None) -> set[str]:
    """The refreshes that this client takes and that would show something new."""
    return set(_needed(client, old, new))


def _needed(
    client: Client, old: Analysis | None, new: Analysis | None
) -> Iterator[str]:
    if client.refreshes_hints and _hints(old) != _hints(new):
        yield lsp.WORKSPACE_INLAY_HINT_REFRESH
    if client.refreshes_lenses and _lenses(old) != _lenses(new):
        yield lsp.WORKSPACE_CODE_LENS_REFRESH
    if client.pulls_diagnostics and _findings(old) != _findings(new):
        yield lsp.WORKSPACE_DIAGNOSTIC_REFRESH


def _hints(analysis: Analysis | None) -> tuple[object, ...]:
    return hints(analysis, Span(0, analysis.lines.end)) if analysis else ()


def _lenses(analysis: Analysis | None) -> tuple[object, ...]:
    return lenses(analysis) if analysis else ()


def _findings(analysis: Analysis | None) -> tuple[object, ...]:
    return findings(analysis) if analysis else ()
