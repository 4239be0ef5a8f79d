"""Each example as its reader sees it, and as a program reads it.

A golden of `show` is the file itself with its hints in place, between `⟦` and `⟧`.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import EXAMPLES, Golden
from promptally.cli.main import promptally

HERE = Path(__file__).parent


def prompt_files() -> list[str]:
    """The examples that are prompt files, as the command finds them."""
    done = CliRunner().invoke(
        promptally, ["count", "--format", "json", str(EXAMPLES)], catch_exceptions=False
    )
    found = [Path(file["path"]) for file in json.loads(done.output)["files"]]
    return [path.relative_to(EXAMPLES).as_posix() for path in found]


NAMES = prompt_files()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(EXAMPLES)
    done = CliRunner().invoke(promptally, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_shown_with_its_hints(
    name: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden.check(HERE / "show" / f"{name}.txt", run(monkeypatch, "show", name))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_counted(
    name: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(monkeypatch, "count", "--offline", "--format", "json", name)
    golden.check(HERE / "count" / f"{name}.json", said)


def test_every_kind_of_file_has_an_example() -> None:
    kinds = {
        json.loads((HERE / "count" / f"{name}.json").read_text())["files"][0]["kind"]
        for name in NAMES
    }
    assert kinds == {
        "batch",
        "dotprompt",
        "instructions",
        "markdown",
        "poml",
        "prompty",
        "request",
        "template",
    }
