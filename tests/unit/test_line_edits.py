"""Lines that are split, joined or begun: what is read again, and what must be."""

import pytest

from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import parse
from promptally.prompts import Document

MEMORY = """\
# Rules

Be kind to all.
And brief, with a `word` of code.

Say why.

- one apple
- two pears
- three plums
- four figs
- five dates

```sh
make it

make that
```

## More
Last words here.

# End

Bye @docs/a.md now.
"""
TALK = "# User\n\nHello there.\n\nMore of it.\n\n# Assistant\n\nI see.\n"
YAML = """\
messages:
- role: user
  content: |
    Hello there.

    More of it,
      deeper.
    And the end.
- role: assistant
  content: Hi
"""
CONTENT_FIRST = (
    "messages:\n- content: |\n    a\n    b\n  role: user\n  name: |\n    c\n"
)

FENCES = "# A\n\n```\n\nz\n```\nafter\n```\n\nw\n"
BULLETS = "- a\n- b\n- c\n- d\n- e\n- f\n- g\n  # B\nx\n"
TAG = f"# A\n<tag>\n{BULLETS}"
CODE_SPAN = "x\nx `a @y\n# B\nz c\n\nw\n"
EMPTY_LINES = CONTENT_FIRST.replace("b\n", "b\n\n\n")
TAGGED = "<user>\nhi\n</user>\nstray\n\n\n\n<assistant>\nyo\n</assistant>\n"


def edited(path: str, text: str, old: str, new: str) -> tuple[Document, Document]:
    """The document after an edit, and the one that is read from scratch."""
    assert text.count(old) == 1
    before = parse(path, text)
    assert before is not None
    typed = text.replace(old, new)
    again = parse(path, typed, (), Parsed(text, before))
    fresh = parse(path, typed)
    assert again is not None
    assert fresh is not None
    assert again == fresh
    assert repr(again) == repr(fresh)
    return again, fresh


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        ("CLAUDE.md", MEMORY, "Be kind to", "Be kind\nto"),
        ("CLAUDE.md", MEMORY, "to all.\n", "to all.\n\n"),
        ("CLAUDE.md", MEMORY, "to all.\nAnd", "to all. And"),
        ("CLAUDE.md", MEMORY, "to all.\nAnd", "to all.\n\nx\nAnd"),
        ("CLAUDE.md", MEMORY, "Say why.\n", "Say why.\n-\n"),
        ("CLAUDE.md", MEMORY, "code.\n\nSay", "code.\nSay"),
        ("CLAUDE.md", MEMORY, "two pears", "two\npears"),
        ("CLAUDE.md", MEMORY, "two pears\n", "two pears\n- \n"),
        ("CLAUDE.md", MEMORY, "five dates\n", "five dates\n\n"),
        ("CLAUDE.md", MEMORY, "make it", "make\nit"),
        ("CLAUDE.md", MEMORY, "here.\n\n#", "here.\n\n\n#"),
        ("CLAUDE.md", MEMORY, "## More", "## More of it"),
        ("a.prompt.md", TALK, "Hello there", "Hello\nthere"),
        ("a.prompt.md", TALK, "More of it.\n", "More of it.\nx\n"),
        ("a.prompt.md", TALK, "I see.\n", "I see.\n\nIt"),
        ("a.request.yaml", YAML, "Hello there", "Hello\n    there"),
        ("a.request.yaml", YAML, "of it,\n", "of it,\n\n    \n      \n"),
        ("a.request.yaml", YAML, "\n      deeper", " deeper"),
        ("a.request.yaml", YAML, "    More", "    - More"),
        ("a.request.yaml", CONTENT_FIRST, "  role", "\n  role"),
    ],
)
def test_an_edit_of_lines_that_means_nothing_to_others_reads_no_others(
    path: str, text: str, old: str, new: str, end: str
) -> None:
    swapped = (each.replace("\n", end) for each in (text, old, new))
    again, _ = edited(path, *swapped)
    assert again.edit is not None


