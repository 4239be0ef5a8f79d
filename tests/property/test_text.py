"""Random edits against a plain string that knows nothing of indexes."""

import re
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promptally.changes import Change, apply_changes
from promptally.text import (
    Encoding,
    LineIndex,
    Position,
    Range,
    Span,
)

PIECES = [
    *("a", "b", " ", "\n", "\n", "\r", "\r", "\r\n", "\r\n", "\n\r"),
    *("\u2028", "\u2029", "\u0085", "\f", "\v", "\x1c", "\x00"),
    *("é", "e\u0301", "漢", "😀", "👩\u200d👩", "\ud800", "\udc00", "\udfff\ud83d"),
]
N_BATCHES = 450
N_EDITS_IN_A_BATCH = 250

texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
encodings = st.sampled_from(list(Encoding))


def model_lines(text: str) -> list[str]:
    """The lines of `text`, without their terminators."""
    return re.split(r"\r\n|\r|\n", text)


def model_starts(text: str) -> tuple[int, ...]:
    ends = [found.end() for found in re.finditer(r"\r\n|\r|\n", text)]
    return (0, *ends)


def model_units(letter: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8:
        return len(letter.encode("utf-8", "surrogatepass"))
    return 2 if encoding is Encoding.UTF16 and ord(letter) > 0xFFFF else 1


def model_offset(text: str, position: Position, encoding: Encoding) -> int:
    lines, starts = model_lines(text), model_starts(text)
    if position.line >= len(lines):
        return len(text)
    passed, left = 0, position.character
    for letter in lines[position.line]:
        left -= model_units(letter, encoding)
        if left < 0:
            break
        passed += 1
    return starts[position.line] + passed


def model_applied(text: str, changes: list[Change], encoding: Encoding) -> str:
    for change in changes:
        if change.range is None:
            text = change.text
            continue
        start = model_offset(text, change.range.start, encoding)
        end = model_offset(text, change.range.end, encoding)
        text = text[:start] + change.text + text[end:]
    return text


@st.composite
def changes_of(draw: st.DrawFn) -> Change:
    text = draw(texts)
    if draw(st.integers(0, 9)) == 0:
        return Change(text=text)
    place = st.builds(Position, st.integers(0, 12), st.integers(0, 12))
    start, end = sorted([draw(place), draw(place)])
    return Change(text=text, range=Range(start, end))


@given(texts, st.lists(changes_of(), max_size=8), encodings)
@settings(max_examples=200, deadline=None)
def test_changes_give_the_text_and_the_index_of_a_plain_string(
    text: str, changes: list[Change], encoding: Encoding
) -> None:
    lines, problem = apply_changes(LineIndex(text), changes, encoding)
    assert problem is None
    assert model_applied(text, changes, encoding) == lines.text
    assert model_starts(lines.text) == lines.starts == LineIndex(lines.text).starts


@given(texts, encodings)
@settings(max_examples=300, deadline=None)
def test_an_offset_comes_back_from_its_position(text: str, encoding: Encoding) -> None:
    lines = LineIndex(text)
    starts = model_starts(text)
    for line, (start, held) in enumerate(zip(starts, model_lines(text), strict=True)):
        assert (start, start + len(held)) == (
            lines.line_start(line),
            lines.line_end(line),
        )
        for at in range(len(held) + 1):
            units = sum(model_units(letter, encoding) for letter in held[:at])
            place = lines.position(start + at, encoding)
            assert Position(line, units) == place
            assert start + at == lines.offset(place, encoding)


@given(texts, st.integers(-3, 20), st.integers(-3, 60), encodings)
@settings(max_examples=300, deadline=None)
def test_any_position_is_an_offset_that_the_model_agrees_with(
    text: str, line: int, character: int, encoding: Encoding
) -> None:
    place = Position(line, character)
    expected = 0 if line < 0 else model_offset(text, place, encoding)
    assert expected == LineIndex(text).offset(place, encoding)


@given(texts, st.sampled_from([4095, 4096, 4097, 8192, 9000]), encodings, st.data())
@settings(max_examples=60, deadline=None)
def test_long_lines_obey_the_same_laws(
    text: str, length: int, encoding: Encoding, data: st.DataObject
) -> None:
    held = re.sub(r"[\r\n]", "", text + "😀") * length
    lines = LineIndex(f"first\r\n{held[:length]}\nlast")
    for _ in range(5):
        at = 7 + data.draw(st.integers(0, length))
        place = lines.position(at, encoding)
        assert place.line == 1
        assert lines.offset(place, encoding) == at
        assert model_offset(lines.text, place, encoding) == at
    place = Position(1, data.draw(st.integers(-2, 5 * length)))
    expected = max(7, model_offset(lines.text, place, encoding))
    assert lines.offset(place, encoding) == expected


class Typist:
    """Makes up edits: mostly small ones, near the last, as people do."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self, most: int) -> str:
        return "".join(self.random.choices(PIECES, k=self.random.randint(0, most)))

    def span(self, length: int) -> Span:
        start = self.random.randint(0, length)
        return Span(start, min(length, start + self.random.choice((0, 0, 1, 1, 2, 9))))

    def place(self, n_lines: int) -> Position:
        return Position(self.random.randint(0, n_lines), self.random.randint(0, 14))

    def change(self, lines: LineIndex) -> Change:
        places = sorted((self.place(lines.n_lines), self.place(lines.n_lines)))
        if self.random.random() < 0.5:
            places[1] = places[0]
        most = 6 if lines.end < 60 else 1
        return Change(text=self.text(most), range=Range(*places))


def check_batch(seed: int) -> int:
    """Make the edits of one batch, compare each; the number of edits made."""
    typist = Typist(seed)
    expected = typist.text(40)
    lines = LineIndex(expected)
    for n_edit in range(N_EDITS_IN_A_BATCH):
        encoding = typist.random.choice(list(Encoding))
        if n_edit % 2:
            change = typist.change(lines)
            expected = model_applied(expected, [change], encoding)
            lines, problem = apply_changes(lines, [change], encoding)
            assert problem is None
        else:
            start, end = typist.span(lines.end)
            typed = typist.text(3)
            expected = expected[:start] + typed + expected[end:]
            lines = lines.edited(Span(start, end), typed)
        assert lines.end == len(expected)
        assert lines.between(0, lines.end) == expected
        if typist.random.random() < 0.1:
            # Whoever asks for all of it has it put together, and may be the first.
            assert expected == lines.text
        assert model_starts(expected) == lines.starts
        at = typist.random.randint(0, len(expected))
        assert at - lines.line_start(lines.line_at(at)) >= 0
        place = lines.position(at, encoding)
        back = lines.offset(place, encoding)
        assert back == min(at, lines.line_end(place.line))
        assert back == model_offset(expected, place, encoding)
    return N_EDITS_IN_A_BATCH


def test_an_edited_index_equals_a_fresh_one_over_100_000_edits() -> None:
    n_edits = 0

    @given(st.integers(0, 2**64))
    @settings(
        max_examples=N_BATCHES,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def law(seed: int) -> None:
        nonlocal n_edits
        n_edits += check_batch(seed)

    law()
    assert n_edits >= 100_000
