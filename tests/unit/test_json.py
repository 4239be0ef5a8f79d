"""What the JSON parser makes of text in every state."""

import json
from collections.abc import Iterator

import pytest

from promptally.documents.json.reader import parse
from promptally.documents.nodes import Array, Node, Object, Scalar, get, to_json
from promptally.prompts import Severity
from promptally.text import Span


def told(text: str) -> list[str]:
    """Each problem as the text with the faulty part marked, and the message."""
    marked = []
    for problem in parse(text)[1]:
        start, end = problem.span
        marked.append(
            f"{text[:start]}«{text[start:end]}»{text[end:]} {problem.message}"
        )
    return marked


def value(text: str) -> object:
    return to_json(parse(text)[0])


def slices(text: str, node: Node | None) -> Iterator[str]:
    """The text of every node, parents first, keys among them."""
    if node is None:
        return
    yield text[slice(*node.span)]
    match node:
        case Array(items=items):
            for item in items:
                yield from slices(text, item)
        case Object(entries=entries):
            for entry in entries:
                yield text[slice(*entry.key.span)]
                yield from slices(text, entry.value)


def test_spans_cover_quotes_and_brackets() -> None:
    text = ' {"a": [1, "b\\n", {}], "c": null} '
    expected = [text.strip(), '"a"', '[1, "b\\n", {}]', "1", '"b\\n"', "{}"]
    assert [*expected, '"c"', "null"] == list(slices(text, parse(text)[0]))


def test_only_the_part_between_start_and_end_is_read() -> None:
    text = 'x {"a": "b"} y'
    node, problems = parse(text, 2, 12)
    assert node
    assert node.span == (2, 12)
    assert to_json(node) == {"a": "b"}
    assert problems == ()


def test_a_string_does_not_go_on_beyond_the_end() -> None:
    node, problems = parse('["abc"]', 0, 4)
    assert to_json(node) == ["ab"]
    assert problems


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00 \\u00e9 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
        '"\\ud83d"',
        '["\\ude00\\ud83d", -0, -0.0, 1e400, 1.5E-3, 12345678901234567890]',
        "9" * 4_300,
        '"' + "long " * 100 + '\\u0041"',
        '{"\\u0061\\\\": {}, "b": [ ], "": {"": ""}}',
        "\r\n\t true \r",
        '"\u2028\x7f\u0085"',
    ],
)
def test_valid_text_says_what_json_says(text: str) -> None:
    assert value(text) == json.loads(text)
    assert told(text) == []


def test_no_text_is_no_value_and_no_problem() -> None:
    assert parse("") == (None, ())
    assert parse(" \n") == (None, ())


def test_a_byte_order_mark_is_skipped() -> None:
    node, problems = parse('\ufeff{"a": 1}')
    assert node
    assert node.span == (1, 9)
    assert problems == ()


def test_both_entries_of_a_doubled_key_are_kept() -> None:
    node, _ = parse('{"a": 1, "a": 2}')
    assert isinstance(node, Object)
    assert tuple(to_json(entry.value) for entry in node.entries) == (1, 2)


def test_comments_are_one_warning() -> None:
    text = '// a\n{"a": /* b */ 1, // c\n // d\n "b": 2 /* e */}'
    assert value(text) == {"a": 1, "b": 2}
    (problem,) = parse(text)[1]
    assert problem.severity is Severity.WARNING
    assert problem.span == (0, 4)


def test_a_comment_that_never_ends_takes_its_line() -> None:
    assert value('{"a": 1, /* b\n "c": 2, /* d\n "e": 3}') == {"a": 1, "c": 2, "e": 3}


def test_trailing_commas_are_one_warning() -> None:
    text = '{"a": [1, 2,], "b": 3 ,}'
    assert value(text) == {"a": [1, 2], "b": 3}
    (problem,) = parse(text)[1]
    assert problem.severity is Severity.WARNING
    assert problem.span == (11, 12)


