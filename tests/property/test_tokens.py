"""For every text, the tokens are those of `ctok`."""

import ctok
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptally.counting.cuts import paragraphs
from promptally.counting.tokenizer.canonical import canonical
from promptally.counting.tokenizer.counter import Counter
from promptally.counting.tokens import FRAME, Generation, count

WORDS = [
    *("a", "b", "the", "The", "THE", "THERE", "iPhone", "HTTPServer", "X", "ß", "ẞ"),
    *(
        "s",
        "t",
        "d",
        "m",
        "ll",
        "re",
        "ve",
        "'s",
        "'t",
        "'ll",
        "'S",
        "'",
        "'",
        "’",
        "‘",
    ),
    *(
        "é",
        "É",
        "e\u0301",
        "İ",
        "ı",
        "ſ",
        "ϴ",
        "ϓ",
        "ℂ",
        "Σ",
        "σ",
        "ς",
        "ΣΑΣ",
        "ǅ",
        "ﬁ",
    ),
    *("Ж", "ЖЖЖЖ", "жук", "Ⅳ", "ⅳ", "ⓐ", "Ⓐ", "ᛮ", "\ua7cb", "\u1c89", "\u1c8a", "ɤ"),
]
SCRIPTS = [
    *("ل", "َ", "ً", "א", "ָ", "क", "़", "्", "ा", "ก", "ี", "่", "ำ", "\u0e4d", "\u0e32"),
    *("ܐ", "ܰ", "ܱ", "ೳ", "་", "།", "。", "中", "文", "々", "〇", "〒", "、", "，", "？"),
    *("ひ", "カ", "ー", "ﾞ", "゙", "한", "ㄱ", "ᄀ", "གི", "\u0345", "\u0301", "\u0323"),
]
NUMBERS = [
    "0",
    "1",
    "12",
    "123",
    "1234",
    "٣",
    "٢١",
    "०",
    "१२",
    "１",
    "²",
    "½",
    "①",
    "𝟘",
]
SYMBOLS = [
    *'.,:;!?()[]{}<>/\\|&~`^%$@#*+-=_"',
    *(
        "...",
        "--",
        "->",
        "==",
        "```",
        "</",
        '"),',
        "—",
        "–",
        "“",
        "”",
        "…",
        "«",
        "°",
        "─",
    ),
    *(
        "😀",
        "👍🏽",
        "👩\u200d👧",
        "❤",
        "❤\ufe0f",
        "\ufe0f",
        "\u20e3",
        "🇩🇪",
        "\U000e0100",
    ),
]
SPACES = [
    *(" ", " ", " ", "  ", "   ", "\n", "\n\n", "\t", "\t\t", "\r\n", "\r", "\f", "\v"),
    *("\x00", "\x01", "\x1c", "\x7f", "\x85", "\xa0", "\u1680", "\u2009", "\u2028"),
    *("\u2029", "\u202f", "\u205f", "\u3000", "\u200b", "\u2060", "\ufeff", "\u202e"),
]
STRANGE = [
    *("\ud800", "\udfff", "\ue000", "\uf8ff", "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"),
    *(
        "\ufdd4",
        "\ufdd5",
        "\ufffd",
        "\uffff",
        "\u0378",
        "\U000f0000",
        "⟨",
        "⟩",
        "⟨bow⟩",
    ),
]
PIECES = [*WORDS, *SCRIPTS, *NUMBERS, *SYMBOLS, *SPACES, *STRANGE]


def joined(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(pieces, max_size=most).map("".join)


nasty_texts = joined(st.sampled_from(PIECES), 25)
# Few pieces at a time meet each other more often.
monotonous_texts = st.lists(
    st.sampled_from(PIECES), min_size=2, max_size=5, unique=True
).flatmap(lambda pieces: joined(st.sampled_from(pieces), 16))
repeated_texts = joined(
    st.builds(str.__mul__, st.sampled_from(PIECES), st.integers(1, 70)), 4
)
any_texts = st.text(st.characters(codec=None), max_size=25)
texts = nasty_texts | monotonous_texts | repeated_texts | any_texts
generations = pytest.mark.parametrize("generation", list(Generation))


@generations
@settings(max_examples=1500, deadline=None)
@given(text=texts)
def test_tokens_are_those_of_ctok(text: str, generation: Generation) -> None:
    expected = ctok.token_count(text, str(generation)) - FRAME[generation]
    assert expected == count(text, generation)


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter("pieces_v3.json")


@settings(max_examples=1000, deadline=None)
@given(text=texts, block=st.integers(1, 40))
def test_the_size_of_a_block_changes_nothing(
    counter: Counter, text: str, block: int
) -> None:
    body = canonical(text, fold_quotes=True).rstrip("\n") + "\n"
    assert counter.count(body) == counter.count(body, block)


# Most texts of this kind are cut, and some where other things stand at the cut.
CUTS = ["\n\n", "\n\na", "\n\nIt", "\n\n ", "\n\n-", "\n\n中", "\n\n's", "\n\n\u0301"]
NO_CUTS = ["\n\n\n", "\n\n\r\n", "\n\n\x01\n", "\n\n\ue000\n", "\r\n\r\n"]
cut_texts = joined(st.sampled_from([*PIECES, *[*CUTS, *NO_CUTS] * 8]), 25)


@generations
@given(text=cut_texts | texts)
@settings(max_examples=1000, deadline=None)
def test_the_paragraphs_of_a_text_add_up(text: str, generation: Generation) -> None:
    assert "".join(paragraphs(text)) == text
    assert count(text, generation, longest=0) == count(text, generation)
