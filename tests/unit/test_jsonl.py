"""What the JSON Lines parser makes of text in every state."""

import pytest

from promptally.documents.json.jsonl import Line, parse, parse_line
from promptally.documents.nodes import Scalar, to_json
from promptally.text import Span


def read(text: str) -> list[tuple[int, str, object, list[str]]]:
    """Number, text, value and messages of every line."""
    return [
        (
            line.number,
            text[slice(*line.span)],
            to_json(line.node),
            [problem.message for problem in line.problems],
        )
        for line in parse(text)
    ]


def test_every_line_is_a_value() -> None:
    assert read('{"a": 1}\n{"b": 2}\n') == [
        (1, '{"a": 1}', {"a": 1}, []),
        (2, '{"b": 2}', {"b": 2}, []),
    ]


def test_lines_end_as_in_the_language_server_protocol() -> None:
    text = '1\r\n"\u2028\x85"\r3\n\n \t\r\r\n7'
    assert read(text) == [
        (1, "1", 1, []),
        (2, '"\u2028\x85"', "\u2028\x85", []),
        (3, "3", 3, []),
        (7, "7", 7, []),
    ]


def test_a_byte_order_mark_alone_is_no_line() -> None:
    assert read("\ufeff\n\ufeff1") == [(2, "\ufeff1", 1, [])]


def test_a_bad_line_spoils_only_itself() -> None:
    assert read('{"a": [1,\n{"b": "c\n{"d": 1}') == [
        (1, '{"a": [1,', {"a": [1]}, ["Expected ]} before the line ends"]),
        (
            2,
            '{"b": "c',
            {"b": "c"},
            [
                "A string must end before its line does",
                "Expected } before the line ends",
            ],
        ),
        (3, '{"d": 1}', {"d": 1}, []),
    ]


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        (
            '{"custom_id": "a", "par',
            [
                "A string must end before its line does",
                "Expected } before the line ends",
            ],
        ),
        (
            '{"a": "x \\{"b": {"c": [{"d": "e"',
            [
                "Expected an escape that JSON knows after this \\",
                "Expected }]}} before the line ends",
            ],
        ),
        (
            'user", "content": "x"}, {"role": "a"}]}}',
            ["Expected a quote before this text"],
        ),
        ('{"a": 1}{"b": 2}', ["Expected the end of the line"]),
        (
            '{"a": 1 /* why */, b: 2,}',
            [
                "Not every reader of JSON takes comments",
                "Expected quotes around this key",
                "No comma is needed after the last value",
            ],
        ),
    ],
)
def test_one_tear_is_told_in_two_errors_at_most(line: str, messages: list[str]) -> None:
    assert [problem.message for problem in parse_line(line)[1]] == messages


def test_a_value_over_several_lines_is_read_whole_and_told_once() -> None:
    text = '{\n  "a": [\n    {}\n  ]\n}\n{\n  "b": 2\n}\n{"c": 3}'
    message = "Expected the whole value on this line: it goes on below"
    assert read(text) == [
        (1, '{\n  "a": [\n    {}\n  ]\n}', {"a": [{}]}, [message]),
        (6, '{\n  "b": 2\n}', {"b": 2}, []),
        (9, '{"c": 3}', {"c": 3}, []),
    ]
    assert parse(text)[0].problems[0].span == (0, 1)


def test_a_line_can_be_read_alone() -> None:
    text = '{"a": 1}\n{"b": 2}'
    second = parse(text)[1]
    assert parse_line(text, *second.span) == (second.node, second.problems)
    assert to_json(parse_line('{"b": 2}')[0]) == {"b": 2}


def test_at_most_fifty_problems_are_told() -> None:
    lines = parse('{"a"\n' * 1_000)
    problems = [problem for line in lines for problem in line.problems]
    assert len(lines) == 1_000
    assert len(problems) == 50
    assert "not listed" in problems[-1].message


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    ['{"a": "b\n' * 100_000, "\n" * 1_000_000, "{\n" * 100_000, "\r" * 1_000_000],
    ids=lambda text: repr(text[:12]),
)
def test_time_is_linear_on_hostile_text(text: str) -> None:
    assert len(parse(text)) <= 100_000


def test_a_line_is_a_plain_value() -> None:
    assert parse("1") == (Line(1, Span(0, 1), Scalar(Span(0, 1), 1), ()),)
