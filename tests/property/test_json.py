"""Laws of the JSON parser: what holds for every text."""

import json
import random
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from promptally.documents.json import jsonl
from promptally.documents.json.reader import parse
from promptally.documents.nodes import Array, Node, Object, Scalar, to_json
from promptally.text import Span

TEXTS = st.text(st.characters(exclude_categories=()), max_size=100)
"""Any text, lone surrogates and control characters among it."""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Valid JSON text in every layout."""
    blank = st.sampled_from(["", " ", "\n", "\r\n\t"])
    separators = (f"{draw(blank)},{draw(blank)}", f"{draw(blank)}:{draw(blank)}")
    indent = draw(st.sampled_from([None, 0, 1, 2, "\t"]))
    text = json.dumps(
        draw(VALUES),
        indent=indent,
        separators=separators,
        ensure_ascii=draw(st.booleans()),
    )
    return draw(blank) + text + draw(blank)


def nodes(node: Node | None, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every node with its path; the index of an entry stands for its key."""
    if node is None:
        return
    yield path, node
    match node:
        case Array(items=items):
            for index, item in enumerate(items):
                yield from nodes(item, f"{path}[{index}]")
        case Object(entries=entries):
            for index, entry in enumerate(entries):
                yield f"{path}.{index}.key", entry.key
                yield from nodes(entry.value, f"{path}.{index}")


def children(node: Node) -> list[Span]:
    match node:
        case Array(items=items):
            return [item.span for item in items]
        case Object(entries=entries):
            pairs = ((entry.key, entry.value) for entry in entries)
            return [part.span for pair in pairs for part in pair if part]
        case Scalar():
            return []


def assert_sound(text: str) -> None:
    node, problems = parse(text)
    to_json(node)
    for _, each in nodes(node):
        assert 0 <= each.span.start <= each.span.end <= len(text)
        at = each.span.start
        for span in children(each):
            assert at <= span.start <= span.end
            at = span.end
        assert at <= each.span.end
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)


@given(documents())
def test_valid_text_says_what_json_says_without_a_problem(text: str) -> None:
    node, problems = parse(text)
    assert to_json(node) == json.loads(text)
    assert problems == ()
    assert_sound(text)


@given(documents())
def test_the_text_of_a_node_says_its_value(text: str) -> None:
    for _, node in nodes(parse(text)[0]):
        assert json.loads(text[slice(*node.span)]) == to_json(node)


@given(documents(), st.data())
def test_what_was_complete_before_the_text_was_cut_is_still_there(
    text: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(text)))
    found = dict(nodes(parse(text[:cut])[0]))
    for path, node in nodes(parse(text)[0]):
        whole = text[node.span.end - 1] in '"]}'
        if node.span.end < cut + whole:
            assert found[path] == node
    assert_sound(text[:cut])


@given(documents(), st.data())
def test_one_odd_character_is_survived(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    odd = data.draw(st.sampled_from(["", *'"{}[],:\\/\n\r x1-\0']))
    assert_sound(text[:at] + odd + text[at + (not odd) :])


@given(st.text(st.sampled_from('{}[]",:\\/* \n\r\tatrue1-.eu\ufeff')) | TEXTS)
def test_any_text_is_survived(text: str) -> None:
    assert_sound(text)
    jsonl.parse(text)


@given(st.lists(documents().map(lambda text: " ".join(text.split()))))
def test_lines_are_read_as_if_each_stood_alone(lines: list[str]) -> None:
    text = "\n".join(lines)
    for line in jsonl.parse(text):
        alone, problems = parse(text[slice(*line.span)])
        assert to_json(alone) == to_json(line.node)
        assert len(problems) == len(line.problems)


def test_one_odd_character_costs_at_most_one_text_in_a_hundred() -> None:
    chance = random.Random(1)
    words = ["the", "court,", "said:", "yes.", "[a]", "{b}", "\n", "\\", "é"]

    def prose() -> str:
        return " ".join(chance.choices(words, k=chance.randrange(3, 60)))

    messages = [
        {"role": "user", "content": [{"type": "text", "text": prose()}]}
        if number % 3
        else {"role": "assistant", "content": prose()}
        for number in range(60)
    ]
    request = {"model": "m", "system": prose(), "messages": messages, "stream": True}
    for indent in (2, None):
        shares = [
            _share_kept(json.dumps(request, indent=indent), chance) for _ in range(200)
        ]
        assert sum(shares) / len(shares) > 0.99


def _share_kept(text: str, chance: random.Random) -> float:
    at, odd = chance.randrange(1, len(text)), chance.choice(["", *'"{}[],:\\\nx'])
    torn = text[:at] + odd + text[at + (not odd) :]
    moved = len(torn) - len(text)
    strings = [n for _, n in nodes(parse(text)[0]) if isinstance(n, Scalar)]
    expected = [
        Scalar(Span(n.span.start + moved, n.span.end + moved), n.value)
        if n.span.start > at
        else n
        for n in strings
        if n.span.end < at or n.span.start > at + 1
    ]
    found = {n for _, n in nodes(parse(torn)[0]) if isinstance(n, Scalar)}
    return sum(each in found for each in expected) / len(expected)
