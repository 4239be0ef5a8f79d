"""Dotprompt files, after google.github.io/dotprompt."""

import pytest

from promptally.documents.kinds import dotprompt
from promptally.prompts import Kind
from shape_outline import under
from text_outline import faults, outline


def read(text: str) -> list[str]:
    return outline(dotprompt.parse("a.prompt", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi {{name}}!\n", ["messages[0] user: 'Hi {{name}}!'"]),
        (
            '{{role "system"}}\nBe kind.\n{{role "user"}}\nHi\n',
            ["system system: '\\nBe kind.\\n'", "messages[0] user: '\\nHi'"],
        ),
        (
            "a{{~ role 'model' ~}}b{{role \"tool\" k=1}}c",
            [
                "messages[0] user: 'a'",
                "messages[1] assistant: 'b'",
                "messages[2] user: 'c'",
            ],
        ),
        (
            '{{#role "system"}}a{{/role}}b',
            ["system system: 'a'", "messages[0] user: 'b'"],
        ),
        ("a{{history}}b", ["messages[0] user: 'a'", "messages[1] assistant: 'b'"]),
        ('{{role "user"}} \n{{role "model"}}a', ["messages[0] assistant: 'a'"]),
        ('{{role "robot"}}a', ["messages[0] user: 'a'"]),
        ("{{role name}}a", ["messages[0] user: '{{role name}}a'"]),
        ("", []),
    ],
)
def test_marks_give_what_follows_to_a_role(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a{{! b }}c", ["messages[0] user: 'ac'"]),
        (
            "a{{! b }}c{{history}}d{{! e }}",
            ["messages[0] user: 'ac'", "messages[1] assistant: 'd'"],
        ),
        ("a{{!-- {{b}} --}}c{{! d", ["messages[0] user: 'ac{{! d'"]),
        ('{{! {{role "system"}}a', ["messages[0] user: 'a'"]),
        ('{{!-- {{role "system"}} --}}a', ["messages[0] user: 'a'"]),
    ],
)
def test_comments_are_not_sent(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_front_matter_may_follow_a_license() -> None:
    text = "# A license\n\n---\nmodel: anthropic/claude-a\n---\nHi"

    document = dotprompt.parse("a.prompt", text)

    (prompt,) = document.prompts
    assert document.kind is Kind.DOTPROMPT
    assert outline(document) == ["messages[0] user: 'Hi'"]
    assert prompt.model is not None
    assert prompt.model.value == "claude-a"
    assert under(text, prompt.model.span) == "anthropic/claude-a"


def test_what_is_not_counted_and_what_is_wrong_is_told() -> None:
    text = "---\ntools: [a]\nmodel: 5\npromptally: {budget: no}\n---\nHi"

    document = dotprompt.parse("a.prompt", text)

    assert faults(document, text) == [
        "front-matter <no>",
        "front-matter <5>",
        "not-counted <tools>",
    ]
