"""A moment in which the client wants nothing: the time for work that can wait."""

import asyncio
from collections.abc import Callable

PAUSE = 0.2
"""Seconds without a message after which nobody seems to type."""


async def lull(n_taken: Callable[[], int], pause: float = PAUSE) -> None:
    """Wait until `n_taken`, which grows with each message, stands still for `pause`."""
    seen = -1
    while seen != (seen := n_taken()):  # noqa: ASYNC110 - it is silence that counts
        await asyncio.sleep(pause)
