"""Tokens of text over one vocabulary: the sum over its chunks, each reckoned once."""

from collections.abc import Iterable

from promptally.counting.tokenizer import characters, vocabulary
from promptally.counting.tokenizer.canonical import canonical
from promptally.counting.tokenizer.gaps import Gaps
from promptally.counting.tokenizer.memory import Memory
from promptally.counting.tokenizer.tiling import Tiler
from promptally.counting.tokenizer.words import spelled

_BLOCK = 1 << 16
"""Code points cut into chunks at a time."""
_FORESIGHT = 3
"""Code points behind a border that decide on it: `'` may go on with `re` and no more.
"""
_GAPS, _CHUNKS, _PARTS = 500_000, 3_000_000, 4_000_000
"""Bytes for a half of what is remembered of each."""
_LONGEST_PART = 2_000
"""Code points of a part of a text that is remembered as a whole."""
_IDEOGRAPH = "\u4e00"
"""Any of them: a gap does not care which one it ends with."""


class Counter:
    """Tokens of texts over one vocabulary.

    It remembers gaps, chunks and whole parts of texts, so that a text seen before, or
    one much like it, costs a look for each word.
    """

    def __init__(self, file: str) -> None:
        read = vocabulary.load(file)
        tiler = Tiler(read)
        self.overhead = read.overhead
        self.tile = tiler.tile
        self._fold_quotes = read.fold_quotes
        self._capitals = read.capitals
        self._costs = tiler.costs
        self._gaps = Gaps(tiler, read.capitals)
        self._after_word = Memory(self._gap, room=_GAPS)
        self._chunks = Memory(self._chunk, room=_CHUNKS)
        self._between = Memory(self._stretch, room=_CHUNKS)
        self._parts = Memory(self._part, room=_PARTS, longest=_LONGEST_PART)

    def canonical(self, text: str) -> str:
        """`text` as this vocabulary reads it."""
        return canonical(text, fold_quotes=self._fold_quotes)

    def count_parts(self, parts: Iterable[str]) -> int:
        """Tokens of texts that need not be canonical; each ends with a newline."""
        return sum(map(self._parts.__getitem__, parts))

    def count(self, body: str, block: int = _BLOCK) -> int:
        """Tokens of canonical text that ends with a newline.

        Before it stands what writes no marker: a newline, an ideograph, nothing.
        `block` is how many code points are cut into chunks at a time.
        """
        if body.isascii():
            return self._count(body, block)
        *others, last = characters.unicode().ideographs.split(body)
        # All at once, as the costs of the ideographs in place of them.
        costs = "".join(others[1::2]).translate(self._costs)
        between = sum(map(self._between.__getitem__, others[::2]))
        return _sum(costs) + between + self._count(last, block)

    def count_after_marker(self, body: str) -> int:
        """As `count`, but behind a frame that ends with a start-of-word marker."""
        patterns = characters.patterns(body)
        # A word has its own marker, and a space is one.
        if body[0] == " " or patterns.first_word(body):
            return self.count(body)
        head = patterns.first_chunk(body)
        return self._gaps.head_cost(head) + self.count(body[len(head) :])

    def _count(self, body: str, block: int = _BLOCK) -> int:
        """As `count`, for text without ideographs, or with one at its end."""
        find = characters.patterns(body).chunk.findall
        cost = self._chunks.__getitem__
        tokens = at = 0
        size = block
        while at + size < len(body):
            chunks = find(body, at, at + size)
            unsure = 0
            while chunks and unsure <= _FORESIGHT:
                unsure += len(chunks.pop())
            if chunks:
                tokens += sum(map(cost, chunks))
                at += size - unsure
                size = block
            else:
                size *= 2
        return tokens + sum(map(cost, find(body, at)))

    def _part(self, part: str) -> int:
        return self.count(self.canonical(part))

    def _stretch(self, stretch: str) -> int:
        """Tokens of what stands before an ideograph, and behind another."""
        if characters.patterns(stretch).word.fullmatch(stretch):
            return self._word(stretch) if stretch else 0
        return self._count(stretch + _IDEOGRAPH) - self._costs[ord(_IDEOGRAPH)]

    def _chunk(self, chunk: str) -> int:
        if chunk.isascii():
            gap = chunk.lstrip(characters.ASCII_LETTERS)
            word = chunk[: len(chunk) - len(gap)]
        else:
            word = characters.unicode().first_word(chunk)
            gap = chunk[len(word) :]
            if gap[:1] == "'" and gap[1:2].isalpha() and not word.isascii():
                # Whether `'s` is bound to a word hangs on the kind of its last letter.
                return self._gaps.odd_cost(chunk, after_word=False)
        if not word:
            return self._gaps.cost(chunk, after_word=False)
        return self._word(word) + self._after_word[gap]

    def _word(self, word: str) -> int:
        return self.tile(spelled(word, self._capitals))

    def _gap(self, gap: str) -> int:
        return self._gaps.cost(gap, after_word=True)


def _sum(costs: str) -> int:
    """The sum of the code points of a string, which are from one to four."""
    return sum(cost * costs.count(chr(cost)) for cost in range(1, 5))
