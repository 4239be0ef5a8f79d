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

    `lead` are the sentences that stand above the parts. `whole` are the tokens that
    shares are of; `growth` heads the parts' growth, if there is any. `rows` are an
    excerpt of the parts, `left_out` are the others.
    """

    headline: str
    lead: Sequence[str]
    whole: int
    rows: Sequence[Row]
    left_out: int
    growth: str
    models: Sequence[ModelRow]
    details: Sequence[str]


def markdown(table: Table) -> str:
    """The hover as Markdown."""
    growth = [wording.markdown(table.growth)] if table.growth else []
    lines = [f"**{wording.markdown(table.headline)}**", ""]
    lines += [" ".join(wording.markdown(s, _LONGEST_DETAIL) for s in table.lead), ""]
    lines.append(_cells("part", "tokens", "share", "up to here", *growth))
    lines.append(f"|:--|--:|--:|--:|{'--:|' if growth else ''}")
    lines += [_row(row, table) for row in table.rows]
    if table.left_out:
        lines += ["", f"… and {wording.plural(table.left_out, 'more part')}"]
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
    width = max((len(row.label) for row in table.rows), default=0)
    lead = [wording.safe(s, _LONGEST_DETAIL) for s in table.lead]
    lines = [wording.safe(table.headline), *lead, ""]
    for row in table.rows:
        line = (
            f"{'>' if row.is_here else ' '} {row.label:{width}}  "
            f"{wording.number(row.counted):>10}  "
            f"{wording.share(row.counted.tokens or 0, table.whole):>6}"
            f"  {row.running:>9,}"
        )
        lines.append(f"{line}  {row.growth:>7}".rstrip() if table.growth else line)
    if table.left_out:
        lines.append(f"  … and {wording.plural(table.left_out, 'more part')}")
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


def excerpt(n_rows: int, here: int) -> slice:
    """Which of so many rows a hover shows: those around the one `here`."""
    start = min(max(here - _MOST_ROWS // 2, 0), max(n_rows - _MOST_ROWS, 0))
    return slice(start, min(start + _MOST_ROWS, n_rows))
