"""A folder that keeps bytes under bytes, and trusts nothing that it finds there.

The only module that imports diskcache. diskcache unpickles what it finds in its file,
so `_IntactDisk` takes bytes alone, in both directions, and a file that is not as we
made it is set aside before diskcache opens it.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Never

import diskcache

FAULTS = (sqlite3.Error, diskcache.Timeout, OSError, ValueError)
"""What using an open folder may raise."""

_SIZE_LIMIT = 64 * 2**20
"""Bytes on disk: about 250,000 counts of some 250 bytes."""

_BUSY = 0.25
"""Seconds to wait for another process that is writing."""

_PATIENCE = 5.0
"""Seconds to wait where a file is only read, which is seldom more than a moment."""

_SET_ASIDE = 2
"""How many broken files are kept for a look."""


class _IntactDisk(diskcache.Disk):  # type: ignore[misc] # diskcache has no types
    """Stores bytes under bytes, and refuses every row that says it is anything else."""

    def put(self, key: object) -> tuple[object, bool]:
        if type(key) is not bytes:
            _refuse()
        return sqlite3.Binary(key), True

    def get(self, key: object, raw: object) -> bytes:
        if raw != 1 or type(key) is not bytes:
            _refuse()
        return key

    def store(
        self, value: object, read: object, key: object = None
    ) -> tuple[int, int, None, object]:
        del key
        if type(value) is not bytes or read:
            _refuse()
        return 0, diskcache.core.MODE_RAW, None, sqlite3.Binary(value)

    def fetch(
        self, mode: object, filename: object, value: object, read: object
    ) -> bytes:
        is_raw = mode == diskcache.core.MODE_RAW and filename is None and not read
        if not is_raw or type(value) is not bytes:
            _refuse()
        return value

    def remove(self, file_path: object) -> None:
        """No row of ours has a file, so none is ever removed."""


def _refuse() -> Never:
    raise ValueError("the cache holds bytes only")


def open_folder(folder: Path, complain: Callable[[Exception], None]) -> Any:
    """The open folder, or `None`; a broken file in it is set aside once.

    It may wait for the disk: never call it on an event loop.
    """
    for _attempt in range(2):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            if not _is_ours(folder / diskcache.core.DBNAME):
                _set_aside(folder)
            opened = _open_disk(folder)
            _close_to_others(folder)
        except sqlite3.DatabaseError as error:
            complain(error)
            if isinstance(error, sqlite3.OperationalError):
                return None
            _set_aside(folder)
        except (OSError, diskcache.Timeout, ValueError, TypeError) as error:
            complain(error)
            return None
        else:
            return opened
    return None


class Readable:
    """A folder that is only read: who reads never waits for those who write."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: bytes) -> bytes | None:
        """What is kept under `key`; raises one of `FAULTS` where it is not ours."""
        found = self._connection.execute(_GET, (key,)).fetchone()
        if found is None:
            return None
        mode, filename, value = found
        is_raw = mode == diskcache.core.MODE_RAW and filename is None
        if not is_raw or type(value) is not bytes:
            _refuse()
        return value

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


_GET = "SELECT mode, filename, value FROM Cache WHERE key = ? AND raw = 1"


def open_readable(
    folder: Path, complain: Callable[[Exception], None]
) -> Readable | None:
    """The folder as far as it is there and as we made it; nothing in it is changed.

    Many processes may have it open at once.
    """
    database = folder.absolute() / diskcache.core.DBNAME
    try:
        connection = sqlite3.connect(
            f"{database.as_uri()}?mode=ro", timeout=_PATIENCE, uri=True
        )
    except sqlite3.Error as error:
        complain(error)
        return None
    try:
        if _has_our_tables(connection):
            return Readable(connection)
    except sqlite3.Error as error:
        complain(error)
    connection.close()
    return None


def _open_disk(folder: Path) -> Any:
    """A cache with every setting named, so that none is taken from the file."""
    before = os.umask(0o077)
    opened = diskcache.Cache.__new__(diskcache.Cache)
    try:
        opened.__init__(
            str(folder),
            timeout=_BUSY,
            disk=_IntactDisk,
            size_limit=_SIZE_LIMIT,
            eviction_policy="least-recently-stored",
            statistics=0,
            tag_index=0,
            cull_limit=10,
        )
    except FAULTS:
        # What it has opened by then would stay open.
        opened.close()
        raise
    finally:
        os.umask(before)
    return opened


def _is_ours(database: Path) -> bool:
    """Whether the file has the tables and settings that we would make, and no more.

    It waits no longer than `_BUSY` where another process holds it, and then raises:
    diskcache itself would wait for a minute.
    """
    if not database.exists():
        return True
    with closing(sqlite3.connect(database, timeout=_BUSY)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.rollback()
        return _has_our_tables(connection)


def _has_our_tables(connection: sqlite3.Connection) -> bool:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not names <= _OBJECTS:
        return False
    if "Settings" not in names:
        return True
    rows = connection.execute("SELECT key, value FROM Settings").fetchall()
    return all(key in _SETTINGS and isinstance(v, (int, str)) for key, v in rows)


_OBJECTS = frozenset(
    {
        "Cache",
        "Cache_expire_time",
        "Cache_key_raw",
        "Cache_store_time",
        "Settings",
        "Settings_count_delete",
        "Settings_count_insert",
        "Settings_size_delete",
        "Settings_size_insert",
        "Settings_size_update",
        "sqlite_autoindex_Settings_1",
    }
)
_SETTINGS = frozenset({*diskcache.DEFAULT_SETTINGS, *diskcache.core.METADATA})


def _set_aside(folder: Path) -> None:
    """Move a broken database out of the way, keeping the newest few."""
    database = folder / diskcache.core.DBNAME
    aside = sorted(folder.glob("*.broken-*"))
    for old in aside[: max(len(aside) + 1 - _SET_ASIDE, 0)]:
        with suppress(OSError):
            old.unlink()
    for suffix in ("-wal", "-shm"):
        with suppress(OSError):
            database.with_name(database.name + suffix).unlink()
    with suppress(OSError):
        database.rename(database.with_name(f"cache.broken-{time.time_ns()}"))


def _close_to_others(folder: Path) -> None:
    for file in folder.glob(f"{diskcache.core.DBNAME}*"):
        file.chmod(0o600)
