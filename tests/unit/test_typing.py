"""Which edits of Markdown and YAML are read without reading the whole file again."""

import pytest

from promptally.documents.detect import detect
from promptally.documents.editing import indented, prose
from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import parse
from promptally.prompts import Document

MESSAGE = "- role: user\n  content: {}\n"
BLOCK = MESSAGE.format("|\n    Some words.\n    And more.")
TYPED = BLOCK.replace("words", "wo‸rds")


def by_edit(path: str, text: str, previous: Parsed) -> Document | None:
    found = detect(path, text)
    return prose.edited(text, previous) or (
        indented.edited(found, text, previous) if found else None
    )


def after(path: str, marked: str, typed: str) -> tuple[str, Document | None]:
    """The text after `typed` at the mark, and its document if it was not read anew."""
    at, text = marked.index("‸"), marked.replace("‸", "")
    new = text[:at] + typed + text[at:]
    document = parse(path, text)
    assert document
    return new, by_edit(path, new, Parsed(text, document))


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("CLAUDE.md", "# Title\n\nSome wo‸rds.\n\n## Part\n\nMore.\n"),
        ("CLAUDE.md", "# Title\n\n- **Bo‸ld** words\n- and more\n"),
        ("CLAUDE.md", "<!-- hidden -->\n# One\n\nWo‸rds\n\n# Two\n\n<!-- too -->\n"),
        ("CLAUDE.md", "Words `co‸de` and more.\n"),
        ("AGENTS.md", "```sh\nmake te‸st\n```\n\n@docs/a.md\n"),
        ("SKILL.md", "---\nname: a\ndescription: b\n---\nThe bo‸dy\n"),
        ("a.prompt.md", "# System\n\nBe kind.\n\n# User\n\n> Quo‸ted text\n"),
        ("a.prompt.md", "<system>\nBe ki‸nd.\n</system>\n<user>\nHi\n</user>\n"),
        ("a.system.md", "| A | B |\n|---|---|\n| one ce‸ll | two |"),
        ("a.system.md", "Typed at the end‸"),
        ("a.prompty", "system:\nBe ki‸nd.\nuser:\nHello\n"),
        ("a.prompt", '{{role "system"}}\nBe ki‸nd.\n{{role "user"}}\nHello\n'),
        ("a.request.yaml", f"messages:\n{TYPED}model: claude-sonnet-5-5\n"),
        ("a.request.yaml", f"messages:\n{TYPED}".replace("\n", "\r\n")),
        ("a.request.yaml", f"messages:\n{MESSAGE.format('wo‸rds')}"),
        ("a.request.yaml", f"messages:\n{MESSAGE.format('"Quo‸ted: it"')}{BLOCK}"),
        ("a.request.yaml", f"messages:\n{MESSAGE.format('>\n    Fol‸ded\n    on')}"),
        ("a.request.yaml", f"model: x\nsystem: |\n  Be ki‸nd\nmessages:\n{BLOCK}"),
        ("a.prompt.yaml", "prompt: |\n  Say it tw‸ice\nsystem: Be kind\n"),
        ("a.yaml", f"{TYPED}{MESSAGE.format('Hi')}"),
    ],
)
@pytest.mark.parametrize("typed", ["x", " ", "several words"])
def test_typing_in_a_line_of_text_reads_little(
    path: str, marked: str, typed: str
) -> None:
    text, document = after(path, marked, typed)
    assert document is not None
    assert document == parse(path, text)


@pytest.mark.parametrize(
    "typed", ["\n    Further ", "\n\n    - ", "\n  name: a\n  x: "]
)
def test_lines_typed_in_a_message_are_read_with_it_alone(typed: str) -> None:
    text, document = after("a.request.yaml", f"messages:\n{TYPED}{BLOCK}", typed)
    assert document is not None
    assert document == parse("a.request.yaml", text)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("line", [3, 700, 1502, 2999])
def test_a_long_text_in_yaml_is_cut_where_the_edit_is(line: int, end: str) -> None:
    lines = [f"    Line {n} of many." if n % 5 else "" for n in range(3000)]
    lines[2] = "      Indented further."
    lines[line] = f"    Li‸ne {line}"
    marked = f"messages:\n{MESSAGE.format('|')}".replace("\n", end) + end.join(lines)
    text, document = after("a.request.yaml", marked, "x")
    assert document is not None
    assert document == parse("a.request.yaml", text)


@pytest.mark.parametrize(
    ("path", "marked", "typed"),
    [
        ("CLAUDE.md", "Some ‸ words\n", "@docs/a.md"),
        ("CLAUDE.md", "A `code‸ and @a.md\nand `more`\n", "`"),
        ("CLAUDE.md", "<!-- a note\nof lines ‸\n\n# Part\n", "-->"),
        ("CLAUDE.md", "A tit‸le\nin lines\n===\n", "x"),
        ("CLAUDE.md", "---\nmod‸el: claude-sonnet-5-5\n---\n", "x"),
        ("CLAUDE.md", "---\nwo‸rds\n---\n", ": x"),
        ("a.prompty", "user‸\nHello\n", ":"),
        ("a.prompt", "Hello ‸\n", "{{history}}"),
        ("a.request.yaml", f"messages: &a\n{TYPED}other: *a\n", "x"),
        ("a.request.yaml", "messages: [{role: user, content: Wo‸rds}]\n", "x"),
        ("a.request.yaml", f"messages:\n{TYPED}", "\x07"),
        ("promptfooconfig.yaml", "prompts:\n- |\n  wo‸.md\n", "rd"),
    ],
)
def test_an_edit_that_may_mean_more_is_read_from_scratch(
    path: str, marked: str, typed: str
) -> None:
    _text, document = after(path, marked, typed)
    assert document is None


def test_what_an_edit_does_not_touch_is_the_same_object() -> None:
    text = "# One\n\nWords\n\n# Two\n\nWords too\n"
    before = parse("AGENTS.md", text)
    assert before
    again = by_edit("AGENTS.md", text.replace("too", "to"), Parsed(text, before))
    assert again
    (old,), (new,) = before.prompts[0].messages, again.prompts[0].messages
    assert new.children[0] is old.children[0]
    assert new.children[1].value == "# Two\n\nWords to"


@pytest.mark.parametrize(
    ("prose", "is_read_little"),
    [("AT&T, R&D, a & b", True), ("&lt; " * 999, True), ("&lt; " * 1001, False)],
)
def test_ampersands_in_prose_are_no_anchors(prose: str, is_read_little: bool) -> None:  # noqa: FBT001 - a column of the table
    marked = f"messages:\n{TYPED}{MESSAGE.format(f'|\n    {prose}')}"
    _text, document = after("a.request.yaml", marked, "x")
    assert (document is not None) is is_read_little
