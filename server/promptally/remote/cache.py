"""Counts that the API has given, kept on disk by what was counted; never any text.

Whatever is wrong with the disk, the cache answers from memory and says so once.
"""

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

from promptally.prompts import Json
from promptally.remote import digest_key, disk

RECIPE = 1
"""Raised when the same prompt would be sent in another way than before."""

_MOST_IN_MEMORY = 10_000
"""Counts, of some 300 bytes each."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """A count as it was given: by which host, for which model, when (Unix seconds)."""

    tokens: int
    model: str
    endpoint: str
    date: int


class Cache:
    """Counts by digest. Opening may wait for the disk: never do it on an event loop."""

    def __init__(self, folder: Path | None, *, is_read_only: bool = False) -> None:
        """`folder` is made if need be; `None` keeps the counts in memory alone.

        One that `is_read_only` is only looked into, by as many processes as there are.
        """
        self.folder = folder
        self.problem: str | None = None
        self._memory: dict[bytes, Stored] = {}
        opened = disk.open_readable if is_read_only else disk.open_folder
        self._disk: Any = opened(folder, self._complain) if folder else None
        key = digest_key.read(folder) if folder and self._disk is not None else None
        if key is None:
            self._disk = None
        self._key = key or secrets.token_bytes(32)

    @property
    def is_on_disk(self) -> bool:
        """Whether counts outlive this process."""
        return self._disk is not None

    def digest(self, endpoint: str, model: str, body: Mapping[str, Json]) -> bytes:
        """The key of a request: 32 bytes that tell nothing about its text."""
        recipe = [RECIPE, endpoint, model, body]
        canonical = json.dumps(recipe, sort_keys=True, separators=(",", ":"))
        return blake2b(canonical.encode(), digest_size=32, key=self._key).digest()

    def get(self, digest: bytes) -> Stored | None:
        """The count under `digest`, or `None`; what cannot be read is not there."""
        found = self._memory.get(digest)
        if found is not None or self._disk is None:
            return found
        data = self._quietly(self._disk.get, digest)
        found = _decode(data) if data is not None else None
        if found is not None:
            self._remember(digest, found)
        return found

    def put(self, digest: bytes, stored: Stored) -> None:
        """Keep a count. A disk that takes it no longer is no error."""
        self._remember(digest, stored)
        if self._disk is not None:
            self._quietly(self._disk.set, digest, json.dumps(asdict(stored)).encode())

    def stats(self) -> tuple[int, int]:
        """How many counts there are, and how many bytes they take on disk."""
        if self._disk is None:
            return len(self._memory), 0
        n = self._quietly(len, self._disk)
        return n or 0, self._quietly(self._disk.volume) or 0

    def clear(self) -> None:
        """Forget every count."""
        self._memory.clear()
        if self._disk is not None:
            self._quietly(self._disk.clear)

    def close(self) -> None:
        """Let go of the file; every count is on disk already."""
        if self._disk is not None:
            self._quietly(self._disk.close)

    def _remember(self, digest: bytes, stored: Stored) -> None:
        if len(self._memory) >= _MOST_IN_MEMORY:
            self._memory.clear()
        self._memory[digest] = stored

    def _quietly[T](self, work: Callable[..., T], *arguments: object) -> T | None:
        """What `work` gives, or `None` with at most one line in the log."""
        try:
            return work(*arguments)
        except disk.FAULTS as error:
            self._complain(error)
            return None

    def _complain(self, error: Exception) -> None:
        if self.problem is None:
            self.problem = type(error).__name__
            _logger.warning("the cache keeps counts in memory: %s", self.problem)


def _decode(data: bytes) -> Stored | None:
    """A stored count, if it is one: whoever wrote the file, no odd number gets out."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    match said:
        case {"tokens": int(n), "model": str(), "endpoint": str(), "date": int()} if (
            type(n) is int and 0 <= n <= MOST_TOKENS and len(said) == len(_FIELDS)
        ):
            return Stored(**said)
        case _:
            return None


_FIELDS = fields(Stored)

MOST_TOKENS = 10_000_000
"""Ten times the largest window; a larger number is no count."""
