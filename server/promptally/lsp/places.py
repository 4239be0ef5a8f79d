"""URIs and paths: the names that a client and a file system give to the same file."""

from pathlib import Path
from urllib.parse import urlsplit

from pygls.uris import to_fs_path

_SUFFIXES = {
    "markdown": ".md",
    "prompt": ".prompt.md",
    "json": ".json",
    "jsonl": ".jsonl",
    "yaml": ".yaml",
}
"""What the name of a file that was never saved would end with, by its language."""


def path_of(uri: str) -> Path:
    """The path that `uri` names; outside the file system a path that does not exist."""
    path = to_fs_path(uri)
    if path is not None and "\0" not in path:
        return Path(path)
    return Path("/", urlsplit(uri).path.replace("\0", ""))


def path_of_document(uri: str, language: str) -> Path:
    """As `path_of`; a document that was never saved is named by its language."""
    path = path_of(uri)
    if uri.startswith("file:") or path.suffix or not path.name:
        return path
    return path.with_name(path.name + _SUFFIXES.get(language, ""))


def uri_of(path: Path) -> str:
    """The URI of an absolute path."""
    return path.as_uri()
