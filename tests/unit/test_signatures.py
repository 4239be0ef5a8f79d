import pytest

from promptally.counting.signatures import hidden_bytes
from signed_thoughts import signature


@pytest.mark.parametrize("size", [0, 57, 312, 1427])
def test_a_signature_tells_how_long_its_thinking_is(size: int) -> None:
    assert hidden_bytes(signature(size)) == size


@pytest.mark.parametrize("text", ["", "x", "signature_REDACTED_1", "é", "\ud800", "//"])
def test_what_is_no_signature_tells_nothing(text: str) -> None:
    assert hidden_bytes(text) is None


def test_a_cut_signature_tells_what_is_left() -> None:
    told = hidden_bytes(signature(84)[:160])
    assert told is None or told < 84
