"""What exact counts have taught, kept beside the cache: numbers only, no text.

One small file, by host: the lessons of one say nothing of another. A file that is
broken, or made by somebody else, teaches nothing.
"""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from promptally.counting import corrections
from promptally.counting.corrections import (
    MOST_RESIDUALS,
    NOTHING_LEARNED,
    Corrections,
    Lesson,
)

_FILE = "lessons.json"
_LARGEST_FILE = 256 * 2**10
"""Bytes; a lesson has about 150."""

_MOST_KINDS = 200
_MOST_HOSTS = 20
_LARGEST_RESIDUAL = 100_000
_LONGEST_NAME = 200


class Lessons:
    """The lessons of one host. Reading and writing wait for the disk, for a moment."""

    def __init__(self, folder: Path, host: str) -> None:
        """`folder` is that of the cache; it need not exist."""
        self._path = folder / _FILE
        self._host = host

    def read(self) -> Corrections:
        """What is known of the host."""
        return self._hosts().get(self._host, NOTHING_LEARNED)

    def learn(self, kind: str, residual: int, date: int) -> Corrections:
        """Keep one residual more (exact minus offline tokens; `date` in Unix seconds).

        Where it cannot be kept, it is in the answer at least.
        """
        hosts = self._hosts()
        known = hosts.pop(self._host, NOTHING_LEARNED)
        if abs(residual) > _LARGEST_RESIDUAL:
            return known
        learned = corrections.observe(known, kind, residual, date)
        newest = sorted(learned.items(), key=lambda item: -item[1].date)[:_MOST_KINDS]
        learned = dict(newest)
        hosts = dict(list(hosts.items())[-(_MOST_HOSTS - 1) :])
        with suppress(OSError):
            self._write({**hosts, self._host: learned})
        return learned

    def forget(self) -> None:
        """Forget the lessons of every host."""
        with suppress(OSError):
            self._path.unlink()

    def _hosts(self) -> dict[str, Corrections]:
        with suppress(OSError, ValueError, RecursionError):
            if self._path.stat().st_size <= _LARGEST_FILE:
                said = json.loads(self._path.read_bytes())
                hosts = said.get("hosts") if isinstance(said, dict) else None
                if isinstance(hosts, dict):
                    return {host: _corrections(held) for host, held in hosts.items()}
        return {}

    def _write(self, hosts: Mapping[str, Corrections]) -> None:
        """Replace the file whole, so that no other process reads half of it."""
        said = {
            host: {kind: _written(lesson) for kind, lesson in held.items()}
            for host, held in hosts.items()
        }
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{_FILE}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump({"version": 1, "hosts": said}, stream)
            fresh.replace(self._path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise


def _corrections(said: object) -> Corrections:
    if not isinstance(said, dict):
        return NOTHING_LEARNED
    found = ((str(kind), _lesson(held)) for kind, held in said.items())
    return {
        kind: lesson
        for kind, lesson in found
        if lesson is not None and len(kind) <= _LONGEST_NAME
    }


def _lesson(said: object) -> Lesson | None:
    """A lesson, if it is one: whoever wrote the file, no odd number gets out."""
    match said:
        case {"residuals": list(residuals), "n": int(n), "date": int(date)} if (
            residuals
            and len(residuals) <= MOST_RESIDUALS
            and all(type(r) is int and abs(r) <= _LARGEST_RESIDUAL for r in residuals)
            and len(residuals) <= n < 2**31
            and 0 <= date < _END_OF_TIME
        ):
            return Lesson(residuals=tuple(residuals), n=n, date=date)
        case _:
            return None


_END_OF_TIME = 253_402_300_800
"""The year 10,000 in Unix seconds; no date can be written after it."""


def _written(lesson: Lesson) -> Mapping[str, object]:
    return {"residuals": lesson.residuals, "n": lesson.n, "date": lesson.date}
