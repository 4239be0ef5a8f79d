"""What is said of a template's variables."""

import json
from typing import Any

import pytest

from promptally.analysis import Analysis, analyse
from promptally.settings import DEFAULTS
from promptally.text import LineIndex
from promptally.view import report, template
from promptally.view.hover import hover

GITHUB = """\
model: claude-haiku-4-5
messages:
  - role: user
    content: "Summarise for {{reader}}: {{text}}"
"""
SAMPLES = """\
testData:
  - {reader: Ada, text: One word}
  - {reader: Ada, text: A much longer text with a good many words in it}
"""


def analysed(path: str, text: str) -> Analysis:
    found = analyse(path, LineIndex(text), DEFAULTS)
    assert found is not None
    return found


def said(path: str, text: str) -> list[str]:
    analysis = analysed(path, text)
    return [s for item in analysis.prompts for s in template.sentences(analysis, item)]


def as_json(path: str, text: str) -> Any:
    told = report.file_to_json(path, analysed(path, text))
    return json.loads(json.dumps(told))["requests"][0].get("template")


def test_the_range_is_that_of_the_file_s_samples() -> None:
    analysis = analysed("a.prompt.yml", GITHUB + SAMPLES)
    (found,) = template.filled(analysis, analysis.prompts)
    short, long = (
        analysed(
            "a.prompt.yml",
            GITHUB.replace("{{reader}}", "Ada").replace("{{text}}", text),
        ).total
        for text in ("One word", "A much longer text with a good many words in it")
    )

    assert found is not None
    assert (found.least, found.most) == (short, long)
    assert found.n_samples == 2
    assert found.unfilled == ()


def test_a_sentence_names_what_no_sample_fills() -> None:
    (sentence,) = said("a.prompt.yml", GITHUB + SAMPLES.replace("reader: Ada, ", ""))

    assert sentence.startswith("Template: 2 variables; with the file's 2 samples ≈ ")
    assert sentence.endswith(" tokens; without a sample: reader.")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.prompt.md", "Hi ${input:you}", ["Template: 1 variable (you)."]),
        ("a.prompt.md", "Hi", []),
        ("a.json", '[{"role": "user", "content": "{{a}}"}]', []),
        ("CLAUDE.md", "Write {{a}} in braces", []),
        (
            "a.prompt",
            "{{#if a}}{{b}}{{/if}}",
            ["Template: 2 variables (a, b); control flow is counted as it is written."],
        ),
        (
            "a.prompt.md",
            " ".join(f"{{{{v{n}}}}}" for n in range(10)),
            [
                "Template: 10 variables (v0, v1, v2, v3, v4, v5, v6, v7 and 2 others).",
            ],
        ),
    ],
)
def test_what_is_open_is_listed(path: str, text: str, expected: list[str]) -> None:
    assert said(path, text) == expected


def test_the_budget_holds_for_what_stands_in_the_file() -> None:
    raw = analysed("a.prompt.yml", GITHUB).total
    with_samples = analysed("a.prompt.yml", GITHUB + SAMPLES).total

    assert raw == with_samples


def test_the_hover_says_it_in_both_forms() -> None:
    analysis = analysed("a.prompt.yml", GITHUB + SAMPLES)

    shown = hover(analysis, 60)

    assert shown is not None
    assert "Template: 2 variables; with the file's 2 samples" in shown.plain
    assert "Template: 2 variables; with the file's 2 samples" in shown.markdown


def test_the_json_has_the_least_and_the_most() -> None:
    told = as_json("a.prompt.yml", GITHUB + SAMPLES)

    assert told["variables"] == ["reader", "text"]
    assert told["unfilled"] == []
    assert told["control_flow"] is False
    assert told["samples"] == 2
    assert told["least"]["tokens"] < told["most"]["tokens"]
    assert as_json("a.prompt.md", "Hi {{a}}") == {
        "variables": ["a"],
        "unfilled": ["a"],
        "control_flow": False,
        "samples": 0,
    }
    assert as_json("a.prompt.md", "Hi") is None


def test_blocks_of_a_message_are_filled_too() -> None:
    many = "many more words than stand in the braces"
    text = f'<let name="a">{many}</let><role>R {{{{a}}}}</role>'
    analysis = analysed("a.poml", text)
    (found,) = template.filled(analysis, analysis.prompts)

    assert found is not None
    assert found.least is not None
    assert (found.least.tokens or 0) > (analysis.total.tokens or 0)


def test_values_are_put_in_as_they_are() -> None:
    # A value that looks like a variable is not filled again.
    text = "system: S\nprompt: $a $b and $$5\ndefaults: {a: $b, b: x}\n"
    plain = 'system: S\nprompt: "$b x and $5"\n'

    analysis = analysed("a.yaml", text)
    (found,) = template.filled(analysis, analysis.prompts)

    assert found is not None
    assert found.least == analysed("a.yaml", plain).total
