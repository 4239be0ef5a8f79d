"""What thinking blocks of a conversation cost, where they count at all.

Older models drop the thinking of earlier turns; all count that of the turn in progress.
Newer ones show a summary of what counts, or nothing but its signature.
"""

from collections.abc import Mapping

from promptally.counting.bands import combine
from promptally.counting.context import Context
from promptally.counting.reading import string
from promptally.counting.signatures import hidden_bytes
from promptally.counts import Count, offline
from promptally.prompts import Json

_SHORT = 400
"""Code points; what is shorter was seen to be shown whole."""


def shown(fields: Mapping[str, Json], context: Context) -> Count:
    """A thinking block."""
    if not _counts(context):
        return offline(0)
    around = context.rules.thinking_block
    if context.adaptive:
        around = context.rules.adaptive_thinking_block
    text = string(fields.get("thinking"))
    counted = context.text(text)
    if context.rules.summarized and not text:
        counted = _hidden(string(fields.get("signature")))
    elif context.rules.summarized and len(text) > _SHORT:
        counted = _summary(counted.tokens or 0)
    return combine([counted, around.counted()])


def redacted(fields: Mapping[str, Json], context: Context) -> Count:
    """A redacted thinking block, of which only the encrypted form is left."""
    if not _counts(context):
        return offline(0)
    length = len(string(fields.get("data")))
    reason = "redacted thinking is counted from its length"
    return offline(length // 8, 0, length // 3, reason)


def _counts(context: Context) -> bool:
    return context.current or context.model.keeps_thinking


def _summary(tokens: int) -> Count:
    """Summaries stood for 12 to 25 % more; recorded on Sonnet 4.6, n = 7."""
    reason = "thinking is shown as a summary of what counts"
    return offline(tokens * 116 // 100, tokens, tokens * 13 // 10, reason)


def _hidden(signature: str) -> Count:
    """Thinking without its text, by the length of what is signed.

    A token stood for 1.8 bytes (arithmetic) to 3.5 (plain English); recorded on Opus
    4.7 and Sonnet 5, n = 6.
    """
    size = hidden_bytes(signature)
    if size is None:
        reason = "thinking without text or signature is counted as a short thought"
        return offline(100, 0, 800, reason)
    reason = "thinking without its text is counted from its signature's length"
    return offline(size * 10 // 22, size // 5, size * 3 // 4 + 20, reason)
