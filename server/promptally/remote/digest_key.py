"""The key of the digests that a folder of the user's keeps things under.

It is random and stays with the folder, so that nobody else can tell what a digest
stands for. Nothing else is kept here.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def read(folder: Path) -> bytes | None:
    """The 32 bytes, made on first use; `None` where they cannot be kept.

    It is linked into place whole, so that no other process reads half of it.
    """
    path = folder / "digest.key"
    if not path.exists():
        fresh = folder / f"digest.key.{secrets.token_hex(8)}"
        with suppress(OSError):
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
            with suppress(OSError):
                os.link(fresh, path)
            fresh.unlink()
    with suppress(OSError):
        key = path.read_bytes()
        return key if len(key) == 32 else None
    return None
