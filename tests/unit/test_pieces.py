"""Rows of values, some of them moved: what they hold, and what is reckoned of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally import pieces
from promptally.pieces import Pieces


def moved(item: int, by: int) -> int:
    return item + by


def row(items: Sequence[int]) -> Pieces[int]:
    return Pieces(items, moved)


REPLACEMENTS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.integers(0, 90),
        st.lists(st.integers(0, 9), max_size=150),
        st.integers(-5, 5),
    ),
    max_size=8,
)


@given(st.lists(st.integers(), max_size=300), REPLACEMENTS)
def test_a_row_is_what_a_tuple_is_after_any_edits(
    items: list[int], edits: list[tuple[int, int, list[int], int]]
) -> None:
    plain, found = tuple(items), row(items)
    for at, n_gone, new, by in edits:
        start = min(at, len(plain))
        stop = min(start + n_gone, len(plain))
        found = found.replaced(start, stop, new, by)
        plain = (*plain[:start], *new, *(item + by for item in plain[stop:]))
        assert found == plain
        assert len(found) == len(plain)
        assert repr(found) == repr(plain)
        assert hash(found) == hash(plain)
        assert [found[n] for n in range(len(plain))] == [*plain]
        assert found[3:140] == plain[3:140]
        assert found[::-2] == plain[::-2]
        if plain:
            assert found[-1] == plain[-1]


@given(
    st.lists(st.integers(), max_size=300),
    st.dictionaries(st.integers(0, 299), st.integers()),
)
def test_single_values_are_changed_in_place(
    items: list[int], new: dict[int, int]
) -> None:
    new = {at: item for at, item in new.items() if at < len(items)}
    before = row(items).replaced(0, 0, [7], 1)
    after = before.changed({at + 1: item for at, item in new.items()})
    assert after == (7, *(new.get(at, item + 1) for at, item in enumerate(items)))
    assert before == (7, *(item + 1 for item in items))


def test_a_place_outside_is_no_place() -> None:
    with pytest.raises(IndexError):
        row([1, 2])[2]
    with pytest.raises(IndexError):
        row([1, 2]).replaced(1, 3, [], 0)


def test_a_row_is_no_list() -> None:
    assert row([1]) != [1]
    assert row([1]) == (1,)
    assert row([1, 2]) != (1, 3)


def test_what_moves_is_moved_once_and_only_when_somebody_asks() -> None:
    asked: list[int] = []

    def move(item: tuple[int], by: int) -> tuple[int]:
        asked.append(item[0])
        return (item[0] + by,)

    found = Pieces([(n,) for n in range(1000)], move).replaced(0, 1, [(0,)], 5)
    assert asked == []
    assert found[500] == (505,)
    assert found[500] is found[500]
    assert asked == [500]
    assert [*found][500] is found[500] is [*found][500]
    assert sorted(asked) == [*range(1, 1000)]
    asked.clear()
    assert len([*found.unplaced()]) == 1000
    assert asked == []


def test_facts_are_reckoned_anew_only_where_something_changed() -> None:
    reckoned: list[int] = []

    def total(items: Sequence[int]) -> int:
        reckoned.append(len(items))
        return sum(items)

    before = row(range(1000))
    assert sum(before.facts(total)) == sum(range(1000))
    n_before = len(reckoned)
    after = before.replaced(500, 501, [0], 1)
    assert sum(after.facts(total)) == sum(range(1000)) - 500
    assert len(reckoned) == n_before + 1


@given(st.lists(st.integers(0, 900), max_size=300).map(sorted), REPLACEMENTS)
def test_places_are_found_and_values_named_without_moving_any(
    items: list[int], edits: list[tuple[int, int, list[int], int]]
) -> None:
    def never(item: int, by: int) -> int:
        raise AssertionError((item, by))

    unmoved: Pieces[int] = Pieces(items, never)
    plain = [*items]
    for at, n_gone, _, by in edits:
        start = min(at, len(plain))
        stop = min(start + n_gone, len(plain))
        unmoved = unmoved.replaced(start, stop, [], abs(by))
        plain[start:] = [item + abs(by) for item in plain[stop:]]
    for place in (-1, 0, 5, 450, 899, 999):
        n_before = sum(item < place for item in plain)
        assert pieces.n_before(unmoved, place, int) == n_before
        assert pieces.n_before((*plain,), place, int) == n_before
    for start, stop in ((0, len(plain)), (3, 140), (70, 71), (9, 9)):
        some = plain[start : min(stop, len(plain))]
        found = pieces.unmoved(unmoved, start, start + len(some))
        assert [item + by for item, by in found] == some
        assert [*pieces.unmoved((*plain,), start, stop)] == [(one, 0) for one in some]


def test_all_of_a_row_is_reckoned_once() -> None:
    reckoned: list[int] = []

    def longest(items: Sequence[int]) -> int:
        reckoned.append(len(items))
        return max(items)

    before = row(range(1000))
    assert [pieces.once(before, longest) for _ in range(3)] == [999] * 3
    assert pieces.once(before.replaced(0, 1, [5000], 0), longest) == 5000
    assert pieces.once((1, 2), longest) == 2
    assert reckoned == [1000, 1000, 2]


def test_what_is_settled_is_not_asked_again() -> None:
    asked: list[int] = []

    def is_even(item: int) -> bool:
        asked.append(item)
        return item % 2 == 0

    before = row([*range(0, 800, 2), 3])
    assert [*before.unsettled(is_even)] == [400]
    asked.clear()
    after = before.replaced(0, 1, [5], 1)
    assert [*after.unsettled(is_even)] == [0, 400]
    assert len(asked) < 150
    assert [*pieces.unsettled((1, 2), is_even)] == [0]


def test_a_tuple_has_facts_too() -> None:
    assert pieces.facts((1, 2), sum) == [3]
    assert [*pieces.unplaced((1, 2))] == [1, 2]


@given(st.lists(st.integers(), max_size=300), REPLACEMENTS)
def test_rows_differ_at_most_where_they_share_nothing(
    items: list[int], edits: list[tuple[int, int, list[int], int]]
) -> None:
    before = after = row(items)
    for at, n_gone, new, by in edits:
        start = min(at, len(after))
        stop = min(start + n_gone, len(after))
        after = after.replaced(start, stop, new[: stop - start], by)
    if len(before) != len(after):
        return
    pairs = [*zip(before.unplaced(), after.unplaced(), strict=True)]
    found = [*pieces.others(before, after)]
    assert all(pairs[at] == (was, now) for at, was, now in found)
    places = {at for at, _, _ in found}
    assert all(was == now for at, (was, now) in enumerate(pairs) if at not in places)


def test_what_rows_share_is_passed_over() -> None:
    before = row(range(1000))
    after = before.replaced(500, 501, [0], 1)
    assert (500, 500, 0) in pieces.others(before, after)
    assert len([*pieces.others(before, after)]) < 100
    assert [*pieces.others((1, 2), row([1, 3]))] == [(0, 1, 1), (1, 2, 3)]
