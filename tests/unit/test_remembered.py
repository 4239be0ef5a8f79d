"""What was reckoned of a text is known again, and the text is not kept."""

import gc
import weakref

import pytest

from promptally.remembered import Remembered


class Text(str):
    """A text that can be watched."""

    __slots__ = ("__weakref__",)


def counting(most: int) -> tuple[Remembered[int], list[str]]:
    asked: list[str] = []

    def reckon(text: str, off: int = 0) -> int:
        asked.append(text)
        return len(text) + off

    return Remembered(reckon, most), asked


def test_the_same_text_is_reckoned_once() -> None:
    known, asked = counting(10)
    assert [known("ab"), known("ab"), known("a")] == [2, 2, 1]
    assert asked == ["ab", "a"]


def test_what_else_is_given_tells_apart() -> None:
    known, asked = counting(10)
    assert [known("ab", 1), known("ab", 2), known("ab", 1)] == [3, 4, 3]
    assert len(asked) == 2


def test_it_stays_within_bounds_and_keeps_what_is_in_use() -> None:
    known, asked = counting(10)
    for number in range(1000):
        known(f"{number}")
        assert known("in use") == 6
        assert len(known) <= 20
    assert asked.count("in use") == 1


def test_an_answer_may_be_nothing() -> None:
    asked: list[str] = []
    known: Remembered[None] = Remembered(asked.append, 10)
    assert known("a") is known("a") is None
    assert asked == ["a"]


def test_no_text_is_kept() -> None:
    known, asked = counting(10)
    text = Text("a text")
    known(text)
    asked.clear()
    watched = weakref.ref(text)
    del text
    gc.collect()
    assert watched() is None


def test_what_fails_is_not_remembered() -> None:
    def refuse(text: str) -> int:
        raise ValueError(text)

    known = Remembered(refuse, 10)
    with pytest.raises(ValueError, match="a"):
        known("a")
    assert len(known) == 0
