import pytest

from promptally.lsp.framing import LONGEST_BODY, Body, Fault, Frames

GOOD = b"Content-Length: 2\r\n\r\n{}"


def fed(*pieces: bytes) -> list[Body | Fault]:
    frames = Frames()
    return [item for piece in pieces for item in frames.feed(piece)]


def bodies(*pieces: bytes) -> list[Body]:
    return [item for item in fed(*pieces) if not isinstance(item, Fault)]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 2\r\n\r\n",
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Length : 2\r\n\r\n",
        b"Content-Length: 2\n\n",
        b"Content-Length: 2  \r\n\r\n",
        b"Content-Length: 0002\r\n\r\n",
        b"Content-Length: 2\r\nContent-Type: a/b; charset=utf-8\r\n\r\n",
        b"Content-Type: a/b; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"\r\n\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_headers_are_understood_as_clients_write_them(header: bytes) -> None:
    assert fed(header + b"{}") == [b"{}"]


def test_a_message_may_come_byte_by_byte() -> None:
    pieces = [bytes([byte]) for byte in GOOD + GOOD]
    assert fed(*pieces) == [b"{}", b"{}"]


def test_many_messages_may_come_at_once() -> None:
    assert fed(GOOD * 3) == [b"{}"] * 3


@pytest.mark.parametrize("size", [7, 100, 2**16, 10**6])
def test_small_messages_may_come_before_and_behind_a_large_one(size: int) -> None:
    large = b"x" * 300_000
    said = GOOD * 3 + b"Content-Length: 300000\r\n\r\n" + large + GOOD * 900
    pieces = [said[at : at + size] for at in range(0, len(said), size)]
    assert fed(*pieces) == [b"{}"] * 3 + [large] + [b"{}"] * 900


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: abc\r\n\r\n",
        b"Content-Length:\r\n\r\n",
        b"Content-Length: 1e3\r\n\r\n",
        b"Content-Length: 1000000000000\r\n\r\n",
        b"Content-Length: %b\r\n\r\n" % (b"9" * 5000),
        b"Content-Length: %d\r\n\r\n" % (LONGEST_BODY + 1),
        b"Content-Type: only\r\n\r\n",
        b"garbage\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
    ],
)
def test_a_bad_header_is_one_fault_and_the_next_message_is_heard(header: bytes) -> None:
    first, *rest = fed(header, b'{"a": 1}', GOOD, GOOD)
    assert isinstance(first, Fault)
    assert rest == [b"{}", b"{}"]


def test_a_length_that_is_too_short_spoils_its_own_message_only() -> None:
    assert bodies(b'Content-Length: 3\r\n\r\n{"a": 1}', GOOD) == [b'{"a', b"{}"]


def test_a_length_that_is_too_long_does_not_swallow_the_next_message() -> None:
    assert bodies(b'Content-Length: 900\r\n\r\n{"a": 1}', GOOD) == [b'{"a": 1}', b"{}"]


def test_a_length_that_ends_inside_the_next_header_is_found_out() -> None:
    assert bodies(b"Content-Length: 22\r\n\r\n{}" + GOOD + GOOD)[-1] == b"{}"


def test_a_body_may_speak_of_headers() -> None:
    body = b'{"text": "Content-Length: 2\\r\\n\\r\\n{}",\n "Content-Length": 2\n}'
    assert fed(b"Content-Length: %d\r\n\r\n%b" % (len(body), body)) == [body]


def test_endless_garbage_is_one_fault_and_takes_no_memory() -> None:
    frames = Frames()
    found = [item for _ in range(64) for item in frames.feed(b"x" * 2**16)]
    assert found == [Fault("no header")]
    assert len(frames._buffer) <= 2**17
    assert frames.feed(b"\r\n\r\n" + GOOD) == [b"{}"]
