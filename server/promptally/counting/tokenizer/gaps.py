"""What stands between words: its cost in tokens.

White space, digits, punctuation and at most one ideograph, which is the last. A gap
that holds anything odder (see `characters`) is spelled by `ctok`.
"""

from typing import NamedTuple

from ctok.constants import BOW_G, EOW_G
from ctok.normalize import stream_norm

from promptally.counting.tokenizer import characters
from promptally.counting.tokenizer.memory import Memory
from promptally.counting.tokenizer.tiling import Tiler

_SPACES = frozenset(" \t\n\u3000")
_STRETCHES = 500_000
"""Bytes for a half of what is remembered of runs in gaps."""
_WORD = "x"
"""A word that `'` does not bind, to stand before a gap or behind it."""


class _Model(NamedTuple):
    """What `ctok` asks of its own model while it writes the marked stream."""

    frame_bow: bool
    allcaps_min: int | None


class Gaps:
    """Costs of gaps over one vocabulary."""

    def __init__(self, tiler: Tiler, capitals: int | None) -> None:
        self._tile = tiler.tile
        self._stretches = Memory(tiler.tile, room=_STRETCHES)
        self._framed = _Model(frame_bow=True, allcaps_min=capitals)
        self._unframed = _Model(frame_bow=False, allcaps_min=capitals)
        self._word = tiler.tile(f"{BOW_G}{_WORD}{EOW_G}")

    def cost(self, gap: str, *, after_word: bool) -> int:
        """Tokens of `gap` behind a word, or behind what writes no marker.

        A word follows, unless the gap ends with digits, an ideograph or a newline,
        which do not care what follows.
        """
        if not gap:
            return 0
        patterns = characters.patterns(gap)
        if patterns.odd.search(gap):
            return self.odd_cost(gap, after_word=after_word)
        runs = patterns.run.findall(gap)
        last = runs[-1]
        # A lone quote before a word gives its marker up, and the space before it stays.
        if last == "'" or last[0] == "0" or patterns.ideograph.match(last):
            runs.pop()
            return self._stretches[last] + self._plain_cost(
                runs, "", after_word=after_word
            )
        return self._plain_cost(runs, _WORD, after_word=after_word)

    def odd_cost(self, text: str, *, after_word: bool) -> int:
        """As `cost`, for any `text` that does not end within a word."""
        before = _WORD if after_word else "\t" if text[0] == "\n" else "\n"
        stream = stream_norm(f"{before}{text}{_WORD}", self._unframed)
        return self._tile(stream) - self._word - (self._word if after_word else 1)

    def head_cost(self, head: str) -> int:
        """As `cost`, for the first gap of a message whose frame ends in a marker.

        The marker that starts a word stands open there. It counts as a space before
        what follows it; what has no use for it leaves it a token of its own.
        """
        patterns = characters.patterns(head)
        if patterns.odd.search(head):
            stream = stream_norm(head + _WORD, self._framed, raw_head_space=False)
            return self._tile(stream) - self._word
        tokens = self.cost(f" {head}", after_word=False)
        alone = head == "'" or head[0] in _SPACES or head[0] == "0"
        if alone or patterns.ideograph.match(head):
            return tokens
        return tokens - 1

    def _plain_cost(self, runs: list[str], follower: str, *, after_word: bool) -> int:
        """Tokens of alternating white space and punctuation.

        `follower` is a word, or empty for what writes no marker. Punctuation marks each
        side on which a space borders it, but not before two or more. A single space
        between two markers is not written.
        """
        tokens = 0
        ended = after_word
        before = ""
        for run, after in zip(runs, [*runs, follower][1:], strict=True):
            if run[0] in _SPACES:
                if not (run == " " and ended and after):
                    tokens += self._stretches[run]
                ended = False
            else:
                ended = after[:1] == " " and after[:2] != "  "
                start = BOW_G if before == " " else ""
                end = EOW_G if ended else ""
                tokens += self._stretches[f"{start}{run}{end}"]
            before = run[-1]
        return tokens
