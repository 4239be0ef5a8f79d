"""Large messages: what is known of them at once, and what is read in slices."""

import json
from typing import Any

import pytest

from promptally.lsp.large_messages import Large, outline, parts, whole
from promptally.lsp.messages import decode

LONG = "word " * 40
AROUND = 120
"""Bytes around the long string that are looked at here: fewer than it has."""


def opened(text: str, **more: Any) -> dict[str, Any]:
    item = {"uri": "file:///a", "text": text, **more}
    params = {"textDocument": item}
    return {"jsonrpc": "2.0", "method": "a/b", "params": params}


def outlined(body: bytes) -> Large:
    large = outline(body, around=AROUND)
    assert large is not None
    return large


def read(body: bytes, size: int) -> Any:
    large = outlined(body)
    return whole(large, "".join(parts(large, size=size)))


@pytest.mark.parametrize(
    "message",
    [
        opened(LONG),
        opened(LONG, version=1),
        {"params": opened(LONG)["params"], "id": 1, "jsonrpc": "2.0", "method": "a/b"},
        opened('"' * 300),
        opened("a\\b\\" * 100),
        opened(LONG, note='"\\'),
    ],
)
def test_around_the_long_string_all_is_known_at_once(message: dict[str, Any]) -> None:
    known = outlined(json.dumps(message).encode()).message
    message["params"]["textDocument"]["text"] = ""
    assert known == message


SAID = {
    "words": LONG,
    "breaks": "\n" * 300,
    "backslashes": f"{'\\' * 50}." * 6,
    "quotes": '"\\' * 100,
    "beyond 16 bits": "😀" * 100,
    "other scripts": "é漢\u2028" * 60,
    "halves of pairs": "\ud83d" * 60,
    "halves, turned": "\ude00\ud83d" * 60,
    "what looks like pairs": "\\ud83d\\ude00" * 30,
    "backslashes and pairs": "\\😀" * 60,
    "the placeholder": "NaN" * 90,
}


@pytest.mark.parametrize("as_ascii", [True, False])
@pytest.mark.parametrize("said", SAID)
def test_no_slice_cuts_a_character_in_two(
    said: str,
    as_ascii: bool,  # noqa: FBT001 - a table
) -> None:
    text = SAID[said] if as_ascii else SAID[said].encode(errors="replace").decode() * 3
    body = json.dumps(opened(text), ensure_ascii=as_ascii).encode()
    for size in range(16, 64):
        assert read(body, size) == decode(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        json.dumps(opened("short")).encode(),
        json.dumps(opened(LONG)).encode().replace(b'"2.0"', b'"1.0"'),
        json.dumps(opened(LONG, note=LONG * 9)).encode()[:-2],
        json.dumps(opened(LONG, note=float("nan"))).encode(),
        json.dumps([opened(LONG)]).encode(),
        json.dumps({**opened(LONG), "more": ["}},"] * 60}).encode(),
        json.dumps({**opened(LONG), "more": [1] * 60}).encode(),
        json.dumps({**opened("a"), LONG: 1}).encode(),
        b"[" * 100_000 + b'"%b"}' % LONG.encode(),
        b" " * 500 + json.dumps(opened(LONG)).encode(),
    ],
)
def test_what_is_of_another_make_is_not_outlined(body: bytes) -> None:
    assert outline(body, around=AROUND) is None


FAULTS = {
    "a quote": b'"',
    "another string": b'", "a": "',
    "a line break": b"\n",
    "no escape": rb"\q",
    "half an escape": rb"\u12",
    "no UTF-8": b"\xff",
    "half a character": b"\xe6\xbc" + b"a" * 40,
    "behind a pair": rb"\ud83d\ude00" + b"\x80" * 40,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_string_is_found_out(fault: str) -> None:
    body = json.dumps(opened(LONG + "here" + LONG)).encode()
    large = outlined(body.replace(b"here", FAULTS[fault]))
    assert not any(is_one_string(large, size) for size in range(16, 64))


def is_one_string(large: Large, size: int) -> bool:
    try:
        return bool(list(parts(large, size=size)))
    except ValueError:
        return False
