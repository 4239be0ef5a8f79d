r"""The regular expressions of Markdown blocks.

Every repetition that could be retried is possessive, so that no text takes longer
than linear time. Lines end at `\n`, `\r\n` and `\r`.
"""

import re

_NEWLINE = r"(?:\r\n?|\n)"
_STOP = r"(?=[\r\n]|\Z)"
_LINE = r"[^\r\n]*+(?:\r\n?|\n|\Z)"
_NOT_BLANK = rf"(?![ \t]*+{_STOP})"

_HASHES = "#{1,6}+"
_ATX = rf"{_HASHES}(?=[ \t\r\n]|\Z)"
_FENCE = rf"(?:`{{3,}}+(?=[^`\r\n]*+{_STOP})|~{{3,}}+)"
_RULE = rf"(?:(?:\*[ \t]*+){{3,}}+|(?:-[ \t]*+){{3,}}+|(?:_[ \t]*+){{3,}}+){_STOP}"
_UNDERLINE = rf"(?:=++|--++)[ \t]*+{_STOP}"
_MARKER = r"(?:[-*+]|\d{1,9}+[.)])(?=[ \t\r\n]|\Z)"
_INTERRUPTING_MARKER = r"(?:[-*+]|1[.)])[ \t]++(?=[^ \t\r\n])"

_BREAKS = rf"{_ATX}|{_FENCE}|{_RULE}|>|<!--"
_CONTINUED = (
    rf"(?:{_NOT_BLANK}(?! {{0,3}}+(?:{_BREAKS}|{_UNDERLINE}|{_INTERRUPTING_MARKER}))"
    rf"{_LINE})*+"
)
"""The further lines of a paragraph."""


def _lazily(unless: str = "") -> str:
    """The lines that continue a paragraph inside a list item or a block quote."""
    return rf"(?:{_NOT_BLANK}(?! {{0,3}}+(?:{_BREAKS}|{_MARKER})){unless}{_LINE})*+"


def _opening(lazy: str) -> str:
    """The text behind the mark of a list item or a block quote, with such lines."""
    return rf"(?:(?!{_BREAKS}|{_STOP}){_LINE}{lazy}|{_LINE})"


_LAZY = _lazily(rf"(?![ \t]++(?:{_FENCE}|{_ATX}))")
_ITEM_TEXT = _opening(_LAZY)
_QUOTED = _opening(_lazily())
_NESTED = rf"(?:[ ]{{2,}}+(?!\t|{_STOP}|{_FENCE}){_ITEM_TEXT})*+"
"""The lines in an item of a list of bullets in the first column."""

BLOCK = re.compile(
    rf"(?P<blank>(?:[ \t]*+{_NEWLINE})++|[ \t]++\Z)"
    rf"|(?P<prose>(?:(?>[^\W\d_]{_LINE}{_CONTINUED})(?! {{0,3}}+{_UNDERLINE})"
    rf"(?:[ \t]*+{_NEWLINE})*+)++)"
    rf"|(?P<indented>(?:(?:[ ]{{4}}| {{0,3}}\t){_NOT_BLANK}{_LINE})++)"
    rf"| {{0,3}}(?:"
    rf"(?P<atx>{_HASHES})(?=[ \t\r\n]|\Z)(?P<title>[^\r\n]*+){_LINE}"
    rf"|(?P<fence>{_FENCE}){_LINE}"
    rf"|(?P<comment><!--){_LINE}"
    rf"|(?P<rule>{_RULE}){_LINE}"
    rf"|(?P<marker>{_MARKER})(?P<gap>[ \t]*+){_ITEM_TEXT}"
    rf"(?:(?!{_RULE})(?P<next>[-*+] )(?![ \t\r\n]|{_FENCE}){_ITEM_TEXT}{_NESTED})*+"
    rf"|(?P<quote>>)[ \t]*+{_QUOTED}"
    rf"|(?P<tag></?[A-Za-z][^<>\r\n]*+>[ \t]*+{_STOP}){_LINE}"
    rf"(?:{_NOT_BLANK}(?! {{0,3}}+(?:{_ATX}|{_FENCE}|<!--)){_LINE})*+"
    rf"|(?P<paragraph>{_LINE}{_CONTINUED})"
    rf"(?P<underline> {{0,3}}+{_UNDERLINE}{_LINE})?+"
    rf")"
)
"""One block at the start of a line; `lastgroup` tells which.

`title` stands for a heading with hashes, `underline` for one with an underline, `gap`
for a list item, and `next` for a run of bullets in the first column: most lists are
nothing else, and what is taken together costs least. So `prose` is a run of paragraphs
in the first column that open with a letter.
"""

LINE = re.compile(_LINE)
"""The rest of a line with what ends it."""

LAZY = re.compile(_LAZY)
"""Further lines of a paragraph in a list item that are not indented as it is."""

INDENTATION = re.compile(r"[ \t]*+")

_BLANK_OR_UNDERLINE = (
    rf"(?:[ \t]*+{_STOP}|(?P<underline> {{0,3}}+{_UNDERLINE})|{_INTERRUPTING_MARKER})"
)
_UNDERLINE_OR_BLANK = re.compile(rf"\n(?=[ \t\r\n=\-]|\Z){_BLANK_OR_UNDERLINE}")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_UNDERLINE_OR_BLANK_ANYWHERE = re.compile(rf"(?:\r\n?+|\n){_BLANK_OR_UNDERLINE}")
"""Where a lone carriage return ends lines, which takes seven times as long."""

CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))#++$")
"""The hashes that may close a heading, in its stripped title."""

INDENTED_HEADING = re.compile(rf"(?<![^\r\n])[ \t]*+{_ATX}{_LINE}\Z")
"""A heading in the last line, however far indented."""

INDENTED_FENCE = re.compile(rf"(?<![^\r\n])[ \t]*+{_FENCE}")
"""A fence at the start of a line, however far indented."""


def _fenced(indented: str, opening: str, closing: str) -> re.Pattern[str]:
    last = rf"{closing}(?P=fence)[`~]*+[ \t]*+{_STOP}"
    return re.compile(
        rf"{opening}(?P<fence>`{{3,}}+|~{{3,}}+){_LINE}"
        rf"(?:(?!\Z)(?!{last}){indented}{_LINE})*+(?:{last}{_LINE})?+"
    )


FENCED = _fenced("", " {0,3}+", " {0,3}+")
"""A fenced code block, to the end of the text where nothing closes it."""


def fenced_in_item(column: int) -> re.Pattern[str]:
    """A fenced code block in a list item whose text starts at `column`.

    It ends with the item: at the first line that is not indented as far.
    """
    indented = rf"(?:[ ]{{{column}}}|[ ]*+\t)"
    blank = rf"[ \t]*+{_STOP}"
    return _fenced(rf"(?={indented}|{blank})", r"[ \t]*+", rf"{indented}[ \t]*+")


def is_underlined(text: str, place: int) -> bool:
    """Whether an underline may make a heading of the paragraph that `place` is in.

    `place` is the end of a line. Only what follows up to an empty line, or to the item
    of a list, is looked at.
    """
    lines_end_oddly = _LONE_RETURN.search(text, place) is not None
    pattern = _UNDERLINE_OR_BLANK_ANYWHERE if lines_end_oddly else _UNDERLINE_OR_BLANK
    found = pattern.search(text, place)
    return found is not None and found["underline"] is not None
