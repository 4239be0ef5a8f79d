"""Offline tokens equal those of `ctok`, whatever the text."""

import random
import subprocess
import sys
import tracemalloc
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import ctok
import pytest
from ctok.constants import BOW_G, CAPS_G, EOW_G, MARKER_GLYPHS, SHIFT_G
from ctok.main import FAMILIES, _model
from ctok.normalize import _hard_kind, _is_selector, classify, mark_case, nfc

from promptally.counting.tokenizer import vocabulary
from promptally.counting.tokenizer.canonical import canonical
from promptally.counting.tokenizer.character_costs import character_costs
from promptally.counting.tokenizer.memory import LONGEST, Memory
from promptally.counting.tokenizer.tiling import Tiler
from promptally.counting.tokenizer.words import spelled
from promptally.counting.tokens import FRAME, Generation, count, warm

HERE = Path(__file__).parent
LANGUAGES = dict(
    line.split(": ", 1)
    for line in (HERE / "languages.txt").read_text(encoding="utf-8").splitlines()
)
PROGRAMS = {
    program.split("\n", 1)[0]: program.split("\n", 1)[1]
    for program in (HERE / "programs.txt").read_text(encoding="utf-8").split("=== ")[1:]
}
FILES = sorted({str(family.pieces) for family in FAMILIES.values()})
FAMILY = {Generation.V3: "v3", Generation.V4_7: "v4.7", Generation.V4_8: "v4.8"}
BULK = "".join(
    "".join(map(chr, block))
    for block in (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xAC00, 0xD7A4))
)
EVERY_CHARACTER = "".join(map(chr, range(0x110000)))

generations = pytest.mark.parametrize("generation", list(Generation))
files = pytest.mark.parametrize("file", FILES)


def expected(text: str, generation: Generation) -> int:
    return int(ctok.token_count(text, str(generation))) - FRAME[generation]


def check(text: str, generation: Generation) -> None:
    assert expected(text, generation) == count(text, generation), ascii(text[:200])


# ---- whole texts


@generations
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_costs_what_ctok_says(language: str, generation: Generation) -> None:
    sentence = LANGUAGES[language]
    for text in (sentence, sentence.upper(), sentence.title(), f" {sentence}\n"):
        check(text, generation)


@generations
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_costs_what_ctok_says(program: str, generation: Generation) -> None:
    for text in (PROGRAMS[program], PROGRAMS[program].replace("\n", "\r\n")):
        check(text, generation)


@generations
@pytest.mark.parametrize("joint", ["", " ", "\n\n"])
def test_a_text_of_many_blocks_costs_what_ctok_says(
    joint: str, generation: Generation
) -> None:
    every = [*LANGUAGES.values(), *PROGRAMS.values()]
    text = joint.join(every * 7)
    assert len(text) > 1 << 16
    check(text, generation)


@generations
def test_a_chunk_longer_than_a_block_costs_what_ctok_says(
    generation: Generation,
) -> None:
    check("see " + "ab" * 40_000 + " the end", generation)


@generations
def test_counting_again_and_after_an_edit_gives_the_same_as_at_first(
    generation: Generation,
) -> None:
    text = LANGUAGES["English"] * 3
    assert count(text, generation) == count(text, generation)
    check(text[:40] + "x" + text[40:], generation)


# ---- small texts

EDGES = [
    *("", " ", "  ", "\n", "\n\n", " \n", "\n ", "\t", "\r", "\r\n", "\x00", "\u3000"),
    *("a", " a", "  a", "a ", "a  ", "a\n", " a\n", "\na", "\t a", "\xa0a", "\x01 a"),
    *("A", "AB", "ABC", "ABCD", "Abc", "aBC", "ABc", "ÄÖÜß", "ẞ", "İstanbul", "ΣΑΣ"),
    *("'", "''", "'a", " 'a", "a'", "a 'b", "a' b", "'s", "it's", "1's", "¹'s", "中's"),
    *("it's's", "it'S", "it'll", "it'llo", "\"'s", "ⓐ's", "\ua7cb's", "’s", "it’s"),
    *("1", "12", "1234", " 1", "1 2", "1,2", "a1", "1a", "٣", "1٣", "٣1", " ٣ ", "½ ½"),
    *("a,", "a, b", "a ,b", "a , b", "a,  b", ", a", " , ", "(a)", "( a )", "a — b"),
    *("中", "中文", "中 文", "中, 文", "中，文", "， ", "a中", "中a", " 中", "한글 a"),
    *("é", "e\u0301", "\u0301", "a\u0301 \u0323", "\u0e4d\u0e32", "\u0e4d\x01\u0e32"),
    *("َa", "1َa", "َ1", "ܱ", "aܱ", ".ܱa", "्क", "क्क", "ེ།", "\u0378", "\ufdd0a\ufdd4"),
    *("❤️", "中\ufe0f", " \ufe0f", "1️⃣", "👩‍👧", "\U000e0100", "𝟘", "\ud800", "\udc00a"),
    *("\ue000a", "a\ue000b", "\x85", "a\x7fb", "\u2028", "a\u200bb", "\ufeff", "⟨bow⟩"),
]


