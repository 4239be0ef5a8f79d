"""Hover: where the tokens go, and nothing that a file could make of it."""

import json
import re
from dataclasses import replace

import pytest

from drawing import Marked, drawn_hover, drawn_lenses, marked
from promptally import counts
from promptally.analysis import Analysis, Attachment, PromptAnalysis, recounted
from promptally.budgets import Budget, Part
from promptally.settings import DEFAULTS
from promptally.view import other_models
from promptally.view.hover import hover
from promptally.view.wording import markdown, safe

SMALL = """{
  "model": "claude-opus-5-5",
  "messages": [{"role": "user", "content": "One two three four five six seven"}]
}"""
REQUEST = """{
  "model": "claude-opus-4-6",
  "system": "Be brief",
  "messages": [
    {"role": "user",
     "content": "He$0llo to all of you"}
  ]
}"""


def test_the_part_under_the_cursor_stands_out_in_a_table() -> None:
    budget = Budget(tokens=100_000, origin="promptally.toml")
    shown = drawn_hover(marked(REQUEST, "a.json", budget))

    assert shown == (
        "**user: ≈ N tokens of ≈ N**\n"
        "\n"
        "Budget: N% of 100,000 (promptally.toml). Counted offline, between N and N.\n"
        "\n"
        "| part | tokens | share | up to here |\n"
        "|:--|--:|--:|--:|\n"
        "| system | ≈ N | N% | N |\n"
        "| **user** | ≈ N | N% | N |\n"
        "| frame | ≈ N | N% | N |\n"
        "\n"
        "- Model claude-opus-4-6; the whole request's input.\n"
        "- N% of the context window of 1,000,000 tokens.\n"
        "- $N of input a call, $N read from the cache."
    )


def test_a_budget_for_each_message_tells_of_the_fullest() -> None:
    each = Budget(tokens=10, part=Part.MESSAGE, origin="promptally.toml")
    turns = [{"role": "user", "content": "word " * n} for n in (1, 40, 3)]
    shown = drawn_hover(marked(json.dumps({"messages": turns}), "a.json", each))

    assert shown.count("Budget") == 1
    assert shown.splitlines()[2].startswith(
        r"Budget of messages\[1\]: N% of 10, over, the fullest of 3 (promptally.toml). "
    )


def test_other_models_stand_below() -> None:
    shown = drawn_hover(marked(SMALL, "a.json"))

    assert shown.rpartition("\n\n")[2] == (
        "| model | tokens | difference | window | a call |\n"
        "|:--|--:|--:|--:|--:|\n"
        "| Claude Sonnet 5.5 | ≈ N | N% | N% | $N |\n"
        "| Claude Haiku 5.5 | ≈ N | N% | N% | $N |"
    )


def test_other_models_stand_below_in_lines_too() -> None:
    found = hover(marked(SMALL, "a.json").analysis, 0)
    assert found is not None

    lines = found.plain.rpartition("\n\n")[2].splitlines()
    assert lines[0].split() == ["model", "tokens", "difference", "window", "a", "call"]
    assert lines[1].split()[:3] == ["Claude", "Sonnet", "5.5"]
    assert len({len(line) for line in lines}) == 1


def test_other_models_are_those_of_the_settings() -> None:
    for names, expected in (
        ("", []),
        ("claude-opus-5-5", []),
        ("claude-opus-5, claude-opus-5-5", ["Claude Opus 5"]),
    ):
        settings = replace(DEFAULTS, compare=names)
        rows = other_models.rows(*only(marked(SMALL, "a.json", settings=settings)))
        assert [row.name for row in rows] == expected


def test_what_takes_long_is_counted_beside_the_hover() -> None:
    settings = replace(DEFAULTS, compare="claude-sonnet-4-6")
    shown = marked(SMALL, "a.json", settings=settings)
    first = hover(shown.analysis, 0)
    assert first is not None
    assert first.unreckoned is not None
    assert "Sonnet 4.6" not in first.markdown

    other_models.reckon(shown.analysis, first.unreckoned)
    second = hover(shown.analysis, 0)
    assert second is not None
    assert second.unreckoned is None
    assert "Claude Sonnet 4.6" in second.markdown


def test_a_comparison_is_of_offline_counts() -> None:
    shown = marked(SMALL, "a.json")
    (item,) = shown.analysis.prompts
    exact = replace(item.count, total=counts.exact(5000))
    analysis = recounted(shown.analysis, {0: exact})
    rows = other_models.rows(analysis, analysis.prompts[0])

    assert rows == other_models.rows(*only(shown))


def test_a_prompt_that_goes_on_for_ever_is_for_no_other_model() -> None:
    shown = marked("word " * 500_000)

    assert not other_models.is_missing(*only(shown))
    assert other_models.rows(*only(shown)) == ()


def only(shown: Marked) -> tuple[Analysis, PromptAnalysis]:
    (item,) = shown.analysis.prompts
    return shown.analysis, item


