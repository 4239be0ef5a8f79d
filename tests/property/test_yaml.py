"""Laws of the YAML parser, for values, for spans, and for any text at all."""

import re
from collections.abc import Iterator, Sequence

import pytest
import yaml as library
from hypothesis import assume, given
from hypothesis import strategies as st

from promptally.documents import yaml
from promptally.documents.nodes import Array, Entry, Node, Object, Scalar, get, to_json
from promptally.prompts import Json

# PyYAML writes these three as line breaks, which they are not in YAML 1.2.
TEXTS = st.text(st.characters(exclude_characters="\x85\u2028\u2029", codec="utf-8"))
PROSE = st.text("ab :#-\n'\"[]{}&*!|>%@`,?0\\\té😀")
STRINGS = TEXTS | PROSE
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | STRINGS
    | st.sampled_from(["yes", "null", "2026-11-22", "1:30", "<<", "=", "~", "0o7"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4)
    ),
    max_leaves=12,
)
SYNTAX = st.lists(
    st.sampled_from(
        (
            *"'\"[]{},|>#%@`\\\0\ud800\u2028\x85\r\ufeff😀",
            *("a: ", "b", "- ", ": ", "? ", " ", "&x ", "*x", "<<: ", "!t ", "|-\n"),
            *("\n", "\n  ", "\n    ", "\n\t", "\r\n", "\n---\n", "\n...\n"),
            *("\\ud83d", "\\ude00", "a: b: c\n", "\nc: d"),
        )
    ),
    max_size=40,
).map("".join)

EXAMPLE = """\
# A request
model: claude-sonnet-5-5
system: |
  Be brief: "no" [prose] {here}.

    - Indented

tools:
  - name: search
    description: >-
      Finds things
      on the web.
    input_schema: {type: object, properties: {q: {type: string}}}
stop: ["a", 'b''c', "d\\n\\"e"]
base: &base
  max_tokens: 10
more:
  <<: *base
  top_p: 0.5
messages:
- role: user
  content: "Hello: \\u00e9
    there"
- role: assistant
  content:
  - type: text
    text: plain words
      over lines
- role: user
  content: 'it''s fine'
"""


def nodes(node: Node | None) -> Iterator[Node]:
    """The node and all in it, parents first."""
    if node is None:
        return
    yield node
    if isinstance(node, Array):
        for item in node.items:
            yield from nodes(item)
    elif isinstance(node, Object):
        for found in node.entries:
            yield found.key
            yield from nodes(found.value)


@given(
    value=VALUES,
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.sampled_from([None, False, True]),
    indent=st.integers(2, 8),
    width=st.sampled_from([5, 40, 1000]),
    unicode=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_library_writes_is_read_back(  # noqa: PLR0917 - one axis each
    value: Json,
    style: str | None,
    flow: bool | None,  # noqa: FBT001 - the library's own option
    indent: int,
    width: int,
    unicode: bool,  # noqa: FBT001 - the library's own option
    newline: str,
) -> None:
    text = library.safe_dump(
        value,
        default_style=style,
        default_flow_style=flow,
        indent=indent,
        width=width,
        allow_unicode=unicode,
        line_break=newline,
        sort_keys=False,
    )
    # Wide escapes at a narrow width are written wrongly: the library misreads them too.
    assume(library.load(text, Loader=library.CSafeLoader) == value)
    node, problems = yaml.parse(text)
    assert problems == ()
    assert to_json(node) == value


@given(value=VALUES, style=st.sampled_from([None, "'", '"']))
def test_a_scalar_read_alone_is_the_same(value: Json, style: str | None) -> None:
    text = library.safe_dump(value, default_style=style, allow_unicode=True, width=60)
    for node in nodes(yaml.parse(text)[0]):
        written = text[node.span.start : node.span.end]
        in_quotes = written[:1] in {"'", '"'}
        if isinstance(node, Scalar) and (in_quotes or "\n" not in written):
            alone, problems = yaml.parse(written)
            assert problems == ()
            assert to_json(alone) == node.value or (written, node.value) == ("", None)


@given(SYNTAX)
def test_any_text_has_nodes_and_problems_within_it(text: str) -> None:
    for node, problems in yaml.parse_all(text):
        for part in nodes(node):
            assert 0 <= part.span.start <= part.span.end <= len(text)
        for problem in problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(text)
            assert problem.message


@given(SYNTAX)
def test_what_the_library_reads_has_no_syntax_problem(text: str) -> None:
    # Breaks of YAML 1.1, and marks of which the library counts all but the first two.
    assume(not re.search("[\x85\u2028\u2029]|\ufeff\ufeff", text))
    try:
        expected = list(library.compose_all(text, Loader=library.CSafeLoader))
    except (library.YAMLError, UnicodeEncodeError):
        return
    parsed = yaml.parse_all(text)
    assert [problem for _, found in parsed for problem in found] == []
    assert sum(node is not None for node in expected) <= len(parsed)


@pytest.mark.parametrize("cut", range(len(EXAMPLE) + 1))
def test_a_cut_leaves_what_was_complete(cut: int) -> None:
    whole, _ = yaml.parse(EXAMPLE)
    node, _ = yaml.parse(EXAMPLE[:cut])
    entries = complete(whole, cut)
    assert parts(node)[: len(entries)] == entries
    messages = complete(get(whole, "messages"), cut)
    assert parts(get(node, "messages"))[: len(messages)] == messages


def test_the_example_can_be_cut_behind_six_entries_and_two_messages() -> None:
    whole, problems = yaml.parse(EXAMPLE)
    assert problems == ()
    assert len(complete(whole, len(EXAMPLE))) == 6
    assert len(complete(get(whole, "messages"), len(EXAMPLE))) == 2


def parts(node: Node | None) -> Sequence[Entry | Node]:
    match node:
        case Object(entries=entries):
            return entries
        case Array(items=items):
            return items
        case _:
            return ()


def complete(node: Node | None, cut: int) -> Sequence[Entry | Node]:
    """The entries or items that another one follows, which starts before `cut`."""
    found = parts(node)
    starts = [
        part.key.span.start if isinstance(part, Entry) else part.span.start
        for part in found[1:]
    ]
    return found[: sum(start <= cut for start in starts)]
