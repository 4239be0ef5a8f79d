"""Who says what in a prompt that is written as Markdown."""

import pytest

from promptally.documents.kinds import prompt_markdown
from promptally.documents.markdown import role_marks
from promptally.prompts import Kind, Measure, Severity
from shape_outline import under
from text_outline import faults, outline


def read(text: str, path: str = "a.prompt.md") -> list[str]:
    return outline(prompt_markdown.parse(path, text))


def test_text_without_roles_is_one_message_of_the_user() -> None:
    assert read("\n\nSay hello.\n\n") == ["messages[0] user: 'Say hello.'"]


def test_headings_are_sections_of_the_message() -> None:
    assert read("Hi\n\n# A\n## B\nb\n") == [
        "messages[0] user: 'Hi\\n\\n# A\\n## B\\nb'",
        "  messages[0].sections[0] A: '# A\\n## B\\nb'",
        "    messages[0].sections[0].sections[0] B: '## B\\nb'",
    ]


def test_a_text_of_blanks_is_no_message() -> None:
    assert read(" \n\n") == []


def test_front_matter_is_not_sent_and_sets_model_and_budget() -> None:
    text = "---\nmodel: claude-opus-5-5\npromptally: {budget: 2000}\n---\nHi\n"

    document = prompt_markdown.parse("a.prompt.md", text)

    (prompt,) = document.prompts
    assert outline(document) == ["messages[0] user: 'Hi'"]
    assert document.kind is Kind.MARKDOWN
    assert prompt.measure is Measure.REQUEST
    assert prompt.model is not None
    assert prompt.budget is not None
    assert under(text, prompt.model.span) == prompt.model.value == "claude-opus-5-5"
    assert prompt.budget.value == 2000


def test_the_model_of_promptally_wins() -> None:
    text = "---\nmodel: a\npromptally: {model: b}\n---\n"

    (prompt,) = prompt_markdown.parse("a.prompt.md", text).prompts

    assert prompt.model is not None
    assert prompt.model.value == "b"


@pytest.mark.parametrize(
    "heading",
    [
        "# System",
        "## **User:**",
        "# assistant prompt",
        "### User message 2:",
        "# HUMAN",
    ],
)
def test_a_heading_that_names_a_role_gives_it_the_text_below(heading: str) -> None:
    (line,) = read(f"{heading}\n\n  Hi\n\n")

    assert line.endswith(": '  Hi'")


@pytest.mark.parametrize(
    "heading", ["# Users", "# The system", "# System design", "User"]
)
def test_other_headings_name_no_role(heading: str) -> None:
    assert read(f"{heading}\nHi")[0].startswith(f"messages[0] user: '{heading}")


def test_headings_split_the_text_and_are_not_sent() -> None:
    text = """\
# System

You are kind.

## Tone
Soft.

# User

Hi

Assistant
=========
Hello
"""
    document = prompt_markdown.parse("a.prompt.md", text)

    assert outline(document) == [
        "system system: 'You are kind.\\n\\n## Tone\\nSoft.'",
        "  system.sections[0] Tone: '## Tone\\nSoft.'",
        "messages[0] user: 'Hi'",
        "messages[1] assistant: 'Hello'",
    ]
    (prompt,) = document.prompts
    assert [text[s.anchor :].partition("\n")[0] for s in prompt.segments] == [
        "# System",
        "# User",
        "Assistant",
    ]
    assert document.problems == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("# System\na\n## User\nb\n# User\nc", ["system", "user"]),
        ("# System\na\n## User\nb\n## Assistant\nc", ["system", "user", "assistant"]),
        ("# User\na\n# Notes\nb", ["user"]),
        ("# System\na\n### System\nb", ["system"]),
        ("```\n# System\n```\n# User\na", ["user"]),
    ],
)
def test_deeper_headings_that_name_a_role_are_text(text: str, roles: list[str]) -> None:
    (prompt,) = prompt_markdown.parse("a.prompt.md", text).prompts

    assert [segment.role for segment in prompt.segments] == roles


def test_all_that_the_system_says_is_its_prompt() -> None:
    assert read("# System\na\n# User\nb\n# Developer\nc") == [
        "system[0] system: 'a'",
        "system[1] system: 'c'",
        "messages[0] user: 'b'",
    ]