@pytest.mark.parametrize(
    ("text", "expected", "problems"),
    [
        (
            '{"a": "b\n"c": 1}',
            {"a": "b", "c": 1},
            [
                '{"a": "«b»\n"c": 1} A string must end before its line does',
                '{"a": "b\n«"»c": 1} Expected a comma before this key',
            ],
        ),
        (
            '{"a": "b,\n"c": 1}',
            {"a": "b", "c": 1},
            ['{"a": "«b»,\n"c": 1} A string must end before its line does'],
        ),
        (
            '[{"a": ["b]},\n{"a": 1}]',
            [{"a": ["b"]}, {"a": 1}],
            ['[{"a": ["«b»]},\n{"a": 1}] A string must end before its line does'],
        ),
        (
            '{"a":"b","c":"d,"e":"f"}',
            {"a": "b", "c": "d", "e": "f"},
            ['{"a":"b","c":"«d»,"e":"f"} Expected a quote after this'],
        ),
        (
            '{"a: "b", "c": 1}',
            {"a": "b", "c": 1},
            ['{"«a»: "b", "c": 1} Expected a quote after this'],
        ),
        (
            '{a": "b", "c": 1}',
            {"a": "b", "c": 1},
            ['{«a»": "b", "c": 1} Expected a quote before this text'],
        ),
        (
            '{"a": b", "c": 1}',
            {"a": "b", "c": 1},
            ['{"a": «b»", "c": 1} Expected a quote before this text'],
        ),
    ],
)
def test_a_missing_quote_spoils_no_more_than_its_string(
    text: str, expected: object, problems: list[str]
) -> None:
    assert value(text) == expected
    assert told(text) == problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "b "c" d", "e": 1}', {"a": 'b "c" d', "e": 1}),
        ('{"a": "b"", "e": 1}', {"a": 'b"', "e": 1}),
        ('{"a": ""b", "e": 1}', {"a": '"b', "e": 1}),
        ('{"a"b": 1}', {'a"b': 1}),
        ('["a "b" \\n c\\\\", 1]', ['a "b" \n c\\', 1]),
    ],
)
def test_a_quote_too_many_is_part_of_the_string(text: str, expected: object) -> None:
    assert value(text) == expected
    (problem,) = parse(text)[1]
    assert problem.message == 'A quote inside a string must be written as \\"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "\n"b": 2}', {"a": 1, "b": 2}),
        ('[["a]}\n], "b"]', [["a]}"], "b"]),
        ('[\n"a]\n, "b"]', ["a]", "b"]),
        ('{"a": "b"c": 1, "d": 2}', {"a": "b", "c": 1, "d": 2}),
        ('{"a": {"b", {"c": 1}', {"a": {"b": None, "": {"c": 1}}}),
        ('[{"a": 1}, {]', [{"a": 1}, {}]),
        ('{"a": [1], "b": []}, 2], "c": 3}', {"a": [1], "b": [2], "c": 3}),
    ],
)
def test_what_stands_around_a_fault_is_kept(text: str, expected: object) -> None:
    assert value(text) == expected
    assert told(text)


def test_strings_are_read_after_many_faults_too() -> None:
    text = "[" + "x " * 10 + "1 1 " * 30 + ', "' + "long " * 20 + '", "\\q"]'
    assert value(text)[-2:] == ["long " * 20, "\\q"]  # type: ignore[index] # a list


