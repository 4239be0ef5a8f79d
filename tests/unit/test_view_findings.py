"""Findings: what is wrong, under which text, and how loud."""

from dataclasses import replace

import pytest

from drawing import drawn_findings, marked
from promptally.analysis import Attachment
from promptally.budgets import Budget, Part
from promptally.settings import DEFAULTS, Level

REQUEST = """{
  "model": "claude-opus-4-6",
  "system": "Be brief",
  "tools": [{"name": "a", "input_schema": {"type": "object"}}],
  "messages": [
    {"role": "user", "content": "Hello to all of you out there"}
  ]
}"""


OVER_ONE = "error over-budget <{}> {}: ≈ N tokens, N over the budget of 1"


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (
            Budget(tokens=5),
            ["error over-budget <{> prompt: ≈ N tokens, N over the budget of 5"],
        ),
        (
            Budget(tokens=100_000, warn=0.0001),
            ["warning near-budget <{> prompt: ≈ N tokens, N% of the budget of 100,000"],
        ),
        (Budget(tokens=100_000), []),
        (Budget(tokens=0), []),
        (
            Budget(tokens=1, part=Part.SYSTEM),
            ['error over-budget <"system"> system: ≈ N tokens, N over the budget of 1'],
        ),
        (
            Budget(tokens=1, part=Part.TOOLS),
            [OVER_ONE.format('"a"', "tools")],
        ),
        (
            Budget(tokens=1, part=Part.MESSAGE),
            [OVER_ONE.format('"user"', "messages[0]")],
        ),
        (Budget(tokens=1, part=Part.CONTENT), []),
    ],
)
def test_a_budget_is_told_where_its_part_begins(
    budget: Budget, expected: list[str]
) -> None:
    assert drawn_findings(marked(REQUEST, "a.json", budget)) == expected


def test_a_budget_of_the_file_itself_is_underlined() -> None:
    text = "---\npromptally:\n  budget: 3\n---\nHello to all of you out there\n"

    assert drawn_findings(marked(text)) == [
        "error over-budget <3> prompt: ≈ N tokens, N over the budget of 3"
    ]


def test_a_system_budget_finds_a_system_message_too() -> None:
    text = '[\n{"role": "system", "content": "Be brief"},\n{"role": "user"}]'
    budget = Budget(tokens=1, part=Part.SYSTEM)

    found = drawn_findings(marked(text, "a.json", budget))

    assert OVER_ONE.format('"system"', "system") in found


def test_a_prompt_over_the_window_is_an_error() -> None:
    text = "---\nmodel: claude-3-haiku-20240307\n---\n" + "one two three " * 80_000
    found = drawn_findings(marked(text))

    assert any(
        line.startswith("error over-window <---> ≈ N tokens do not fit the context")
        for line in found
    )


def test_half_typed_json_says_where_it_stops() -> None:
    found = drawn_findings(
        marked('{"messages": [{"role": "user", "content": "Hi"}', "a.json")
    )

    assert {line.split(" <")[0] for line in found} == {"error syntax"}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("claude-opus-9", "information unknown-model <claude-opus-9>"),
        ("gpt-4o", "information unknown-model <gpt-4o>"),
        ("claude-3-opus-20240229", "warning retired-model <claude-3-opus-20240229>"),
    ],
)
def test_a_model_that_is_not_to_be_had_is_told(model: str, expected: str) -> None:
    found = drawn_findings(marked(f"---\nmodel: {model}\n---\nHi\n"))

    assert [line.split("> ")[0] + ">" for line in found] == [expected]


def test_an_uncountable_part_is_told_once_at_the_part() -> None:
    source = '{"type": "url", "url": "http://x"}'
    block = f'{{"type": "document", "source": {source}}}'
    text = f'{{"messages": [{{"role": "user", "content": [{block}, {block}]}}]}}'
    shown = marked(text, "a.json")
    found = [line for line in drawn_findings(shown) if " uncountable " in line]

    assert found == [
        (
            'information uncountable <"document"> document: '
            "a document by URL or file id cannot be counted here"
        )
    ]


def test_a_file_that_was_not_read_is_told_at_its_name() -> None:
    refused = Attachment(path="x.md", problem="git ignores it", attachments={})
    shown = marked("See @x.md\n", "CLAUDE.md", attachments={"x.md": refused})

    assert drawn_findings(shown) == [
        "information unread-reference <@x.md> x.md was not counted: git ignores it"
    ]


@pytest.mark.parametrize("level", Level)
def test_the_settings_say_how_loud(level: Level) -> None:
    held = replace(DEFAULTS, severities={"over-budget": level})
    found = drawn_findings(marked(REQUEST, "a.json", Budget(tokens=1), settings=held))

    said = [line.split(" <")[0] for line in found]
    assert said == ([] if level is Level.OFF else [f"{level} over-budget"])


def test_findings_stand_in_the_order_of_the_text() -> None:
    text = "---\nmodel: claude-opus-9\npromptally:\n  budget: 1\n  bugdet: 2\n---\nHi\n"

    assert [line.split(" ")[1] for line in drawn_findings(marked(text))] == [
        "unknown-model",
        "over-budget",
        "front-matter",
    ]


def test_a_message_is_one_short_line_whatever_it_quotes() -> None:
    name = "\\u202e\\u001b]0;x\\u0007\\n" + "y" * 10_000
    text = f'{{"model": "{name}", "messages": [{{"role": "user", "content": "a"}}]}}'

    for line in drawn_findings(marked(text, "a.json")):
        said = line.rsplit("> ", 1)[-1]
        assert said.isprintable()
        assert len(said) <= 400


def test_a_long_line_is_not_underlined_as_a_whole() -> None:
    text = '{"messages":[{"role":"user","content":"' + "ab " * 1000 + '"}]}'
    (found,) = drawn_findings(marked(text, "a.json", Budget(tokens=1)))

    assert len(found) < 300


def test_a_request_of_a_batch_is_named_in_its_finding() -> None:
    words = '{"messages": [{"role": "user", "content": "Hello to all of you"}]}'
    text = f'{{"custom_id": "greeting", "params": {words}}}\n{words}\n'
    found = [
        line.partition("> ")[2]
        for budget in (Budget(tokens=1), Budget(tokens=1, part=Part.MESSAGE))
        for line in drawn_findings(marked(text, "a.jsonl", budget))
    ]

    assert [said.partition(":")[0] for said in found] == [
        "greeting",
        "line-2",
        "messages[0] of greeting",
        "messages[0] of line-2",
    ]


def test_what_prompts_share_is_told_once() -> None:
    text = (
        "prompts:\n- Hello\n- Hello to you\n- Hello to all\n"
        "providers: [anthropic:messages:claude-3-opus-20240229]\ntests: []\n"
    )
    shown = marked(text, "promptfooconfig.yaml")

    assert len(shown.analysis.prompts) == 3
    assert [line.split()[1] for line in drawn_findings(shown)] == ["retired-model"]
