"""Long texts count as they do from scratch, whatever was counted before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.counting import tokens
from promptally.counting.edited_texts import Memory
from promptally.counting.tokens import Generation

PARTS = st.sampled_from(
    [
        *("Words here.", "é", "漢字", "- list", "# Head", "'quoted'", "CAPS", " lead"),
        *("\n", "\n\n", "\n\n", "\n\n", "\n\n\n", "\r\n", "\n\nA", "\n\nb", "x " * 20),
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


@given(TEXTS, st.data())
def test_texts_are_cut_where_their_paragraphs_are(
    text: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    parts = tokens.paragraphs(text)
    cuts = [len("".join(parts[: n + 1])) for n in range(len(parts) - 1)]
    before = tokens.cut_before(text, place)
    assert before == max((cut for cut in cuts if cut < place), default=None)
    behind = tokens.cut_behind(text, place)
    assert behind is None or (behind in cuts and behind > place)
