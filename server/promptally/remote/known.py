"""Counts that are in the cache: looked up without any network, and never made.

A cache that is not there is not made either; its library is loaded only where it is.
"""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from promptally.counting.request import Request
from promptally.remote.endpoint import Endpoint

if TYPE_CHECKING:
    from promptally.remote.cache import Cache, Stored


_DATABASE = "cache.db"
"""As diskcache calls it."""


class Known:
    """`with Known(folder, endpoint) as known:` answers from the cache in `folder`."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        """It waits for the disk: not on an event loop."""
        self._endpoint = endpoint
        self._cache: Cache | None = None
        if (folder / _DATABASE).is_file():
            from promptally.remote import cache  # noqa: PLC0415 - see above

            self._cache = cache.Cache(folder)

    def get(self, request: Request) -> "Stored | None":
        """The count of `request`, if it was ever made."""
        if self._cache is None:
            return None
        base = self._endpoint.base
        return self._cache.get(self._cache.digest(base, request.model, request.body))

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the file."""
        if self._cache is not None:
            self._cache.close()
