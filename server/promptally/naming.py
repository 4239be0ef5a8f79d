"""Which file a prompt means by a name, and whether it may be read at all.

Names only, and where links lead: nothing is opened here.
"""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

_SECRET = re.compile(
    r"^(?:\.env.*|.*\.env|.*\.pem|.*\.key|.*\.p12|.*\.pfx|.*\.ppk|.*\.kdbx"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)\b.*"
    r"|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials"
    r"|credentials(?:\.json)?"
    r"|\.htpasswd|.*\.keystore|.*\.jks|secrets?\.(?:json|ya?ml|toml))$",
    re.IGNORECASE | re.DOTALL,
)
_SECRET_FOLDERS = frozenset({".git", ".ssh", ".aws", ".gnupg", ".kube", ".docker"})
_ODD_NAME = re.compile(r'^[\\/]{2}|^\\\?\?\\|[\x00-\x1f]|^[A-Za-z]:|:[^\\/]*$|[<>"|]')
"""UNC and NT paths, drives, device streams: on no system a plain relative file."""


def locate(
    folder: Path,
    target: str,
    roots: Sequence[Path],
    is_ignored: Callable[[Path], bool],
) -> Path | str:
    """The real path that `target` means beside the real `folder`, or why it is refused.

    `roots` are real paths. What leads out of them by its name is not looked up at all.
    Links are followed then, so that one inside a root cannot lead out of it.
    """
    named = name(folder, target, roots)
    if isinstance(named, str):
        return named
    try:
        path = named.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return "there is no such file"
    if not _is_inside(path, roots):
        return _OUTSIDE
    if is_secret(path) or is_secret(named):
        return "files of this name may hold secrets"
    return "git ignores it" if is_ignored(path) or is_ignored(named) else path


def name(folder: Path, target: str, roots: Sequence[Path]) -> Path | str:
    """The path that `target` means by its name alone; nothing is looked up."""
    written = target.removeprefix("file://")
    if _ODD_NAME.search(written) or not written:
        return "its name is not that of a plain file"
    try:
        named = Path(os.path.normpath(folder / Path(written).expanduser()))
    except (RuntimeError, ValueError):
        return "there is no such file"
    return named if _is_inside(named, roots) else _OUTSIDE


_OUTSIDE = "it lies outside the workspace"


def _is_inside(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def is_secret(path: Path) -> bool:
    """Whether the name says that the file may hold keys or passwords."""
    parts = {part.lower() for part in path.parts}
    return bool(_SECRET.match(path.name)) or not _SECRET_FOLDERS.isdisjoint(parts)
