"""After any edit, what is known of a file is what is known of it from scratch."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptally import counts
from promptally.analysis import Analysis, analyse, parsed, recounted, typed
from promptally.documents.editing.difference import difference
from promptally.documents.parse import parse
from promptally.settings import Settings
from promptally.text import LineIndex, Span
from promptally.view.findings import findings
from promptally.view.hints import hints
from promptally.view.hover import hover

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = [
    (path.relative_to(EXAMPLES).as_posix(), path.read_text("utf-8")[:20_000])
    for path in sorted(EXAMPLES.rglob("*"))
    if path.suffix in {".json", ".jsonl", ".yaml", ".yml", ".md", ".prompty"}
]
TOOL = {"name": "look", "input_schema": {"type": "object", "properties": {"a": {}}}}
BLOCKS = [
    {"type": "text", "text": "One"},
    {"type": "tool_use", "id": "t", "name": "look", "input": {"a": [1, True]}},
]
BODY = {
    "model": "claude-sonnet-5-5",
    "system": "Be kind.",
    "tools": [TOOL, TOOL],
    "messages": [
        {"role": "user", "content": "Hello there"},
        {"role": "assistant", "content": BLOCKS},
        {"role": "user", "content": "Bye"},
    ],
    "max_tokens": 5,
}
LEADING = [{"role": "system", "content": "Kind."}, {"role": "user", "content": "Hi"}]
LINES = [{"custom_id": f"r{n}", "params": BODY} for n in range(3)]
MADE = [
    ("a.request.json", json.dumps(BODY, indent=1)),
    ("a.request.json", json.dumps(BODY)),
    ("a.json", json.dumps(LEADING)),
    ("a.json", json.dumps({"requests": LINES}, indent=1)),
    ("a.jsonl", "\n".join(map(json.dumps, LINES))),
    ("a.jsonl", "\n".join(map(json.dumps, [*LINES, *LINES])) + "\n{torn\n"),
    ("a.jsonl", "\r\n".join(map(json.dumps, [BODY, *LINES, {}, BODY])) + "\r\n"),
    ("a.json", json.dumps({"requests": LINES, "x-promptally": {"budget": 9}})),
]
SMALL = {"messages": [{"role": "user", "content": "Hello"}]}
MANY = [{"custom_id": f"r{n}", "params": SMALL} for n in range(150)]
BATCHES = [
    ("a.jsonl", "\n".join(map(json.dumps, MANY)) + "\n"),
    ("a.jsonl", "\n".join(map(json.dumps, [SMALL] * 140))),
    ("a.jsonl", "\n\n".join(map(json.dumps, [*MANY[:70], {}, *MANY[70:], MANY[3]]))),
]
TALK = [
    {"role": ("user", "assistant")[n % 2], "content": f"Hello {n}"} for n in range(40)
]
HEADINGS = [f"{'#' * (1 + n % 3)} Part {n}\n\nSome words of it.\n" for n in range(60)]
COMMENTED = [*HEADINGS[:30], "<!-- left out -->\n", *HEADINGS[30:]]
SAID = "- role: user\n  content: |\n    Hello.\n"
TURNS = ["# User\n\n## Why\n\nHello.\n", "# Assistant\n\nThat is why.\n"] * 20
LONG = [
    ("a.json", json.dumps({"messages": TALK, "system": "Be kind."}, indent=1)),
    ("a.json", json.dumps([LEADING[0], *TALK])),
    ("a.yaml", "messages:\n" + "".join(f"- {json.dumps(each)}\n" for each in TALK)),
    ("a.yaml", f"messages:\n{SAID * 40}system: Be kind.\n"),
    ("CLAUDE.md", "\n".join(HEADINGS)),
    ("CLAUDE.md", "\n".join(COMMENTED)),
    ("a.prompt.md", "\n".join(TURNS)),
]
"""Files with so many parts that an edit moves only those that somebody asks for."""
FILES += LONG
WHOLE_LINES = st.sampled_from(
    [
        *("\n", "\n\n", "\r\n", "\r", "{\n", '"\n', "x\n{", "\n}", ' "a": [\n', "{}"),
        '{"custom_id": "new", "params": {"messages": []}}\n',
        '{"custom_id": "r5", "params": {"messages": []}}\n',
        json.dumps(SMALL) + "\n",
        json.dumps({"custom_id": "é", "params": BODY}) + "\n",
    ]
)
TYPED = st.sampled_from(
    [
        *('"', "\\", "{", "}", "[", "]", ",", ":", "\n", "\r", " ", "a", "é", "\ud800"),
        *("\n\n", "# A\n", "\n# User\n", "```\n", "<!--", "-->", "- ", "    ", "---\n"),
        *('", "b": "', '"custom_id"', "1", "true", "{}", "[]", '{"type": "image"}'),
        *('"role": "system"', "\n<user>\n", "word word word", '{"a": 1.0}', '""'),
    ]
)
PIECES = st.sampled_from(
    [
        *('"prompt": {"template": "x"}, ', ', "prompt": {"template": "x"}'),
        *('"role": "system", ', ', "role": "system"', '"role": "user", '),
        *(
            '"custom_id": "r0", ',
            '"params": {}, ',
            '"requests": [], ',
            '"input": "a", ',
        ),
        *('"system": "Be", ', ', "system": ["a"]', '"tools": [], ', ', "messages": []'),
        *(
            '"lc": 1, "id": ["HumanMessage"], ',
            '"_type": "prompt", ',
            '"testData": 1, ',
        ),
        *('"name": "look", ', ', "content": 5', '{"role": "user", "content": "Hi"}, '),
        *('{"type": "text", "text": "Hi"}, ', "claude-", '"model": "', "x-promptally"),
    ]
)
GITHUB = """\
messages:
- role: system
  content: Be {{how}}.