def test_a_client_without_markdown_gets_plain_lines() -> None:
    shown = drawn_hover(marked(REQUEST, "a.json"), plain=True)

    assert shown == (
        "user: ≈ N tokens of ≈ N\n"
        "Counted offline, between N and N.\n"
        "\n"
        "  system  ≈ N  N%  N\n"
        "> user  ≈ N  N%  N\n"
        "  frame  ≈ N  N%  N\n"
        "\n"
        "Model claude-opus-4-6; the whole request's input.\n"
        "N% of the context window of 1,000,000 tokens.\n"
        "$N of input a call, $N read from the cache."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REQUEST, '"content": "Hello to all of you"}'),
        (REQUEST.replace("He$0", "$0He"), '"content": "Hello to all of you"}'),
        ("A first line\nand a sec$0ond\nand a third\n", "and a second"),
        ("A line\n$0\nanother\n", ""),
        ("x" * 1000 + "$0" + "y" * 1000, "x" * 200 + "y" * 200),
    ],
)
def test_an_editor_highlights_no_more_than_the_line(text: str, expected: str) -> None:
    shown = marked(text, "a.json" if text.startswith("{") else "a.prompt.md")
    found = hover(shown.analysis, shown.cursor)

    assert found is not None
    assert found.span.start <= shown.cursor <= found.span.end
    assert shown.analysis.text[slice(*found.span)].strip() == expected


def test_between_the_requests_of_a_batch_there_is_nothing_to_say() -> None:
    line = '{"messages": [{"role": "user", "content": "Hi"}]}'
    shown = marked(f"{line}\n\n\n\n{line}\n", "a.jsonl")

    assert hover(shown.analysis, len(line) + 2) is None


def test_many_parts_are_an_excerpt_around_the_cursor() -> None:
    headings = "".join(f"# Part {n}\n\nText\n\n" for n in range(60))
    text = headings.replace("# Part 40\n\n", "# Part 40\n\n$0")
    alone = replace(DEFAULTS, compare="")
    shown = drawn_hover(marked(text, "CLAUDE.md", settings=alone))

    rows = [line for line in shown.splitlines() if line.startswith("| ")]

    assert len(rows) == 25
    assert "**Part 40**" in rows[13]
    assert "… and 37 more parts" in shown


def test_an_import_has_a_row_of_its_own() -> None:
    found = Attachment(path="docs/b.md", text="Read me\n", attachments={})
    shown = drawn_hover(marked("See @b.md\n", "CLAUDE.md", attachments={"b.md": found}))

    assert "| \\@docs/b.md | ≈ N | N% | N |" in shown


HOSTILE = [
    "x](command:workbench.action.quit)",
    "![](http://sink)",
    "[a](http://sink)",
    "<img src=http://sink>",
    "<http://sink>",
    "http://sink.example",
    "www.sink.example",
    "a@sink.example",
    "mailto:a@sink.example",
    "a | b | c",
    "`code`",
    "**bold** _it_ ~~no~~",
    "&lt;b&gt;",
    "a\\](b",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\x1b]0;title\x07",
    "\x1b[31m",
    "\x9b31m",
    "a\x00b",
    "\ud800",
]
MEANT = re.compile(r"(?<!\\)(?:\\\\)*[\[\]<>`*_|&:@~]|(?<=www)\.", re.IGNORECASE)
"""What Markdown would obey."""
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What a terminal would obey, or what turns the reading around."""


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_text_of_a_file_is_shown_and_does_nothing(name: str) -> None:
    assert not MEANT.search(markdown(name))
    assert not OBEYED.search(markdown(name))
    assert not OBEYED.search(safe(name))
    assert "\n" not in markdown(f"{name}\n{name}")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_heading_import_model_or_role_gets_out_of_its_cell(name: str) -> None:
    found = Attachment(path=name, text="x\n", attachments={})
    files = marked(
        f"# {name}\n\nSee $0@b.md\n", "CLAUDE.md", attachments={"b.md": found}
    )
    words = name.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", "\\u0000")
    request = marked(
        f'{{"model": "{words}", "tools": [{{"name": "{words}"}}],\n'
        f'"messages": [{{"role": "user", "content": [{{"type": "{words}"}}$0]}}]}}',
        "a.json",
    )

    for shown in (files, request):
        told = drawn_hover(shown)
        assert not OBEYED.search(told)
        assert not OBEYED.search(drawn_hover(shown, plain=True))
        for raw in ("](", "![", "<img", "<http", "http:", "www.", "a@s"):
            assert not re.search(rf"(?<!\\)(?:\\\\)*{re.escape(raw)}", told)
    assert not OBEYED.search("".join(drawn_lenses(request)))


def test_a_lens_says_what_a_call_costs() -> None:
    assert drawn_lenses(marked(REQUEST, "a.json")) == [
        "0: ≈ N tokens for claude-opus-4-6 · N% of the window · $N a call"
    ]


def test_each_request_of_a_batch_has_a_lens() -> None:
    line = '{"messages": [{"role": "user", "content": "Hi"}]}\n'
    shown = drawn_lenses(marked(line * 2, "a.jsonl"))

    assert [said.split(":")[0] for said in shown] == ["0", "1"]


def test_a_model_whose_name_is_endless_is_no_trouble() -> None:
    # Taking the endings off one by one took 20 s for a name of 100 kB.
    text = "---\nmodel: claude" + "-fast" * 20_000 + "\n---\nHi\n"

    assert len(drawn_hover(marked(text))) < 2000


def test_a_frame_with_tools_says_what_is_in_it() -> None:
    tools = '"tools": [{"name": "a", "input_schema": {"type": "object"}}], '
    with_tools = drawn_hover(marked("{$0" + tools + SMALL[1:], "a.json"))

    assert "| frame (with the tool prompt) |" in with_tools
    assert "| frame |" in drawn_hover(marked("$0" + SMALL, "a.json"))
