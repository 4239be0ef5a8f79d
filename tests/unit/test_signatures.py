import base64

import pytest

from promptally.counting.signatures import hidden_bytes


def field(number: int, data: bytes) -> bytes:
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([number << 3 | 2]) + length + data


def signature(ciphertext: bytes) -> str:
    key = field(1, b"\x08\x0e" + b"k" * 60)
    message = key + field(2, b"n" * 12) + field(5, ciphertext)
    return base64.b64encode(field(2, message) + b"\x18\x01").decode()


@pytest.mark.parametrize("size", [0, 57, 312, 1427])
def test_a_signature_tells_how_long_its_thinking_is(size: int) -> None:
    assert hidden_bytes(signature(bytes(size + 16))) == size


@pytest.mark.parametrize("text", ["", "x", "signature_REDACTED_1", "é", "\ud800", "//"])
def test_what_is_no_signature_tells_nothing(text: str) -> None:
    assert hidden_bytes(text) is None


def test_a_cut_signature_tells_what_is_left() -> None:
    told = hidden_bytes(signature(bytes(100))[:160])
    assert told is None or told < 84
