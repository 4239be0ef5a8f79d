"""Signatures of thinking as the API writes them, of as many bytes as a test needs."""

import base64


def _field(number: int, data: bytes) -> bytes:
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([number << 3 | 2]) + length + data


def signature(size: int) -> str:
    """The signature of a thought of `size` bytes, of which none says what it was."""
    key = _field(1, b"\x08\x0e" + b"k" * 60)
    message = key + _field(2, b"n" * 12) + _field(5, bytes(size + 16))
    return base64.b64encode(_field(2, message) + b"\x18\x01").decode()
