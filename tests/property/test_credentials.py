"""What is passed over in a search for credentials holds none, whatever the text."""

from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from promptally.credentials import search
from promptally.credentials.patterns import (
    ASSIGNED,
    NAMES,
    PATTERNS,
    TELEGRAM,
    signs,
)
from promptally.prompts import Json

_BODY = "4fGh7KqLm2NpRs5TvWx8ZbC3dJ6yQ9aE1uH0oI"


def _starts() -> Iterator[str]:
    """What each pattern looks for, and bodies that make some of them whole."""
    for pattern in PATTERNS:
        yield pattern.start
        yield pattern.start + _BODY[:20]
        yield pattern.start + _BODY
    yield from NAMES
    yield from (f"{name} = {_BODY[:12]}" for name in NAMES)


_PARTS = st.sampled_from(
    [
        *_starts(),
        *("Pass\u212aey: ", "AP\u0130_\u212aEY=", "ap\u0131key:", "\ud800", "\u20ac"),
        *("a:b@c", "://u:pa55w0rd@h", ":AA", "-----", "PRIVATE KEY-----\n"),
        *("key", "_key", "keykey", "secret_", "token", "=", ":", " ", "\n", "\n\n"),
        _BODY,
    ]
)
_TEXTS = st.lists(st.one_of(_PARTS, st.text(max_size=5)), max_size=8).map("".join)


def _has_form(text: str) -> bool:
    found = (pattern.regex.search(text) for pattern in PATTERNS)
    return any(found) or TELEGRAM.search(text) is not None


def _has_name(text: str) -> bool:
    small = text.replace("\u0130", "I").lower()
    places = (small.find(name) + len(name) for name in NAMES if name in small)
    return any(ASSIGNED.match(text, place) for place in places)


@given(_TEXTS)
@example(f"12345678:AA{_BODY[:33]}")
@example("x" * 15 + "\u212aey")
@example(f"AP\u0130_\u212aEY={_BODY[:12]}")
def test_what_matches_is_not_passed_over(text: str) -> None:
    its = signs(text)
    assert its.form or not _has_form(text)
    assert its.name or not _has_name(text)


@given(_TEXTS)
@example("api_KEY: " + _BODY[:12])
def test_a_search_without_a_look_before_finds_the_same(text: str) -> None:
    found: dict[str, search.Found] = {}
    for paragraph in text.split("\n\n"):
        each = [*search._recognized(paragraph), *search._assigned(paragraph)]
        found.update((one.secret, one) for one in each)
    assert search.in_text(text) == tuple(found.values())


_NAMES = st.sampled_from(
    ["role", "content", "text", "AccountKey", "SharedAccessKey", "password", "api_key"]
)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_NAMES, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.lists(_VALUES, max_size=3))
@example([{"AccountKey": _BODY * 2 + _BODY[:10]}])
@example([{"api_key": _BODY[:12]}])
def test_what_is_found_in_a_part_is_not_passed_over_with_the_others(
    values: list[Json],
) -> None:
    found = [one for value in values for one in search.in_json(value)]
    assert search.may_hold_any(values) or not found


def test_prose_is_passed_over() -> None:
    assert not any(signs("A key, a token and a secret: nothing of it is given away."))
    said: list[Json] = [
        {"role": "user", "content": "A key is not a token"},
        "nor a secret.",
    ]
    assert not search.may_hold_any(said)
    assert not any(signs("Look at https://example.org/a, and at prompts/system.md."))
