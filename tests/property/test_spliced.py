"""Any edits of a text that is put together late, beside those of a plain string."""

import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.spliced import Spliced

LONG = "Words é of a text that is long. " * 5_000
TYPED = st.sampled_from(["", "x", "é", "a\n", "🇫🇷 ", "word " * 20, "é" * 60_000])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", "abc", "a" * 120_000, LONG]), st.data())
def test_a_spliced_text_is_the_string_that_it_stands_for(
    plain: str, data: st.DataObject
) -> None:
    spliced, place = Spliced(plain), data.draw(st.integers(0, len(plain)))
    for _ in range(data.draw(st.integers(1, 6))):
        is_near = data.draw(st.integers(0, 3))
        place = place if is_near else data.draw(st.integers(0, len(plain)))
        start = min(max(0, place + data.draw(st.integers(-9, 9))), len(plain))
        end = min(start + data.draw(st.sampled_from([0, 0, 1, 5, 300])), len(plain))
        typed = data.draw(TYPED)
        before, was = spliced, plain
        plain = plain[:start] + typed + plain[end:]
        spliced = spliced.edited(start, end, typed)
        if data.draw(st.booleans()):
            assert spliced.whole == plain
        ends = sorted(data.draw(st.tuples(*[st.integers(0, len(plain) + 5)] * 2)))
        for low, high in (ends, (start, end), (max(0, start - 3), end + 3)):
            assert spliced.between(low, high) == plain[low:high]
        assert len(spliced) == len(plain)
        assert plain.isascii() or not spliced.is_surely_ascii
        assert before.between(0, len(was)) == was
    assert spliced.whole == plain
    assert spliced.is_surely_ascii is plain.isascii()


def test_who_types_in_one_place_copies_little() -> None:
    base = "x" * 1_000_000
    spliced = Spliced(base)
    tracemalloc.start()
    for at in range(100):
        spliced = spliced.edited(500_000 + at, 500_000 + at, "y")
        spliced.between(490_000, 510_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000
    assert spliced.whole == f"{base[:500_000]}{'y' * 100}{base[500_000:]}"
