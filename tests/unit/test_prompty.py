"""Prompty files, after the vectors of the Prompty specification (§6)."""

import pytest

from promptally.documents.kinds import prompty
from promptally.prompts import Kind
from shape_outline import under
from text_outline import faults, outline


def read(text: str) -> list[str]:
    return outline(prompty.parse("a.prompty", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "system:\nBe kind.\n\nuser:\nHi",
            ["system system: 'Be kind.'", "messages[0] user: 'Hi'"],
        ),
        ("No mark", ["system system: 'No mark'"]),
        ("Lead\nuser:\nHi", ["system system: 'Lead'", "messages[0] user: 'Hi'"]),
        (
            "system:\nThe user: said\nuser: hi",
            ["system system: 'The user: said\\nuser: hi'"],
        ),
        (
            "system:\n\n\n  a  \n  \n\nuser:\n  b  ",
            ["system system: '  a  \\n  '", "messages[0] user: '  b  '"],
        ),
        (
            "# System:\na\n  USER[k=v, l=w] :\nb",
            ["system system: 'a'", "messages[0] user: 'b'"],
        ),
        (
            "assistant:\r\na\r\n\r\nuser:\r\nb",
            ["messages[0] assistant: 'a'", "messages[1] user: 'b'"],
        ),
        ("users:\na", ["system system: 'users:\\na'"]),
        ("", []),
    ],
)
def test_lines_that_name_a_role_start_a_message(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_headings_are_sections() -> None:
    assert read("system:\n# A\na\nuser:\nb") == [
        "system system: '# A\\na'",
        "  system.sections[0] A: '# A\\na'",
        "messages[0] user: 'b'",
    ]


@pytest.mark.parametrize(
    "front",
    [
        "---\nmodel: claude-a\n---\n",
        "\n  ---\nmodel: {id: claude-a, provider: anthropic}\n---\n",
        "+++\nmodel:\n  configuration: {type: anthropic, name: claude-a}\n+++\n",
    ],
)
def test_the_model_is_a_name_or_a_map(front: str) -> None:
    text = f"{front}user:\nHi"

    (prompt,) = prompty.parse("a.prompty", text).prompts

    assert read(text) == ["messages[0] user: 'Hi'"]
    assert prompt.model is not None
    assert under(text, prompt.model.span) == "claude-a"


@pytest.mark.parametrize(
    "front", ["", "---\nmodel: {id: 5}\n---\n", "---\nmodel: 5\n---\n"]
)
def test_a_file_may_name_no_model(front: str) -> None:
    (prompt,) = prompty.parse("a.prompty", front).prompts

    assert prompt.model is None


def test_tools_are_told_not_to_be_counted() -> None:
    text = "---\ntools: [{name: a}]\npromptally: {budget: 5}\n---\nuser:\n\nuser:\nHi"

    document = prompty.parse("a.prompty", text)

    assert document.kind is Kind.PROMPTY
    assert document.prompts[0].budget is not None
    assert faults(document, text) == [
        "not-counted <tools>",
        "empty-message <user:\n\n>",
    ]
