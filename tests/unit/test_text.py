"""Lines, positions and changes, each by the smallest text that shows it."""

import pytest

from promptally.changes import Change, apply_changes
from promptally.text import (
    Encoding,
    LineIndex,
    Position,
    Range,
    Span,
)

FLAG = "🇫🇷"
"""Two code points, four UTF-16 units, eight UTF-8 bytes."""


def change(text: str, *places: int) -> Change:
    line, character, end_line, end_character = places
    changed = Range(Position(line, character), Position(end_line, end_character))
    return Change(text=text, range=changed)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", (0,)),
        ("a", (0,)),
        ("a\n", (0, 2)),
        ("a\rb", (0, 2)),
        ("a\r\nb", (0, 3)),
        ("\n\r", (0, 1, 2)),
        ("\r\r\n\n", (0, 1, 3, 4)),
        ("a\u2028b\u0085c\fd\ve\x1cf", (0,)),
        ("\ud800\n\udc00", (0, 2)),
    ],
)
def test_lines_end_at_newline_and_carriage_return_only(
    text: str, starts: tuple[int, ...]
) -> None:
    lines = LineIndex(text)
    assert starts == lines.starts
    assert len(starts) == lines.n_lines


@pytest.mark.parametrize(
    ("text", "ends"),
    [("", (0,)), ("ab\r\nc\rd\n", (2, 5, 7, 8)), ("\n\r\r\n", (0, 1, 2, 4))],
)
def test_a_line_ends_before_its_terminator(text: str, ends: tuple[int, ...]) -> None:
    lines = LineIndex(text)
    assert ends == tuple(lines.line_end(line) for line in range(lines.n_lines))


@pytest.mark.parametrize(
    ("encoding", "characters"),
    [
        (Encoding.UTF8, (0, 1, 3, 7, 10, 11)),
        (Encoding.UTF16, (0, 1, 2, 4, 5, 6)),
        (Encoding.UTF32, (0, 1, 2, 3, 4, 5)),
    ],
)
def test_characters_are_units_of_the_encoding(
    encoding: Encoding, characters: tuple[int, ...]
) -> None:
    lines = LineIndex("\nxé😀\ud800z\n")
    places = [lines.position(1 + at, encoding) for at in range(6)]
    assert [Position(1, character) for character in characters] == places
    assert list(range(1, 7)) == [lines.offset(place, encoding) for place in places]


@pytest.mark.parametrize(
    ("encoding", "character", "offset"),
    [
        (Encoding.UTF8, 1, 0),
        (Encoding.UTF8, 3, 0),
        (Encoding.UTF8, 5, 1),
        (Encoding.UTF16, 1, 0),
        (Encoding.UTF16, 3, 1),
        (Encoding.UTF16, 4, 2),
    ],
)
def test_a_position_inside_a_code_point_is_its_start(
    encoding: Encoding, character: int, offset: int
) -> None:
    assert offset == LineIndex(FLAG).offset(Position(0, character), encoding)


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("letter", ["a", "é"])
@pytest.mark.parametrize(
    ("line", "character", "offset"),
    [
        (0, 99, 1),
        (1, 2**70, 4),
        (0, -1, 0),
        (-1, 5, 0),
        (3, 0, 5),
        (2**70, 2**70, 5),
    ],
)
def test_a_position_outside_the_text_is_its_nearest_place(
    encoding: Encoding, letter: str, line: int, character: int, offset: int
) -> None:
    lines = LineIndex(f"{letter}\r\n{letter}\n")
    assert offset == lines.offset(Position(line, character), encoding)


@pytest.mark.parametrize("encoding", Encoding)
def test_an_offset_outside_a_line_is_its_nearest_place(encoding: Encoding) -> None:
    lines = LineIndex("a\r\nb")
    places = [lines.position(at, encoding) for at in (-9, 1, 2, 3, 9)]
    assert places == [(0, 0), (0, 1), (0, 1), (1, 0), (1, 1)]


def test_line_numbers_outside_the_text_are_its_first_and_last_line() -> None:
    lines = LineIndex("ab\ncd")
    assert [(lines.line_start(line), lines.line_end(line)) for line in (-7, 7)] == [
        (0, 2),
        (3, 5),
    ]
    single = LineIndex("ab")
    assert (single.line_start(-1), single.line_end(-1)) == (0, 2)
    assert [lines.line_at(at) for at in (-5, 2, 3, 50)] == [0, 0, 1, 1]


@pytest.mark.parametrize("encoding", Encoding)
def test_long_lines_are_measured_like_short_ones(encoding: Encoding) -> None:
    text = "first\n" + "aé😀\ud800" * 5000 + "\r\nlast"
    lines = LineIndex(text)
    piece = "aé😀\ud800".encode(
        {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding],
        "surrogatepass",
    )
    units = len(piece) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    for repeats in (0, 1, 1023, 1024, 1025, 3000, 5000):
        place = lines.position(6 + 4 * repeats, encoding)
        assert Position(1, repeats * units) == place
        assert 6 + 4 * repeats == lines.offset(place, encoding)
    assert lines.offset(Position(1, 10**9), encoding) == 6 + 20_000
    assert lines.offset(Position(1, -1), encoding) == 6


