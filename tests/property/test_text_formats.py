"""Laws of all formats that are text with front matter."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.documents.detect import detect
from promptally.documents.kinds import (
    dotprompt,
    instructions,
    poml,
    prompt_markdown,
    prompty,
)
from promptally.prompts import Document, Segment, walk

type Parse = Callable[[str, str], Document]

FORMATS: tuple[tuple[Parse, str], ...] = (
    (prompt_markdown.parse, "a.prompt.md"),
    (prompt_markdown.parse, "a.system.md"),
    (instructions.parse, "CLAUDE.md"),
    (instructions.parse, "skills/a/SKILL.md"),
    (prompty.parse, "a.prompty"),
    (dotprompt.parse, "a.prompt"),
    (poml.parse, "a.poml"),
)

FRONT = """\
---
name: x
description: "Reads, é"
model: claude-opus-5-5
promptally:
  model: claude-sonnet-5-5
  budget: 2000
---
"""

HEADINGS = f"""{FRONT}# System

Be é.

## Tone
soft

```
# User
```

# User

Hi

# Assistant
Hello
"""

TAGS = """\
<system>
Be kind.
</system>

<user>
# Q
Hi
</user>
<message role="assistant">
Hello
</message>
"""

PROMPTY = f"""{FRONT}Lead

system:
Be kind.

user[a=b]:
Hi

# assistant:
Hello
"""

DOTPROMPT = (
    f"# license\n{FRONT}"
    """{{role 'system'}}\nBe {{!-- c --}}kind.\n{{role "user"}}Hi {{history}}?"""
)

POML = """\
<poml>
<role>Be <b>kind</b>.</role>
<task caption='Do'>It &<item for="a in b">{{a}}</item> <document src="x"/></task>
<!-- c --><human-msg>Hi</human-msg><p>More</p><ai-msg>Yes</ai-msg>
</poml>
"""

EXAMPLES: tuple[tuple[Parse, str, str], ...] = (
    (prompt_markdown.parse, "a.prompt.md", HEADINGS),
    (prompt_markdown.parse, "b.prompt.md", TAGS),
    (prompty.parse, "a.prompty", PROMPTY),
    (dotprompt.parse, "a.prompt", DOTPROMPT),
)


def test_poml_that_is_cut_loses_no_word() -> None:
    (whole,) = poml.parse("a.poml", POML).prompts
    words = [
        (at, word)
        for word in ("Be", "kind", "Do", "It", "{{a}}", "Hi", "More", "Yes")
        if (at := POML.find(word)) >= 0
    ]
    assert len(whole.segments) == 3

    for cut in range(len(POML) + 1):
        (prompt,) = poml.parse("a.poml", POML[:cut]).prompts
        said = " ".join(str(segment.value) for segment in prompt.segments)
        assert all(word in said for at, word in words if at + len(word) <= cut), cut


PIECES = (
    *("---\n", "---", "+++\n", "# System\n", "## User\n", "<system>\n", "</system>\n"),
    *("<user>\n", '<message role="user">\n', "</message>", "system:\n", "user[x]:\n"),
    *('{{role "system"}}', "{{history}}", "{{! ", "{{!--", "--}}", "}}", "{{/role}}"),
    *("```\n", "<!-- ", "-->", "@a.md ", "`", "- ", "\n", "\r\n", "\r", " ", "text\n"),
    *("<role>", "</role>", "<task caption='c'>", "<p>", "</p>", "<item for='a in b'>"),
    *("<b>", "</b>", "<human-msg>", "</human-msg>", "<ai-msg>", "<include/>", "<let>"),
    *("promptally: {budget: 5}\n", "model: [\n", "description: a: b\n", "role: user\n"),
    *("\ufeff", "\x00", "\ud800", "\u2028", "😀", "\\", '"', "# A\n", "===\n"),
)
ANYTHING = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def _nest(segments: Sequence[Segment], start: int, end: int) -> None:
    for segment in segments:
        assert start <= segment.span.start <= segment.span.end <= end
        _nest(segment.children, *segment.span)
    assert all(
        one.span.end <= other.span.start
        for one, other in pairwise(sorted(segments, key=lambda s: s.span))
    )


@pytest.mark.parametrize(("parse", "path"), FORMATS)
@given(text=ANYTHING)
def test_any_text_has_one_prompt_whose_parts_nest(
    parse: Parse, path: str, text: str
) -> None:
    document = parse(path, text)

    (prompt,) = document.prompts
    _nest(prompt.segments, 0, len(text))
    segments = list(walk(prompt.segments))
    assert len({segment.path for segment in segments}) == len(segments)
    assert all(0 <= segment.anchor <= len(text) for segment in segments)
    for problem in document.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    for reference in prompt.references:
        assert text[reference.span.start] == "@"


@pytest.mark.parametrize(("parse", "path"), FORMATS[:5])
@given(text=ANYTHING)
def test_what_is_sent_is_what_stands_there(parse: Parse, path: str, text: str) -> None:
    (prompt,) = parse(path, text).prompts

    for segment in walk((*prompt.system, *prompt.messages)):
        stands = text[segment.span.start : segment.span.end]
        match segment.value:
            case {"content": said}:
                assert said == stands
            case str(said) if segment.path != "front-matter" and "<!--" not in stands:
                assert said == stands


@pytest.mark.parametrize(("parse", "path", "text"), EXAMPLES)
def test_whole_segments_before_a_cut_stay(parse: Parse, path: str, text: str) -> None:
    (whole,) = parse(path, text).prompts
    segments = (*whole.system, *whole.messages)

    for cut in range(len(text) + 1):
        (prompt,) = parse(path, text[:cut]).prompts
        before = [s for s in segments if any(s.span.end < o.anchor for o in segments)]
        complete = [
            segment
            for segment in before
            if cut >= min(o.span.start for o in segments if o.anchor > segment.anchor)
        ]
        kept = {(s.span, str(s.value), s.role) for s in prompt.segments}
        assert {(s.span, str(s.value), s.role) for s in complete} <= kept, cut


@given(
    st.sampled_from(("a.md", "a.json", "a.yaml", "a.jsonl", "a.py", ".claude/rules/a")),
    ANYTHING | st.text(st.sampled_from('{}[]":, \nrolemsagusctn'), max_size=60),
)
def test_any_file_is_a_prompt_file_or_not(path: str, text: str) -> None:
    detect(path, text)


@pytest.mark.parametrize("path", ["a.json", "a.jsonl", "a.yaml", "a.md", "CLAUDE.md"])
@pytest.mark.parametrize(
    "pattern",
    ['"messages" ', '{"role":', "messages:", "role: ", "- ", "---\n", "\n", "prompt: "],
)
@pytest.mark.timeout(20)
def test_no_text_takes_long_to_detect(path: str, pattern: str) -> None:
    detect(path, pattern * 200_000)


@pytest.mark.parametrize(("parse", "path"), FORMATS)
@pytest.mark.parametrize(
    "pattern",
    ["`a ` @b ", "{{! ", "{{!-- ", "<user>\n<system>\n", "user[", "---\na: ", " ", "@"],
)
@pytest.mark.timeout(60)
def test_no_text_takes_more_than_linear_time(
    parse: Parse, path: str, pattern: str
) -> None:
    parse(path, pattern * 20_000)
