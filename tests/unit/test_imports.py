"""What `@path` imports, after code.claude.com/docs/en/memory."""

import pytest

from promptally.documents.kinds import imports
from promptally.prompts import ReferenceKind
from shape_outline import under


def targets(text: str) -> list[str]:
    return [reference.target for reference in imports.references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "See @README for project overview and @package.json for npm commands.",
            ["README", "package.json"],
        ),
        ("- git workflow @docs/git-instructions.md", ["docs/git-instructions.md"]),
        (
            "- @~/.claude/my-project-instructions.md",
            ["~/.claude/my-project-instructions.md"],
        ),
        ("@/etc/a.md\t@../b.md", ["/etc/a.md", "../b.md"]),
        ("- API @Design\\ Docs/api-conventions.md", ["Design Docs/api-conventions.md"]),
        ("@Design Docs/api.md", ["Design"]),
        ("@\"Design Docs/api.md\" @'a'", []),
        ("Write to ada@example.com", []),
        ("(@a) @ @@b", []),
    ],
)
def test_a_path_starts_a_word_and_ends_at_white_space(
    text: str, expected: list[str]
) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Writing `@README` keeps it literal",
        "``a ` @b`` and `c\n@d`",
        "```\n@a\n```",
        "~~~\n@a",
        "- ```\n  @a\n  ```",
        "- b\n\n      ```\n      @a\n      ```",
        "Text\n\n    @a",
        "<!-- a\n@b -->",
    ],
)
def test_code_and_comments_import_nothing(text: str) -> None:
    assert targets(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a ` b @x",
        "a ` b\n\n@x `",
        "`` a ` @x",
        "a \\` @x `",
        "```\n`\n```\n@x `a`",
        "`\n```\n```\n@x `",
        "<!-- @x",
        "- `a` @x",
    ],
)
def test_what_only_looks_like_code_is_text(text: str) -> None:
    assert targets(text) == ["x"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_code_goes_on_over_the_end_of_a_line_but_not_over_an_empty_one(
    end: str,
) -> None:
    assert targets(f"a `code{end}and @x here` b") == []
    assert targets(f"a ` b{end}{end}and @x here` b") == ["x"]


def test_a_text_without_the_sign_imports_nothing() -> None:
    assert targets("docs/a.md") == []


def test_a_reference_has_its_place() -> None:
    text = "é @a\\ b.md c"

    (reference,) = imports.references(text)

    assert reference.kind is ReferenceKind.IMPORT
    assert under(text, reference.span) == "@a\\ b.md"
    assert reference.path == "body"


def test_only_text_behind_the_start_is_read() -> None:
    assert [r.target for r in imports.references("@a\n@b\n", 3)] == ["b"]
