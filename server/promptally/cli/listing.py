"""Rows in columns, as a table of `rich` would show them, at a tenth of its time.

A check may list thousands of files. Where the columns do not fit, that table is made:
nothing here folds a line.
"""

from collections.abc import Iterator, Sequence
from itertools import repeat, zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

_GAP = 2
"""Spaces between columns."""


class Column(NamedTuple):
    """A column by its heading; one that `is_foldable` gives way where room is short."""

    heading: str
    is_right: bool = False
    is_foldable: bool = False
    least: int = 0
    """Cells."""


class Cell(NamedTuple):
    """A text as it is shown, and the name of its style."""

    text: str
    style: str = ""


class Listing:
    """Rows of cells for a console. A row may end early."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
    ) -> None:
        headings = [Cell(column.heading, "bold") for column in columns]
        self._columns = columns
        self._rows = [headings, *rows]

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """The segments, or the table of `rich` if it has to fold something."""
        sizes = [[cell_len(cell.text) for cell in row] for row in self._rows]
        columns = zip_longest(*sizes, fillvalue=0)
        least = (column.least for column in self._columns)
        widths = [max(n, *column) for n, column in zip(least, columns, strict=False)]
        if sum(widths) + _GAP * (len(widths) - 1) > options.max_width:
            yield self._table()
            return
        lines = map(self._line, self._rows, sizes, repeat(widths))
        if console.color_system is None:
            # No style is to be seen then, and one segment is written at once.
            yield Segment("".join(cell.text for line in lines for cell in line))
            return
        styles = {c.style: Style.parse(c.style) for row in self._rows for c in row}
        styles[""] = Style.null()
        for line in lines:
            for cell in line:
                yield Segment(cell.text, styles[cell.style])

    def _line(
        self, row: Sequence[Cell], sizes: Sequence[int], widths: Sequence[int]
    ) -> Iterator[Cell]:
        waiting = 0
        for column, cell, size, width in zip(
            self._columns, row, sizes, widths, strict=False
        ):
            missing = width - size
            before = waiting + missing * column.is_right
            if before:
                yield Cell(" " * before)
            if cell.text:
                yield cell
            waiting = _GAP + missing * (not column.is_right)
        rest = sum(widths[len(row) :]) + _GAP * (len(widths) - len(row))
        yield Cell(" " * (waiting - _GAP + rest) + "\n")

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, show_edge=False)
        for column in self._columns:
            table.add_column(
                column.heading,
                justify="right" if column.is_right else "left",
                overflow="fold" if column.is_foldable else "ellipsis",
                no_wrap=not column.is_foldable,
                min_width=column.least or None,
            )
        for row in self._rows[1:]:
            table.add_row(*[Text(cell.text, style=cell.style) for cell in row])
        return table
