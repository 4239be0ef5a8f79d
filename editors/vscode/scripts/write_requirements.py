#!/usr/bin/env python3
"""Print what the server needs to run, pinned and with hashes, for the extension.

It is the part of the project's `requirements.txt` that can be reached from Promptally's
own dependencies, so both install the same versions. Nothing is asked of any network.
"""

import re
import sys
from collections.abc import Collection, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).parents[3] / "requirements.txt"
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?:.*\\\n)*.*\n?", re.MULTILINE)


def runtime(lock: str) -> str:
    """The entries of `lock` that a server needs, in the order of their names."""
    pinned: dict[str, str] = {
        canonicalize_name(m["name"]): m.group() for m in _ENTRY.finditer(lock)
    }
    return "".join(pinned[name] for name in sorted(_closure("promptally", pinned)))


def _closure(root: str, pinned: Collection[str]) -> set[str]:
    """The pinned packages that `root` needs, on whatever system."""
    needed: set[str] = set()
    waiting = [root]
    while waiting:
        for name in _dependencies(waiting.pop()):
            # The lock holds what any system needs; what it lacks, none does.
            if name in pinned and name not in needed:
                needed.add(name)
                waiting.append(name)
    return needed


def _dependencies(name: str) -> Iterator[str]:
    try:
        stated = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return  # Needed on another system only, where it needs nothing further.
    for requirement in map(Requirement, stated):
        if "extra" not in str(requirement.marker or ""):
            yield canonicalize_name(requirement.name)


if __name__ == "__main__":
    sys.stdout.write(runtime(LOCK.read_text("utf-8")))
