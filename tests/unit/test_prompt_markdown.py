"""Markdown prompts, prompty and dotprompt: who says what, where, and in which words.

Each case is a file and the outline that is read from it: path, role, title, the line of
its anchor, and its text.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from promptally.documents.parse import parse
from promptally.prompts import Document, Segment
from promptally.text import LineIndex


def read(path: str, text: str) -> Document:
    document = parse(path, text)
    assert document is not None
    return document


def drawn(text: str, segments: tuple[Segment, ...], depth: int = 0) -> Iterator[str]:
    lines = LineIndex(text)
    for segment in segments:
        value: Any = segment.value
        said = value["content"] if isinstance(value, dict) else value
        names = [segment.role or "", f"{segment.title!r}" if segment.title else ""]
        line = lines.line_at(segment.anchor) + 1
        head = " ".join(filter(None, [segment.path, *names, f"@{line}"]))
        yield f"{'  ' * depth}{head}: {json.dumps(said, ensure_ascii=False)}"
        yield from drawn(text, segment.children, depth + 1)


def outline(path: str, text: str) -> str:
    (prompt,) = read(path, text).prompts
    return "\n".join(drawn(text, prompt.segments))


def check(path: str, text: str, expected: str) -> None:
    assert outline(path, text) == expected.strip("\n")


def test_without_any_mark_the_whole_is_one_user_message() -> None:
    check(
        "a.prompt.md",
        "\nSay hello.\n\nTwice.\n\n",
        'messages[0] user @2: "Say hello.\\n\\nTwice."',
    )


def test_headings_that_name_a_role_part_the_conversation() -> None:
    check(
        "a.prompt.md",
        "# System\n\nBe brief.\n\n# **User:**\nHi\n"
        "# Assistant\n\nHello!\n# User message\n?\n",
        """
system system @1: "Be brief."
messages[0] user @5: "Hi"
messages[1] assistant @7: "Hello!"
messages[2] user @10: "?"
""",
    )


def test_sections_inside_a_role_are_its_parts() -> None:
    check(
        "a.prompt.md",
        "# System\n\nBe brief.\n\n## Rules\n\nNone.\n\n"
        "### Deep\n\nYes.\n\n# User\n\nHi\n",
        """
system system @1: "Be brief.\\n\\n## Rules\\n\\nNone.\\n\\n### Deep\\n\\nYes."
  system.sections[0] 'Rules' @5: "## Rules\\n\\nNone.\\n\\n### Deep\\n\\nYes."
    system.sections[0].sections[0] 'Deep' @9: "### Deep\\n\\nYes."
messages[0] user @13: "Hi"
""",
    )


def test_a_role_in_a_fence_is_text() -> None:
    check(
        "a.prompt.md",
        "Look:\n\n```\n# System\nno\n```\n",
        'messages[0] user @1: "Look:\\n\\n```\\n# System\\nno\\n```"',
    )


def test_tags_name_roles() -> None:
    check(
        "a.prompt.md",
        "<system>\nBe brief.\n</system>\n<user>\nHi\n</user>\n",
        """
system system @1: "Be brief."
messages[0] user @4: "Hi"
""",
    )


def test_front_matter_gives_the_whole_text_to_a_role() -> None:
    check(
        "a.prompt.md",
        "---\nrole: system\n---\n# User\nBe brief.\n",
        """
system system @4: "# User\\nBe brief."
  system.sections[0] 'User' @4: "# User\\nBe brief."
""",
    )


def test_a_system_file_is_a_system_prompt() -> None:
    check("a.system.md", "Be brief.\n", 'system system @1: "Be brief."')


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    plain = outline("a.prompt.md", "# System\n\nBe brief.\n\n# User\nHi\n")
    odd = outline(
        "a.prompt.md", "\ufeff# System\r\n\r\nBe brief.\r\n\r\n# User\r\nHi\r\n"
    )

    assert odd == plain


@pytest.mark.parametrize(
    ("matter", "model", "budget"),
    [
        ("model: claude-opus-5", "claude-opus-5", "none"),
        ("promptally: {model: claude-opus-5, budget: 2000}", "claude-opus-5", 2000),
        ("model: sonnet\npromptally:\n  budget: off", "sonnet", None),
        ("promptally:\n  budget: 'off'", None, None),
        ("title: x", None, "none"),
    ],
)
def test_front_matter_sets_model_and_budget(
    matter: str, model: str | None, budget: int | str | None
) -> None:
    text = f"---\n{matter}\n---\nHi\n"
    (prompt,) = read("a.prompt.md", text).prompts

    assert (prompt.model.value if prompt.model else None) == model
    assert (prompt.budget.value if prompt.budget else "none") == budget
    if prompt.model and prompt.model.value:
        start, end = prompt.model.span
        assert text[start:end].strip("'\"") == prompt.model.value


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("promptally: 5", "`promptally` must be a map with `model` or `budget`"),
        ("promptally: {budget: many}", "`budget` must be a whole number of tokens"),
        ("promptally: {budget: 0}", "`budget` must be a whole number of tokens"),
        ("promptally: {budget: true}", "`budget` must be a whole number of tokens"),
        ("promptally: {bugdet: 5}", "`promptally` has no setting `bugdet`"),
        ("model: {a: b}", "`model` must be the id of a model"),
        ("role: narrator", "`narrator` is no role"),
    ],
)
def test_what_is_wrong_in_front_matter_is_said_in_its_place(
    matter: str, said: str
) -> None:
    text = f"---\n{matter}\n---\nHi\n"
    document = read("a.prompt.md", text)

    (problem,) = document.problems
    assert problem.message.startswith(said)
    assert problem.code == "front-matter"
    assert 4 <= problem.span.start < text.index("Hi")
    assert len(document.prompts) == 1


def test_front_matter_that_is_not_closed_is_text_and_said() -> None:
    document = read("a.prompt.md", "---\nmodel: x\n\nHi\n")

    assert [problem.code for problem in document.problems] == ["front-matter"]


def test_prompty_roles() -> None:
    check(
        "a.prompty",
        "---\nname: x\nmodel:\n  id: claude-opus-5\n---\n"
        "system:\nBe brief.\n\nuser:\n{{q}}\n",
        """
system system @6: "Be brief."
messages[0] user @9: "{{q}}"
""",
    )
    (prompt,) = read("a.prompty", "---\nmodel:\n  id: claude-opus-5\n---\nHi\n").prompts
    assert prompt.model is not None
    assert prompt.model.value == "claude-opus-5"


def test_what_stands_before_the_first_role_of_a_prompty_file_is_the_system_prompt() -> (
    None
):
    check(
        "a.prompty",
        "Be brief.\nUser:\nHi\n",
        """
system system @1: "Be brief."
messages[0] user @2: "Hi"
""",
    )


def test_dotprompt_marks() -> None:
    check(
        "a.prompt",
        "---\nmodel: anthropic/claude-opus-5\n---\n"
        '{{role "system"}}Be brief.\n{{role "user"}}{{q}}\n{{role "model"}}Yes.',
        """
system system @4: "Be brief.\\n"
messages[0] user @5: "{{q}}\\n"
messages[1] assistant @6: "Yes."
""",
    )


def test_a_comment_of_a_dotprompt_file_is_not_sent() -> None:
    check("a.prompt", "Hi{{! not you }} all", 'messages[0] user @1: "Hi all"')
