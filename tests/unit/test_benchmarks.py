"""The benchmarks still run: their tables come out, whatever the figures are."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks import accuracy, prompt_files, texts
from promptally.documents.parse import parse

ROOT = Path(__file__).parents[2]
COUNTED_TO_THE_TOKEN = 0.75
"""Of the recorded requests; the rest is within its band."""


def test_every_table_comes_out() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    titles = [line for line in run.stdout.splitlines() if line.startswith("### ")]
    assert len(titles) == 9
    assert run.stdout.lower().count("| **promptally") >= 8


def test_a_table_that_is_not_there_is_refused() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "luck"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 2


def test_recorded_requests_are_counted_within_their_bands() -> None:
    facts = accuracy.recorded()
    counts = [accuracy.promptally(fact.request) for fact in facts]
    pairs = list(zip(counts, facts, strict=True))
    assert all((c.low or 0) <= fact.tokens <= (c.high or 0) for c, fact in pairs)
    exact = sum(count.tokens == fact.tokens for count, fact in pairs)
    assert exact >= COUNTED_TO_THE_TOKEN * len(facts)


def test_recorded_requests_are_trivially_short_and_have_a_source() -> None:
    file = ROOT / "tests" / "benchmarks" / "recorded.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["recorded"]
    assert 36 <= len(rows) <= 60
    for row in rows:
        assert len(row["request"]) <= 300
        assert "@" in row["source"]


@pytest.mark.parametrize("name", texts.LANGUAGES)
def test_texts_are_the_same_each_time(name: str) -> None:
    make = texts.LANGUAGES[name]
    assert make(3000, 1) == make(3000, 1)
    assert make(3000, 1) != make(3000, 2)
    assert len(make(3000, 1)) == 3000


@pytest.mark.parametrize("name", prompt_files.FORMATS)
def test_files_are_prompt_files_with_a_place_to_type_at(name: str) -> None:
    file = prompt_files.FORMATS[name](30_000)
    assert len(file.text) == pytest.approx(30_000, rel=0.15)
    line = file.text.split("\n")[file.line]
    assert line[: file.character].endswith(" the")
    document = parse(file.name, file.text)
    assert document
    assert document.prompts
    assert not document.problems
