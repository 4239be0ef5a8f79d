"""How numbers are put into words, everywhere the same.

An offline number wears `≈`, an exact one stands bare, an unknown one is `?`. Text that
comes from a file is made harmless here before it is shown.
"""

import re
from decimal import Decimal

from promptally.budgets import Judgement, Verdict
from promptally.counts import Count, Source

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKDOWN = re.compile(
    r"([\\`*_\[\]>|~&@]|<(?!\d)|:(?=\S)|(?<=www)\.|^[#+=-])", re.IGNORECASE
)
"""What makes links, addresses, HTML, tables or emphasis; the rest stays readable where
a client shows Markdown as it is written."""

_ORDER = re.compile(r"\A::|##(?:vso)?\[")
"""What GitHub's and Azure's runners obey (`ActionCommand.cs`, 2026-11); an invisible
word joiner breaks it up."""

_LONGEST_TITLE = 60


def number(count: Count) -> str:
    """`1,234`, `≈ 1,234`, or `?`."""
    if count.tokens is None:
        return "?"
    sign = "" if count.source is Source.EXACT else "≈ "
    return f"{sign}{count.tokens:,}"


def tokens(count: Count) -> str:
    """The number with its unit: `≈ 1,234 tokens`."""
    return f"{number(count)} {'token' if count.tokens == 1 else 'tokens'}"


def band(count: Count) -> str:
    """`, between 1,190 and 1,260`, or the empty text where the band is a point."""
    if count.low is None or count.high is None or count.low == count.high:
        return ""
    return f", between {count.low:,} and {count.high:,}"


def share(part: int, whole: int) -> str:
    """A percentage that never rounds something to nothing: `62%`, `0.4%`, `<0.1%`."""
    if not whole:
        return "0%"
    percent = 100 * part / whole
    if percent >= 10 or not part:
        return f"{percent:.0f}%"
    return f"{percent:.1f}%" if percent >= 0.1 else "<0.1%"


def part(path: str, which: str) -> str:
    """A part of a prompt, and which prompt that is: `messages[3] of line-2`."""
    return " of ".join(filter(None, (path, which)))


def judgement(judged: Judgement) -> str:
    """`62% of 2,000`, with the word for it where the budget is near or over."""
    limit = f"{judged.budget.tokens:,}"
    if judged.count.tokens is None:
        return f"? of {limit}"
    said = f"{share(judged.count.tokens, judged.budget.tokens)} of {limit}"
    return f"{said}, over" if judged.verdict is Verdict.OVER else said


def usd(amount: float) -> str:
    """A price in dollars, with as many digits as say something: `$0.0123`."""
    if not amount:
        return "$0"
    if amount >= 1:
        return f"${amount:,.2f}"
    if amount < _SMALLEST_PRICE:
        return "less than $0.000001"
    # As a decimal: an exponent is no price.
    return f"${Decimal(f'{amount:.2g}'):f}"


_SMALLEST_PRICE = 1e-6


def plural(n: int, noun: str) -> str:
    """`1 request`, `20 requests`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def signed(n: int) -> str:
    """A change: `+312`, `-20`, `0`."""
    return f"{n:+,}" if n else "0"


def safe(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Text from a file on one line, without anything that a terminal would obey.

    Nor would the runner that reads a build's log: it takes orders at the start of a
    line (`::`), and old ones (`##[`) anywhere in it.
    """
    # Nothing of what is replaced can be printed.
    line = (text if text.isprintable() else _CONTROL.sub(" ", text)).strip()
    if line.startswith("::") or "##" in line:
        line = _ORDER.sub(lambda found: f"{found[0][:-1]}\u2060{found[0][-1]}", line)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def markdown(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Text from a file as Markdown that shows it and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", safe(text, longest))
