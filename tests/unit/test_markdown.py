"""Where headings, code and comments stand."""

import pytest

from promptally.documents import markdown
from promptally.text import Span


def headings(text: str) -> list[str]:
    return [
        f"{heading.level} {heading.title}" for heading in markdown.scan(text).headings
    ]


def covered(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n## Two ##\n###### Six", ["1 One", "2 Two", "6 Six"]),
        ("#One\n####### seven\n\\# no\n    # code", []),
        ("   # Indented  \n#\n# #\n## a#", ["1 Indented", "1 ", "1 ", "2 a#"]),
        ("# a\r\n# b\r# c\n", ["1 a", "1 b", "1 c"]),
        ("One\n===\nTwo\nlines\n---\n", ["1 One", "2 Two lines"]),
        ("a\n\n---\nb", []),
        ("a\n-\n- b\n-", []),
        ("```\n# no\n```\n# yes", ["1 yes"]),
        ("````\n```\n# no\n````\n# yes", ["1 yes"]),
        ("~~~ `\n```\n# no\n~~~\n# yes", ["1 yes"]),
        ("``` a`b\n# yes", ["1 yes"]),
        ("```\n# no, nothing closes it\n", []),
        ("- ```\n  # no\n  ```\n# yes", ["1 yes"]),
        (
            "1. a\n   ```\n   # no\n# yes, the list has ended",
            ["1 yes, the list has ended"],
        ),
        ("- a\n  - b\n\n    ```sh\n    # no\n    ```\n\n# yes", ["1 yes"]),
        ("<!-- a\n# no\n--> b\n# yes", ["1 yes"]),
        ("<!-- # no", []),
        ("<!-->\n# yes", ["1 yes"]),
        ("a <!-- b\n# yes\n-->", ["1 yes"]),
        ("* * *\n# yes", ["1 yes"]),
        ("x\n- a\n- b\n  - c\n\n  # no\n# yes", ["1 yes"]),
        ("- a\n\n  b\n---\n  # yes", ["1 yes"]),
        ("- a\n\n        code\nyes\n===", ["1 yes"]),
        ("- a\n\n    # no\nyes\n===", ["1 yes"]),
        ("- a\n\n    b\nlazy\n===", []),
    ],
)
def test_headings_are_those_of_markdown(text: str, expected: list[str]) -> None:
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- # in an item\n\n  # in an item too\n# out", ["1 out"]),
        ("> # quoted\n# not quoted", ["1 not quoted"]),
        ("<rules>\n# Inside\n</rules>", ["1 Inside"]),
        ("<example>\nQ: a\n---\nQ: b\n---\n</example>", []),
        ("To do:\n-", []),
    ],
)
def test_headings_differ_from_commonmark_on_purpose(
    text: str, expected: list[str]
) -> None:
    assert headings(text) == expected


def test_a_heading_spans_its_whole_lines() -> None:
    text = "x\n\nOne\nmore\n===\n# Two\r\nend"

    found = markdown.scan(text).headings

    assert covered(text, tuple(heading.span for heading in found)) == [
        "One\nmore\n===\n",
        "# Two\r\n",
    ]


def test_code_is_found_with_its_fences() -> None:
    text = "a\n```py\nb\n```\n\n    c\n\n- d\n\n  ~~~\n  e\n  ~~~\n  f\n- ```\n  g\n"

    assert covered(text, markdown.scan(text).code) == [
        "```py\nb\n```\n",
        "    c\n",
        "  ~~~\n  e\n  ~~~\n",
        "```\n  g\n",
    ]


def test_comments_are_found_where_they_open_a_line_and_are_closed() -> None:
    text = "<!-- a -->\nb <!-- c -->\n```\n<!-- d -->\n```\n<!-- e\n\nf --> g\n<!-- h"

    assert covered(text, markdown.scan(text).comments) == [
        "<!-- a -->\n",
        "<!-- e\n\nf --> g\n",
    ]


def test_only_the_part_asked_for_is_read() -> None:
    text = "# a\n# b\n# c\n"

    found = markdown.scan(text, 4, 8).headings

    assert [heading.title for heading in found] == ["b"]
