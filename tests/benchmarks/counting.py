"""How fast texts are counted, ours beside the peers, all in this one run."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

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
    made = [
        (texts.LANGUAGES[k](size, 1), texts.LANGUAGES[k](size, 2)) for k, size in kinds
    ]
    columns = ["counter", *(f"{kind} {_size(size)}" for kind, size in kinds)]
    table = Table("Counting speed, MB of UTF-8 a second", columns, note=_NOTE)
    repeats = 1 if quick else 3
    ours = [_ours(first, second, repeats) for first, second in made]
    table.add("**Promptally**, text never seen", *_rates(made, [o[0] for o in ours]))
    table.add("**Promptally**, words known", *_rates(made, [o[1] for o in ours]))
    for name, counter in _counters().items():
        times = [_theirs(counter, second, repeats) for _, second in made]
        table.add(name, *_rates(made, times))
    # A tenth of the megabyte is enough to see the speed of what takes so long.
    parts = [second[:100_000] for _, second in made]
    times = [_theirs(peers.ctok(_OURS), part, 1) for part in parts]
    table.add("ctok", *_rates([(part, part) for part in parts], times))
    for name, found in npm([second for _, second in made]).items():
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
    fresh = [_ours(text, text, 1)[0] for text in made.values()]
    table.add("**Promptally**, never seen", *_times(fresh))
    if not quick:
        million = dict(texts.pathological(1_000_000))
        times = [_ours(text, text, 1)[0] for text in million.values()]
        table.add("**Promptally**, 1 MB of it", *_times(times))
    for name, counter in _counters().items():
        table.add(name, *_times([_theirs(counter, t, 1) for t in made.values()]))
    for name, found in ({} if quick else npm(list(made.values()))).items():
        table.add(name, *_times(found))
    return table


def _counters() -> dict[str, peers.Counter]:
    return {n: c for n, c in peers.installed().items() if c is not peers.a_quarter}


def _ours(first: str, second: str, repeats: int) -> tuple[float, float]:
    """Seconds for a text with only the vocabulary known, then for another one."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(repeats):
        tokens._counter.cache_clear()
        tokens.warm(_OURS)
        cold.append(seconds(lambda: tokens.count(first, _OURS)))
        warm.append(seconds(lambda: tokens.count(second, _OURS)))
    return median(cold), median(warm)


def _theirs(counter: Callable[[str], int], text: str, repeats: int) -> float | None:
    try:
        counter(text[:1000])
        return median(seconds(lambda: counter(text)) for _ in range(repeats))
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


def _rates(made: Sequence[tuple[str, str]], times: Sequence[float | None]) -> list[str]:
    found = []
    for (_, text), time in zip(made, times, strict=True):
        rate = len(text.encode("utf-8", "surrogatepass")) / _MEGA / time if time else 0
        found.append(short(rate) if time else "-")
    return found


def _times(times: Sequence[float | None]) -> list[str]:
    return [short(time * 1000) if time else "-" for time in times]


def _size(size: int) -> str:
    return f"{size // 1_000_000} MB" if size >= _MEGA else f"{size // 1000} KB"


_NOTE = f"""\
Medians of three, all on one thread. 'Never seen': nothing but the vocabulary ({_OURS})
is in memory. 'Words known': another text of the same kind came before. The others count
the second text, after a first call; ctok counts 100 KB of it."""
_HOSTILE_NOTE = f"""\
A million characters of random Unicode are 3 MB. '-' is an error, or no answer within
{_PATIENCE:.0f} s for all of a row."""
