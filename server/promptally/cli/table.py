"""Tables for a terminal: files with their budgets, a prompt with its parts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.markup import escape
from rich.table import Table

from promptally import counts
from promptally.analysis import Analysis, PromptAnalysis
from promptally.budgets import Judgement, Verdict
from promptally.cli.console import shown
from promptally.cli.listing import Cell, Column, Listing
from promptally.view import wording
from promptally.view.outline import name, outline

_BAR = 12
"""Cells of a bar."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"

_COLORS = {Verdict.WITHIN: "green", Verdict.NEAR: "yellow", Verdict.OVER: "red"}


class Row(NamedTuple):
    """A file in a table: its count, its tightest budget, and what became of it.

    `which` names the request that the budget is about, where that is worth saying.
    """

    path: str
    total: counts.Count | None
    tightest: Judgement | None
    change: str = ""
    which: str = ""


class PartRow(NamedTuple):
    """A part of a prompt that has `whole` tokens; `label` is rich's markup."""

    label: str
    tokens: counts.Count
    whole: int


def of_rows(rows: Sequence[Row]) -> Listing:
    """A row a file: tokens, a bar, and the verdict of its tightest budget.

    Their changes have a column if there are any.
    """
    has_changes = any(row.change for row in rows)
    changes = [Column("change", is_right=True)] if has_changes else []
    columns = [_FILE, Column("tokens", is_right=True), *changes, *_LAST]
    # A full bar is a budget that is used up; without any it is the largest file.
    sizes = [r.total.tokens or 0 for r in rows if r.total]
    largest = 0 if any(r.tightest for r in rows) else max(sizes, default=0)
    cells: list[Sequence[Cell]] = []
    for row in rows:
        count = Cell(wording.number(row.total) if row.total else "")
        change = [Cell(row.change)] if has_changes else []
        cells.append([Cell(shown(row.path)), count, *change, *_verdict(row, largest)])
    if len(rows) > 1:
        whole = wording.number(counts.total([r.total for r in rows if r.total]))
        cells.append([Cell("all", "bold"), Cell(whole, "bold")])
    return Listing(columns, cells)


_FILE = Column("file", is_foldable=True, least=24)
_LAST = (Column(""), Column("budget"))


def _verdict(row: Row, largest: int) -> tuple[Cell, Cell]:
    """The bar and the words of the tightest budget, else of the `largest` file."""
    if row.total is None:
        return Cell(""), Cell("")
    tokens, worst = row.total.tokens or 0, row.tightest
    if worst is None:
        return Cell(bar(tokens, largest), "dim"), Cell("none", "dim")
    color = _COLORS.get(worst.verdict, "dim")
    filled = bar(worst.count.tokens or 0, worst.budget.tokens)
    part = wording.part(worst.path, row.which)
    part = f"{part}: " if part else ""
    return Cell(filled, color), Cell(f"{part}{wording.judgement(worst)}", color)


def of_parts(parts: Sequence[PartRow]) -> Table:
    """A row a part, indented as they are nested, with its share of its prompt."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("part", overflow="fold")
    table.add_column("tokens", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    for part in parts:
        tokens = part.tokens.tokens or 0
        drawn = f"[dim]{bar(tokens, part.whole)}[/dim]"
        share = wording.share(tokens, part.whole)
        table.add_row(part.label, wording.number(part.tokens), drawn, share)
    return table


def parts(analysis: Analysis) -> Iterator[PartRow]:
    """The parts of all prompts of a file, each prompt under its name if it has one."""
    for item in analysis.prompts:
        whole = item.total.tokens or 0
        if len(analysis.prompts) > 1:
            heading = escape(wording.safe(item.prompt.id))
            yield PartRow(f"[bold]{heading}[/bold]", item.total, whole)
        for label, count in _parts(item):
            yield PartRow(label, count, whole)


def _parts(item: PromptAnalysis) -> Iterator[tuple[str, counts.Count]]:
    for depth, segment in outline(item.prompt.segments):
        label = "  " * depth + escape(name(segment))
        yield label, item.count.segments[segment.path]
    if item.count.frame.tokens:
        yield "[dim]frame[/dim]", item.count.frame
    for found in item.imports:
        yield escape(f"@{wording.safe(found.path)}"), found.total


def bar(part: int, whole: int) -> str:
    """`part` of `whole` as a bar of blocks, full where it is more."""
    eighths = min(round(8 * _BAR * part / whole), 8 * _BAR) if whole else 0
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (_EIGHTHS[rest] if rest else "")
    return f"{drawn:·<{_BAR}}"
