"""HTML elements as values, so that nothing gets into a page without being escaped.

It knows no element but those that have no end, and checks no nesting.
"""

import html
import re
from collections.abc import Iterable


class Markup(str):
    """Text that is HTML already. Everything else is escaped."""

    __slots__ = ()


type Child = str | Iterable[str]

_VOID = frozenset({"input", "meta", "wbr"})

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What HTML may not hold, and what would turn the reading direction of a page."""


def escaped(text: str) -> Markup:
    """The text as HTML, in content and in quoted attributes alike."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)))


def joined(parts: Iterable[str]) -> Markup:
    """The parts, one behind the other."""
    return Markup("".join(escaped(part) for part in parts))


def breakable(path: str) -> Markup:
    """A path that a narrow window may break behind a slash and before a dot."""
    parts = _BREAK.split(path)
    return Markup(element("wbr").join(escaped(part) for part in parts))


_BREAK = re.compile(r"(?<=[/_])(?!\Z)|(?<=\w)(?=\.\w)")


def element(tag: str, *children: Child, **attributes: str | float | None) -> Markup:
    """An element with its attributes and children.

    `class_` is `class`, underscores are hyphens, `None` leaves an attribute out and
    the empty text states it without a value.
    """
    named = "".join(
        f" {name}" if value == "" else f' {name}="{_value(value)}"'
        for key, value in attributes.items()
        if (name := key.rstrip("_").replace("_", "-")) and value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{named}>")
    inside = "".join(
        escaped(child) if isinstance(child, str) else joined(child)
        for child in children
    )
    return Markup(f"<{tag}{named}>{inside}</{tag}>")


def _value(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else escaped(str(value))


def table(
    caption: str,
    head: Iterable[str],
    rows: Iterable[Markup],
    *,
    numbers: int = 0,
    class_: str = "scroll",
) -> Markup:
    """A table in a box that scrolls by itself; its last `numbers` columns are numbers.

    A keyboard has to reach the box to scroll it.
    """
    titles = list(head)
    first = len(titles) - numbers
    cells = [
        element("th", title, scope="col", class_="n" if at >= first else None)
        for at, title in enumerate(titles)
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", cells)),
            element("tbody", rows),
        ),
        class_=class_,
        role="region",
        aria_label=caption,
        tabindex=0,
    )


def row(
    name: Child,
    *cells: Child,
    numbers: int = 0,
    id_: str | None = None,
    file: str = "",
    line: int | None = None,
) -> Markup:
    """A row whose first cell is its heading; the last `numbers` cells are numbers.

    `file` and `line` say what it is about, for an editor that opens it.
    """
    first = len(cells) - numbers
    return element(
        "tr",
        element("th", name, scope="row"),
        [
            element("td", cell, class_="n" if at >= first else None)
            for at, cell in enumerate(cells)
        ],
        id_=id_,
        data_file=file or None,
        data_line=str(line) if file and line is not None else None,
    )