@pytest.mark.parametrize(
    ("text", "span", "replacement", "starts"),
    [
        ("a\r\nb", (2, 2), "x", (0, 2, 4)),
        ("a\rx\nb", (2, 3), "", (0, 3)),
        ("a\r\nb", (1, 2), "", (0, 2)),
        ("a\r\nb", (2, 3), "", (0, 2)),
        ("a\nb", (1, 1), "\r", (0, 3)),
        ("a\rb", (2, 2), "\n", (0, 3)),
        ("a\r\nb", (2, 2), "\n", (0, 3, 4)),
        ("a\r\nb", (2, 2), "\r", (0, 2, 4)),
        ("\n", (0, 0), "\r", (0, 2)),
        ("\n\n", (0, 2), "", (0,)),
        ("", (0, 0), "\r\n\r", (0, 2, 3)),
        ("a", (-3, 99), "b\n", (0, 2)),
        ("abc", (2, 1), "\n", (0, 3)),
    ],
)
def test_an_edit_splits_and_joins_terminators(
    text: str, span: tuple[int, int], replacement: str, starts: tuple[int, ...]
) -> None:
    edited = LineIndex(text).edited(Span(*span), replacement)
    assert starts == edited.starts
    assert LineIndex(edited.text).starts == edited.starts


def test_edits_in_turn_leave_no_offset_behind() -> None:
    lines = LineIndex("a\nb\nc\nd\ne\n")
    for at in (4, 9, 0, 6, 12, 2):
        lines = lines.edited(Span(at, at), "x\ny")
        assert LineIndex(lines.text).starts == lines.starts
        assert [lines.line_at(start) for start in lines.starts] == list(
            range(lines.n_lines)
        )


def test_an_index_is_the_value_of_its_text() -> None:
    edited = LineIndex("a\nc").edited(Span(2, 2), "b\n")
    assert LineIndex("a\nb\nc") == edited
    assert hash(LineIndex("a\nb\nc")) == hash(edited)
    assert "secret" not in repr(LineIndex("secret"))


def test_each_change_applies_to_the_result_of_the_one_before() -> None:
    lines, problem = apply_changes(
        LineIndex("one\ntwo\n"),
        [
            change("zero\n", 0, 0, 0, 0),
            change("", 1, 0, 2, 0),
            change("🙂", 1, 3, 1, 3),
            change("!", 1, 5, 1, 5),
        ],
        Encoding.UTF16,
    )
    assert (lines.text, problem) == ("zero\ntwo🙂!\n", None)


def test_a_change_without_a_range_is_the_whole_text() -> None:
    changes = [change("x", 0, 0, 0, 0), Change(text="new\n"), change("er", 0, 3, 0, 3)]
    lines, problem = apply_changes(LineIndex("old"), changes, Encoding.UTF16)
    assert (lines.text, problem) == ("newer\n", None)
    assert lines.starts == (0, 6)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (change("x", 1, 0, 0, 5), "A change ends before it starts: 1:0 to 0:5"),
        (change("x", 0, 2, 0, 1), "A change ends before it starts: 0:2 to 0:1"),
        (change("x", 0, -1, 0, 1), "A change has a negative position: 0:-1 to 0:1"),
        (change("x", -1, 0, 0, 1), "A change has a negative position: -1:0 to 0:1"),
        (change("x", 0, 0, 0, -1), "A change has a negative position: 0:0 to 0:-1"),
    ],
)
def test_one_bad_change_refuses_the_whole_notification(
    bad: Change, reason: str
) -> None:
    before = LineIndex("one\ntwo")
    changes = [change("fine", 0, 0, 0, 0), bad, Change(text="never")]
    after, problem = apply_changes(before, changes, Encoding.UTF16)
    assert before is after
    assert reason == problem


def test_no_changes_change_nothing() -> None:
    before = LineIndex("one")
    assert (before, None) == apply_changes(before, [], Encoding.UTF8)


def test_an_index_tells_the_edit_that_made_it_of_another() -> None:
    before = LineIndex.of("one\ntwo")
    after = before.edited(Span(4, 7), "three")
    assert after.since(before) == (4, 7, 9)
    assert after.edited(Span(0, 0), "x").since(before) is None
    assert LineIndex.of("one\nthree").since(before) is None
    assert before.since(before) is None
    assert before.edited(Span(90, 99), "!").since(before) == (7, 7, 8)


def test_a_stretch_of_an_edited_text_is_cut_out_of_it() -> None:
    lines = LineIndex("one\ntwo\nthree\n").edited(Span(4, 7), "TWO, too")
    assert lines.between(*lines.line(1)) == "TWO, too"
    assert lines.between(-5, 5) == "one\nT"
    assert lines.between(12, 99) == "\nthree\n"
    assert (lines.end, lines.between(9, 3)) == (19, "")


@pytest.mark.parametrize("filling", ["", "x" * 60_000])
def test_words_are_found_within_a_span(filling: str) -> None:
    lines = LineIndex(f"a b {filling} a b").edited(Span(0, 1), "c")
    assert lines.find("a", Span(0, lines.end)) == lines.end - 3
    assert lines.find("a", Span(0, lines.end - 3)) == -1
    assert lines.find("b", Span(1, lines.end)) == 2


def test_nothing_of_a_text_is_seen_in_a_log() -> None:
    assert repr(LineIndex("secret\n")) == "LineIndex(n_lines=2)"


def test_long_lines_start_where_short_ones_do() -> None:
    long = "x" * 200
    assert LineIndex.of(f"{long}\n\n{long}\n").starts == (0, 201, 202, 403)
    assert LineIndex.of(f"{long}\u2028\n{long}").starts == (0, 202)
    assert LineIndex.of(f"{long}\r\n{long}\r{long}").starts == (0, 202, 403)
