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

_SAME = 2
"""Bytes that a thought's signature may carry more or fewer than its text has."""


def shown(fields: Mapping[str, Json], context: Context) -> Count:
    """A thinking block."""
    if not _counts(context):
        return offline(0)
    around = context.rules.thinking_block
    if context.adaptive:
        around = context.rules.adaptive_thinking_block
    elif not context.current:
        around = around.plus(context.rules.earlier_thinking)
    text, signature = string(fields.get("thinking")), string(fields.get("signature"))
    return combine([_thought(text, signature, context), around.counted()])


def _thought(text: str, signature: str, context: Context) -> Count:
    """What was thought, of which the text may be a summary, or nothing at all."""
    size, tokens = hidden_bytes(signature), context.tokens(text)
    if not text:
        told = size is not None or context.rules.summarized
        return _hidden(size) if told else offline(0)
    length = len(text.encode(errors="replace"))
    is_long = context.rules.summarized and len(text) > _SHORT
    if size is None or 2 * size < length:
        # The signatures of Claude 3.7 carry something else, and its text is whole.
        return _summary(tokens, tokens) if is_long else offline(tokens)
    if abs(size - length) <= _SAME:
        return offline(tokens, tokens, tokens * 12 // 10 if is_long else tokens)
    return _summary(tokens, tokens * size // length, sure=is_long)


def redacted(fields: Mapping[str, Json], context: Context) -> Count:
    """A redacted thinking block, of which only the encrypted form is left."""
    if not _counts(context):
        return offline(0)
    length = len(string(fields.get("data")))
    reason = "redacted thinking is counted from its length"
    return offline(length // 8, 0, length // 3, reason)


def _counts(context: Context) -> bool:
    return context.current or context.model.keeps_thinking


def _summary(tokens: int, scaled: int, *, sure: bool = True) -> Count:
    """A thought whose text of `tokens` would be `scaled` at the length of the thought.

    Thoughts are denser than summaries: they stood for 10 to 22 % more, recorded on
    Sonnet 4.6, n = 7; other models were not seen.
    """
    reason = "thinking is shown as a summary of what counts"
    likely = scaled * 116 // 100 if sure else scaled
    low = min(tokens, scaled * 95 // 100)
    return offline(likely, low, max(likely, scaled * 13 // 10), reason)


def _hidden(size: int | None) -> Count:
    """Thinking without its text, by the bytes of what is signed.

    A token stood for 1.8 bytes (arithmetic) to 3.5 (plain English); recorded on Opus
    4.7 and Sonnet 5, n = 6.
    """
    if size is None:
        reason = "thinking without text or signature is counted as a short thought"
        return offline(100, 0, 800, reason)
    reason = "thinking without its text is counted from its signature's length"
    return offline(size * 10 // 22, size // 5, size * 3 // 4 + 20, reason)
