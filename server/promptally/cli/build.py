"""Which code counts here, as a digest that differs where a number might.

It is made of names, sizes and times; no file is read.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import promptally


def name() -> str:
    """A digest of this version of Promptally, of its libraries and of Python.

    The files of the package are a part of it: who changes one, as in a work tree,
    has changed the version. Raises `OSError` where there are no files.
    """
    package = Path(promptally.__file__).parent
    said = [
        promptally.__version__,
        sys.version,
        unicodedata.unidata_version,
        *sorted(_files(package)),
        *sorted(_libraries()),
    ]
    return blake2b("\n".join(said).encode(errors="surrogateescape")).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(Path(entry.path))
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _libraries() -> list[str]:
    """What is installed beside the tokenizer: names with versions."""
    found = find_spec("ctok")
    if found is None or found.origin is None:
        raise FileNotFoundError
    folder = Path(found.origin).parent.parent
    return [name for name in os.listdir(folder) if name.endswith(".dist-info")]  # noqa: PTH208 - names alone
