import json

import pytest

from promptally.baseline import Baseline, parse, render, updated
from promptally.counts import Count, Source, exact, offline, unknown


def baseline(**tokens: int) -> dict[str, Count]:
    return {name: offline(n) for name, n in tokens.items()}


def numbers(held: Baseline) -> dict[str, int | None]:
    return {name: count.tokens for name, count in held.items()}


def test_a_baseline_is_sorted_with_an_entry_a_line() -> None:
    assert (
        render({"b.md": offline(2), "a.md": exact(1)})
        == """\
{
  "version": 1,
  "files": {
    "a.md": {"tokens": 1, "source": "exact"},
    "b.md": {"tokens": 2, "source": "offline"}
  }
}
"""
    )


@pytest.mark.parametrize(
    "name",
    ["a.md", 'quote".md', "new\nline.md", "ESC\x1b]0;.md", "\udcff.md", "ä😀.md"],
)
def test_what_is_rendered_is_read_again(name: str) -> None:
    text = render({name: exact(7)})
    assert text.isascii()
    assert parse(text) == {name: exact(7)}


def test_an_empty_baseline_can_be_kept() -> None:
    assert json.loads(render({})) == {"version": 1, "files": {}}
    assert parse(render({})) == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ("[]", "it is no baseline: there is no table of `files`"),
        ('{"version": 2, "files": {}}', "its version is not 1; it needs another"),
        ('{"version": 1, "files": {"a": 5}}', "the entry of a has no number of tokens"),
        (
            '{"version": 1, "files": {"a": {"tokens": true, "source": "exact"}}}',
            "the entry of a has no number",
        ),
        (
            '{"version": 1, "files": {"a": {"tokens": -1, "source": "exact"}}}',
            "the entry of a has no number",
        ),
        (
            '{"version": 1, "files": {"a": {"tokens": 1, "source": []}}}',
            "the entry of a has no number",
        ),
        (" " * 20_000_000, "it is too large for a baseline"),
    ],
)
def test_what_is_no_baseline_is_said_to_be_none(text: str, why: str) -> None:
    found = parse(text)
    assert isinstance(found, str)
    assert found.startswith(why)


def test_an_entry_only_shrinks() -> None:
    before = baseline(shrunk=10, grown=10, same=10)
    now = baseline(shrunk=8, grown=12, same=10)
    after = updated(before, now, frozenset())
    assert numbers(after) == {"shrunk": 8, "grown": 10, "same": 10}


def test_an_entry_grows_if_somebody_says_so() -> None:
    after = updated(baseline(a=10), baseline(a=12), frozenset(), allow_growth=True)
    assert numbers(after) == {"a": 12}


def test_a_new_file_gets_an_entry_unless_it_may_not() -> None:
    before, now = baseline(a=1), baseline(a=1, b=2)
    assert numbers(updated(before, now, frozenset())) == {"a": 1, "b": 2}
    assert numbers(updated(before, now, frozenset(), allow_new=False)) == {"a": 1}


def test_what_is_gone_is_dropped_and_what_was_not_looked_at_stays() -> None:
    after = updated(baseline(gone=1, elsewhere=2), {}, frozenset({"gone"}))
    assert numbers(after) == {"elsewhere": 2}


def test_an_unknown_count_changes_nothing() -> None:
    after = updated(baseline(a=1), {"a": unknown("?"), "b": unknown("?")}, frozenset())
    assert after == {"a": offline(1)}
    assert after["a"].source is Source.OFFLINE
