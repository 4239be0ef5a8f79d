"""Instruction files: what they add, section by section, and what they import."""

import pytest

from promptally.documents.detect import Detection, Syntax, detect
from promptally.documents.imports import references
from promptally.documents.parse import parse
from promptally.prompts import Kind, Measure, SegmentKind, walk


def paths(path: str, text: str) -> list[tuple[str, str]]:
    document = parse(path, text)
    assert document is not None
    (prompt,) = document.prompts
    assert prompt.measure is Measure.CONTENT
    assert prompt.system == prompt.tools == ()
    return [(segment.path, segment.title) for segment in walk(prompt.messages)]


def test_each_heading_is_a_section() -> None:
    text = "# One\n\na\n\n## Two\n\nb\n\n```\n# not\n```\n\nThree\n=====\n\nc\n"

    assert paths("CLAUDE.md", text) == [
        ("body", ""),
        ("sections[0]", "One"),
        ("sections[0].sections[0]", "Two"),
        ("sections[1]", "Three"),
    ]


def test_a_skill_has_a_part_that_is_always_loaded() -> None:
    text = "---\nname: notes\ndescription: Write release notes\n---\n# How\n\nWell.\n"
    document = parse("x/SKILL.md", text)
    assert document is not None
    always, body = document.prompts[0].messages

    assert always.kind is SegmentKind.FRONT_MATTER
    assert "notes" in str(always.value)
    assert "Write release notes" in str(always.value)
    assert body.kind is SegmentKind.BODY
    assert str(body.value).strip() == "# How\n\nWell."


def test_the_front_matter_of_a_rule_is_not_sent() -> None:
    text = "---\npaths: ['*.py']\n---\nUse types.\n"
    document = parse(".claude/rules/python.md", text)
    assert document is not None
    (body,) = document.prompts[0].messages

    assert str(body.value).strip() == "Use types."


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("@docs/a.md and @b.md", ["docs/a.md", "b.md"]),
        ("see @./x/y.md.", ["./x/y.md."]),
        ("@~/notes.md @/etc/motd", ["~/notes.md", "/etc/motd"]),
        ("mail me@example.org", []),
        ("`@a.md` and ``@b.md``", []),
        ("```\n@a.md\n```\n@b.md", ["b.md"]),
        ("    @indented.md\n\n@c.md", ["c.md"]),
        ("a `b\n\n@c.md` d", ["c.md`"]),
        ("@with\\ space.md", ["with space.md"]),
        ("<!-- @hidden.md -->\n@seen.md", ["seen.md"]),
        ("no at all", []),
    ],
)
def test_which_imports_a_text_has(text: str, targets: list[str]) -> None:
    found = references(text)

    assert [reference.target for reference in found] == targets
    for reference in found:
        start, end = reference.span
        assert text[start:end].replace("\\ ", " ") == f"@{reference.target}"


INSTRUCTIONS = Detection(Kind.INSTRUCTIONS, Syntax.MARKDOWN)
MARKDOWN = Detection(Kind.MARKDOWN, Syntax.MARKDOWN)
REQUEST = '{"model": "m", "messages": [{"role": "user", "content": "x"}]}'
BATCH = '{"requests": [{"custom_id": "a", "params": {"messages": []}}]}'


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("CLAUDE.md", "", INSTRUCTIONS),
        ("a/b/CLAUDE.local.md", "", INSTRUCTIONS),
        ("AGENTS.md", "", INSTRUCTIONS),
        ("GEMINI.md", "", INSTRUCTIONS),
        ("skills/x/SKILL.md", "", INSTRUCTIONS),
        (".claude/commands/a/b.md", "", INSTRUCTIONS),
        (".claude\\agents\\a.md", "", INSTRUCTIONS),
        (".github/copilot-instructions.md", "", INSTRUCTIONS),
        ("x.instructions.md", "", INSTRUCTIONS),
        (".cursor/rules/a.mdc", "", INSTRUCTIONS),
        ("claude.md", "# Notes", None),
        ("README.md", "# Read me", None),
        (".claude/settings.json", "{}", None),
        ("a.prompt.md", "", MARKDOWN),
        ("a.system.md", "", MARKDOWN),
        ("notes.md", "---\npromptally:\n---\n", MARKDOWN),
        ("notes.md", "---\nmodel: x\n---\n# System\n\na\n\n# User\n\nb\n", MARKDOWN),
        ("notes.md", "---\nmodel: x\n---\n# A car\n", None),
        ("a.prompty", "", Detection(Kind.PROMPTY, Syntax.MARKDOWN)),
        ("a.prompt", "", Detection(Kind.DOTPROMPT, Syntax.MARKDOWN)),
        ("a.json", REQUEST, Detection(Kind.REQUEST, Syntax.JSON)),
        (
            "a.json",
            '[{"role": "user", "content": "x"}]',
            Detection(Kind.REQUEST, Syntax.JSON),
        ),
        ("a.json", BATCH, Detection(Kind.BATCH, Syntax.JSON)),
        ("a.jsonl", REQUEST, Detection(Kind.BATCH, Syntax.JSONL)),
        ("a.jsonl", '{"level": "info", "messages": 3}', None),
        (
            "a.yaml",
            "messages:\n- role: user\n  content: x\n",
            Detection(Kind.REQUEST, Syntax.YAML),
        ),
        ("a.prompt.yml", "", Detection(Kind.TEMPLATE, Syntax.YAML)),
        (
            "llm.yaml",
            "system: |\n  Be brief.\nprompt: Say $input\n",
            Detection(Kind.TEMPLATE, Syntax.YAML),
        ),
        ("package.json", REQUEST, None),
        ("en.json", '{"messages": {"role": "Role", "hello": "Hi"}}', None),
        ("en.json", '{"messages": ["a"], "role": "button"}', None),
        ("ci.yml", "on: push\njobs:\n  messages:\n    role: admin\n", None),
        ("x.py", REQUEST, None),
    ],
    ids=str,
)
def test_what_a_file_is(path: str, text: str, found: Detection | None) -> None:
    assert detect(path, text) == found


def test_a_glob_makes_a_file_a_prompt() -> None:
    assert detect("texts/a.md", "# Hi") is None
    assert detect("texts/a.md", "# Hi", ["texts/**"]) == MARKDOWN
    assert detect("texts/a.md", "# Hi", ["other/**", "*a*a*a*a*a*a*ab"]) is None