@generations
@pytest.mark.parametrize("text", EDGES, ids=ascii)
def test_an_edge_costs_what_ctok_says(text: str, generation: Generation) -> None:
    for before in ("", " ", "\n", "x ", "(", "1", "中", "'"):
        for after in ("", " ", "\n", " x", "  ", ")", "1", "中", "'s"):
            check(f"{before}{text}{after}", generation)


@generations
@pytest.mark.parametrize("character", [*" \n\t7aZ-.=*#_/'—─中é😀²", "َ", "\u0301"])
def test_a_run_costs_what_ctok_says(character: str, generation: Generation) -> None:
    for size in (2, 3, 4, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 100, 127, 128, 129):
        check(character * size, generation)
        check(f"a {character * size} b", generation)


@generations
@pytest.mark.parametrize("character", ["\n", ".", "a", "🏴"])
def test_a_long_run_costs_what_ctok_says(
    character: str, generation: Generation
) -> None:
    for size in (1000, 1017, 17_000):
        check(f"({character * size} b", generation)


def test_a_long_run_takes_the_pieces_that_fit_best() -> None:
    # 1,005 is 96 tens and five nines; ninety-nine tens leave 15, which take six.
    pieces = ("a", "a" * 9, "a" * 10)
    invented = vocabulary.Vocabulary(
        pieces=pieces,
        prefixes=frozenset(),
        overhead=0,
        fold_quotes=False,
        capitals=None,
    )
    assert Tiler(invented).tile("a" * 1005) == 96 + 5


def test_marks_without_end_take_no_time() -> None:
    marks = "\u0323\u0301\u0f73" * 1000
    assert unicodedata.normalize("NFC", f"e{marks}") == canonical(
        f"e{marks}", fold_quotes=False
    )
    assert count("e" + "\u0301\u0323" * 200_000, Generation.V4_8) > 400_000


# ---- what the fast way relies on


@files
def test_no_piece_holds_an_end_of_word_before_its_end(file: str) -> None:
    pieces = vocabulary.load(file).pieces
    assert not [piece for piece in pieces if EOW_G in piece[:-1]]


@files
def test_no_piece_holds_a_start_of_word_behind_its_start(file: str) -> None:
    pieces = vocabulary.load(file).pieces
    assert not [
        piece for piece in pieces if BOW_G in piece.lstrip(SHIFT_G + CAPS_G)[1:]
    ]
    assert {"", SHIFT_G, CAPS_G} >= {
        piece[: piece.index(BOW_G)] for piece in pieces if BOW_G in piece
    }


def side(character: str) -> str:
    """What a piece may hold together: letters, ASCII digits, one white space, …"""
    if character in MARKER_GLYPHS:
        return "marker"
    kind = str(classify(character))
    if kind == "space" or (kind == "digit" and character.isascii()):
        return "digit" if character.isdigit() else character
    if kind == "hard" and _hard_kind(character) == "letter":
        return "ideograph"
    return "word" if kind == "wordy" else "punctuation"


@files
def test_no_piece_crosses_a_border_between_chunks_or_runs(file: str) -> None:
    crossing = set()
    for piece in vocabulary.load(file).pieces:
        sides = [kind for kind, _ in groupby(piece, side)]
        if len(sides) > 1 and set(sides) - {"marker", "word", "punctuation"}:
            crossing.add(piece)
        if {"word", "punctuation"} <= set(sides):
            assert piece.removesuffix(EOW_G).startswith("'"), "a contraction"
    assert set() == crossing


@files
def test_an_ideograph_is_only_a_piece_of_its_own(file: str) -> None:
    pieces = vocabulary.load(file).pieces
    assert not [
        piece
        for piece in pieces
        if len(piece) > 1 and any(side(character) == "ideograph" for character in piece)
    ]


@files
def test_all_numbers_of_three_digits_are_alike(file: str) -> None:
    pieces = vocabulary.load(file).pieces
    numbers = {
        piece for piece in pieces if any(digit in piece for digit in "0123456789")
    }
    assert numbers == {
        f"{number:0{size}}" for size in (1, 2, 3) for number in range(10**size)
    }


@files
def test_no_piece_holds_the_last_code_point(file: str) -> None:
    assert "\U0010ffff" not in "".join(vocabulary.load(file).pieces)


@files
def test_byte_prefixes_start_characters(file: str) -> None:
    # Every one holds a first byte of UTF-8, so a character has room for one only.
    assert all(prefix[0] >= 0xC2 for prefix in vocabulary.load(file).prefixes)


@files
def test_a_tab_and_a_newline_are_one_token(file: str) -> None:
    assert {"\t", "\n", "\n\n"} <= set(vocabulary.load(file).pieces)


