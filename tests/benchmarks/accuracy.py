"""How near each way of counting comes to what the API counted: one table."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from promptally.analysis import analyse
from promptally.counting import models, tokens
from promptally.counts import Count
from promptally.settings import DEFAULTS
from promptally.text import LineIndex

from . import peers
from .table import Table, percentile

_RECORDED = Path(__file__).with_name("recorded.toml")
_EVERY = 40
"""Of the published probes, one of so many is used."""


class Fact(NamedTuple):
    """What the API counted, and what each method gets to see of it."""

    request: dict[str, Any]
    text: str
    tokens: int
    is_plain: bool


def recorded() -> list[Fact]:
    """The requests of `recorded.toml`."""
    rows = tomllib.loads(_RECORDED.read_text(encoding="utf-8"))["recorded"]
    return [_fact(row) for row in rows]


def _fact(row: dict[str, Any]) -> Fact:
    request = {"model": row["model"], **json.loads(row["request"])}
    rest = {key: request[key] for key in request.keys() & _WRITTEN}
    parts = [*_texts(request.get("system")), *_texts(request["messages"])]
    parts += [json.dumps(value) for value in rest.values()]
    is_plain = request.keys() <= {"model", "system", "messages"}
    return Fact(request, "\n".join(parts), row["tokens"], is_plain)


_WRITTEN = {"tools", "output_config", "output_format"}
"""Fields that stand for text, which others count as their JSON."""


def _texts(value: Any) -> Iterator[str]:
    """What a person would paste into a counter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict) and value.get("type") == "tool_use":
        yield json.dumps(value.get("input"))
    elif isinstance(value, dict):
        yield from _texts(value.get("content") or value.get("text"))


def promptally(request: dict[str, Any]) -> Count:
    """What `promptally count` says of a request."""
    text = json.dumps(request)
    analysis = analyse("a.request.json", LineIndex(text), DEFAULTS)
    assert analysis
    return analysis.total


def run(*, quick: bool = False) -> Table:
    """The table of errors, in per cent of what the API counted."""
    table = Table(
        "Accuracy: error against the API's own counts",
        ["counted", "method", "median", "p90", "bias", "worst", "within the band"],
        note=_NOTE,
    )
    facts = recorded()
    plain = [fact for fact in facts if fact.is_plain]
    for name, rows in [("plain requests", plain), ("all requests", facts)]:
        _requests(table, f"{len(rows)} {name}", rows)
    for version, file in [("4.5", "pieces_v3.json"), ("4.7", "pieces_v4_7.json")]:
        _probes(table, version, peers.witnesses(file)[:: _EVERY * (10 if quick else 1)])
    return table


def _requests(table: Table, name: str, facts: Sequence[Fact]) -> None:
    true = [fact.tokens for fact in facts]
    for method, counter in peers.installed().items():
        told = [counter(fact.text) for fact in facts]
        table.add(name, method, *_errors(told, true))
    counts = [promptally(fact.request) for fact in facts]
    within = sum(
        (count.low or 0) <= fact.tokens <= (count.high or 0)
        for count, fact in zip(counts, facts, strict=True)
    )
    errors = _errors([count.tokens or 0 for count in counts], true)
    table.add(name, "**Promptally**", *errors, f"{within} of {len(facts)}")


def _probes(table: Table, version: str, probes: Sequence[tuple[str, int]]) -> None:
    generation = models.resolve(f"claude-opus-{version.replace('.', '-')}").generation
    name = f"{len(probes)} probes, tokenizer {generation}"
    frame = tokens.FRAME[generation]
    true = [raw - frame for _, raw in probes]
    for method, counter in peers.installed().items():
        table.add(name, method, *_errors([counter(text) for text, _ in probes], true))
    told = [tokens.count(text, generation) for text, _ in probes]
    table.add(name, "**Promptally**", *_errors(told, true))


def _errors(told: Sequence[int], true: Sequence[int]) -> list[str]:
    signed = [(a - b) / b for a, b in zip(told, true, strict=True)]
    sizes = [abs(error) for error in signed]
    bias = sum(signed) / len(signed)
    worst = max(signed, key=abs)
    middle = percentile(sizes, 0.5), percentile(sizes, 0.9)
    return [*(f"{value:.1%}" for value in middle), f"{bias:+.1%}", f"{worst:+.1%}"]


_NOTE = """\
Requests: the recorded ones of `recorded.toml`; they are short, so that what others
leave out (a request's frame, the tool prompt) weighs much. Others get the texts and the
JSON of the tools. Probes: every fortieth that ctok publishes, in all scripts, without
frame; its vocabularies were learnt from them, so they test the others and not ours."""
