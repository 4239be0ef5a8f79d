"""A hover's tables and sentences as Markdown, and for clients that show plain text.

What stands in them is decided by `hover`; here it is only written, and made harmless.
"""

from collections.abc import Sequence
from typing import NamedTuple

from promptally.counts import Count
from promptally.view import wording
from promptally.view.other_models import ModelRow

_MOST_ROWS = 24
"""Rows of the table: about what a hover window shows without scrolling."""

_LONGEST_DETAIL = 400
"""Code points of a sentence; it may quote what stands in the file."""


class Row(NamedTuple):
    """A line of the table. `running` is the sum of the tokens up to this part.

    `growth` is what became of the part since another commit: `+312`, or `new`.
    """

    label: str
    counted: Count
    running: int
    is_here: bool
    growth: str = ""


class Table(NamedTuple):
    """What a hover says: a headline, the parts, sentences, and other models.

    `whole` are the tokens that shares are of; `growth` heads the parts' growth, if
    there is any.
    """

    headline: str
    whole: int
    rows: Sequence[Row]
    growth: str
    models: Sequence[ModelRow]
    details: Sequence[str]


def markdown(table: Table) -> str:
    """The hover as Markdown."""
    shown, left_out = _excerpt(table.rows)
    growth = [wording.markdown(table.growth)] if table.growth else []
    lines = [f"**{wording.markdown(table.headline)}**", ""]
    lines.append(_cells("part", "tokens", "share", "up to here", *growth))
    lines.append(f"|:--|--:|--:|--:|{'--:|' if growth else ''}")
    lines += [_row(row, table) for row in shown]
    if left_out:
        lines += ["", f"… and {wording.plural(left_out, 'more part')}"]
    details = [f"- {wording.markdown(d, _LONGEST_DETAIL)}" for d in table.details]
    return "\n".join([*lines, "", *details, *_models(table.models)])


def _row(row: Row, table: Table) -> str:
    # A table cell loses plain spaces at its start.
    indent = "\N{NO-BREAK SPACE}" * 2 * (len(row.label) - len(row.label.lstrip()))
    label = wording.markdown(row.label)
    label = indent + (f"**{label}**" if row.is_here else label)
    share = wording.share(row.counted.tokens or 0, table.whole)
    growth = [wording.markdown(row.growth)] if table.growth else []
    number = wording.number(row.counted)
    return _cells(label, number, share, f"{row.running:,}", *growth)


_MODEL_HEAD = ("model", "tokens", "difference", "window", "a call")


def _models(rows: Sequence[ModelRow]) -> list[str]:
    if not rows:
        return []
    head = _cells(*_MODEL_HEAD)
    lines = [_cells(*map(wording.markdown, row)) for row in rows]
    return ["", head, "|:--|--:|--:|--:|--:|", *lines]


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def plain(table: Table) -> str:
    """The hover in lines, for a font whose letters are of one width."""
    shown, left_out = _excerpt(table.rows)
    width = max((len(row.label) for row in shown), default=0)
    lines = [wording.safe(table.headline), ""]
    for row in shown:
        line = (
            f"{'>' if row.is_here else ' '} {row.label:{width}}  "
            f"{wording.number(row.counted):>10}  "
            f"{wording.share(row.counted.tokens or 0, table.whole):>6}"
            f"  {row.running:>9,}"
        )
        lines.append(f"{line}  {row.growth:>7}".rstrip() if table.growth else line)
    if left_out:
        lines.append(f"  … and {wording.plural(left_out, 'more part')}")
    details = [wording.safe(d, _LONGEST_DETAIL) for d in table.details]
    return "\n".join([*lines, "", *details, *_plain_models(table.models)])


def _plain_models(rows: Sequence[ModelRow]) -> list[str]:
    if not rows:
        return []
    cells = [_MODEL_HEAD, *([wording.safe(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "",
        *(
            f"  {name:{widths[0]}}  "
            + "  ".join(
                f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)
            )
            for name, *rest in cells
        ),
    ]


def _excerpt(rows: Sequence[Row]) -> tuple[Sequence[Row], int]:
    """The rows around the one under the cursor, and how many are left out."""
    if len(rows) <= _MOST_ROWS:
        return rows, 0
    here = next((at for at, row in enumerate(rows) if row.is_here), 0)
    start = min(max(here - _MOST_ROWS // 2, 0), len(rows) - _MOST_ROWS)
    return rows[start : start + _MOST_ROWS], len(rows) - _MOST_ROWS
