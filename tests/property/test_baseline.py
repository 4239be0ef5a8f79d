"""A ratchet turns one way, whatever is counted."""

from hypothesis import given
from hypothesis import strategies as st

from promptally.baseline import Baseline, parse, render, updated
from promptally.counts import Count, exact, offline, unknown

names = st.text(max_size=6)
numbers = st.integers(0, 10**9)
known = numbers.map(offline) | numbers.map(exact)
baselines = st.dictionaries(names, known, max_size=6)
counted = st.dictionaries(names, known | st.just(unknown("?")), max_size=6)
gone = st.frozensets(names, max_size=3)


def tokens(count: Count) -> int:
    assert count.tokens is not None
    return count.tokens


@given(before=baselines, now=counted, lost=gone, allow_new=st.booleans())
def test_no_number_is_ever_raised(
    before: Baseline, now: Baseline, lost: frozenset[str], *, allow_new: bool
) -> None:
    now = {name: count for name, count in now.items() if name not in lost}
    after = updated(before, now, lost, allow_new=allow_new)
    assert all(tokens(after[n]) <= tokens(before[n]) for n in after if n in before)
    assert before.keys() - lost <= after.keys()
    assert allow_new or after.keys() <= before.keys()


@given(baselines, counted, gone)
def test_a_second_update_changes_nothing(
    before: Baseline, now: Baseline, lost: frozenset[str]
) -> None:
    now = {name: count for name, count in now.items() if name not in lost}
    once = updated(before, now, lost)
    assert updated(once, now, frozenset()) == once


@given(st.dictionaries(st.text(alphabet=st.characters(), max_size=6), known))
def test_what_is_rendered_is_read_again(held: Baseline) -> None:
    found = parse(render(held))
    assert not isinstance(found, str)
    assert {n: (c.tokens, c.source) for n, c in found.items()} == {
        n: (c.tokens, c.source) for n, c in held.items()
    }


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    parse(text)
    parse('{"version": 1, "files": ' + text + "}")