def test_words_that_look_like_nothing_are_passed_over() -> None:
    text = '{"a": "b" what is, "this", "c": 1}'
    node, problems = parse(text)
    assert to_json(get(node, "a")) == "b"
    assert to_json(get(node, "c")) == 1
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("text", "expected", "problem"),
    [
        ('["a" "b"]', ["a", "b"], '["a" «"»b"] Expected a comma or ] here'),
        ('{"a" 1}', {"a": 1}, '{"a" «1»} Expected a colon before this value'),
        ("[1,, 2]", [1, 2], "[1,«,» 2] Expected a value before this comma"),
        ('{"a":: 1}', {"a": 1}, '{"a":«:» 1} Expected a key before this colon'),
        ("{a: 1}", {"a": 1}, "{«a»: 1} Expected quotes around this key"),
        ("[user]", ["user"], "[«user»] Expected quotes around this text"),
        ("[007]", [7.0], "[«007»] Expected another spelling"),
        ('{"a": tru}', {"a": None}, '{"a": «tru»} Expected a whole value here'),
        ('{"a": NaN}', {"a": None}, '{"a": «NaN»} Expected a whole value here'),
        ('{"a": 1e}', {"a": None}, '{"a": «1e»} Expected a whole value here'),
        (
            '{"a", "b": 1}',
            {"a": None, "b": 1},
            '{«"a"», "b": 1} Expected a colon and a value after this key',
        ),
        (
            '{"a":\n"b": 1}',
            {"a": None, "b": 1},
            '{«"a"»:\n"b": 1} Expected a value after this key',
        ),
        ("[1] 2", [1], "[1] «2» Expected the end of the text"),
        ('{"a": 1}, x', {"a": 1}, '{"a": 1}«,» x Expected the end of the text'),
        (
            '["a\\qb"]',
            ["a\\qb"],
            '["a«\\q»b"] Expected an escape that JSON knows after this \\',
        ),
        (
            '["a\tb"]',
            ["a\tb"],
            '["a«\t»b"] A control character in a string must be written as an escape',
        ),
    ],
)
def test_a_small_fault_is_told_and_mended(
    text: str, expected: object, problem: str
) -> None:
    assert value(text) == expected
    assert told(text)[:1] == [problem]


@pytest.mark.parametrize(
    ("text", "expected", "problem"),
    [
        ('{"m": [{"a": 1}', {"m": [{"a": 1}]}, "Expected ]} before the text ends"),
        ('{"m": [{"a": 1}}', {"m": [{"a": 1}]}, "Expected ] before this }"),
        ('[{"a": 1, {"a": 2}]', [{"a": 1}, {"a": 2}], "Expected } before this {"),
        (
            '{"m": [{"a": 1}, {"a": 2}, "b": 3}',
            {"m": [{"a": 1}, {"a": 2}], "b": 3},
            "Expected ] before this key",
        ),
        (
            '[{"a": 1, "b": 2}, "a": 3, "b": 4}]',
            [{"a": 1, "b": 2}, {"a": 3, "b": 4}],
            "Expected { before this key",
        ),
        ('"a": 1, "b": 2}', {"a": 1, "b": 2}, "Expected { before this key"),
        (
            '{"t": "a": 1, "b": 2}, "c": 3}',
            {"t": {"a": 1, "b": 2}, "c": 3},
            "Expected { before this key",
        ),
        (
            '{"m": {"a": 1}, {"a": 2}], "b": 3}',
            {"m": [{"a": 1}, {"a": 2}], "b": 3},
            "Expected [ before the first of several values",
        ),
        ('[{"a": 1}}, {"b": 2}]', [{"a": 1}, {"b": 2}], "Nothing is open that this }"),
        ("]{}", {}, "Nothing is open that this ]"),
        (
            '{"a": {"b": 1}}, "c": 2}',
            {"a": {"b": 1}, "c": 2},
            "Expected this bracket further down",
        ),
        ("[1], 2]", [1, 2], "Expected this bracket further down"),
        ('{"a": 1, [2]}', {"a": 1, "": [2]}, "Expected a key before this ["),
    ],
)
def test_brackets_are_guessed_by_what_follows(
    text: str, expected: object, problem: str
) -> None:
    assert value(text) == expected
    assert problem in told(text)[0]


def test_members_without_their_brackets_are_read() -> None:
    text = '["a": "b", "c": 1, "d": true, "e": "f", 2]'
    assert value(text) == [{"a": "b", "c": 1, "d": True, "e": "f"}]


