"""A strict reader of HTML: what a browser would mend is a fault here."""

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = {"input", "meta", "wbr"}


class Element(NamedTuple):
    """An element with its attributes, where it stands among its parents, its text."""

    tag: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: list[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = []
        self.elements: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of {tag} stands twice"
        parents = tuple(each.tag for each in self.open)
        found = Element(tag, {name: value or "" for name, value in attrs}, parents, [])
        self.elements.append(found)
        if tag not in _VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"{tag} ends and never began"
        assert tag == self.open.pop().tag, f"{tag} ends inside another element"

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text.append(data)


def read(text: str) -> list[Element]:
    """All elements in order; every one of them is closed where it should be."""
    assert text.startswith("<!doctype html>\n")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
    return reader.elements


def texts(elements: list[Element], tag: str) -> list[str]:
    """The text of each element of that name."""
    return ["".join(each.text) for each in elements if each.tag == tag]
