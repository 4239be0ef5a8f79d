"""Sections that an edit has only moved keep their counts."""

import pytest

from promptally.analysis import Analysis, analyse, parsed
from promptally.documents.parse import parse
from promptally.settings import Settings
from promptally.text import LineIndex

SETTINGS = Settings()
TEXT = (
    "Before.\n\n# One\n\nWords.\n\n## Inner\n\nMore.\n\n"
    "# Two\n\nHere.\n\n# Three\n\nEnd.\n"
)


def shown(text: str, previous: Analysis | None = None) -> Analysis:
    document = parse("AGENTS.md", text, (), parsed(previous))
    found = analyse(
        "AGENTS.md", LineIndex(text), SETTINGS, document=document, previous=previous
    )
    assert found is not None
    return found


def test_the_counts_of_moved_sections_are_the_same_objects() -> None:
    before = shown(TEXT)
    after = shown(TEXT.replace("Here", "Here it is"), before)
    old, new = (each.prompts[0].count.segments for each in (before, after))
    kept = {path for path in new if new[path] is old[path]}
    assert kept == {"sections[0]", "sections[0].sections[0]", "sections[2]"}


@pytest.mark.parametrize("place", range(0, len(TEXT), 3))
@pytest.mark.parametrize("typed", ["x", " many more words", "\n", "\n\n# New\n\n"])
def test_an_edit_counts_as_a_new_look_does(place: int, typed: str) -> None:
    text = TEXT[:place] + typed + TEXT[place:]
    assert shown(text, shown(TEXT)).prompts == shown(text).prompts


@pytest.mark.parametrize("typed", ["x", "", "# "])
def test_sections_without_room_to_spare_are_dealt_out_anew(typed: str) -> None:
    """What stands alone may take more tokens than it does among others."""
    text = "# A\n# B\n# C\n# D\n"
    before = shown(text)
    after = text.replace("# B", f"# {typed}B")
    assert shown(after, before).prompts == shown(after).prompts
