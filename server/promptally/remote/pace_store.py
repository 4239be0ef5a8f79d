"""The pace of all processes of a machine, in one small file; memory where that fails.

Every step is one short transaction: read the state, step it, write it. The state is
numbers only, under a digest of the host and the key.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, fields
from hashlib import blake2b
from pathlib import Path

from promptally.remote.endpoint import Endpoint
from promptally.remote.pacing import Pace

_BUSY = 0.25
"""Seconds to wait for another process's step, which takes less than one millisecond."""

_FILE = "pace.db"


class PaceStore:
    """Steps the pace of one endpoint. A step may wait for the disk: not on a loop."""

    def __init__(self, folder: Path | None, endpoint: Endpoint) -> None:
        """`folder` is the user's state folder; `None` keeps the pace in memory."""
        self._path = folder / _FILE if folder else None
        self._name = _name(endpoint)
        self._memory = Pace()

    def step[T](self, work: Callable[[Pace], tuple[Pace, T]]) -> T:
        """Replace the pace by what `work` makes of it, and give what else it gives."""
        if self._path is not None:
            with suppress(sqlite3.Error, OSError):
                return self._step_on_disk(self._path, work)
        self._memory, given = work(self._memory)
        return given

    def _step_on_disk[T](self, path: Path, work: Callable[[Pace], tuple[Pace, T]]) -> T:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_BUSY, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute(
                "CREATE TABLE IF NOT EXISTS pace (name TEXT PRIMARY KEY, state TEXT)"
            )
            query = "SELECT state FROM pace WHERE name = ?"
            found = db.execute(query, (self._name,)).fetchone()
            pace, given = work(_decode(found[0]) if found else self._memory)
            said = json.dumps(asdict(pace))
            db.execute("INSERT OR REPLACE INTO pace VALUES (?, ?)", (self._name, said))
            db.execute("COMMIT")
            self._memory = pace
        with suppress(OSError):
            path.chmod(0o600)
        return given


def _name(endpoint: Endpoint) -> str:
    """A digest, so that the file tells neither the host nor anything of the key."""
    secret = endpoint.credentials.secret if endpoint.credentials else ""
    said = f"{endpoint.base}\n{secret}".encode()
    return blake2b(said, digest_size=16, person=b"promptally-pace").hexdigest()


def _decode(text: object) -> Pace:
    """The state as it was written; whatever is odd in it is as new."""
    with suppress(ValueError, TypeError, RecursionError):
        said = json.loads(str(text))
        fresh = Pace()
        if isinstance(said, dict) and all(
            type(said.get(f.name)) in {type(getattr(fresh, f.name)), int}
            for f in fields(Pace)
        ):
            kept = {f.name: said[f.name] for f in fields(Pace)}
            if kept["rate"] > 0 and kept["limit"] > 0:
                return Pace(**kept)
    return Pace()
