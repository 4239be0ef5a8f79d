"""The same prompts for several models."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLES, Golden
from drawing import marked
from promptally.cli.main import promptally
from promptally.counting import models
from promptally.view import comparison

GOLDENS = Path(__file__).parents[1] / "golden" / "compare"
REQUEST = (
    '{"model": "claude-opus-4-6", "messages":'
    ' [{"role": "user", "content": "Hello to all of you, dear guests"}]}'
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, and a user without settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        promptally, ["compare", "--offline", *arguments], catch_exceptions=False
    )


def compared(*arguments: str) -> Any:
    return json.loads(run("--format", "json", *arguments).stdout)


@pytest.mark.parametrize("name", ["requests/booking.request.json", "CLAUDE.md"])
def test_an_example_is_compared(
    name: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES)
    done = run(name)
    assert done.exit_code == 0
    golden.check(GOLDENS / f"{name}.txt", done.stdout)


def test_by_default_three_new_models_stand_beside_an_old_one() -> None:
    found = comparison.default_models()
    assert [comparison.tokenizer(model) for model in found] == [
        *["new"] * 3,
        "old",
    ]
    lines = [model.name.split()[1] for model in found]
    assert lines[:3] == ["Opus", "Sonnet", "Haiku"]


def test_models_are_named_with_commas_and_each_is_shown_once() -> None:
    found = comparison.named_models(" sonnet, ,claude-opus-4.6,claude-sonnet-5-5")
    assert [model.id for model in found] == ["claude-sonnet-5-5", "claude-opus-4-6"]


def test_a_prompt_that_names_a_model_is_counted_for_the_other_one() -> None:
    analysis = marked(REQUEST, "a.request.json").analysis
    other = comparison.for_model(analysis, models.resolve("claude-sonnet-5-5"))
    assert analysis.prompts[0].model.id == "claude-opus-4-6"
    assert other.prompts[0].model.id == "claude-sonnet-5-5"
    without = REQUEST.replace("claude-opus-4-6", "claude-sonnet-5-5")
    assert other.total == marked(without, "a.request.json").analysis.total


def test_every_number_is_that_of_count(here: Path) -> None:
    (here / "a.request.json").write_text(REQUEST)
    [row] = compared("--models", "opus-4.6,sonnet", "a.request.json")["files"]
    for item in row["models"]:
        text = REQUEST.replace("claude-opus-4-6", item["model"])
        (here / "b.request.json").write_text(text)
        done = CliRunner().invoke(
            promptally, ["count", "--offline", "--format", "json", "b.request.json"]
        )
        [alone] = json.loads(done.stdout)["files"]
        assert alone["tokens"] == item["tokens"]


def test_the_json_has_models_files_and_problems(here: Path) -> None:
    (here / "a.request.json").write_text(REQUEST)
    said = compared("--models", "sonnet,opus-4.6", "a.request.json", "missing.json")
    assert list(said) == ["version", "models", "files", "problems"]
    assert [(m["id"], m["tokenizer"]) for m in said["models"]] == [
        ("claude-sonnet-5-5", "new"),
        ("claude-opus-4-6", "old"),
    ]
    [file] = said["files"]
    assert file["path"] == "a.request.json"
    first = file["models"][0]
    names = {"model", "tokens", "low", "high", "source", "window_share", "input_usd"}
    assert names == first.keys() - {"reasons"}
    assert first["window_share"] == pytest.approx(first["tokens"] / 1_000_000)
    assert first["input_usd"] == pytest.approx(first["tokens"] * 2 / 1e6)
    assert [p["path"] for p in said["problems"]] == ["missing.json"]


def test_the_window_holds_one_prompt_and_the_price_is_of_all() -> None:
    lines = "\n".join([REQUEST] * 3)
    analysis = marked(lines, "a.jsonl").analysis
    model = models.resolve("claude-sonnet-5-5")
    counted = comparison.model_count(comparison.for_model(analysis, model), model)
    assert counted.total.tokens == 3 * (counted.fullest or 0)
    expected = (counted.total.tokens or 0) * 2 / 1e6
    assert counted.input_usd == pytest.approx(expected)


@pytest.mark.parametrize(("n_lines", "price"), [(1, "a call"), (3, "3 calls")])
def test_the_price_says_of_how_many_calls_it_is(
    here: Path, n_lines: int, price: str
) -> None:
    line = '{"messages": [{"role": "user", "content": "A"}]}'
    (here / "a.jsonl").write_text(f"{line}\n" * n_lines)
    assert run("a.jsonl").stdout.splitlines()[1].endswith(f"  {price}")


def test_a_model_without_a_price_says_so(here: Path) -> None:
    (here / "a.request.json").write_text(REQUEST)
    done = run("--models", "gpt-4o", "a.request.json")
    assert "?" in done.stdout.splitlines()[-1].split()[-1]
    assert "is not a Claude model" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["a.request.json"], 0),
        (["a.request.json", "missing.json"], 2),
        (["missing.json"], 2),
        ([], 2),
        (["--models", " , ", "a.request.json"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, here: Path) -> None:
    (here / "a.request.json").write_text(REQUEST)
    done = CliRunner().invoke(promptally, ["compare", "--offline", *arguments])
    assert code == done.exit_code


@pytest.mark.parametrize(
    ("tokens", "base", "said"),
    [(130, 100, "+30%"), (96, 100, "-4.0%"), (5, 5, "0%"), (5, 0, "?"), (None, 5, "?")],
)
def test_a_difference_has_its_sign(tokens: int | None, base: int, said: str) -> None:
    assert said == comparison.difference(tokens, base)
