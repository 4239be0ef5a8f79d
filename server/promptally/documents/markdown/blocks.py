"""Where the headings, the code and the comments of a Markdown text stand.

One regular expression takes a whole block at a time, so that the work is done in C;
the loop around it only remembers whether it is in a list. It finds no inline markup,
and it differs from CommonMark on purpose:

- A heading in a list item or in a block quote is text: nobody means a section by it.
- XML tags hide nothing: `# Rules` right under `<instructions>` is a heading, and
  `---` under lines that open with a tag is a rule, not an underline.
- One `-` under a paragraph is the start of a list that somebody types, no underline.
- Link reference definitions are paragraphs, and what ends a paragraph inside of a list
  item or a block quote is not followed into it: lines below it without an indentation
  may be taken for the rest of that paragraph.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from promptally.documents.markdown import grammar
from promptally.text import Span


class Heading(NamedTuple):
    """A heading: its `level` from 1 to 6, its whole lines, and its words."""

    level: int
    span: Span
    title: str


class Blocks(NamedTuple):
    """What `scan` finds, each in text order, in spans of whole lines."""

    headings: tuple[Heading, ...] = ()
    code: tuple[Span, ...] = ()
    """Fenced and indented code, the fences included."""
    comments: tuple[Span, ...] = ()
    """HTML comments that open a line, to the end of the line that closes them."""


def scan(text: str, start: int = 0, end: int | None = None) -> Blocks:
    """The blocks of `text` from `start`, the start of a line, up to `end`."""
    stop = len(text) if end is None else end
    reader = _Reader(text=text, end=stop)
    position = start
    while position < stop:
        position = reader.read(position)
    return Blocks(tuple(reader.headings), tuple(reader.code), tuple(reader.comments))


@dataclass(slots=True)
class _Reader:
    """A text that is being scanned, and what was found in it so far."""

    text: str
    end: int
    content_column: int = 0
    """Where the text of the current list item starts; 0 outside of lists."""
    headings: list[Heading] = field(default_factory=list)
    code: list[Span] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)

    def read(self, position: int) -> int:
        """Take the block at `position`; where the next one starts."""
        block = grammar.BLOCK.match(self.text, position, self.end)
        assert block is not None, "a paragraph takes any line"
        kind = block.lastgroup
        if kind == "blank":
            return block.end()
        if kind == "prose":
            self.content_column = 0
            return block.end()
        nested = self._is_nested(position)
        if kind in {"gap", "next"}:
            return self._item(block, nested=nested)
        if nested:
            return self._nested(block)
        self.content_column = 0
        return self._top(block)

    def _is_nested(self, position: int) -> bool:
        return (
            self.content_column > 0
            and _column(self.text, position) >= self.content_column
        )

    def _top(self, block: re.Match[str]) -> int:
        match block.lastgroup:
            case "title":
                self._atx(block)
            case "underline":
                self._setext(block)
            case "indented":
                self.code.append(Span(*block.span()))
            case "fence":
                return self._code(grammar.FENCED, block.start())
            case "comment":
                return self._comment(block)
        return block.end()

    def _nested(self, block: re.Match[str]) -> int:
        """Text of a list item: only its code is of interest here."""
        match block.lastgroup:
            case "fence":
                return self._code(_fenced_from(self.content_column), block.start())
            case "indented":
                return self._indented_in_item(block)
            case "underline" if "-" in block["underline"]:
                if not self._is_nested(block.start("underline")):
                    self.content_column = 0
        return block.end()

    def _indented_in_item(self, block: re.Match[str]) -> int:
        fence = grammar.INDENTED_FENCE.search(self.text, *block.span())
        if fence:
            return self._code(_fenced_from(self.content_column), fence.start())
        if _column(self.text, block.start()) >= self.content_column + 4:
            return block.end()
        if grammar.INDENTED_HEADING.search(self.text, *block.span()):
            return block.end()
        further = grammar.LAZY.match(self.text, block.end(), self.end)
        return further.end() if further else block.end()

    def _item(self, block: re.Match[str], *, nested: bool) -> int:
        if block["next"]:
            self.content_column = len(block["next"])
        elif not nested:
            self.content_column = _content_column(block)
        content = block.end("gap")
        if self.text.startswith(("```", "~~~"), content) and not block["next"]:
            return self._code(_fenced_from(self.content_column), content)
        return block.end()

    def _atx(self, block: re.Match[str]) -> None:
        hashes, words = block.group("atx", "title")
        title = words.strip(" \t")
        if title.endswith("#"):
            title = grammar.CLOSING_HASHES.sub("", title).rstrip(" \t")
        self.headings.append(Heading(len(hashes), Span(*block.span()), title))

    def _setext(self, block: re.Match[str]) -> None:
        level = 1 if "=" in block["underline"] else 2
        title = " ".join(block["paragraph"].split())
        self.headings.append(Heading(level, Span(*block.span()), title))

    def _code(self, fenced: re.Pattern[str], start: int) -> int:
        block = fenced.match(self.text, start, self.end)
        assert block is not None, "the same fence has just been seen"
        self.code.append(Span(*block.span()))
        return block.end()

    def _comment(self, block: re.Match[str]) -> int:
        # `<!-->` is a whole comment, so the dashes that open it may close it.
        closing = self.text.find("-->", block.start("comment") + 2, self.end)
        if closing < 0:
            return self.end
        last = grammar.LINE.match(self.text, closing, self.end)
        assert last is not None, "the end of a line is never far"
        self.comments.append(Span(block.start(), last.end()))
        return last.end()


@lru_cache(maxsize=64)
def _fenced_from(column: int) -> re.Pattern[str]:
    return grammar.fenced_in_item(column)


def _column(text: str, position: int) -> int:
    """How far the line at `position` is indented, in columns."""
    found = grammar.INDENTATION.match(text, position)
    return len(found[0].expandtabs(4)) if found else 0


def _content_column(block: re.Match[str]) -> int:
    """The column of the text behind the marker of a list item."""
    marker_end = block.end("marker") - block.start()
    line = block.string[block.start() : block.end("gap")]
    gap = len(line.expandtabs(4)) - marker_end
    is_empty = block.string[block.end("gap") : block.end("gap") + 1] in "\r\n"
    return marker_end + (1 if is_empty or gap > 4 else gap)
