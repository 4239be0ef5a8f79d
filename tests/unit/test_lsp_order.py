"""Messages in, and the order in which they are handled: `[…]` are large ones.

`open a` is a notification and `hover a` a request about the document `a`; `cancel` and
`settings` are about none, as is the request `symbols`. `|` says that the large message
that all wait for has been read.
"""

from typing import Any

import pytest

from promptally.lsp.large_messages import Large
from promptally.lsp.messages import CANCEL
from promptally.lsp.order import Item, Order
from promptally.lsp.stdio import End

REQUESTS = {"hover", "symbols"}


def message(said: str) -> dict[str, Any]:
    method, _, uri = said.partition(" ")
    params = {"textDocument": {"uri": uri}} if uri else {}
    found = {"said": said, "method": CANCEL if method == "cancel" else method}
    return found | {"params": params} | ({"id": 1} if method in REQUESTS else {})


def item(said: str) -> Item:
    if said == "end":
        return End()
    if said.startswith("["):
        return Large(b"", 0, 0, message(said[1:-1]))
    return message(said)


def shown(found: dict[str, Any] | End) -> str:
    return "end" if isinstance(found, End) else str(found["said"])


def handled(script: str) -> str:
    """What is handled, in order; `|` stands before what the read message lets go."""
    order, found = Order(), []
    for said in script.split(", "):
        if said == "|":
            assert order.large
            found += [f"[{order.large.message['said']}]", *order.release()]
        else:
            found += order.admit([item(said)])
    return ", ".join(f if isinstance(f, str) else shown(f) for f in found)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("open a, hover a, settings, end", "open a, hover a, settings, end"),
        ("[open a], hover b, |", "hover b, [open a]"),
        ("[open a], hover a, |", "[open a], hover a"),
        ("[open a], change b, |", "[open a], change b"),
        ("[open a], change b, hover b, |", "[open a], change b, hover b"),
        ("[open a], change b, hover c, |", "hover c, [open a], change b"),
        ("[open a], hover a, hover b, |", "hover b, [open a], hover a"),
        ("[open a], symbols, |", "[open a], symbols"),
        ("[open a], symbols, hover b, |", "[open a], symbols, hover b"),
        ("[open a], settings, hover b, |", "[open a], settings, hover b"),
        ("[open a], cancel, hover b, |", "hover b, [open a], cancel"),
        ("[open a], hover a, cancel, |", "[open a], hover a, cancel"),
        ("[open a], end, |", "[open a], end"),
        ("[open a], hover b, end, |", "hover b, [open a], end"),
        ("[unknown], hover b, |", "[unknown], hover b"),
        ("[open a], [open b], hover c, |, |", "hover c, [open a], [open b]"),
        ("[open a], [open b], hover b, |, |", "[open a], [open b], hover b"),
        (
            "[open a], hover a, [open b], hover a, hover b, |, |",
            "[open a], hover a, [open b], hover a, hover b",
        ),
        ("[open a], [open b], |, hover a, |", "[open a], hover a, [open b]"),
        ("[open a], settings, |, hover b", "[open a], settings, hover b"),
        ("[open a], |, [change a], hover a, |", "[open a], [change a], hover a"),
    ],
)
def test_only_a_request_about_another_document_goes_first(
    script: str, expected: str
) -> None:
    assert handled(script) == expected


def test_what_came_together_is_let_go_together() -> None:
    order = Order()
    said = ["open b", "[open a]", "hover a", "hover b", "cancel"]
    assert [shown(m) for m in order.admit(map(item, said))] == ["open b", "hover b"]
    assert [shown(m) for m in order.release()] == ["hover a", "cancel"]
    assert order.large is None
