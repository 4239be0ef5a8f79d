"""How fast texts are counted, ours beside the peers, all in this one run."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from promptally.counting import tokens
from promptally.counting.tokens import Generation

from . import peers, texts
from .table import Table, seconds, short

NPM = Path(__file__).parents[2] / ".cache" / "bench-npm"
_SCRIPT = Path(__file__).with_name("npm") / "speed.mjs"
_PATIENCE = 15.0
"""Seconds that npm's tokenizers get for all texts together; some never end."""

_OURS = Generation.V4_8
_MEGA = 1e6


def speed(*, quick: bool = False) -> Table:
    """MB a second by kind of text and size."""
    sizes = (20_000,) if quick else (100_000, 1_000_000)
    kinds = [(kind, size) for size in sizes for kind in texts.LANGUAGES]
    made = [_texts(kind, size, 10 * sizes[0]) for kind, size in kinds]
    columns = ["counter", *(f"{kind} {_size(size)}" for kind, size in kinds)]
    table = Table("Counting speed, MB of UTF-8 a second", columns, note=_NOTE)
    counters = _counters()
    measured = [_in_turns(given, counters, 1 if quick else 5) for given in made]
    for name in measured[0]:
        table.add(name, *_rates(made, [times[name] for times in measured]))
    # A tenth of the megabyte is enough to see the speed of what takes so long.
    parts = [_Texts(*[given.last[:100_000]] * 4) for given in made]
    times = [_theirs(peers.ctok(_OURS), part.last) for part in parts]
    table.add("ctok", *_rates(parts, times))
    for name, found in npm([given.last for given in made]).items():
        table.add(name, *_rates(made, found))
    return table


def hostile(*, quick: bool = False) -> Table:
    """Milliseconds for texts that are hard on tokenizers."""
    size = 10_000 if quick else 100_000
    made = dict(texts.pathological(size))
    table = Table(
        f"Hard texts of {_size(size)} characters, ms",
        ["counter", *made],
        note=_HOSTILE_NOTE,
    )
    fresh = [_unseen(text) for text in made.values()]
    table.add("**Promptally**, never seen", *_times(fresh))
    if not quick:
        million = dict(texts.pathological(1_000_000))
        for generation in (_OURS, Generation.V3):
            times = [_unseen(text, generation) for text in million.values()]
            name = f"**Promptally**, 1 MB of it, tokenizer {generation}"
            table.add(name, *_times(times))
    for name, counter in _counters().items():
        table.add(name, *_times([_theirs(counter, t) for t in made.values()]))
    for name, found in ({} if quick else npm(list(made.values()))).items():
        table.add(name, *_times(found))
    return table


def _counters() -> dict[str, peers.Counter]:
    return {n: c for n, c in peers.installed().items() if c is not peers.a_quarter}


class _Texts(NamedTuple):
    """Texts of one kind, each of which has its own words besides the common ones."""

    first: str
    second: str
    many: str
    """Ten times 100 KB."""
    last: str


def _texts(kind: str, size: int, many: int) -> _Texts:
    sizes = (size, size, many, size)
    return _Texts(*(texts.LANGUAGES[kind](n, seed) for seed, n in enumerate(sizes, 1)))


def _in_turns(
    given: _Texts, counters: dict[str, peers.Counter], rounds: int
) -> dict[str, float | None]:
    """The least seconds of each, measured by turns: what disturbs, disturbs all."""
    least: dict[str, float | None] = {}
    for _ in range(rounds):
        times: dict[str, float | None] = {
            "**Promptally**, text never seen": _unseen(given.first),
            "**Promptally**, second text": _ours(given.second),
        }
        _ours(given.many)
        times["**Promptally**, words known"] = _ours(given.last)
        for name, counter in counters.items():
            times[name] = _theirs(counter, given.last)
        for name, time in times.items():
            before = least.get(name)
            least[name] = min(time, before) if time and before else time
    return least


def _unseen(text: str, generation: Generation = _OURS) -> float:
    """Seconds for `text` if nothing but the vocabulary is in memory."""
    tokens._counter.cache_clear()
    tokens.warm(generation)
    return _ours(text, generation)


def _ours(text: str, generation: Generation = _OURS) -> float:
    return seconds(lambda: tokens.count(text, generation))


def _theirs(counter: Callable[[str], int], text: str) -> float | None:
    try:
        counter(text[:1000])
        return seconds(lambda: counter(text))
    except BaseException as error:
        # A panic of Rust is no `Exception`.
        if isinstance(error, KeyboardInterrupt):
            raise
        return None


def npm(given: Sequence[str]) -> dict[str, list[float | None]]:
    """Seconds for each text by npm's tokenizers, `None` where they do not answer."""
    node = shutil.which("node")
    if node is None or not (NPM / "node_modules").is_dir():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "texts.json")
        file.write_text(json.dumps(given), encoding="utf-8")
        script = shutil.copy(_SCRIPT, NPM / "speed.mjs")
        return {
            f"{name} (npm)": _answers([node, str(script), name, str(file)], len(given))
            for name in ("gpt-tokenizer", "@anthropic-ai/tokenizer")
        }


def _answers(command: list[str], n_texts: int) -> list[float | None]:
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=NPM
    )
    try:
        said, _ = child.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _ = child.communicate()
    lines: list[Any] = [json.loads(line) for line in said.splitlines() if line]
    found = [line / 1000 if isinstance(line, int | float) else None for line in lines]
    return [*found, *[None] * (n_texts - len(found))]


def _rates(made: Sequence[_Texts], times: Sequence[float | None]) -> list[str]:
    found = []
    for given, time in zip(made, times, strict=True):
        size = len(given.last.encode("utf-8", "surrogatepass")) / _MEGA
        found.append(short(size / time) if time else "-")
    return found


def _times(times: Sequence[float | None]) -> list[str]:
    return [short(time * 1000) if time else "-" for time in times]


def _size(size: int) -> str:
    return f"{size // 1_000_000} MB" if size >= _MEGA else f"{size // 1000} KB"


_NOTE = f"""\
The best of five, by turns, on one thread. 'Never seen': nothing but the vocabulary
({_OURS}) is in memory. 'Words known': a megabyte of other texts of the kind came
before. The others count the same text after a first call; ctok counts 100 KB."""
_HOSTILE_NOTE = f"""\
A million characters of random Unicode are 3 MB. '-' is an error, or no answer within
{_PATIENCE:.0f} s for all of a row."""
