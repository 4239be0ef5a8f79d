"""YAML to nodes: values, spans, aliases, merge keys, documents."""

import math

import pytest

from promptally.documents import yaml
from promptally.documents.nodes import Array, Node, Object, Scalar, entry, get, to_json
from promptally.documents.yaml.reader import MOST_DOCUMENTS
from promptally.prompts import Json
from promptally.text import Span


def read(text: str) -> Json:
    """The value of a text that has nothing wrong."""
    node, problems = yaml.parse(text)
    assert problems == ()
    return to_json(node)


def under(text: str, node: Node | None) -> str:
    assert node is not None
    return text[node.span.start : node.span.end]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain text", "plain text"),
        ("folded\n  over lines\n\n  twice", "folded over lines\ntwice"),
        ("'it''s'", "it's"),
        (r'"tab\t \u00e9 \U0001F600 \x41 \N"', "tab\t é 😀 A \x85"),
        ('"joined \\\n   up"', "joined up"),
        ("|\n  one\n   two\n", "one\n two\n"),
        ("|-\n  one\n\n", "one"),
        ("|+\n  one\n\n", "one\n\n"),
        ("|2\n   one\n", " one\n"),
        (">\n  one\n  two\n\n  three\n", "one two\nthree\n"),
        (">-\n  one\n    more\n  two\n", "one\n  more\ntwo"),
        ("|\r\n  one\r\n  two\r\n", "one\ntwo\n"),
    ],
)
def test_text_is_decoded_as_its_style_says(text: str, value: str) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None),
        ("null", None),
        ("True", True),
        ("false", False),
        ("-12", -12),
        ("0", 0),
        ("0x1F", 31),
        ("017", 15),
        ("0b101", 5),
        ("1_000", 1000),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.0e+3", 1000.0),
        ("-.inf", -math.inf),
        ("!!int '3'", 3),
        ("!!float 3", 3.0),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!unknown 3", 3),
    ],
)
def test_constants_and_numbers_have_their_type(text: str, value: Json) -> None:
    found = read(f"a: {text}")
    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "No", "on", "OFF", "y", "nil", "NaN", "="),
        *("2026-11-22", "12:30", "190:20:30"),
        *("1e3", "0o7", "+", ".", "0x", "9" * 5000),
    ],
)
def test_what_looks_like_a_value_to_some_stays_text(text: str) -> None:
    assert read(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!str 3", "3"), ("! 3", "3"), ("!own '3'", "3"), ("!!int three", "three")],
)
def test_a_tag_can_make_text_of_a_number(text: str, value: str) -> None:
    assert read(f"a: {text}") == {"a": value}


def test_a_tag_on_a_collection_changes_nothing() -> None:
    assert read("a: !own {b: 1}\nc: !!set\n  d:\n") == {"a": {"b": 1}, "c": {"d": None}}


def test_keys_are_strings_as_they_are_written() -> None:
    text = "1: a\ntrue: b\n? [x]\n: c\n'2': d\n&e 0x1: e\n"
    node, problems = yaml.parse(text)
    assert isinstance(node, Object)
    assert [item.key.value for item in node.entries] == ["1", "true", "[x]", "2", "0x1"]
    assert problems == ()


def test_a_key_that_stands_twice_is_kept_twice() -> None:
    node, _ = yaml.parse("a: 1\na: 2\n")
    assert isinstance(node, Object)
    assert len(node.entries) == 2
    assert to_json(get(node, "a")) == 2


