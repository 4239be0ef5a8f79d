"""Tokens of canonical text: the sum over its chunks, each reckoned once."""

from promptally.counting.tokenizer import characters, vocabulary
from promptally.counting.tokenizer.gaps import Gaps
from promptally.counting.tokenizer.memory import Memory
from promptally.counting.tokenizer.tiling import Tiler
from promptally.counting.tokenizer.words import spelled

_BLOCK = 1 << 16
"""Code points cut into chunks at a time."""


_BLOCK = 1 << 16
_FORESIGHT = 3
"""Code points behind a border that decide on it: `'` may go on with `re` and no more.
"""


class Counter:
    """Tokens of texts over one vocabulary.

    It remembers words, gaps and whole chunks, so that a text seen before, or one much
    like it, costs a look for each word.
    """

    def __init__(self, file: str) -> None:
        read = vocabulary.load(file)
        tiler = Tiler(read)
        capitals = read.capitals
        self.overhead = read.overhead
        self.fold_quotes = read.fold_quotes
        self.tile = tiler.tile
        self._characters = tiler.characters
        self._gaps = gaps = Gaps(tiler, capitals)
        self._words = Memory(lambda word: tiler.tile(spelled(word, capitals)))
        self._after_word = Memory(lambda gap: gaps.cost(gap, after_word=True))
        self._chunks = Memory(self._chunk)

    def count(self, body: str, block: int = _BLOCK) -> int:
        """Tokens of canonical text that ends with a newline.

        Before it stands what writes no marker: a newline, an ideograph, nothing.
        `block` is how many code points are cut into chunks at a time.
        """
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

    def count_after_marker(self, body: str) -> int:
        """As `count`, but behind a frame that ends with a start-of-word marker."""
        patterns = characters.patterns(body)
        # A word has its own marker, and a space is one.
        if body[0] == " " or patterns.first_word(body):
            return self.count(body)
        head = patterns.first_chunk(body)
        return self._gaps.head_cost(head) + self.count(body[len(head) :])

    def _chunk(self, chunk: str) -> int:
        patterns = characters.patterns(chunk)
        if len(chunk) == 1 and patterns.ideograph.match(chunk):
            return self._characters[chunk]
        word = patterns.first_word(chunk)
        if not word:
            return self._gaps.cost(chunk, after_word=False)
        gap = chunk[len(word) :]
        if gap[:1] == "'" and gap[1:2].isalpha() and not word.isascii():
            # Whether `'s` is bound to a word hangs on the kind of its last letter.
            return self._gaps.odd_cost(chunk, after_word=False)
        return self._words[word] + self._after_word[gap]
