"""What is counted anew of a long text after an edit."""

import pytest

from promptally.counting import tokens
from promptally.counting.edited_texts import Counted, Memory, after_edit
from promptally.counting.tokens import Generation

TEXT = "\n\n".join(f"Paragraph {n} says a little." for n in range(2_000))
PLACES = [0, 20, 30_000, 60_003, len(TEXT) - 3, len(TEXT)]


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("place", PLACES)
def test_an_edit_of_a_long_text_counts_as_from_scratch(
    place: int, generation: Generation
) -> None:
    memory = Memory()
    for text in (
        TEXT,
        f"{TEXT[:place]}x{TEXT[place:]}",
        TEXT[:place] + TEXT[place + 2 :],
    ):
        assert memory.count(text, generation) == tokens.count(text, generation)


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize(
    "edited",
    [TEXT.replace("1000 says", "1000 said"), f"x{TEXT}", f"{TEXT}x"],
    ids=["in the middle", "at the beginning", "at the end"],
)
def test_what_an_edit_leaves_alone_is_not_counted_again(
    edited: str, generation: Generation
) -> None:
    # A number that is no text's is carried over as any other.
    old = Counted(TEXT, generation, tokens.count(TEXT, generation) + 1_000_000)
    assert after_edit(old, edited) == tokens.count(edited, generation) + 1_000_000


def test_a_text_without_a_place_to_cut_is_counted_as_a_whole() -> None:
    old = Counted("A" * 50_000, Generation.V4_8, 7)
    assert after_edit(old, "A" * 25_000 + "B" + "A" * 25_000) is None


def test_few_texts_are_remembered() -> None:
    memory = Memory()
    for n in range(40):
        memory.count(f"{n} text {n}" * n, Generation.V3)
    assert len(memory) <= 16