SPANS = """\
# a comment
model: &m claude
system: |

  Be brief.
    And kind.\t

tools: []
stop: ["a", {b: 'c'}]
messages:
- role: user
  content: two
    lines
- - x

# end
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("model",), "&m claude"),
        (("system",), "|\n\n  Be brief.\n    And kind.\t"),
        (("tools",), "[]"),
        (("stop",), "[\"a\", {b: 'c'}]"),
        (("stop", 0), '"a"'),
        (("stop", 1), "{b: 'c'}"),
        (("messages", 0), "role: user\n  content: two\n    lines"),
        (("messages", 0, "content"), "two\n    lines"),
        (("messages", 1), "- x"),
        (("messages",), SPANS[SPANS.index("- role") : SPANS.index("\n\n# end")]),
        ((), SPANS[SPANS.index("model") : SPANS.index("\n\n# end")]),
    ],
)
@pytest.mark.parametrize("before", ["", "\ufeff", "# 😀 é\n", "# \u2028 \x85\n"])
def test_a_span_covers_what_is_written(
    path: tuple[str | int, ...], expected: str, before: str
) -> None:
    text = before + SPANS
    node, problems = yaml.parse(text)
    for step in path:
        if isinstance(step, str):
            node = get(node, step)
        else:
            assert isinstance(node, Array)
            node = node.items[step]
    assert under(text, node) == expected
    assert problems == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_hold_for_each_line_end(newline: str) -> None:
    text = "a: |\n  x😀\n  y\nb:\n  - c\n".replace("\n", newline)
    node, _ = yaml.parse(text)
    assert under(text, get(node, "a")) == f"|{newline}  x😀{newline}  y"
    assert under(text, get(node, "b")) == "- c"


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85"])
def test_a_separator_of_other_standards_is_no_line_break(char: str) -> None:
    text = f"a: x{char}b: y\nc: |\n  one{char}two\nd: 'x{char}y'\n".replace(": y", "")
    node, problems = yaml.parse(text)
    assert to_json(node) == {
        "a": f"x{char}b",
        "c": f"one{char}two\n",
        "d": f"x{char}y",
    }
    assert under(text, get(node, "d")) == f"'x{char}y'"
    assert problems == ()


def test_keeping_empty_lines_makes_them_part_of_the_span() -> None:
    text = "a: |+\n  x\n\n\nb: 1\n"
    assert under(text, get(yaml.parse(text)[0], "a")) == "|+\n  x\n\n\n"


def test_an_alias_stands_where_it_is_and_holds_what_it_repeats() -> None:
    text = "a: &x {b: [1]}\nc: *x\n"
    node, problems = yaml.parse(text)
    alias = get(node, "c")
    assert under(text, alias) == "*x"
    assert get(alias, "b") is get(get(node, "a"), "b")
    assert problems == ()


def test_a_merge_key_inherits_what_the_mapping_does_not_say() -> None:
    text = "a: &a {x: 1, y: 2}\nb:\n  z: 0\n  <<: *a\n  y: 3\n"
    node, problems = yaml.parse(text)
    assert to_json(get(node, "b")) == {"z": 0, "x": 1, "y": 3}
    inherited = entry(get(node, "b"), "x")
    assert inherited is not None
    assert inherited.key.span == Span(7, 8)
    assert problems == ()


def test_of_several_merged_mappings_the_first_wins() -> None:
    assert read("<<: [{x: 1}, {x: 2, y: 2}]") == {"x": 1, "y": 2}


def test_a_quoted_merge_key_and_one_without_a_mapping_are_keys() -> None:
    assert read("'<<': {x: 1}") == {"<<": {"x": 1}}
    assert read("<<: 1") == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", [None]),
        ("# only\n", [None]),
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("---\na: 1\n...\n# between\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}]),
        ("%YAML 1.1\n---\na: 1\n", [{"a": 1}]),
        ("---\n---\nb", [None, "b"]),
        ("\ufeff--- a\n--- b", ["a", "b"]),
        ("a: |\n  ---\n  x\n", [{"a": "---\nx\n"}]),
        ("a: &x 1\n---\nb: '\n---\nc: 3\n", [{"a": 1}, {"b": ""}, {"c": 3}]),
    ],
)
def test_three_dashes_part_documents(text: str, values: list[Json]) -> None:
    assert [to_json(node) for node, _ in yaml.parse_all(text)] == values
    assert to_json(yaml.parse(text)[0]) == values[0]


def test_an_alias_knows_only_its_own_document() -> None:
    (_, first), (node, second) = yaml.parse_all("a: &x 1\n---\nb: *x\n")
    assert first == ()
    assert to_json(node) == {"b": None}
    assert [problem.code for problem in second] == ["alias"]


def test_a_part_of_a_text_can_be_read_alone() -> None:
    text = "---\na: *b\n---\n# Title: x"
    node, problems = yaml.parse(text, 4, 10)
    assert isinstance(node, Object)
    assert node.span == Span(4, 9)
    assert [problem.span for problem in problems] == [Span(7, 9)]


def test_more_documents_than_anybody_writes_are_not_read() -> None:
    parsed = yaml.parse_all("---\n" * (MOST_DOCUMENTS + 9))
    assert len(parsed) == MOST_DOCUMENTS + 1
    assert [problem.code for problem in parsed[-1][1]] == ["too-large"]


def test_an_empty_value_is_null_where_its_key_ends() -> None:
    node, _ = yaml.parse("a:\nb: 1\n")
    assert get(node, "a") == Scalar(Span(2, 2), None)