@generations
def test_the_pieces_and_the_frame_are_those_of_ctok(generation: Generation) -> None:
    model = _model(FAMILY[generation])
    read = vocabulary.load(FAMILIES[FAMILY[generation]].pieces)
    assert tuple(sorted(model.vocab)) == read.pieces
    assert model.message_overhead == FRAME[generation]
    assert model.fold_quotes == read.fold_quotes
    assert model.allcaps_min == read.capitals


def test_all_characters_of_the_great_blocks_are_ideographs() -> None:
    astral = EVERY_CHARACTER[0x10000:0x20000] + EVERY_CHARACTER[0x20000::7]
    for character in BULK + astral:
        # The function beneath the one that remembers a million characters.
        assert classify.__wrapped__(character) == "hard", ascii(character)
        assert _hard_kind(character) == "letter", ascii(character)
        assert not _is_selector(character), ascii(character)


@pytest.mark.parametrize("fold_quotes", [True, False])
def test_canonical_text_is_the_normal_form_of_ctok_with_zeros_for_digits(
    *, fold_quotes: bool
) -> None:
    zeros = str.maketrans("123456789", "000000000")
    for between in ("", "a\u0301", "\u0e32"):
        text = between.join(EVERY_CHARACTER[:: 17 if between else 1])
        normal = str(nfc(text, fold_quotes=fold_quotes)).translate(zeros)
        assert normal == canonical(text, fold_quotes=fold_quotes)


@generations
def test_every_character_costs_what_ctok_says(generation: Generation) -> None:
    # One by one for the letters of most scripts, and one of each hundred of the rest.
    for character in EVERY_CHARACTER[:0x3400:3] + EVERY_CHARACTER[0x3400::101]:
        check(f"a{character} ", generation)


@pytest.mark.parametrize("capitals", [None, 4])
def test_words_are_spelled_as_ctok_spells_them(capitals: int | None) -> None:
    for word in " ".join([*LANGUAGES.values(), "Σ ΣΣΣΣ Ας ΑΣ ϴΑ ǅ İIıi ẞSS"]).split():
        for form in (word, word.upper(), word.title(), word.swapcase(), word[:1]):
            letters = "".join(filter(str.isalpha, form))
            if letters:
                marked = str(mark_case(letters, capitals))
                bare = marked.lstrip(SHIFT_G + CAPS_G)
                start = marked[: len(marked) - len(bare)]
                assert f"{start}{BOW_G}{bare}{EOW_G}" == spelled(letters, capitals)


# ---- memory and loading


def test_a_full_memory_keeps_what_is_in_use() -> None:
    reckoned: list[str] = []

    def reckon(text: str) -> int:
        reckoned.append(text)
        return len(text)

    memory = Memory(reckon, room=100_000)
    for number in range(3000):
        assert memory["in use"] == len("in use")
        assert memory[f"{number:08}"] == 8
    assert reckoned.count("in use") == 1
    assert len(memory) <= 100_000 / 148


def test_a_long_text_is_not_remembered() -> None:
    memory = Memory(len, room=100_000)
    assert memory["a" * (LONGEST + 1)] == LONGEST + 1
    assert not memory


def test_what_noise_teaches_is_forgotten() -> None:
    # Each word ends in letters that no other has, so each needs steps of its own.
    tiler = Tiler(vocabulary.load("pieces_v3.json"))
    words = [f"\ufdd0the{chr(point)}" for point in range(0x10000, 0x10000 + 150_000)]
    tracemalloc.start()
    assert {tiler.tile(word) for word in words[:100]} == {5}
    assert sum(map(tiler.tile, words)) > 4 * len(words)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 20e6


def test_threads_may_forget_what_others_are_learning() -> None:
    chance = random.Random(1)
    noise = ["".join(chance.choices("abcdehinorst.-", k=60)) for _ in range(1500)]
    read = vocabulary.load("pieces_v3.json")
    alone = list(map(Tiler(read).tile, noise))
    shared = Tiler(read, room=100_000)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: list(map(shared.tile, noise)), range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert found == [alone] * 4


def test_a_long_run_teaches_little() -> None:
    tiler = Tiler(vocabulary.load("pieces_v3.json"))
    tracemalloc.start()
    for character in ".-#*=_/~\n ":
        tiler.tile(character * 1000)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 10e6


@files
def test_a_character_costs_its_bytes_unless_some_are_a_token(file: str) -> None:
    read = vocabulary.load(file)
    alone = {piece for piece in read.pieces if len(piece) == 1}
    costs = character_costs(alone, read.prefixes)
    for character in EVERY_CHARACTER[:0xD800] + EVERY_CHARACTER[0xE005::17]:
        literal = character.encode()
        covered = max(
            (n for n in range(1, 5) if literal[:n] in read.prefixes), default=1
        )
        expected = 1 if character in alone else len(literal) - covered + 1
        assert costs[ord(character)] == expected, ascii(character)


def test_importing_reads_no_vocabulary() -> None:
    script = "import promptally.counting.tokens, sys; print('ctok' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert run.stdout.strip() == "False"


@generations
def test_warming_up_changes_no_count(generation: Generation) -> None:
    warm(generation)
    check("It's warm — isn't it?", generation)