def test_an_array_item_that_was_closed_too_early_is_opened_again() -> None:
    text = '{"m": [{"c": [{"t": "a"}, "x": "b"}]}, {"c": []}]}'
    assert value(text) == {"m": [{"c": [{"t": "a", "x": "b"}]}, {"c": []}]}
    assert "Expected this } further down" in told(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"m": [{"c": [}{"t": 1}]}, {"c": []}]}',
        '{"m": [{"c": []{"t": 1}]}, {"c": []}]}',
        '{"m": [{"c": [{]"t": 1}]}, {"c": []}]}',
        '{"m": [{"c": [{"t"]: 1}]}, {"c": []}]}',
        '{"m": [{"c": [{"t":} 1}]}, {"c": []}]}',
        '{"m": [{"c": [{"t": 1]}]}, {"c": []}]}',
        '{"m": [{"c": [{"t": 1}}]}, {"c": []}]}',
        '{"m": [{"c": [{"t": 1}]]}, {"c": []}]}',
        '{"m": [{"c": [{"t": 1}]}}, {"c": []}]}',
        '{"m": [{"c": [{"t": 1}]},} {"c": []}]}',
    ],
)
def test_a_closing_bracket_too_many_is_passed_over(text: str) -> None:
    assert value(text) == {"m": [{"c": [{"t": 1}]}, {"c": []}]}


def test_a_container_closed_by_guess_ends_with_its_last_value() -> None:
    text = '[{"a": 1, {"a": 2}]'
    assert '{"a": 1' in list(slices(text, parse(text)[0]))


def test_an_entry_without_a_value_has_none() -> None:
    node, _ = parse('{"a": 1, "b"')
    assert isinstance(node, Object)
    assert node.entries[-1].value is None
    assert node.entries[-1].key == Scalar(Span(9, 12), "b")


def test_a_number_of_too_many_digits_is_a_problem() -> None:
    text = '{"a": ' + "9" * 5_000 + ', "b": 1}'
    assert value(text) == {"a": None, "b": 1}
    assert [problem.message for problem in parse(text)[1]] == [
        "Expected a shorter number"
    ]


def test_at_most_fifty_problems_are_told_and_the_last_says_so() -> None:
    problems = parse("[" + "1 " * 1_000 + "]")[1]
    assert len(problems) == 50
    assert problems[-1].message == "950 more faults in this text"


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000])
def test_deep_nesting_is_one_problem_and_empty_below(text: str) -> None:
    node, problems = parse(text)
    deep = [problem for problem in problems if "levels" in problem.message]
    assert len(deep) == 1
    assert deep[0].severity is Severity.ERROR
    assert to_json(node)


def test_what_follows_a_deep_container_is_kept() -> None:
    text = '{"a": ' + '{"b": ["]", ' * 200 + "1" + "]}" * 200 + ', "c": 1}'
    node, problems = parse(text)
    assert to_json(get(node, "c")) == 1
    assert len(problems) == 1


def test_two_hundred_levels_are_no_problem() -> None:
    text = "[" * 200 + "]" * 200
    assert value(text) == json.loads(text)
    assert parse(text)[1] == ()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        '{"a": "' + "x" * 20_000_000,
        '"' + "\\" * 1_000_000,
        '{"a": "b\n' * 300_000,
        '{"a": "b\r' * 300_000,
        '"' + "\\n" * 5_000_000 + '"',
        '"' + "\\q" * 2_000_000 + '"',
        "\0" * 5_000_000,
        '["' + "\0\x01" * 2_000_000 + '"]',
        '"a"b ' * 1_000_000,
        "/*" * 1_000_000,
        "//\n" * 1_000_000,
        '{"' * 1_000_000,
        "]" * 1_000_000,
        "[" * 300 + "[]," * 1_000_000,
        '{"k": 1' + '},"a": 1' * 100_000,
        "{" + '"k": 1,' * 100_000 + '{"a": 1},' * 10_000,
        "1" * 1_000_000 + ".5",
        " " * 10_000_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_time_is_linear_on_hostile_text(text: str) -> None:
    node, problems = parse(text)
    to_json(node)
    assert len(problems) <= 55


def test_data_without_end_is_not_read_to_the_end() -> None:
    problems = parse("[" + "1," * 600_000)[1]
    assert "500,000 values" in problems[0].message
