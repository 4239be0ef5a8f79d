"""Laws of what is what it was."""

from hypothesis import given
from hypothesis import strategies as st

from promptally.earlier import Item, paired

THINGS = st.lists(
    st.builds(Item[str], st.sampled_from("ab"), st.integers(0, 2)), max_size=8
)


@given(old=THINGS, new=THINGS)
def test_nothing_was_two_things(old: list[Item[str]], new: list[Item[str]]) -> None:
    places = paired(old, new)
    found = [at for at in places if at is not None]

    assert len(places) == len(new)
    assert len(set(found)) == len(found)
    assert all(
        at is None or old[at].key == item.key
        for item, at in zip(new, places, strict=True)
    )


@given(old=THINGS, new=THINGS)
def test_only_what_has_no_namesake_left_is_new(
    old: list[Item[str]], new: list[Item[str]]
) -> None:
    places = paired(old, new)
    for name in "ab":
        n_old = sum(item.key == name for item in old)
        n_new = sum(item.key == name for item in new)
        pairs = zip(new, places, strict=True)
        n_fresh = sum(item.key == name and at is None for item, at in pairs)
        assert n_fresh == max(n_new - n_old, 0)


@given(things=THINGS)
def test_what_has_not_changed_is_itself(things: list[Item[str]]) -> None:
    assert paired(things, things) == tuple(range(len(things)))
