"""`promptally check` over a folder, beside a plain loop over tiktoken."""

import subprocess
import sys
import tempfile
from pathlib import Path

from . import peers, prompt_files
from .client import PROMPTALLY
from .table import Table, ratio, seconds, spread

_LOOP = """
import os, pathlib, sys, tiktoken
encoder = tiktoken.get_encoding("cl100k_base")
print(sum(
    len(encoder.encode_ordinary(file.read_text(encoding="utf-8")))
    for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.md"))
))
"""


def run(*, quick: bool = False) -> Table:
    """Seconds for many files, start included."""
    n_files = 10 if quick else 2000
    title = f"{n_files:,} files of 10 KB, start included"
    table = Table(title, ["command", "time", "to the loop"], note=_NOTE)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _fill(folder, n_files)
        repeats = 1 if quick else 3
        loop = [_looped(folder) for _ in range(repeats)] if _has_tiktoken() else []
        if loop:
            table.add("one-process loop over tiktoken cl100k", spread(loop, "s"), "1x")
        base = sorted(loop)[len(loop) // 2] if loop else 0.0
        for name in ("promptally check, first run", "the same again"):
            n_runs = 1 if name.endswith("run") else repeats
            times = [_checked(folder) for _ in range(n_runs)]
            middle = sorted(times)[len(times) // 2]
            table.add(f"**{name}**", spread(times, "s"), ratio(middle, base))
    return table


def _fill(folder: Path, n_files: int) -> None:
    (folder / ".git").mkdir()
    whole = prompt_files.markdown(n_files * 10_000 + 50_000).text
    for number in range(n_files):
        inner = folder / f"prompts{number % 20}"
        inner.mkdir(exist_ok=True)
        text = whole[number * 10_000 : (number + 1) * 10_000]
        (inner / f"{number}.prompt.md").write_text(text, encoding="utf-8")


def _has_tiktoken() -> bool:
    return peers.tiktoken("cl100k_base") is not None


def _looped(folder: Path) -> float:
    command = [sys.executable, "-c", _LOOP, str(folder)]
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True))


def _checked(folder: Path) -> float:
    command = [PROMPTALLY, "check", "."]
    return seconds(
        lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder)
    )


_NOTE = "The loop has its vocabulary as a file. The first run has nothing from before."
