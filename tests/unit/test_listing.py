"""Rows in columns look like a table of `rich`."""

import io
import random

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from promptally.cli.listing import Cell, Column, Listing

COLUMNS = (
    Column("file", is_foldable=True, least=24),
    Column("tokens", is_right=True),
    Column(""),
    Column("budget"),
)
TEXTS = (
    "a.md",
    "x" * 50,
    "日本/語.md",
    "e\u0301.md",
    "[red]x[/red]",
    ":smile:",
    "≈ 1,234",
)


def drawn(listing: Listing | Table, width: int) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, emoji=False)
    console.print(listing, crop=False)
    return out.getvalue()


def table(rows: list[list[Cell]]) -> Table:
    made = Table(box=None, pad_edge=False, show_edge=False)
    made.add_column("file", overflow="fold", min_width=24)
    made.add_column("tokens", justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    made.add_column("budget", no_wrap=True)
    for row in rows:
        made.add_row(*[Text(cell.text) for cell in row])
    return made


@pytest.mark.parametrize("width", [200, 60, 30])
@pytest.mark.parametrize("n_rows", range(5))
def test_rows_are_shown_as_a_table_shows_them(width: int, n_rows: int) -> None:
    chance = random.Random(n_rows)
    sizes = [chance.choice([2, 4]) for _ in range(n_rows)]
    rows = [[Cell(chance.choice(TEXTS)) for _ in range(size)] for size in sizes]
    assert drawn(table(rows), width) == drawn(Listing(COLUMNS, rows), width)


def test_a_style_colors_its_cell_alone() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=80)
    rows = [[Cell("a"), Cell("1", "red"), Cell(""), Cell("")]]
    console.print(Listing(COLUMNS, rows))
    assert f"{'a':31}\x1b[31m1\x1b[0m" in out.getvalue()
