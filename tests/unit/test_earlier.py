"""What of a file is what it was, by names and numbers."""

import pytest

from promptally.earlier import Item, paired


def items(text: str) -> list[Item[str]]:
    """`a5 b7`: two things, by their names and what they weigh."""
    return [Item(word[0], int(word[1:])) for word in text.split()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ()),
        ("", "a1", (None,)),
        ("a1", "", ()),
        ("a1 b2", "a1 b2", (0, 1)),
        ("a1 b2", "a9 b2", (0, 1)),
        ("u1 a2 u3", "u1 a2 u7 a8 u3", (0, 1, None, None, 2)),
        ("u1 a2 u3 a4 u5", "u1 u5", (0, 4)),
        ("a1 b2 c3", "c3 a1 b2", (2, 0, 1)),
        ("a1 a1 a1", "a1 a1", (0, 1)),
        ("a1 a2", "a3 a4 a5", (0, 1, None)),
    ],
)
def test_what_is_the_same_belongs_together(
    old: str, new: str, expected: tuple[int | None, ...]
) -> None:
    assert paired(items(old), items(new)) == expected
