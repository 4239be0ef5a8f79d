"""After any edit, Markdown and YAML are what they are from scratch."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.analysis import analyse, parsed
from promptally.documents.editing.reparse import Parsed
from promptally.documents.parse import parse
from promptally.settings import Settings
from promptally.text import LineIndex
from promptally.view.findings import findings
from promptally.view.hover import hover

MARKDOWN_FILES = (
    *("CLAUDE.md", "AGENTS.md", "SKILL.md", ".claude/rules/a.md", "a.system.md"),
    *("a.prompt.md", "a.prompty", "a.prompt", "a.instructions.md", "README.md"),
)
YAML_FILES = ("a.request.yaml", "a.yaml", "a.prompt.yaml", "promptfooconfig.yaml")

FRONT_MATTER = (
    *("", "", "\ufeff", "---\nmodel: claude-sonnet-4-5\n---\n", "---\nopen: yes\n"),
    *("---\njust words\n---\n", "---\nname: x\ndescription: about it\n---\n"),
    *("+++\nname: x\n+++\n", "# license\n---\nmodel: x\n---\n"),
)
PROSE = (
    *("# Title\n", "## Part *one*\n", "Under\n===\n", "Two\nlines\n---\n", "\n", "\n"),
    *("# System\n", "# User\n", "## Assistant\n", "User\n====\n", "* * *\n", "---\n"),
    *("<system>\n", "</system>\n", "<user>\n", "</user>\n", "<tag>\ntext\n</tag>\n"),
    *("system:\n", "user:\n", '{{role "user"}}\n', "{{history}}", "{{!-- a\nb --}}\n"),
    *("Words to read here.\nAnd a second line.\n", "Last words   \n", "  \n\n"),
    *("It is **bold** `code` and @docs/a.md in it.\n", "An @im\\ port `and @code`\n"),
    *("- a bullet\n- another\n  goes on\nlazily\n", "1. one\n   - nested\n\n   text\n"),
    *("- one\n- two\n- three `a`\n- four\n- five\n", "  # Indented\n", "#tag\n===\n"),
    *("```\nnot closed\n\nyet\n", "<!-- not\n\nclosed\n", "\u00a0\n\n", "A\n\nb\n"),
    *("> quoted words\ngoing on\n", "| a | b |\n|---|---|\n", "    indented code\n"),
    *("```sh\nmake it # not\n@not/import\n```\n", "~~~\ncode here\n~~~\n"),
    *("<!-- a note\nof lines --> rest\n", "<!-- hidden -->\n", "“é” 漢字 text — on\n"),
)

ROLES = ("role: user", "role: assistant", "role: 'user'", "role: system")
CONTENTS = (
    *("content: |\n%  Some words.\n%  More: of them\n\n%    deeper\n", "content: ''\n"),
    *("content: |-\n%  one line\n", "content: |+\n%  kept\n\n\n", "content:\n"),
    *("content: >\n%  folded words\n%  and more\n", "content: words\n%   go on\n"),
    *('content: "quoted \\"text\\" \\ud83d\\ude00"\n', "content: 'a ''b'' c'\n"),
    *('content: "over\n\n lines"\n', "content: [{type: text, text: hello}]\n"),
    "content:\n%- type: text\n%  text: |\n%    words\n%- type: text\n%  text: more\n",
    *("content: |\n%   \n%  after blank\n%  last   \n", "content: |2\n%   lead\n"),
    *("content: |\n%  a\n%  a\n%content: |\n%  a\n%  a\n", "content: |\n%  a\n% \n"),
    *('content: |\n%  a\n%content: "a\\nb"\n', "content: |\n%  a\n%? content\n"),
    *("content: &a shared\n", "content: *a\n", "content: |\n%  C &a and *b\n"),
)
BESIDE = (
    *("model: claude-sonnet-4-5\n", "system: |\n  Be kind\n  and good.\n", "# note\n"),
    *("system: Be kind.\n", "x-promptally: {budget: 30}\n", "max_tokens: 100\n", "\n"),
    "tools:\n- name: look\n  description: |\n    Looks.\n  input_schema: {a: b}\n",
)
OTHER_YAML = (
    "system: |\n  Be kind\n  to all\nprompt: |\n  Say $input\n  twice\n",
    "prompts:\n- |\n  Say hello\n  now\n- words.md\nproviders: [openai:gpt-5]\n",
    "messages:\n- - system\n  - |\n    be kind\n- - human\n  - hello there\n",
    "_type: prompt\ntemplate: |\n  Words {x}\ninput_variables: [x]\n",
)

SETTINGS = Settings()

LETTERS = st.sampled_from(["x", "e", " ", ""])
PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\t",
            "#",
            "# ",
            "\n# A\n",
            "```",
            "~~~",
            "===",
            "é",
        ),
        *(
            "---",
            "\n---\n",
            "...",
            "<system>",
            "</user>",
            "<!--",
            "-->",
            "@x",
            "@",
            "`",
        ),
        *("|", ">", "|+", ">-", ":", ": ", "- ", "'", '"', "&a ", "*a", "*", "!!str "),
        *(
            "? ",
            "\n    ? x\n",
            "\n  ",
            "\n- role: user\n",
            "\n  name: foo",
            "  # c",
            "%",
        ),
        *(
            "{",
            "}",
            "[",
            "]",
            ",",
            "{{",
            "}}",
            "{{!",
            "user:",
            "\\",
            "\\ud83d",
            "1",
            ".",
        ),
        *(
            "\ufeff",
            "\ud800",
            "\x85",
            "\u2028",
            "\x07",
            "\x0c",
            "role: system",
            "<<: *a",
        ),
        *("prompt: {template: x}", "type: image\n    source: {type: url, url: a.png}"),
    ]
)


@st.composite
def markdown(draw: st.DrawFn) -> tuple[str, str]:
    path = draw(st.sampled_from(MARKDOWN_FILES))
    parts = draw(st.lists(st.sampled_from(PROSE), max_size=12))
    front = draw(st.sampled_from(FRONT_MATTER if path != "README.md" else ("",)))
    text = front + "".join(parts)
    if path == "README.md":
        text = f"---\nmodel: x\n---\n# System\n{text}"
    return path, draw(ended(text))


@st.composite
def yaml(draw: st.DrawFn) -> tuple[str, str]:
    path = draw(st.sampled_from(YAML_FILES))
    match draw(st.sampled_from(["one", "one", "one", "batch", "documents", "other"])):
        case "batch":
            head = "- custom_id: r%\n  params:\n"
            parts = draw(st.lists(request(), min_size=1, max_size=3))
            items = (f"{head}{inside(part, 4)}" for part in parts)
            text = "requests:\n" + "".join(items).replace("%", "1")
        case "documents":
            text = "---\n".join(draw(st.lists(request(), min_size=1, max_size=3)))
        case "other":
            text = draw(st.sampled_from(OTHER_YAML))
        case _:
            text = draw(request())
    return path, draw(ended(text))


@st.composite
def request(draw: st.DrawFn) -> str:
    column = draw(st.sampled_from([0, 0, 2, 4]))
    said = draw(st.lists(message(), max_size=4))
    messages = "messages:\n" + "".join(inside(each, column) for each in said)
    before, behind = (draw(st.lists(st.sampled_from(BESIDE), max_size=3)) for _ in "ab")
    return "".join([*before, messages, *behind])


@st.composite
def message(draw: st.DrawFn) -> str:
    content = draw(st.sampled_from(CONTENTS)).replace("%", "  ")
    role = draw(st.sampled_from(ROLES)) + "\n"
    parts = [role, content] if draw(st.booleans()) else [content, role]
    end = draw(st.sampled_from(["", "", "\n", "# note\n"]))
    return f"- {parts[0]}  {parts[1]}{end}"


def inside(text: str, column: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(" " * column + line if line.strip() else line for line in lines)


@st.composite
def ended(draw: st.DrawFn, text: str) -> str:
    """`text` with the ends of lines of one system, and perhaps without the last."""
    end = draw(st.sampled_from(["\n", "\n", "\n", "\n", "\r\n", "\r"]))
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", end)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """`text` after a keystroke, or after something that means more."""
    start = draw(st.integers(0, len(text)))
    end = min(start + draw(st.sampled_from([0, 0, 0, 0, 1, 1, 2, 6, 30])), len(text))
    typed = draw(LETTERS | LETTERS | PIECES)
    return text[:start] + typed + text[end:]


LINES = st.sampled_from(
    [
        *("\n", "\n", "\n", "\n\n", "\n\n\n", "\n    ", "\n    ", "\n  ", "\n- ", "- "),
        *("#", "\n# A\n", "\n```\n", "\n===\n", "\n---\n", "\n<user>\n", "\n<tag>\n"),
        *("\n<!--", "x", "-", "    ", " ", "\n    \n      ", "\n    x", "x\n\ny"),
    ]
)


@st.composite
def edited_lines(draw: st.DrawFn, text: str) -> str:
    """`text` with lines split, joined or begun."""
    ends = [at for at, each in enumerate(text) if each in "\r\n"] or [0]
    near = draw(st.sampled_from(ends)) + draw(st.sampled_from([0, 0, 1, 1, -1, 2, 3]))
    start = draw(st.just(near) | st.integers(0, len(text)))
    start = min(max(0, start), len(text))
    end = start + draw(st.sampled_from([0, 0, 0, 1, 1, 2, 3, 6]))
    typed = draw(st.just("") | LINES) if end > start else draw(LINES)
    return_too = "\r\n" in text and draw(st.booleans())
    typed = typed.replace("\n", "\r\n") if return_too else typed
    return text[:start] + typed + text[end:]


@pytest.mark.parametrize("after_edit", [edited, edited_lines])
@settings(max_examples=500, deadline=None)
@given(markdown() | yaml(), st.data())
def test_edits_lead_where_a_new_look_leads(
    after_edit: Callable[[str], st.SearchStrategy[str]],
    file: tuple[str, str],
    data: st.DataObject,
) -> None:
    path, text = file
    document = parse(path, text)
    for _ in range(data.draw(st.integers(1, 4))):
        previous = Parsed(text, document) if document else None
        text = data.draw(after_edit(text))
        document, fresh = parse(path, text, (), previous), parse(path, text)
        assert document == fresh
        # Where `1`, `1.0` and `True` are equal, their words are not.
        assert repr(document) == repr(fresh)


@settings(max_examples=150, deadline=None)
@given(markdown() | yaml(), st.data())
def test_edits_count_as_a_new_look_does(
    file: tuple[str, str], data: st.DataObject
) -> None:
    path, text = file
    shown = analyse(path, LineIndex(text), SETTINGS)
    for _ in range(data.draw(st.integers(1, 3))):
        text = data.draw(edited(text) | edited_lines(text))
        document = parse(path, text, (), parsed(shown))
        shown = analyse(
            path, LineIndex(text), SETTINGS, document=document, previous=shown
        )
        fresh = analyse(path, LineIndex(text), SETTINGS)
        assert shown == fresh
        if shown is not None and fresh is not None:
            at = data.draw(st.integers(0, len(text)))
            assert findings(shown) == findings(fresh)
            looks = [hover(each, at) for each in (shown, fresh)]
            assert len({(look.span, look.markdown) for look in looks if look}) <= 1


@settings(max_examples=60, deadline=None)
@given(markdown() | yaml(), st.integers(0, 20))
def test_a_letter_typed_anywhere_leads_where_a_new_look_leads(
    file: tuple[str, str], first: int
) -> None:
    path, text = file
    document = parse(path, text)
    if document is None:
        return
    for at in range(first, len(text), 20):
        typed = text[:at] + "x" + text[at:]
        assert parse(path, typed, (), Parsed(text, document)) == parse(path, typed)
