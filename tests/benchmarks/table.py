"""Medians with their spread, and tables that can be pasted into Markdown."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(slots=True)
class Table:
    """Rows of cells under a title, and how to read them."""

    title: str
    columns: Sequence[str]
    note: str = ""
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Add a row; what is missing at its end stays empty."""
        self.rows.append([*cells, *[""] * (len(self.columns) - len(cells))])

    def __str__(self) -> str:
        rows = [self.columns, *self.rows]
        widths = [max(len(row[at]) for row in rows) for at in range(len(self.columns))]
        lines = [_line(row, widths) for row in rows]
        lines.insert(1, _line(["-" * width for width in widths], widths))
        note = f"\n\n{self.note}" if self.note else ""
        return f"### {self.title}\n\n" + "\n".join(lines) + note


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "| " + " | ".join(cells) + " |"


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes once."""
    start = perf_counter()
    work()
    return perf_counter() - start


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """The median and the range of durations in seconds, as text."""
    scale = {"ms": 1000.0, "s": 1.0}[unit]
    found = sorted(value * scale for value in values)
    middle, least, most = statistics.median(found), found[0], found[-1]
    if len(found) == 1:
        return f"{short(middle)} {unit}"
    return f"{short(middle)} {unit} ({short(least)}-{short(most)})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    found = sorted(values)
    return found[min(len(found) - 1, int(share * len(found)))]


def milliseconds(value: float) -> str:
    """A duration in seconds as text."""
    return f"{short(value * 1000)} ms"


def ratio(value: float, of: float) -> str:
    """How many times `of` something is."""
    return f"{short(value / of)}x" if of else ""


def short(value: float) -> str:
    """A number with three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
