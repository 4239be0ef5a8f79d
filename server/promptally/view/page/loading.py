"""What each tool's sessions carry of the instruction files, a table for each tool."""

from promptally import counts
from promptally.view import wording
from promptally.view.loading.sessions import Session, sessions
from promptally.view.loading.values import Load, ToolLoad
from promptally.view.page.markup import Markup, breakable, element, row, table
from promptally.view.page.material import Material

_MOST_ROWS = 50
"""Rows of a table before the rest is only counted."""

_MOST_ROOTS = 20
"""Roots with tables before the rest is only counted."""


def section(material: Material) -> list[Markup]:
    """What is loaded always and what on use; nothing where no agent is instructed."""
    found = sessions(
        {
            path: file.instructions
            for path, file in material.files.items()
            if file.instructions
        }
    )
    if not found:
        return []
    said = (
        "What agents load of these files: always, from a session's first request on, or"
        " on use. The numbers are Claude's, whatever the tool; the tools' own prompts"
        " and your personal files come on top."
    )
    return [
        element("h2", "What sessions carry", id_="sessions"),
        element("p", said, class_="soft"),
        *(part for each in found[:_MOST_ROOTS] for part in _session(each, material)),
        *_more(len(found) - _MOST_ROOTS, "more root"),
    ]


def _more(left: int, noun: str) -> list[Markup]:
    if left <= 0:
        return []
    return [element("p", f"… and {wording.plural(left, noun)}.", class_="soft")]


def _session(session: Session, material: Material) -> list[Markup]:
    rows = [
        row(
            tool.tool,
            wording.number(tool.carried),
            wording.number(counts.total([load.count for load in tool.on_use])),
            numbers=2,
        )
        for tool in session.tools
    ]
    where = f" in {wording.safe(session.root, 200)}" if session.root else ""
    caption = f"Tokens of a session that starts{where or ' in the root'}, by tool"
    head = ("tool", "always", "on use, all together")
    return [
        table(caption, head, rows, numbers=2),
        *(_tool(tool, where, material) for tool in session.tools),
    ]


def _tool(tool: ToolLoad, where: str, material: Material) -> Markup:
    loads = [*tool.always, *tool.on_use]
    shown = loads[:_MOST_ROWS]
    caption = f"{tool.tool}{where}: what is always loaded, then what comes on use"
    return element(
        "details",
        element("summary", f"{tool.tool}{where}: {_summary(tool)}"),
        [element("p", tool.note)] if tool.note else [],
        table(
            caption,
            ("file", "when", "tokens"),
            [_row(load, material) for load in shown],
            numbers=1,
        ),
        _more(len(loads) - len(shown), "more row"),
    )


def _summary(tool: ToolLoad) -> str:
    always = wording.tokens(tool.carried) if tool.always else "nothing"
    more = wording.plural(len(tool.on_use), "text") if tool.on_use else "nothing"
    return f"{always} always, {more} on use"


def _row(load: Load, material: Material) -> Markup:
    is_known = load.file in material.files
    return row(
        [
            breakable(wording.safe(load.file, 200)),
            element("span", load.part, class_="place") if load.part else "",
        ],
        wording.safe(load.when, 300) or "always",
        wording.number(load.count),
        numbers=1,
        file=load.file if is_known else "",
        line=1,
    )
