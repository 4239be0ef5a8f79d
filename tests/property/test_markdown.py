"""The Markdown scan against pulldown-cmark, which follows CommonMark to the letter."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pyromark
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promptally.documents import markdown

# Left out: what the scan reads otherwise on purpose (tags, a lone `-`, definitions of
# links), underlines inside of list items, and code inside of block quotes.
LINES = (
    *("# A", "## B ##", "### C #", "#no", "#", "#\ttab", "   # indented", "    # code"),
    *("text", "more text", " text", "  text", "a `code` span", "===", "---", "===  "),
    *("***", "- - -", "_ _ _ x", "", "", " ", "```", "````", "``` py", "~~~", "  ```"),
    *("``` a`b", "- item", "* star", "+ plus", "1. one", "2) two", "12. twelve", "-no"),
    *("  - nested", "    - deep", "- # H", "- - x", "- ```", "1.  ```", "- a\n  ```"),
    *("> quote", ">", "> # H", "<!-- c -->", "<!--", "-->", "<!-- c --> d"),
    *("    code", "\ttab", "é 안녕 😀", "| a | b |"),
)
TEXTS = st.lists(st.sampled_from(LINES), max_size=12).flatmap(
    lambda lines: st.sampled_from(("\n", "\r\n")).map(lambda end: end.join(lines))
)


def expected(text: str) -> Iterator[tuple[int, int]]:
    """Line and level of each heading that is in no list and in no block quote."""
    data = text.encode()
    depth = 0
    events: list[Any] = list(pyromark.events_with_range(text))
    for event, place in events:
        if not isinstance(event, dict):
            continue
        begun, ended = _name(event.get("Start")), _name(event.get("End"))
        depth += (begun in {"List", "BlockQuote"}) - (ended in {"List", "BlockQuote"})
        if begun == "Heading" and depth == 0:
            level = int(event["Start"]["Heading"]["level"][1])
            yield data[: place["start"]].count(b"\n"), level


def _name(tag: object) -> object:
    return next(iter(tag)) if isinstance(tag, dict) else tag


def found(text: str) -> Iterator[tuple[int, int]]:
    for heading in markdown.scan(text).headings:
        yield text.count("\n", 0, heading.span.start), heading.level


@given(TEXTS)
@example("- a\n\n    b\nlazy\n---\n")
@example("1. a\n   ```\n# b\n")
@example("- a\n  - b\n\n    ```sh\n    # c\n    ```\n\n# d\n")
@example("> a\nlazy\n---\n# b")
def test_headings_are_those_of_commonmark(text: str) -> None:
    assert list(expected(text)) == list(found(text))


ANYTHING = st.text(
    st.sampled_from("#=-`~<!> \t\n\r*+1.)a\\/\x00\ud800\u2028\x0cé"), max_size=60
)


@given(ANYTHING)
def test_any_text_has_blocks_in_order(text: str) -> None:
    blocks = markdown.scan(text)

    headings = [heading.span for heading in blocks.headings]
    for spans in (headings, blocks.code, blocks.comments):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.start == 0 or text[span.start - 1] in "\r\n" for span in headings)
    assert all(1 <= heading.level <= 6 for heading in blocks.headings)


@given(TEXTS, st.integers(0, 300))
def test_what_stands_before_a_cut_stays(text: str, cut: int) -> None:
    lines = text[:cut]
    whole = [h for h in markdown.scan(text).headings if h.span.end <= len(lines)]

    # The heading at the cut may become another one, or text.
    kept = [h for h in markdown.scan(lines).headings if h.span.end < len(lines)]
    assert set(kept) <= set(whole)
    assert set(whole[:-1]) <= set(kept)


@pytest.mark.parametrize(
    "pattern",
    [
        "#",
        "# ",
        "`",
        "<!--\n",
        "<a",
        "- ",
        "- ```\n",
        "- a\n===\n",
        "~~~\n~~~~\n",
        " ",
        "\n",
        "\t",
        "> ",
        "1",
        "* ",
        "=",
        "a\n",
        "- a\n\n      ```\n",
        "<x>\n---\n",
        "  ",
    ],
)
@pytest.mark.timeout(20)
def test_no_text_takes_more_than_linear_time(pattern: str) -> None:
    markdown.scan(pattern * 200_000)
