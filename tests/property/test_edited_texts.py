"""Long texts count as they do from scratch, whatever was counted before."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.counting import tokens
from promptally.counting.cuts import cut_before, cut_behind
from promptally.counting.edited_texts import Memory
from promptally.counting.tokens import Generation

PARTS = st.sampled_from(
    [
        *("Words here.", "é", "漢字", "- list", "# Head", "'quoted'", "CAPS", " lead"),
        *("\n", "\n\n", "\n\n", "\n\n\n", "\r\n", "\n\nA", "\n\nb", "x " * 20),
        *(
            "1,2,3\n",
            "can't stop",
            "don' re",
            "漢 字",
            "한국 어",
            "и я",
            "ἀ β",
            " ",
            "  ",
        ),
        *("a\u0301 b", "\u0301", "x\ue000 y", "ﬁ ne", "'s", "0", "İ i", "HTTP API"),
    ]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=40).map("".join)
TYPED = st.sampled_from(["", "x", "\n", "\n\n", "A", "é", " ", "'", "\n\n\nB", "Ab\n"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(list(Generation)), st.data())
def test_an_edited_text_counts_as_it_does_from_scratch(
    text: str, generation: Generation, data: st.DataObject
) -> None:
    memory = Memory()
    for _ in range(4):
        assert memory.count(text, generation) == tokens.count(text, generation)
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.sampled_from([0, 0, 1, 2, 9])), len(text))
        text = text[:start] + data.draw(TYPED) + text[end:]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(list(Generation)), st.data())
def test_what_stands_between_cuts_adds_up(
    text: str, generation: Generation, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    first = cut_before(text, place)
    last = cut_behind(text, place)
    cuts = [None, *(cut for cut in (first, last) if cut is not None), None]
    assert first is None or first < place
    assert last is None or last > place
    if len(cuts) > 2:
        stretches = pairwise(cuts)
        whole = sum(tokens.count_stretch(text, *ends, generation) for ends in stretches)
        assert whole == tokens.count(text, generation)


TYPED_BESIDE = ("\u0301", "'s", "\u3099", "\ufe0f", "\u11a8", "\ue000", "\n", " ", "x")


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(TYPED_BESIDE), st.data())
def test_a_cut_stays_one_whatever_is_typed_up_to_its_place(
    text: str, typed: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    after = text[:place] + typed + text[place:]
    first = cut_before(text, place)
    last = cut_behind(text, place)
    if first is not None:
        assert cut_before(after, place) == first
    if last is not None:
        assert cut_behind(after, place + len(typed)) == last + len(typed)
