"""Edits that cannot change what a JSON file is, told by the quotes around them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptally.documents.detect import detect
from promptally.documents.editing import quoted
from promptally.documents.editing.difference import difference

LONG = "said at some length, for a while"
REQUEST = json.dumps(
    {
        "model": "claude-sonnet-5-5",
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": f"{LONG} {LONG}"}],
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("old", "new", "is_within"),
    [
        (f'"{LONG}"', f'"{LONG}x"', True),
        (f'"{LONG}"', f'"x{LONG}"', True),
        (f'"{LONG}"', f'"{LONG}"x', False),
        (f'"{LONG}"', f'"{LONG}" "', False),
        (f'"{LONG}" ""', f'"{LONG} ""', False),
        ('"role"', '"rol"', False),
        (f'"messages": {LONG}, "', f'"messages" : {LONG}, "', False),
        (f'"{LONG}"', f'"{LONG[:12]}"', False),
    ],
)
def test_only_what_a_long_string_says_has_changed(
    old: str, new: str, *, is_within: bool
) -> None:
    assert quoted.is_within(old, new, difference(old, new)) is is_within


TYPED = st.sampled_from(
    [*'x":[{}\\1 \n', "custom_id", "role", '"role": "user"', '"custom_id"', '\\"x', ""]
)
TEXTS = st.sampled_from(
    [
        REQUEST,
        json.dumps({"custom_id": "a", "params": {}, "requests": [LONG]}),
        json.dumps({"_type": "prompt", "template": f'{LONG} "messages" {LONG}'}),
        json.dumps([{"role": "user", "content": f'{LONG}"role'}]),
        json.dumps(
            {"messages": [], "x": f'"custom_id" {LONG} custom_id', "params": {}}
        ),
    ]
)


@given(TEXTS, st.integers(0, 400), st.integers(0, 12), TYPED)
def test_an_edit_within_a_string_makes_no_other_kind_of_file(
    old: str, at: int, n_gone: int, typed: str
) -> None:
    new = old[:at] + typed + old[at + n_gone :]
    if quoted.is_within(old, new, difference(old, new)):
        for path in ("a.json", "a.jsonl"):
            assert detect(path, new) == detect(path, old)
