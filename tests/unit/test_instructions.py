"""What instruction files add to a request."""

import pytest

from promptally.documents.kinds import instructions
from promptally.prompts import Kind, Measure, Segment, SegmentKind
from shape_outline import under
from text_outline import faults, outline

SKILL = ".claude/skills/pdf/SKILL.md"


def read(path: str, text: str) -> list[str]:
    return outline(instructions.parse(path, text))


def first(path: str, text: str) -> Segment:
    (prompt,) = instructions.parse(path, text).prompts
    return prompt.messages[0]


def test_the_body_has_a_section_for_each_heading() -> None:
    text = "\ufeffOwn text\n\n# A\na\n## B\n\n"

    document = instructions.parse("CLAUDE.md", text)

    assert document.kind is Kind.INSTRUCTIONS
    assert document.prompts[0].measure is Measure.CONTENT
    assert outline(document) == [
        "body: 'Own text\\n\\n# A\\na\\n## B'",
        "  sections[0] A: '# A\\na\\n## B'",
        "    sections[0].sections[0] B: '## B'",
    ]


def test_an_empty_file_has_an_empty_body() -> None:
    assert read("CLAUDE.md", "") == ["body: ''"]
    assert read("CLAUDE.md", "---\npaths: a\n---\n") == ["body: ''"]


@pytest.mark.parametrize(
    "path",
    [".claude/rules/a.md", ".claude/agents/a.md", ".cursor/rules/a.mdc", "CLAUDE.md"],
)
def test_front_matter_is_no_part_of_the_body(path: str) -> None:
    assert read(path, "---\npaths: [a]\n---\n\nText\n") == ["body: 'Text'"]


def test_a_skill_lists_its_name_and_description() -> None:
    text = "---\nname: pdf\ndescription: >\n  Reads\n  PDFs.\n---\n# How\n"

    assert read(SKILL, text) == [
        "front-matter name and description, always loaded: 'pdf: Reads PDFs.'",
        "body loaded on use: '# How'",
        "  sections[0] How: '# How'",
    ]
    listed = first(SKILL, text)
    assert listed.kind is SegmentKind.FRONT_MATTER
    assert under(text, listed.span).startswith("name: pdf\n")
    assert text[listed.anchor :].startswith(">\n")


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("description: a", "a"),
        ("name: x\ndescription: a\nwhen_to_use: b", "x: a b"),
        ("name: x\ndescription: it: b", "x: it: b"),
    ],
)
def test_a_description_is_listed_with_when_to_use_it(yaml: str, expected: str) -> None:
    assert first(SKILL, f"---\n{yaml}\n---\n").value == expected


def test_a_listed_description_is_cut_where_claude_code_cuts_it() -> None:
    value = first(SKILL, f"---\nname: x\ndescription: {'a' * 2000}\n---\n").value

    assert value == "x: " + "a" * 1536


def test_a_skill_for_people_alone_is_not_listed() -> None:
    text = "---\ndescription: a\ndisable-model-invocation: true\n---\nText"

    assert read(SKILL, text) == ["body loaded on use: 'Text'"]


@pytest.mark.parametrize(
    "text", ["Text", "---\nname: x\n---\n", "---\nmodel: a\n---\n"]
)
def test_a_skill_without_a_description_is_a_problem(text: str) -> None:
    document = instructions.parse(SKILL, text)

    assert [problem.code for problem in document.problems] == ["front-matter"]


def test_an_empty_skill_is_no_problem_yet() -> None:
    assert instructions.parse(SKILL, "").problems == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CLAUDE.md", "a\n b\nc"),
        ("x/CLAUDE.local.md", "a\n b\nc"),
        (".claude/rules/x/y.md", "a\n b\nc"),
        (".claude\\rules\\y.md", "a\n b\nc"),
        ("AGENTS.md", "a\n<!-- note --> b\n<!--\n-->\nc"),
    ],
)
def test_comments_are_not_loaded_where_claude_code_takes_them_out(
    path: str, expected: str
) -> None:
    assert first(path, "a\n<!-- note --> b\n<!--\n-->\nc").value == expected


def test_sections_are_without_comments_too() -> None:
    assert read("CLAUDE.md", "# A\n<!-- note -->\nb")[1] == "  sections[0] A: '# A\\nb'"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("CLAUDE.md", ["docs/a.md"]),
        ("AGENTS.md", ["docs/a.md"]),
        (".claude/rules/a.md", ["docs/a.md"]),
        (".claude/commands/a.md", ["docs/a.md"]),
        ("docs/imported.md", ["docs/a.md"]),
        (SKILL, []),
        (".claude/agents/a.md", []),
        (".github/copilot-instructions.md", []),
        ("a.instructions.md", []),
        (".cursor/rules/a.mdc", []),
    ],
)
def test_imports_are_followed_where_the_tool_does(
    path: str, expected: list[str]
) -> None:
    text = "---\nname: '@no.md'\n---\nSee @docs/a.md"

    (prompt,) = instructions.parse(path, text).prompts

    assert [reference.target for reference in prompt.references] == expected
    assert {reference.path for reference in prompt.references} <= {"body"}


def test_the_yaml_of_other_tools_is_theirs() -> None:
    text = "---\nglobs: *.py\nargument-hint: [a] [b]\n---\n"

    assert instructions.parse(".cursor/rules/a.mdc", text).problems == ()
    assert "syntax" in {p.code for p in instructions.parse(SKILL, text).problems}


def test_settings_of_promptally_hold_here_too() -> None:
    text = "---\nmodel: inherit\npromptally: {budget: 500, x: 1}\n---\nText"

    document = instructions.parse(".claude/agents/a.md", text)

    (prompt,) = document.prompts
    assert prompt.model is not None
    assert prompt.budget is not None
    assert (prompt.model.value, prompt.budget.value) == ("inherit", 500)
    assert faults(document, text) == ["front-matter <x>"]