def test_tags_on_their_own_lines_name_roles() -> None:
    text = """\
# A title

<!-- and a note -->
<system>
# Rules
<x>
<user>
</x>
</system>

<message role="user">
Hi
</message>
<Assistant>
Hello
"""
    document = prompt_markdown.parse("a.prompt.md", text)

    assert outline(document) == [
        "system system: '# Rules\\n<x>\\n<user>\\n</x>'",
        "  system.sections[0] Rules: '# Rules\\n<x>\\n<user>\\n</x>'",
        "messages[0] user: 'Hi'",
        "messages[1] assistant: 'Hello'",
    ]
    assert document.problems == ()


def test_a_tag_that_is_not_closed_yet_ends_at_the_next() -> None:
    assert read("<system>\nBe kind.\n<user>\nHi") == [
        "system system: 'Be kind.'",
        "messages[0] user: 'Hi'",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Answer this:\n<user>\n{{question}}\n</user>",
        "```\n<system>\n```",
        "- a\n\n    <system>",
        "<message role='robot'>\nHi\n</message>",
        "</system>\nHi",
        "Say <user> to me",
    ],
)
def test_tags_in_the_middle_of_text_are_text(text: str) -> None:
    assert read(text) == [f"messages[0] user: {text!r}"]


def test_the_first_mark_decides_between_headings_and_tags() -> None:
    assert read("# User\n<system>\na\n</system>") == [
        "messages[0] user: '<system>\\na\\n</system>'"
    ]
    assert read("<user>\n# System\na\n</user>") == [
        "messages[0] user: '# System\\na'",
        "  messages[0].sections[0] System: '# System\\na'",
    ]


def test_text_that_no_role_says_is_told() -> None:
    text = "# Title\n\n<!-- c -->\nA note\nof two lines\n\n# User\nHi"

    document = prompt_markdown.parse("a.prompt.md", text)

    assert outline(document) == ["messages[0] user: 'Hi'"]
    assert faults(document, text) == ["left-out <A note>"]
    assert document.problems[0].severity is Severity.INFORMATION


def test_text_between_tags_is_told() -> None:
    text = "<user>\nHi\n</user>\nlost\n<user>\nYou\n</user>\nalso lost"

    document = prompt_markdown.parse("a.prompt.md", text)

    assert faults(document, text) == ["left-out <lost>", "left-out <also lost>"]


def test_a_role_that_says_nothing_is_told_unless_it_is_the_last() -> None:
    text = "# System\n\n# User\nHi\n# Assistant\n"

    document = prompt_markdown.parse("a.prompt.md", text)

    assert outline(document) == ["messages[0] user: 'Hi'"]
    assert faults(document, text) == ["empty-message <# System\n\n>"]
    assert document.problems[0].severity is Severity.HINT


def test_front_matter_may_give_the_text_to_one_role() -> None:
    assert read("---\nrole: System\n---\nBe kind.\n# User\na") == [
        "system system: 'Be kind.\\n# User\\na'",
        "  system.sections[0] User: '# User\\na'",
    ]


def test_a_role_that_does_not_exist_is_a_problem() -> None:
    text = "---\nrole: robot\n---\nHi"

    document = prompt_markdown.parse("a.prompt.md", text)

    assert outline(document) == ["messages[0] user: 'Hi'"]
    assert faults(document, text) == ["front-matter <robot>"]


def test_a_system_file_is_a_system_prompt() -> None:
    assert read("Be kind.\n\n# User\na", "prompts/a.system.md") == [
        "system system: 'Be kind.\\n\\n# User\\na'",
        "  system.sections[0] User: '# User\\na'",
    ]


def test_problems_of_the_front_matter_are_those_of_the_file() -> None:
    text = "---\nmodel: 5\npromptally: 1\na: [\n---\nHi"

    document = prompt_markdown.parse("a.prompt.md", text)

    assert {problem.code for problem in document.problems} == {"front-matter", "syntax"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("# User\n", True), ("<system>\n", True), ("# Usage\n<b>\n", False), ("", False)],
)
def test_marks_of_roles_are_noticed(text: str, *, expected: bool) -> None:
    assert role_marks.names_roles(text, 0) is expected
