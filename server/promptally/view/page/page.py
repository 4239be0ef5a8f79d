"""The whole page: one file that needs no network and no other file.

Whatever comes from a prompt file is escaped by `markup`. The page's own style and
script are named to the browser by their digests; it may load and run nothing else.
In the panel of an editor a nonce takes the place of the digests.
"""

import hashlib
from base64 import b64encode

from promptally.view.page import costs, drawing, loading, sections
from promptally.view.page.markup import Markup, element
from promptally.view.page.material import Material
from promptally.view.page.script import PANEL_SCRIPT, SCRIPT
from promptally.view.page.style import PANEL_STYLE, STYLE
from promptally.view.page.tree import Node, gathered, tree

_LEAST_SHARE = 1 / 300
"""Of all tokens: what is smaller shares a box with others of its folder or file."""

_ROW = "part-"

TITLE = "Where the tokens go"


def page(material: Material, nonce: str = "") -> str:
    """The HTML of the report, from its doctype to its last line.

    With a `nonce`, letters and digits that nobody can guess, it is for a panel of VS
    Code: the editor's colours, a button, and boxes and rows that open their files.
    """
    root = tree({path: file.node for path, file in material.files.items()})
    document = element("html", _head(nonce), _body(material, root, nonce), lang="en")
    return f"<!doctype html>\n{document}\n"


def _head(nonce: str) -> Markup:
    style = STYLE + PANEL_STYLE if nonce else STYLE
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(nonce)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{TITLE} · Promptally"),
        element("style", Markup(style), nonce=nonce or None),
    )


def _policy(nonce: str) -> str:
    style = f"'nonce-{nonce}'" if nonce else _digest(STYLE)
    script = f"'nonce-{nonce}'" if nonce else _digest(SCRIPT)
    return (
        f"default-src 'none'; style-src {style}; script-src {script};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _body(material: Material, root: Node, nonce: str) -> Markup:
    script = SCRIPT + PANEL_SCRIPT if nonce else SCRIPT
    return element(
        "body",
        element("a", "Skip the picture", href="#heaviest", class_="skip"),
        element(
            "main",
            [_REFRESH] if nonce else [],
            element("h1", TITLE),
            element("p", "Prompts for Claude, counted by Promptally.", class_="soft"),
            sections.totals(material),
            _treemap(root),
            sections.heaviest(root),
            loading.section(material),
            sections.budgets(material),
            costs.section(material),
            sections.models(material),
            sections.failures(material),
        ),
        element("script", Markup(script), nonce=nonce or None),
    )


_REFRESH = element(
    "button", "Refresh", id_="refresh", type="button", class_="bar-of-panel"
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
