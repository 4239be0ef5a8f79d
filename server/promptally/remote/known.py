"""Counts that are in the cache: looked up without any network, and never made.

A cache that is not there is not made either; its library is loaded only where it is.
"""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from promptally.counting.request import Request
from promptally.remote.endpoint import Endpoint

if TYPE_CHECKING:
    from promptally.remote.cache import Cache


_DATABASE = "cache.db"
"""As diskcache calls it."""


class Known:
    """`with Known(folder, endpoint) as known:` answers from the cache in `folder`.

    Nothing is written, so that many processes can ask at once.
    """

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        """It waits for the disk: not on an event loop."""
        self._endpoint = endpoint
        self._cache: Cache | None = None
        if (folder / _DATABASE).is_file():
            from promptally.remote import cache  # noqa: PLC0415 - see above

            self._cache = cache.Cache(folder, is_read_only=True)

    @property
    def is_there(self) -> bool:
        """Whether there is a cache at all."""
        return self._cache is not None

    def digest(self, request: Request) -> bytes:
        """The key of `request`; empty where there is no cache."""
        if self._cache is None:
            return b""
        return self._cache.digest(self._endpoint.base, request.model, request.body)

    def get(self, digest: bytes) -> int | None:
        """The tokens of the request with this key, if they were ever counted."""
        found = self._cache.get(digest) if self._cache is not None else None
        return found.tokens if found else None

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
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._cache is not None:
            self._cache.close()