@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        ("CLAUDE.md", MEMORY, "Be kind to all.\n", "Be kind to all.\n===\n"),
        ("CLAUDE.md", MEMORY, "Be kind to", "Be kind\n# to"),
        ("CLAUDE.md", MEMORY, "Say why", "```\nSay why"),
        ("CLAUDE.md", MEMORY, "make it", "make\n```\nit"),
        ("CLAUDE.md", MEMORY, "that\n```\n", "that\n``\n"),
        ("CLAUDE.md", MEMORY, "Say why", "Say\n<!-- why"),
        ("CLAUDE.md", MEMORY, "here.\n\n#", "here.\n\nx#"),
        ("CLAUDE.md", MEMORY, "# End", "End"),
        ("CLAUDE.md", MEMORY, "Bye @docs", "Bye\n@docs"),
        ("CLAUDE.md", "# A\n\nx `a\n# B\n\n@y ` z\n", "x `a\n", "x `\n`a\n"),
        ("CLAUDE.md", "# A\n\na\n# B\n\n`@y` z\n", "\na\n#", "\n`\na\n#"),
        ("CLAUDE.md", "a\n\n<tag>\n- a b\n- b c\n- c\n# D\n", "b c\n", "b\n\nc\n"),
        ("CLAUDE.md", "x\n\n- a\n- b\n- c\n- d\n- e\n", "- c\n", "- c\n<tag>\n"),
        ("CLAUDE.md", "# A\n  # B\nx\n", "  # B", "# B"),
        ("CLAUDE.md", "-- \nx\n---\ny\n", "-- \n", "--\n- \n"),
        ("CLAUDE.md", "---\nx\n---\ny\n", "x\n", "x\n\n"),
        ("CLAUDE.md", MEMORY, "Say why", "Say\n@why"),
        ("CLAUDE.md", MEMORY, "```sh", "~~~sh"),
        ("CLAUDE.md", "# A\n\nx a\n# B\n@y ` z\n", "x a\n", "x\n`a\n"),
        ("CLAUDE.md", "# A\n\na\n\n# B\nb\n", "# B", "x# B"),
        ("CLAUDE.md", "---x\ny: z\n\n---\n\nw\n", "---x", "---\nx"),
        ("CLAUDE.md", "---\nx: y\n\nz\n\n--\n\nw\n", "\n--\n", "\n---\n"),
        ("CLAUDE.md", TAG, "- c\n", "- c\n\n"),
        ("CLAUDE.md", f"# A\n\n{BULLETS}", "- c\n", "- c\n\n<tag>\n"),
        ("CLAUDE.md", CODE_SPAN, "z c", "z\n` c"),
        ("CLAUDE.md", MEMORY, "Say why.\n", "Say why.\n<!-- c -->\n"),
        ("CLAUDE.md", "# A\n\nx\n\n  # B\ny\n\nz\n", "  # B", "# B"),
        ("a.prompt.md", TAGGED, "hi\n", "h\n<system>\nxi\n"),
        ("a.request.yaml", EMPTY_LINES, "b\n\n\n", "b\n     \n\n"),
        ("a.request.yaml", YAML, "More of", "More\n  of"),
        ("a.request.yaml", YAML, "More of", "More\n    \x07of"),
        ("CLAUDE.md", FENCES, "after\n", "after\n# T\n"),
        ("a.prompt.md", TAGGED, "stray\n\n\n", "stray\n\n\n\n"),
        ("a.prompt.md", TAGGED, "stray\n\n\n", "stray\n\n\nx"),
        ("a.prompt.md", TALK, "Hello there.", "Hello\n<system>"),
        ("a.prompt.md", "# T\nhello\n<user>\nhi\n", "hello", ""),
        ("a.prompt.md", "<!-- x -->\na\n\n<user>\nhi\n", "a\n", ""),
        ("a.prompt.md", "## A\n\nx\n\n## Use\n\ny\n", "Use", "User"),
        (
            "a.prompt.md",
            "\u00a0\nx\n\n# User\n\u00a0\nx\n\n# AI\ny\n",
            "\nx\n\n# A",
            "\n# A",
        ),
        ("a.prompt.md", TALK, "\n# Assistant", "\nAssistant"),
        ("a.request.yaml", YAML, "Hello there", "Hello\nthere"),
        ("a.request.yaml", YAML, "Hello there", "Hello\n  there"),
        ("a.request.yaml", YAML, "Hello there", "Hello\n   \tthere"),
        ("a.request.yaml", YAML, "    Hello", "      Hello"),
        ("a.request.yaml", YAML, "    Hello", "\n      Hello"),
        ("a.request.yaml", YAML, "the end.\n", "the end.\n\n\n"),
        ("a.request.yaml", CONTENT_FIRST, "    b\n", "    b\n    \n"),
        ("a.request.yaml", CONTENT_FIRST, "    b\n", "    b\n      \n"),
    ],
)
def test_what_an_edit_of_lines_means_to_others_is_seen(
    path: str, text: str, old: str, new: str
) -> None:
    edited(path, text, old, new)
