"""A stretch costs what a plain search over all its tilings finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.counting.tokenizer.tiling import Tiler
from promptally.counting.tokenizer.vocabulary import Vocabulary

CHARACTERS = {"a": 1, "b": 1, "é": 2, "中": 3, "😀": 4}
"""With what they cost where they are no piece."""

mixed = st.text("aaabbé中😀", min_size=1, max_size=6)
runs = st.builds(lambda size, end: "a" * size + end, st.integers(1, 40), st.text("b"))
vocabularies = st.frozensets(mixed | runs, max_size=25)
stretches = st.lists(mixed | runs, max_size=12).map("".join)


def invented(pieces: frozenset[str]) -> Vocabulary:
    return Vocabulary(
        pieces=tuple(sorted(pieces)),
        prefixes=frozenset(),
        overhead=0,
        fold_quotes=False,
        capitals=None,
    )


def fewest(stretch: str, pieces: frozenset[str]) -> int:
    """Tokens of a stretch; before each place, the least of all ways to get there."""
    costs = [0]
    for end, character in enumerate(stretch, 1):
        whole = [costs[start] for start in range(end) if stretch[start:end] in pieces]
        costs.append(min([costs[-1] + CHARACTERS[character], *(c + 1 for c in whole)]))
    return costs[-1]


@settings(max_examples=1500, deadline=None)
@given(pieces=vocabularies, several=st.lists(stretches, max_size=6))
def test_a_stretch_takes_the_fewest_pieces(
    pieces: frozenset[str], several: list[str]
) -> None:
    tiler = Tiler(invented(pieces))
    for stretch in several:
        assert fewest(stretch, pieces) == tiler.tile(stretch)


@settings(max_examples=500, deadline=None)
@given(pieces=vocabularies, stretch=stretches, room=st.integers(0, 4000))
def test_to_forget_on_the_way_changes_nothing(
    pieces: frozenset[str], stretch: str, room: int
) -> None:
    assert fewest(stretch, pieces) == Tiler(invented(pieces), room).tile(stretch)
