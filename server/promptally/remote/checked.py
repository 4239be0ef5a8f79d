"""What earlier runs have found out about files, kept in one small file a project.

Numbers under keyed digests, never any text: `view/kept.py` decides what may be kept.
A file that is broken, or that cannot be written, costs the time to count again and
nothing else.
"""

import json
import os
import secrets
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from promptally.prompts import Json
from promptally.remote import digest_key

_MOST = 50_000
"""Files of a project, of some 150 bytes each; the oldest are forgotten first."""

_SIZE_LIMIT = 64 * 2**20
"""Bytes of all projects together."""

_SUFFIX = ".checked"
_DIGEST = 16
"""Bytes: among a billion files no two share one by chance."""


class Digests(NamedTuple):
    """How files are told apart. `build` names the code that counts."""

    key: bytes
    build: str

    def recipe(self, *said: str) -> bytes:
        """What decides about many files, whatever is in them."""
        return self._digest(b"recipe", self.build, *said)

    def digest(self, recipe: bytes, name: str, content: bytes) -> str:
        """The key of a file: it tells nothing about its content or its name."""
        named = self._digest(b"name", name)
        return _keyed(self.key, b"content", recipe, named, content).hex()

    def project(self, path: str) -> str:
        """The name of a project that tells nothing about its place."""
        return self._digest(b"project", path).hex()

    def _digest(self, purpose: bytes, *texts: str) -> bytes:
        return _keyed(self.key, purpose, json.dumps(texts).encode())


class Checked:
    """What is known of the files of one project, by their digests."""

    def __init__(self, folder: Path, project: str, build: str) -> None:
        """`folder` is made if need be. `project` is a path, `build` as in `Digests`."""
        self.digests = Digests(_key(folder), build)
        self._file = folder / f"{self.digests.project(project)}{_SUFFIX}"
        self._known = _read(self._file, self.digests.key)
        self._fresh: dict[str, Json] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing from before."""
        return not self._known

    def get(self, digest: str) -> Json | None:
        """What was kept under `digest`; it is kept on then."""
        found = self._known.get(digest)
        if found is not None:
            self._fresh[digest] = found
        return found

    def put(self, digest: str, found: Json) -> None:
        """Keep what was found, once it is saved."""
        self._fresh[digest] = found

    def save(self) -> None:
        """Write down what is new, if there is anything; a full disk is no error."""
        key = self.digests.key
        known, fresh = self._known, self._fresh
        if not key or all(d in known and known[d] == f for d, f in fresh.items()):
            return
        # What this run has seen comes first and holds, and the end is cut off.
        kept = [*(fresh | known | fresh).items()][:_MOST]
        with suppress(OSError):
            _write(self._file, dict(kept), key)
            _prune(self._file.parent)


def _keyed(key: bytes, purpose: bytes, *parts: bytes) -> bytes:
    digest = blake2b(digest_size=_DIGEST, key=key, person=purpose)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _key(folder: Path) -> bytes:
    """The key of the folder, which is made if need be; empty where that fails."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        return digest_key.read(folder) or b""
    return b""


def _read(file: Path, key: bytes) -> dict[str, Json]:
    """What the file holds, as far as it is whole and was written with this key."""
    with suppress(OSError, ValueError, RecursionError):
        seal, _, content = file.read_bytes().partition(b"\n")
        if key and seal == _seal(content, key):
            known = json.loads(content)
            if isinstance(known, dict):
                return known
    return {}


def _seal(content: bytes, key: bytes) -> bytes:
    return _keyed(key, b"file", content).hex().encode()


def _write(file: Path, known: dict[str, Json], key: bytes) -> None:
    """Put the file in place whole, so that no other process reads half of it."""
    content = json.dumps(known, separators=(",", ":")).encode()
    fresh = file.with_suffix(f".{secrets.token_hex(8)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_seal(content, key) + b"\n" + content)
        fresh.replace(file)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def _prune(folder: Path) -> None:
    """Forget the projects that were not checked for longest, if all take too much."""
    found = [(file.stat(), file) for file in _files(folder)]
    found.sort(key=lambda each: each[0].st_mtime_ns)
    size = sum(status.st_size for status, _ in found)
    for status, file in found:
        if size <= _SIZE_LIMIT:
            return
        file.unlink()
        size -= status.st_size


def _files(folder: Path) -> list[Path]:
    return [*folder.glob(f"*{_SUFFIX}")]


def stats(folder: Path) -> tuple[int, int]:
    """How many files are remembered, and how many bytes that takes."""
    key = _key(folder) if folder.is_dir() else b""
    files = _files(folder) if key else []
    n = sum(len(_read(file, key)) for file in files)
    return n, sum(file.stat().st_size for file in files)


def clear(folder: Path) -> int:
    """Forget all; how many files were remembered. Raises `OSError` if it cannot."""
    n, _size = stats(folder)
    for file in folder.iterdir() if folder.is_dir() else ():
        file.unlink()
    return n