- role: user
  content: |
    About {{what}},
    in words.
- content: "{{#if how}}Yes{{/if}}"
  role: assistant
- role: user
  content: Bye
testData:
- how: kind
  what: the sea
- how: brief
- what: &a all
  how: a much longer value than that
model: openai/gpt-5
"""
FILLED = {
    "messages": [
        {"role": "user", "content": "Hello {{who}}"},
        {"role": "assistant", "content": "Hi"},
    ],
    "testData": [{"who": "Ada"}, {"who": "nobody in particular"}],
}
PROMPTFOO = """\
prompts:
- |
  Say {{what}}
  now
- raw: Tell {{whom}}
  label: b
providers: [anthropic:claude-sonnet-5-5]
defaultTest: {vars: {whom: us}}
tests:
- vars: {what: [one, two and three]}
"""
CHAT = """\
messages:
- - system
  - |
    be {how}
- - human
  - hello {{there}}
partial_variables: {how: kind}
"""
LLM = "system: Be $how.\nprompt: Say $what\ndefaults: {how: kind, what: a}\n"
TEMPLATES = [
    ("a.prompt.yaml", GITHUB),
    ("a.prompt.json", json.dumps(FILLED, indent=1)),
    ("promptfooconfig.yaml", PROMPTFOO),
    ("a.yaml", CHAT),
    ("a.yaml", LLM),
    ("a.prompt.md", "# User\n\nOf {{x}}, ${input:y}.\n\n# Assistant\n\nOk {{z}}.\n"),
    ("a.prompt", '---\ninput: {default: {a: b}}\n---\n{{role "user"}}\nHi {{a}}\n'),
    ("a.prompty", "---\nname: x\nsample: {a: it}\n---\nsystem:\nOf {{a}}\nuser:\nHi\n"),
]

SETTINGS = Settings()


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """`text` with something typed, deleted or replaced."""
    start = draw(st.integers(0, len(text)))
    end = min(start + draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40])), len(text))
    typed = draw(st.just("") | TYPED | st.just(text[start:end][::-1]))
    return text[:start] + typed + text[end:]


def scratch(path: str, text: str) -> Analysis | None:
    return analyse(path, LineIndex(text), SETTINGS)


def after(path: str, text: str, previous: Analysis | None) -> Analysis | None:
    lines = LineIndex(text)
    if previous is not None:
        start, end, new_end = difference(previous.text, text)
        lines = previous.lines.edited(Span(start, end), text[start:new_end])
    document = typed(previous, lines)
    document = document or parse(path, text, (), parsed(previous, lines))
    if document is None:
        return None
    return analyse(path, lines, SETTINGS, document=document, previous=previous)


def looked_at(shown: Analysis | None, fresh: Analysis | None, offset: int) -> None:
    """What is remembered for the next edit is never what was true before one."""
    if shown is None or fresh is None:
        return
    assert findings(shown) == findings(fresh)
    everything = Span(0, fresh.lines.end)
    assert hints(shown, everything) == hints(fresh, everything)
    assert said(shown, offset) == said(fresh, offset)


def said(analysis: Analysis, offset: int) -> tuple[Span, str, str] | None:
    found = hover(analysis, offset)
    return (found.span, found.markdown, found.plain) if found else None


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MADE * 4 + TEMPLATES * 3 + LONG * 3 + FILES), st.data())
def test_edits_lead_where_a_new_look_leads(
    file: tuple[str, str], data: st.DataObject
) -> None:
    path, text = file
    shown = scratch(path, text)
    for _ in range(data.draw(st.integers(1, 4))):
        text = data.draw(edited(text))
        shown = after(path, text, shown)
        fresh = scratch(path, text)
        assert shown == fresh
        # Where `1`, `1.0` and `True` are equal, their words are not.
        assert repr(shown) == repr(fresh)
        looked_at(shown, fresh, data.draw(st.integers(0, len(text))))


@st.composite
def shuffled(draw: st.DrawFn, fields: dict[str, object]) -> dict[str, object]:
    """Some of the fields, in any order."""
    keys = draw(st.lists(st.sampled_from([*fields]), unique=True))
    return {key: fields[key] for key in keys}


@st.composite
def messages(draw: st.DrawFn) -> list[object]:
    roles = st.sampled_from(["user", "user", "assistant", "system", "developer"])
    said = st.sampled_from(["Hi", "Hello, how are you today?", "é", BLOCKS, []])
    n_messages = draw(st.integers(0, 4) | st.sampled_from([20, 150]))
    spoken = ({"role": draw(roles), "content": draw(said)} for _ in range(n_messages))
    extra: dict[str, object] = draw(
        st.sampled_from([{}, {}, {"prompt": {"template": "x"}}, {"name": 1}])
    )
    return [
        dict(draw(st.permutations([*message.items(), *extra.items()])))
        for message in spoken
    ]


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, object]:
    said = draw(messages())
    system = draw(
        st.sampled_from(["Be", "You are kind, brief and exact.", [BLOCKS[0]]])
    )
    all_of_it = {**BODY, "messages": said, "system": system, "thinking": {"type": "x"}}
    body = draw(shuffled(all_of_it))
    return dict(draw(st.permutations([*(body | {"messages": said}).items()])))


@st.composite
def request_files(draw: st.DrawFn) -> tuple[str, str]:
    """A request or a batch, its fields in any order."""
    indent = draw(st.sampled_from([None, 1]))
    if draw(st.booleans()):
        content = draw(bodies() | messages())
        name = draw(st.sampled_from(["a.json", "a.request.json", "a.yaml"]))
        return name, json.dumps(content, indent=indent, ensure_ascii=False)
    carriers = [
        dict(draw(st.permutations([("custom_id", f"r{n}"), (key, draw(bodies()))])))
        for n, key in enumerate(draw(st.lists(st.sampled_from(["params", "body"]))))
    ]
    if draw(st.booleans()):
        return "a.jsonl", "\n".join(map(json.dumps, carriers))
    own = draw(st.sampled_from([{}, {"x-promptally": {"budget": 9}}]))
    batch = dict(draw(st.permutations([("requests", carriers), *own.items()])))
    return "a.json", json.dumps(batch, indent=indent)


@st.composite
def pieced(draw: st.DrawFn, text: str) -> str:
    """`text` with a piece of a request put in where fields or values begin or end."""
    places = [found.end() for found in re.finditer(r"[{\[,\"]|(?=[}\]])", text)] or [0]
    at = draw(st.sampled_from(places))
    return text[:at] + draw(PIECES | TYPED) + text[at:]


@settings(max_examples=400, deadline=None)
@given(request_files(), st.data())
def test_edits_lead_where_a_new_look_leads_whatever_the_order_of_fields(
    file: tuple[str, str], data: st.DataObject
) -> None:
    path, text = file
    shown = scratch(path, text)
    for _ in range(data.draw(st.integers(1, 4))):
        text = data.draw(pieced(text) | edited(text))
        shown = after(path, text, shown)
        fresh = scratch(path, text)
        assert shown == fresh
        assert repr(shown) == repr(fresh)


@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        (
            "a.json",
            json.dumps({"messages": LEADING, "system": "Be"}),
            '"Hi',
            '"Hi x',
        ),
        (
            "a.json",
            json.dumps(
                {"requests": [{"params": {"messages": LEADING, "system": "B"}}]}
            ),
            '"Hi',
            '"Hi x',
        ),
        (
            "a.json",
            json.dumps(SMALL),
            '{"role"',
            '{"prompt": {"template": "x"}, "role"',
        ),
        (
            "a.json",
            json.dumps(LEADING),
            '"Kind."',
            '"Kind.", "prompt": {"template": ""}',
        ),
        (
            "a.request.json",
            '{"system": "' + "x" * 30 + '", "max_tokens": 5, "model": "claude-"}',
            "x" * 30,
            "x",
        ),
    ],
)
def test_what_an_edit_means_elsewhere_is_seen(
    path: str, text: str, old: str, new: str
) -> None:
    typed = text.replace(old, new, 1)
    assert typed != text
    again, fresh = after(path, typed, scratch(path, text)), scratch(path, typed)
    assert again == fresh
    assert repr(again) == repr(fresh)


@st.composite
def edited_lines(draw: st.DrawFn, text: str) -> str:
    """A batch with lines put in, taken out or changed, whole or torn."""
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    at = draw(st.integers(0, len(starts) - 1))
    start = starts[at]
    if draw(st.booleans()):
        start = min(len(text), start + draw(st.integers(0, 120)))
    end = start
    if draw(st.booleans()):
        upto = starts[at + draw(st.integers(0, 3)) :]
        end = max(start, upto[0] if upto else len(text))
    typed = draw(st.just("") | WHOLE_LINES | TYPED)
    return text[:start] + typed + text[end:]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BATCHES + MADE), st.data())
def test_edits_of_whole_lines_lead_where_a_new_look_leads(
    file: tuple[str, str], data: st.DataObject
) -> None:
    path, text = file
    shown = scratch(path, text)
    for _ in range(data.draw(st.integers(1, 5))):
        text = data.draw(edited_lines(text) | edited(text))
        shown = after(path, text, shown)
        fresh = scratch(path, text)
        assert shown == fresh
        assert repr(shown) == repr(fresh)
        looked_at(shown, fresh, data.draw(st.integers(0, len(text))))
        if shown and fresh:
            assert shown.total == fresh.total
            assert shown.document
            assert fresh.document
            assert shown.document.references == fresh.document.references


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hello", "Hello there"),
        ('"messages"', '"messages'),
        ('{"custom_id": "r60"', '{"custom_id": "other"'),
        ('{"custom_id": "r60"', '{}\n{"custom_id": "r60"'),
        (json.dumps(MANY[60]) + "\n", ""),
        ("}]}}\n", ""),
    ],
)
def test_an_edit_of_a_line_reads_no_other_line(old: str, new: str) -> None:
    path, text = BATCHES[0]
    before = scratch(path, text)
    assert before
    at = text.index(old, text.index('"r60"') - 14)
    typed = text[:at] + new + text[at + len(old) :]
    again = after(path, typed, before)
    assert again
    assert again == scratch(path, typed)
    assert again.document
    assert again.document.edit
    assert again.document.edit.new_stop - again.document.edit.start <= 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Hello"}]}}\n', "\n}, {"),
        ('"Hello"}]}}\n', "\n]"),
        ('"Hello"}]}}', '"Hello"}]},'),
        ('"Hello"}]}}\n', '"Hello"}]},\n '),
        ('{"custom_id"', '\n"custom_id"'),
    ],
)
def test_a_value_that_an_edit_spreads_over_lines_is_read_from_scratch(
    old: str, new: str
) -> None:
    path, text = BATCHES[0]
    before = scratch(path, text)
    at = text.index(old, text.index('"r60"') - 1)
    typed = text[:at] + new + text[at + len(old) :]
    assert after(path, typed, before) == scratch(path, typed)


@pytest.mark.parametrize(("path", "text"), MADE + TEMPLATES + FILES)
def test_a_letter_typed_anywhere_leads_where_a_new_look_leads(
    path: str, text: str
) -> None:
    before = scratch(path, text)
    if before is not None:
        looked_at(before, before, 0)
    for at in range(0, len(text), max(1, len(text) // 40)):
        typed = text[:at] + "x" + text[at:]
        again, fresh = after(path, typed, before), scratch(path, typed)
        assert again == fresh
        looked_at(again, fresh, at)


@pytest.mark.parametrize(("path", "text"), MADE)
def test_what_an_edit_does_not_touch_is_the_same_object(path: str, text: str) -> None:
    at = text.index("H")
    before, typed = scratch(path, text), text[:at] + "x" + text[at:]
    again = after(path, typed, before)
    assert before
    assert again
    old, new = (shown.prompts[-1] for shown in (before, again))
    kept = zip(old.prompt.segments, new.prompt.segments, strict=True)
    n_kept = sum(was.value is now.value for was, now in kept)
    assert n_kept >= len(new.prompt.segments) - 1
    assert len(again.prompts) == 1 or new.count is old.count


@pytest.mark.parametrize(("path", "text"), MADE)
def test_an_edit_brings_offline_counts_back(path: str, text: str) -> None:
    before = scratch(path, text)
    assert before
    item = before.prompts[0]
    exact = replace(item.count, total=counts.exact(7))
    counted = recounted(before, {0: exact})
    typed = text.replace("H", "xH", 1)
    again = after(path, typed, counted)
    assert again == scratch(path, typed)


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_a_difference_is_all_that_differs(old: str, new: str) -> None:
    start, end, new_end = difference(old, new)
    assert old[:start] + new[start:new_end] + old[end:] == new
    assert 0 <= start <= end <= len(old)
    assert (start == end == new_end == len(old)) is (old == new)
