"""What views remember of the parts of a prompt, for the prompt after an edit."""

from typing import Any

import pytest

from promptally.analysis import Analysis, analyse, parsed
from promptally.credentials import search
from promptally.documents.parse import parse
from promptally.settings import DEFAULTS
from promptally.templates import kept, open_parts
from promptally.text import LineIndex
from promptally.view import other_models
from promptally.view.findings import findings
from promptally.view.hover import hover
from promptally.view.searched import holds_the_same

CHAT = """\
messages:
- role: user
  content: Say {what}
- role: assistant
  content: Said
partial_variables: {what: something longer}
"""
TEST = """\
messages:
- role: user
  content: &said Hello {{name}}
- role: assistant
  content: Hi
testData:
- name: *said
- name: x
"""
PROSE = "Words to read.\n" * 2000
LETTERS = "q7RtZ2mXw9KpL4vNc8Yb"
TOKEN = f"sk-ant-{LETTERS}{LETTERS}"
KEY = "-----BEGIN PRIVATE KEY-----"


def shown(path: str, text: str, previous: Analysis | None = None) -> Analysis:
    lines = LineIndex(text)
    document = parse(path, text, (), parsed(previous))
    found = analyse(path, lines, DEFAULTS, document=document, previous=previous)
    assert found is not None
    return found


def told(analysis: Analysis) -> tuple[object, ...]:
    found = hover(analysis, len(analysis.text) // 3)
    return (found.markdown if found else "", findings(analysis))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEST, "&said Hello", "&said Good morning to all of you,"),
        (TEST, "name: x", "name: a whole sentence of words"),
        (TEST, "{{name}}", "{{name}} and {{other}}"),
        (TEST, "{{name}}", "nobody"),
        (CHAT, "content: Say {what}", "prompt: {template: 'Say {what}'}"),
        (CHAT.replace("{what}", "{{what}}"), "- role", "- lc: 1\n  role"),
        (CHAT, "role: user\n  content: Say {what}", "[human, 'Say {what}']"),
        (CHAT, "messages:", "template: Of {what}\nmessages:"),
    ],
)
def test_a_template_says_after_an_edit_what_it_says_anew(
    text: str, old: str, new: str
) -> None:
    path = "a.prompt.yaml"
    before = shown(path, text)
    told(before)
    typed = text.replace(old, new)
    again = shown(path, typed, before)
    assert told(again) == told(shown(path, typed))
    back = shown(path, text, again)
    assert told(back) == told(shown(path, text))


def test_samples_are_read_again_only_where_they_may_have_changed() -> None:
    text = TEST.replace("&said ", "").replace("*said", "Ada")
    memory: dict[str, Any] = {}

    def read(text: str) -> object:
        document = parse("a.prompt.yaml", text)
        assert document is not None
        return kept.of("a.prompt.yaml", document, text, memory)

    first = read(text)
    assert read(text.replace("Hello", "Good morning")) is first
    assert read(text.replace("Ada", "Grace")) is not first


def test_samples_of_a_file_with_a_fault_are_read_each_time() -> None:
    text = "messages:\n- role: user\n  content: 'x\ntestData: [{x: a}]\n"
    document = parse("a.prompt.yaml", text)
    memory: dict[str, Any] = {}
    assert document is not None
    kept.of("a.prompt.yaml", document, text, memory)
    assert not memory


def test_a_part_is_looked_into_once() -> None:
    text = TEST.replace("&said ", "").replace("*said", "Ada")
    before = shown("a.prompt.yaml", text)
    told(before)
    (item,) = before.prompts
    first = dict(item.parts["open parts"])
    again = shown("a.prompt.yaml", text.replace("content: Hi", "content: Hi!"), before)
    told(again)
    parts = again.prompts[0].parts["open parts"]
    assert isinstance(parts["messages[0]"], open_parts.OpenPart)
    assert parts["messages[0]"] is first["messages[0]"]
    assert parts["messages[1]"] is not first["messages[1]"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", TOKEN),
        (TOKEN, ""),
        (f"{KEY}\n\r\n{LETTERS[1:]}", f"{KEY}\n\r\n{LETTERS}"),
        (f"{KEY}\n \n \n{LETTERS}", f"{KEY}\n \n \n{LETTERS[1:]}"),
        (f"{KEY}x\n{LETTERS}", f"{KEY}\n{LETTERS}"),
    ],
)
def test_a_credential_in_a_long_text_is_never_missed(old: str, new: str) -> None:
    was, now = (f"{PROSE}{said}\n{PROSE}" for said in (old, new))
    assert not holds_the_same(was, now)
    assert search.in_json(was) != search.in_json(now)


def test_a_credential_elsewhere_is_known() -> None:
    was = f"{PROSE}password: hunT3rX9q2Lm\n{PROSE}Some words.\n{PROSE}"
    assert holds_the_same({"content": was}, {"content": was.replace("Some", "So")})
    assert not holds_the_same({"content": was}, {"other": was})
    assert not holds_the_same([was], [was, ""])


def test_what_is_short_or_on_a_very_long_line_is_searched() -> None:
    assert not holds_the_same("Some words", "Some word")
    line = "Some words. " * 9000
    assert not holds_the_same(line, f"{line}x")


@pytest.mark.parametrize(
    ("path", "text"), [("CLAUDE.md", f"# A\n\n{PROSE}\n# B\n\nHello"), ("a.yaml", TEST)]
)
def test_other_models_are_counted_after_an_edit_as_anew(path: str, text: str) -> None:
    analysis, known = shown(path, text), {}
    for typed in (text, text.replace("Hello", "Good morning"), text):
        analysis = shown(path, typed, analysis)
        for each in (analysis, fresh := shown(path, typed)):
            other_models.reckon(each, each.prompts[0])
        known = analysis.prompts[0].memory["other models"]
        assert known == fresh.prompts[0].memory["other models"]
    assert known


TOOLS = (
    '{"tools": [{"name": "a"}, {"name":  "a"}], "max_tokens": 5,'
    ' "messages": [{"role": "user", "content": "Hi"}]}\n'
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"name":  "a"}', '{"name": "a"}'),
        ('{"tools"', '{ "tools"'),
        ('"a"}, {"name":  "a"', '"a"},  {"name": "a"'),
        (TOOLS, f"\n{TOOLS}"),
    ],
)
def test_findings_stand_where_white_space_has_moved_them(old: str, new: str) -> None:
    text = f"{TOOLS}{TOOLS}"
    before = shown("a.jsonl", text)
    assert len(findings(before)) >= 2
    typed = text.replace(old, new, 1)
    again = shown("a.jsonl", typed, before)
    assert findings(again) == findings(shown("a.jsonl", typed))
