"""`python -m tests.benchmarks [--quick] [TABLE ...]`: measures and prints tables."""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from time import perf_counter

from . import accuracy, asking, check, counting, editor, peers
from .table import Table

TABLES: dict[str, Callable[..., Table]] = {
    "accuracy": accuracy.run,
    "counting": counting.speed,
    "hostile": counting.hostile,
    "keystrokes": editor.keystrokes,
    "start": editor.start,
    "batch": editor.batch,
    "memory": editor.memory,
    "check": check.run,
    "requests": asking.run,
}


def main() -> None:
    """Print the tables that were asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, few repeats")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    chosen = parser.parse_args()
    for name in chosen.tables or TABLES:
        if name not in TABLES:
            parser.error(f"there is no table {name!r}")
    start = perf_counter()
    _say(_machine())
    for name in chosen.tables or TABLES:
        _say(f"\n{TABLES[name](quick=chosen.quick)}")
    _say(f"\n{perf_counter() - start:.0f} s in all.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _machine() -> str:
    names = ("ctok", "tiktoken", "tokenizers", "pygls")
    versions = ", ".join(f"{name} {peers.version(name)}" for name in names)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
    return f"{system}, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    main()
