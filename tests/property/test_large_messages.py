"""Large messages against `messages.decode`, which reads a body at once."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promptally.lsp.framing import Body
from promptally.lsp.large_messages import outline, parts, whole
from promptally.lsp.messages import Rejected, decode

AROUND = 64
LETTERS = [
    "a",
    " ",
    "\n",
    "\\",
    '"',
    "/",
    "é",
    "漢",
    "😀",
    "\u2028",
    "\ud83d",
    "\ude00",
]
SOUND = [
    *(b"a", b"{", b"}", b",", b":", b"NaN", b" ", b"\xc3\xa9", b"\xf0\x9f\x98\x80"),
    *(rb"\\", rb"\"", rb"\n", rb"\u00e9", rb"\ud83d", rb"\ude00"),
]
ODD = [
    *(b"", b"\n", b"\x80", b"\xe6\xbc", rb"\u12", rb"\q", b"\\", b'"', b'"NaN"'),
    *(b'","', b'":"', b'","more":"', b'","more":NaN,"again":"'),
]
sizes = st.integers(16, 40)
texts = st.lists(st.sampled_from(LETTERS), min_size=1).map("".join)
shorts = st.text(max_size=6)


def in_slices(body: Body, size: int) -> Any:
    """What is read of a body, `None` where that is left to `decode`."""
    large = outline(body, around=AROUND)
    try:
        return large and whole(large, "".join(parts(large, size=size)))
    except ValueError:
        return None


def at_once(body: Body) -> Any:
    try:
        return decode(body)
    except Rejected:
        return None


@given(text=texts, more=st.dictionaries(shorts, shorts, max_size=2), size=sizes)
def test_a_long_string_is_read_as_it_is_at_once(
    text: str, more: dict[str, str], size: int
) -> None:
    long = text * (3 * AROUND) + "."
    message = more | {"jsonrpc": "2.0", "method": "a", "params": long}
    body = bytearray(json.dumps(message).encode())
    assert in_slices(body, size) in (at_once(body), None)
    assert more or in_slices(body, size) is not None


def joined(fragments: list[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(fragments), min_size=10, max_size=50).map(b"".join)


@given(
    texts=st.lists(joined(SOUND), min_size=2, max_size=3),
    odd=st.sampled_from(ODD),
    before=st.sampled_from([b'"method":"', b'"method":"a","params":"']),
    behind=st.sampled_from([b'"}', b'","id":1}', b'"', b"}", b'"}}']),
    size=sizes,
)
def test_no_body_is_read_otherwise_than_at_once(
    texts: list[bytes], odd: bytes, before: bytes, behind: bytes, size: int
) -> None:
    body = b'{"jsonrpc":"2.0",%b%b%b' % (before, odd.join(texts), behind)
    found = in_slices(body, size)
    assert found is None or found == at_once(body)
