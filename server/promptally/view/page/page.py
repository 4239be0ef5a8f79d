"""The whole page: one file that needs no network and no other file.

Whatever comes from a prompt file is escaped by `markup`. The page's own style and
script are named to the browser by their digests; it may load and run nothing else.
"""

import hashlib
from base64 import b64encode

from promptally.view.page import costs, drawing, sections
from promptally.view.page.markup import Markup, element
from promptally.view.page.material import Material
from promptally.view.page.script import SCRIPT
from promptally.view.page.style import STYLE
from promptally.view.page.tree import Node, gathered, tree

_LEAST_SHARE = 1 / 300
"""Of all tokens: what is smaller shares a box with others of its folder or file."""

_ROW = "part-"

TITLE = "Where the tokens go"


def page(material: Material) -> str:
    """The HTML of the report, from its doctype to its last line."""
    root = tree(material.analyses)
    document = element("html", _head(), _body(material, root), lang="en")
    return f"<!doctype html>\n{document}\n"


def _head() -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{TITLE} · Promptally"),
        element("style", Markup(STYLE)),
    )


def _policy() -> str:
    return (
        f"default-src 'none'; style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _body(material: Material, root: Node) -> Markup:
    return element(
        "body",
        element("a", "Skip the picture", href="#heaviest", class_="skip"),
        element(
            "main",
            element("h1", TITLE),
            element("p", "Prompts for Claude, counted by Promptally.", class_="soft"),
            sections.totals(material),
            _treemap(root),
            sections.heaviest(root),
            sections.budgets(material),
            costs.section(material),
            sections.models(material),
            sections.failures(material),
        ),
        element("script", Markup(SCRIPT)),
    )


def _treemap(root: Node) -> list[Markup]:
    heading = element("h2", "By folder, file and part", id_="treemap")
    if not root.tokens:
        return [heading, element("p", "There are no tokens to show.")]
    drawn = gathered(root, root.tokens * _LEAST_SHARE)
    return [
        heading,
        drawing.legend(drawn),
        drawing.svg(drawn, drawing.WIDE, "wide", _ROW),
        drawing.svg(drawn, drawing.NARROW, "narrow", _ROW),
        drawing.alternative(drawn, _ROW),
    ]
