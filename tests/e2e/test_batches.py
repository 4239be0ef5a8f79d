"""Large batches: counted in slices, shown as they are known, cancelled by the user."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from e2e.client import Editor, place
from promptally.analysis import analyse
from promptally.settings import Settings
from promptally.text import LineIndex, Span
from promptally.view.hints import hints

SENTENCE = "The harbour was quiet when the boats came in, and nobody spoke of rain. "
PUBLISH = "textDocument/publishDiagnostics"


def batch(n_requests: int, length: int = 3) -> str:
    """Requests of a few hundred code points each."""
    return "".join(
        json.dumps(
            {
                "custom_id": f"r{number}",
                "params": {
                    "model": "claude-sonnet-5-5",
                    "messages": [
                        {"role": "user", "content": f"{number}. {SENTENCE * length}"}
                    ],
                },
            }
        )
        + "\n"
        for number in range(n_requests)
    )


LARGE = batch(2_500, 8)


def labels(text: str, name: str = "a.jsonl") -> Sequence[str]:
    """What is shown of a whole file, as nobody has cut it into slices."""
    analysis = analyse(name, LineIndex(text), Settings())
    assert analysis is not None
    return [hint.label for hint in hints(analysis, Span(0, len(text)))]


def shown(editor: Editor, first: int = 0, last: int = 100) -> Sequence[str]:
    return [hint[2] for hint in editor.hints("a.jsonl", first, last)]


def heard(editor: Editor) -> list[Any]:
    """All that the server says from now on, in order."""
    found: list[Any] = []
    answer = editor.server.on_message

    def note(message: Any) -> None:
        found.append(message)
        answer(message)

    editor.server.on_message = note
    return found


def test_other_documents_are_answered_before_a_batch_is_counted(
    start: Callable[..., Editor],
) -> None:
    editor = start("neovim-0.10")
    editor.open("b.prompt.md", "Hello")
    messages = heard(editor)
    editor.open("a.jsonl", LARGE, "json")
    numbers = []
    for _ in range(3):
        assert len(editor.hints("b.prompt.md")) == 1
        # The server may have asked for something of its own since.
        answers = [message for message in messages if "result" in message]
        numbers.append(answers[-1]["id"])
    editor.notified(PUBLISH, uri=editor.uri("a.jsonl"))
    order = [
        message.get("id") or "counted"
        for message in messages
        if "result" in message or editor.uri("a.jsonl") in str(message.get("params"))
    ]
    assert order[:3] == numbers
    assert "counted" in order[3:]


def test_what_is_in_sight_is_counted_at_once(start: Callable[..., Editor]) -> None:
    editor = start("neovim-0.10")
    editor.open("a.jsonl", LARGE, "json")
    top, middle = shown(editor, 0, 20), shown(editor, 1200, 1220)
    over = editor.ask("hover", "a.jsonl", position=place(1200, 40))
    editor.notified(PUBLISH, uri=editor.uri("a.jsonl"))
    whole = labels(LARGE)
    assert top[0].startswith("counting … · this one")
    assert top[1:] == whole[1:21]
    assert middle == whole[1200:1221]
    assert shown(editor, 0, 20) == whole[:21]
    assert over == editor.ask("hover", "a.jsonl", position=place(1200, 40))


def test_an_edit_of_a_batch_that_is_being_counted_counts(
    start: Callable[..., Editor],
) -> None:
    editor = start("neovim-0.10")
    editor.open("a.jsonl", LARGE, "json")
    text = LARGE
    for line in (0, 1500, 7):
        at = text.index("boats", text.index(f'"r{line}"'))
        character = at - text.rindex("\n", 0, at) - 1 if line else at
        where = {"start": place(line, character), "end": place(line, character)}
        editor.change("a.jsonl", {"range": where, "text": "many quick "})
        text = text[:at] + "many quick " + text[at:]
        assert shown(editor, 2, 4) == labels(text)[2:5]
    editor.notified(PUBLISH, uri=editor.uri("a.jsonl"), version=4)
    assert shown(editor, 0, 2_500) == labels(text)


def test_a_batch_that_is_closed_is_counted_no_more(
    start: Callable[..., Editor],
) -> None:
    editor = start("neovim-0.10")
    messages = heard(editor)
    editor.open("a.jsonl", LARGE, "json")
    editor.notify(
        "textDocument/didClose", {"textDocument": {"uri": editor.uri("a.jsonl")}}
    )
    editor.open("b.jsonl", LARGE, "json")
    editor.notified(PUBLISH, uri=editor.uri("b.jsonl"))
    assert not any(editor.uri("a.jsonl") in str(message) for message in messages)


@pytest.mark.parametrize("name", ["vscode", "neovim-0.10"])
def test_the_count_of_a_batch_is_shown_and_can_be_cancelled(
    start: Callable[..., Editor], name: str
) -> None:
    editor = start(name)
    text = batch(12_000, 8)
    editor.open("a.jsonl", text, "json")
    begun = editor.notified("$/progress")
    assert begun["value"]["title"] == "Counting requests"
    assert begun["value"]["cancellable"]
    editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    editor.server.take(lambda m: "'kind': 'end'" in str(m))
    assert shown(editor, 0, 1)[0].startswith("not counted: cancelled · this one")
    assert len(shown(editor, 50, 60)) == 11


def test_a_cancelled_count_stays_so_until_the_batch_is_saved(
    start: Callable[..., Editor],
) -> None:
    editor = start("neovim-0.10")
    text = batch(12_000, 8)
    editor.open("a.jsonl", text, "json")
    begun = editor.notified("$/progress")
    editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    editor.server.take(lambda m: "'kind': 'end'" in str(m))
    shorter = len(LARGE.splitlines())
    where = {"start": place(0, 0), "end": place(12_000, 0)}
    editor.change("a.jsonl", {"range": where, "text": LARGE})
    assert shown(editor, 0, 1)[0].startswith("not counted: cancelled")
    editor.notify(
        "textDocument/didSave", {"textDocument": {"uri": editor.uri("a.jsonl")}}
    )
    assert shown(editor, 0, 1)[0].startswith("counting …")
    while shown(editor, 0, 1)[0].startswith("counting …"):
        pass
    assert shown(editor, 0, shorter) == labels(LARGE)


def test_a_command_waits_for_the_count_of_a_batch(
    start: Callable[..., Editor],
) -> None:
    editor = start("vscode")
    editor.open("a.jsonl", LARGE, "json")
    told = editor.request(
        "workspace/executeCommand",
        {"command": "promptally.count", "arguments": [{"uri": editor.uri("a.jsonl")}]},
    )
    assert len(told["requests"]) == 2_500
