"""The one way in: from a name and a text to prompts."""

from pathlib import Path

import pytest

from promptally.documents.parse import parse
from promptally.prompts import Document, Kind, Measure, walk
from shape_outline import under

EXAMPLES = Path(__file__).parents[1] / "examples"


def _parsed(path: str, text: str, *globs: str) -> Document:
    document = parse(path, text, globs)
    assert document is not None
    return document


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("CLAUDE.md", Kind.INSTRUCTIONS, 1),
        ("AGENTS.md", Kind.INSTRUCTIONS, 1),
        (".claude/skills/release-notes/SKILL.md", Kind.INSTRUCTIONS, 1),
        (".cursor/rules/api.mdc", Kind.INSTRUCTIONS, 1),
        (".github/copilot-instructions.md", Kind.INSTRUCTIONS, 1),
        ("prompts/triage.prompt.md", Kind.MARKDOWN, 1),
        ("prompts/kundenservice.system.md", Kind.MARKDOWN, 1),
        ("prompts/code-review.prompty", Kind.PROMPTY, 1),
        ("prompts/translate-ko.prompt", Kind.DOTPROMPT, 1),
        ("requests/booking.request.json", Kind.REQUEST, 1),
        ("requests/incident.request.json", Kind.REQUEST, 1),
        ("requests/family-stay-ja.json", Kind.REQUEST, 1),
        ("requests/nightly-report.request.yaml", Kind.REQUEST, 1),
        ("batches/reviews.batch.json", Kind.BATCH, 6),
        ("batches/replies.jsonl", Kind.BATCH, 20),
        ("templates/summarize-reviews.prompt.yml", Kind.TEMPLATE, 1),
        ("templates/promptfooconfig.yaml", Kind.TEMPLATE, 2),
        ("templates/commit-message.yaml", Kind.TEMPLATE, 1),
    ],
)
def test_every_example_is_recognized_and_without_a_fault(
    path: str, kind: Kind, count: int
) -> None:
    document = _parsed(path, (EXAMPLES / path).read_text(encoding="utf-8"))

    assert document.kind is kind
    assert document.problems == ()
    assert len(document.prompts) == count


def test_a_file_that_is_no_prompt_file_is_none() -> None:
    assert parse("notes.md", "# Notes\n") is None
    assert parse("package.json", '{"name": "a"}') is None


def test_lines_are_named_by_their_id_or_their_number() -> None:
    text = (
        '{"custom_id": "a", "params": {"messages": [{"role": "user"}]}}\n'
        "\n"
        '{"messages": [{"role": "user", "content": "2"}]}\n'
        '[{"role": "user", "content": "3"}]\n'
        '{"half'
    )

    document = _parsed("a.jsonl", text)

    assert document.kind is Kind.BATCH
    assert [prompt.id for prompt in document.prompts] == ["a", "line-3", "line-4"]
    assert {problem.code for problem in document.problems} == {"syntax", "shape"}


def test_a_line_stands_where_it_stands_in_the_file() -> None:
    line = '{"messages": [{"role": "user", "content": "안녕"}]}'
    text = f"{line}\n{line}\n"

    second = _parsed("a.jsonl", text).prompts[1]

    assert second.span.start == len(line) + 1
    assert under(text, second.span) == line
    assert under(text, second.messages[0].span) == '{"role": "user", "content": "안녕"}'


def test_yaml_documents_are_prompts_of_their_own() -> None:
    text = "messages:\n  - {role: user, content: a}\n---\n"
    text += "model: m\nmessages:\n  - {role: user, content: b}\n"

    document = _parsed("a.yaml", text)

    assert document.kind is Kind.BATCH
    assert [prompt.id for prompt in document.prompts] == ["document-1", "document-2"]


def test_what_an_alias_repeats_stands_where_the_alias_stands() -> None:
    text = (
        "messages:\n"
        "  - &hello\n"
        "    role: user\n"
        "    content: [{type: text, text: Hello}]\n"
        "  - *hello\n"
    )

    (prompt,) = _parsed("a.yaml", text).prompts
    first, second = prompt.messages

    assert first.value == second.value
    assert under(text, second.span) == "*hello"
    assert second.anchor == second.span.start
    assert second.label is None
    assert [under(text, child.span) for child in second.children] == ["*hello"]


def test_every_example_has_segments_of_its_own_text() -> None:
    text = (EXAMPLES / "requests/nightly-report.request.yaml").read_text("utf-8")

    (prompt,) = _parsed("a.request.yaml", text).prompts

    first = prompt.messages[0]
    assert under(text, first.children[1].span).startswith("type: text")
    assert text[first.anchor :].startswith("role: user")
    assert {s.path for s in walk(prompt.segments)} >= {"tools[1]", "system"}


def test_a_glob_makes_a_file_a_prompt_file_even_without_a_shape() -> None:
    document = _parsed("my/request.json", '{"model": ', "my/*.json")

    assert document.prompts == ()
    assert {problem.code for problem in document.problems} == {"syntax"}


@pytest.mark.parametrize("path", ["a.jsonl", "a.json", "a.yaml"])
def test_what_only_looks_like_a_prompt_file_is_none(path: str) -> None:
    text = '{"x": {"messages": [1, {"role": "user"}]}}'

    assert parse(path, text) is None
    assert _parsed(path, text, path).prompts == ()


def test_an_instruction_file_is_measured_by_its_content() -> None:
    (prompt,) = _parsed("CLAUDE.md", "Be brief.\n").prompts

    assert prompt.measure is Measure.CONTENT
