"""What the result of a server's tool costs: a search, a fetched page, a run of code.

Much of it is encrypted, and stands for text that only the API can read; its length is
all there is to go by. The results of a client's own tools are in `blocks`.
"""

from collections.abc import Mapping

from promptally.counting.context import Context
from promptally.counting.reading import items, string, written
from promptally.counts import Count, offline
from promptally.prompts import Json

_HIDDEN_A_TOKEN = 6
"""Characters of base64 for a token of text: the documentation has a page of 10 kB as
2,500 tokens (web fetch, 2026-08-22)."""

_ENCRYPTED = {"encrypted_content", "encrypted_stdout"}

_DEEPEST = 20


def result(fields: Mapping[str, Json], context: Context) -> Count:
    """A server tool's result: what is encrypted stands for text of its length."""
    inside = fields.get("content")
    found = context.tokens(written(_readable(inside)))
    hidden = _hidden(inside)
    reason = "a server tool's result is counted from what can be read of it"
    low, high = found // 3, 4 * found + hidden // 3 + 2000
    return offline(found + hidden // _HIDDEN_A_TOKEN, low, high, reason)


def _hidden(value: Json, depth: int = 0) -> int:
    """The characters of what is encrypted in `value`."""
    if depth > _DEEPEST:
        return 0
    if isinstance(value, Mapping):
        return sum(
            len(string(inner)) if key in _ENCRYPTED else _hidden(inner, depth + 1)
            for key, inner in value.items()
        )
    return sum(_hidden(inner, depth + 1) for inner in items(value))


def _readable(value: Json, depth: int = 0) -> Json:
    """`value` without what is encrypted, and without what lies absurdly deep."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {
            key: _readable(inner, depth + 1)
            for key, inner in value.items()
            if not key.startswith("encrypted")
        }
    return [_readable(inner, depth + 1) for inner in items(value)] or string(value)
