"""How long the thinking is that a signature carries, where its text is not shown.

A signature is base64 of a protocol buffer whose inner field 5 holds the thinking,
encrypted: as many bytes as the text has, and a tag of 16 (recorded signatures of
Sonnet 4 to Sonnet 5, n = 60, whose text was shown). Nothing here decrypts anything.
"""

import binascii
from collections.abc import Iterator

_MESSAGE = 2
_CIPHERTEXT = 5
_TAG = 16


def hidden_bytes(signature: str) -> int | None:
    """The UTF-8 bytes of the signed thinking; `None` where none can be told."""
    try:
        raw = binascii.a2b_base64(signature.encode() + b"==")
    except (binascii.Error, ValueError):
        return None
    message = dict(_fields(raw)).get(_MESSAGE, b"")
    ciphertext = dict(_fields(message)).get(_CIPHERTEXT)
    return max(0, len(ciphertext) - _TAG) if ciphertext else None


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message that hold bytes, as far as it can be read."""
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        match tag & 7:
            case 2:
                length, at = _number(data, at)
                yield tag >> 3, data[at : at + length]
                at += length
            case 0:
                _, at = _number(data, at)
            case 1:
                at += 8
            case 5:
                at += 4
            case _:
                return


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number that starts at `at`, and where it ends."""
    number = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return number, at
