"""The baseline: the highest count that each file may have, kept in the repository.

It is a ratchet. A file that is over its entry has grown; entries are only ever lowered,
unless somebody says that growth is allowed. The text is stable: sorted, an entry a
line, so that two branches rarely meet in it. Nothing here reads a file.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType

from promptally.counts import Count, Source
from promptally.prompts import Json

VERSION = 1
"""Of the file's shape; raised when an older Promptally would misread it."""

LARGEST = 16 * 2**20
"""Characters of a baseline file: some 200,000 entries."""

type Baseline = Mapping[str, Count]
"""Counts by path, relative to the baseline file's folder, with forward slashes."""

_MOST_TOKENS = 10**12


def parse(text: str) -> Baseline | str:
    """The baseline that `text` holds, or a sentence that says why it is none."""
    if len(text) > LARGEST:
        return "it is too large for a baseline"
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return "it is not valid JSON"
    if not isinstance(held, dict) or not isinstance(held.get("files"), dict):
        return "it is no baseline: there is no table of `files`"
    if held.get("version") != VERSION:
        return f"its version is not {VERSION}; it needs another Promptally"
    entries = {str(path): _count(entry) for path, entry in held["files"].items()}
    broken = next((path for path, count in entries.items() if count is None), None)
    if broken is not None:
        return f"the entry of {broken} has no number of tokens"
    return MappingProxyType({p: c for p, c in entries.items() if c is not None})


def _count(entry: object) -> Count | None:
    if not isinstance(entry, dict):
        return None
    tokens, source = entry.get("tokens"), entry.get("source")
    if not isinstance(tokens, int) or isinstance(tokens, bool):
        return None
    if not isinstance(source, str) or source not in _SOURCES:
        return None
    if not 0 <= tokens <= _MOST_TOKENS:
        return None
    return Count(tokens=tokens, low=tokens, high=tokens, source=Source(source))


_SOURCES = frozenset(source.value for source in Source if source is not Source.UNKNOWN)


def render(baseline: Baseline) -> str:
    """The text of the file: sorted by path, an entry a line."""
    entries = ",\n".join(
        f"    {json.dumps(path)}: {json.dumps(_entry(count))}"
        for path, count in sorted(baseline.items())
    )
    files = f"{{\n{entries}\n  }}" if entries else "{}"
    return f'{{\n  "version": {VERSION},\n  "files": {files}\n}}\n'


def _entry(count: Count) -> Mapping[str, Json]:
    return {"tokens": count.tokens, "source": count.source}


def updated(
    before: Baseline,
    now: Mapping[str, Count],
    gone: frozenset[str],
    *,
    allow_growth: bool = False,
    allow_new: bool = True,
) -> Baseline:
    """The baseline after a run that counted `now` and found that `gone` are no more.

    An entry becomes smaller, never larger, unless `allow_growth`. Files that have none
    get one with `allow_new` or `allow_growth`. What was not looked at stays as it is.
    """
    after = {path: count for path, count in before.items() if path not in gone}
    for path, count in now.items():
        if count.tokens is None:
            continue
        old = before.get(path)
        if old is None:
            may_stand = allow_new or allow_growth
        else:
            may_stand = allow_growth or count.tokens < (old.tokens or 0)
        if may_stand:
            after[path] = count
    return MappingProxyType(after)
