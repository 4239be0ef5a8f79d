"""Exact counts in an editor: with the user's word, after a pause, once, labelled."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.client import NAMES, Editor, place
from stand_in.rules import BASE
from stand_in.server import KEY, StandIn

EDITOR = "neovim-0.12"
NAME = "a.prompt.md"
TEXT = "# System\n\nBe brief.\n\n# User\n\nHello there, Claude\n"
WORDS = 2 + 4
"""In what is sent of `TEXT`: the system prompt, the message and its role."""
FAST = {"debounce": 100}


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


def variables(stand_in: StandIn, key: str = KEY) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": stand_in.url, "ANTHROPIC_API_KEY": key}


@pytest.fixture
def connect(start: Callable[..., Editor], stand_in: StandIn) -> Callable[..., Editor]:
    """Starts an editor whose user has a key and says yes when asked."""

    def connect(
        name: str = EDITOR, choice: str | None = "This workspace", **more: Any
    ) -> Editor:
        editor = start(
            name, variables=variables(stand_in), initializationOptions=FAST, **more
        )
        editor.choice = choice
        editor.settings = FAST
        editor.base = stand_in.url
        return editor

    return connect


def total(editor: Editor, name: str = NAME) -> str:
    return str(editor.hints(name)[0][2])


def wait_for_exact(editor: Editor, name: str = NAME) -> str:
    """The total once it is exact: the client asks again when it is told to."""
    editor.server.take(lambda m: m.get("method") == "workspace/inlayHint/refresh")
    return total(editor, name)


def test_after_a_pause_the_estimate_becomes_the_api_s_count(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = connect()
    editor.open(NAME, TEXT)
    assert total(editor).startswith("≈ ")

    assert wait_for_exact(editor).startswith(f"{BASE + WORDS:,} tokens")
    (received,) = stand_in.received
    assert received.json["messages"] == [
        {"role": "user", "content": "Hello there, Claude"}
    ]
    assert received.json["system"] == "Be brief."


def test_parts_keep_their_sign_and_add_up(connect: Callable[..., Editor]) -> None:
    editor = connect()
    editor.open(NAME, TEXT)
    wait_for_exact(editor)
    hover = editor.ask("hover", NAME, position=place(6, 3))["contents"]["value"]

    assert f"{BASE + WORDS:,}" in hover.replace("\\", "")
    assert "the API counted it" in hover.replace("\\", "")


def test_the_user_is_asked_once_and_their_word_is_kept(
    connect: Callable[..., Editor], stand_in: StandIn, folder: Path
) -> None:
    editor = connect()
    editor.open(NAME, TEXT)
    editor.open("b.prompt.md", "Another one\n")
    stand_in.wait_for(2)
    again = connect(choice=None)
    again.open("c.prompt.md", "A third\n")
    stand_in.wait_for(3)

    asked = [p for method, p in editor.asked if method == "window/showMessageRequest"]
    assert len(asked) == 1
    assert stand_in.url.removeprefix("http://") in asked[0]["message"]
    assert not again.was_asked("window/showMessageRequest")
    assert str(folder) in (folder / ".state" / "consent.json").read_text()


@pytest.mark.parametrize("choice", ["Never", None, "Something else"])
def test_without_a_yes_nothing_is_sent(
    connect: Callable[..., Editor], stand_in: StandIn, choice: str | None
) -> None:
    editor = connect(choice=choice)
    editor.open(NAME, TEXT)
    editor.server.take(lambda m: m.get("method") == "window/showMessageRequest")
    editor.change(NAME, {"text": TEXT + "more\n"})
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert total(editor).startswith("≈ ")
    assert stand_in.connections == 0


def count_exactly(editor: Editor, name: str = NAME) -> dict[str, Any]:
    """A command whose answer comes when all that it may send was sent."""
    return {
        "command": "promptally.countExactly",
        "arguments": [{"uri": editor.uri(name)}],
    }


@pytest.mark.parametrize("trusted", [False, "true", 1, None, []], ids=str)
def test_in_an_untrusted_workspace_nothing_is_asked_or_sent(
    start: Callable[..., Editor], stand_in: StandIn, trusted: object
) -> None:
    editor = start(
        EDITOR,
        variables=variables(stand_in),
        initializationOptions={**FAST, "trusted": trusted},
    )
    editor.choice = "Always"
    editor.open(NAME, TEXT)
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert not editor.was_asked("window/showMessageRequest")
    assert stand_in.connections == 0


def test_without_a_key_nothing_is_asked_or_sent(
    start: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = start(EDITOR, variables={"ANTHROPIC_BASE_URL": stand_in.url})
    editor.choice = "Always"
    editor.open(NAME, TEXT)
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert not editor.was_asked("window/showMessageRequest")
    assert stand_in.connections == 0


def test_a_workspace_that_says_offline_stays_offline(
    connect: Callable[..., Editor], stand_in: StandIn, folder: Path
) -> None:
    (folder / "promptally.toml").write_text('counting = "offline"\n')
    editor = connect(choice="Always")
    editor.open(NAME, TEXT)
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert stand_in.connections == 0


def test_a_secret_keeps_a_prompt_at_home(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = connect()
    editor.open(NAME, "Use ghp_16C7e42F292c6912E7710c838347Ae178B4a to log in.\n")
    editor.open("b.prompt.md", "Harmless\n")
    stand_in.wait_for(1)
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert len(stand_in.received) == 1
    assert b"ghp_" not in stand_in.received[0].body
    codes = {d["code"] for d in editor.diagnostics(NAME, 1)}
    assert "secret-in-prompt" in codes


def test_what_was_counted_once_is_never_counted_again(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    first = connect()
    first.open(NAME, TEXT)
    wait_for_exact(first)
    second = connect()
    second.open(NAME, TEXT)
    second.request("workspace/executeCommand", count_exactly(second))

    assert total(second).startswith(f"{BASE + WORDS:,} tokens")
    assert len(stand_in.received) == 1


def test_an_exact_count_corrects_the_offline_counts_of_another_day(
    connect: Callable[..., Editor], start: Callable[..., Editor]
) -> None:
    first = connect()
    first.open(NAME, TEXT)
    first.request("workspace/executeCommand", count_exactly(first))
    first.request("workspace/executeCommand", count_exactly(first))
    second = start(EDITOR, variables={"ANTHROPIC_BASE_URL": first.base})
    second.open("b.prompt.md", TEXT + "Another text\n")
    second.server.take(lambda m: m.get("method") == "workspace/inlayHint/refresh")
    hover = second.ask("hover", "b.prompt.md", position=place(6, 3))

    # The stand-in counts a thousand more; a correction is bounded.
    assert (
        "corrected by +400 tokens after an exact count," in hover["contents"]["value"]
    )


def test_an_edit_takes_the_exact_count_away_and_undoing_it_brings_it_back(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = connect()
    editor.open(NAME, TEXT)
    wait_for_exact(editor)
    editor.change(NAME, {"text": TEXT + "one more line\n"})
    assert total(editor).startswith("≈ ")
    assert wait_for_exact(editor).startswith(f"{BASE + WORDS + 3:,} tokens")
    editor.change(NAME, {"text": TEXT})

    assert wait_for_exact(editor).startswith(f"{BASE + WORDS:,} tokens")
    assert len(stand_in.received) == 2


def test_typing_asks_once_for_each_pause(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    """Forty edits in quick succession, then silence: at most a request a pause."""
    editor = connect()
    editor.open(NAME, TEXT)
    wait_for_exact(editor)
    for n in range(40):
        editor.change(NAME, {"text": TEXT + "x" * n + "\n"})
        time.sleep(0.005)
    wait_for_exact(editor)

    assert len(stand_in.received) == 2
    assert stand_in.received[-1].json["messages"][0]["content"].endswith("x" * 39)


def test_manual_asks_only_on_command(
    connect: Callable[..., Editor], stand_in: StandIn, folder: Path
) -> None:
    (folder / "promptally.toml").write_text('run = "manual"\n')
    editor = connect()
    editor.open(NAME, TEXT)
    editor.change(NAME, {"text": TEXT + "more\n"})
    assert total(editor).startswith("≈ ")
    assert stand_in.received == []

    editor.request("workspace/executeCommand", count_exactly(editor))
    assert not total(editor).startswith("≈ ")
    assert len(stand_in.received) == 1


def test_saving_asks_if_the_settings_say_so(
    connect: Callable[..., Editor], stand_in: StandIn, folder: Path
) -> None:
    (folder / "promptally.toml").write_text('run = "onSave"\n')
    editor = connect()
    editor.open(NAME, TEXT)
    stand_in.wait_for(1)
    editor.change(NAME, {"text": TEXT + "more\n"})
    editor.notify("textDocument/didSave", {"textDocument": {"uri": editor.uri(NAME)}})
    stand_in.wait_for(2)

    assert len(stand_in.received) == 2


def test_each_message_can_be_counted_exactly(connect: Callable[..., Editor]) -> None:
    editor = connect()
    editor.open(NAME, "# User\n\na b\n\n# Assistant\n\nc\n\n# User\n\nd e f\n")
    wait_for_exact(editor)
    arguments = [{"uri": editor.uri(NAME)}]
    editor.request(
        "workspace/executeCommand",
        {"command": "promptally.countEachMessage", "arguments": arguments},
    )

    labels = [label for *_, label in editor.hints(NAME)]
    assert not any("≈" in label for label in labels[1:])


@pytest.mark.parametrize(
    "fault", ["529", "401", "HTML 200", "tokens are text", "redirect", "reset"]
)
def test_a_fault_leaves_the_offline_count_and_one_calm_message(
    connect: Callable[..., Editor], stand_in: StandIn, fault: str
) -> None:
    stand_in.break_down(fault)
    editor = connect()
    editor.open(NAME, TEXT)
    editor.request("workspace/executeCommand", count_exactly(editor))
    editor.change(NAME, {"text": TEXT + "more\n"})
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert total(editor).startswith("≈ ")
    shown = [
        m for m in editor.server.messages if m.get("method") == "window/showMessage"
    ]
    assert len(shown) == 1
    assert "the offline count stays" in shown[0]["params"]["message"]


@pytest.mark.parametrize("fault", ["529", "reset", "HTML 200", "429 with retry-after"])
def test_the_end_of_an_outage_is_found_without_an_edit(
    connect: Callable[..., Editor], stand_in: StandIn, fault: str
) -> None:
    stand_in.break_down(fault)
    editor = connect()
    editor.open(NAME, TEXT)
    editor.notified("window/showMessage")
    stand_in.recover()
    ended = time.monotonic()

    assert wait_for_exact(editor).startswith(f"{BASE + WORDS:,} tokens")
    # Recorded at 2 to 4 seconds; the promise is five, a busy machine has its own time.
    assert time.monotonic() - ended < 10


def test_hovers_are_answered_while_the_network_is_a_black_hole(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    stand_in.break_down("black hole")
    editor = connect()
    editor.open(NAME, TEXT)
    stand_in.wait_for(1)

    for n in range(50):
        editor.change(NAME, {"text": TEXT + f"{n}\n"})
        assert editor.ask("hover", NAME, position=place(6, 3))


@pytest.mark.parametrize("name", NAMES)
def test_every_editor_gets_exact_counts(
    connect: Callable[..., Editor], name: str
) -> None:
    editor = connect(name)
    editor.open(NAME, TEXT)
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert total(editor).startswith(f"{BASE + WORDS:,} tokens")


def test_the_line_for_the_status_bar(
    start: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = start(
        EDITOR,
        variables=variables(stand_in),
        initializationOptions={"status": True, "trusted": True},
    )
    editor.open(NAME, TEXT)
    said = editor.notified("promptally/status", uri=editor.uri(NAME))

    assert said["text"].startswith("≈ ")
    assert said["severity"] == "information"
    assert said["mode"] == "offline"


def test_a_command_turns_the_network_on_and_off(
    connect: Callable[..., Editor], stand_in: StandIn
) -> None:
    editor = connect(choice="Never")
    editor.open(NAME, TEXT)
    editor.server.take(lambda m: m.get("method") == "window/showMessageRequest")
    arguments = [{"uri": editor.uri(NAME)}]
    online = {"command": "promptally.goOnline", "arguments": arguments}
    editor.request("workspace/executeCommand", online)
    stand_in.wait_for(1)
    offline = {"command": "promptally.goOffline", "arguments": arguments}
    editor.request("workspace/executeCommand", offline)
    editor.change(NAME, {"text": TEXT + "more\n"})
    editor.request("workspace/executeCommand", count_exactly(editor))

    assert len(stand_in.received) == 1


CANARY_KEY = "sk-ant-api03-canary-of-a-key"


def test_a_canary_is_found_nowhere(
    start: Callable[..., Editor], stand_in: StandIn, folder: Path
) -> None:
    """A key and a prompt that must appear in no log, reply, cache or command line."""
    for fault in (None, "401", "HTML 200", "404 model", "529"):
        stand_in.recover()
        if fault:
            stand_in.break_down(fault)
        editor = start(
            EDITOR,
            variables=variables(stand_in, CANARY_KEY),
            initializationOptions=FAST,
        )
        editor.choice = "Always"
        editor.open(NAME, f"canary-of-a-prompt {fault}\n")
        editor.request("workspace/executeCommand", count_exactly(editor))
        said = str(list(editor.server.messages)) + str(editor.asked)
        line = Path(f"/proc/{editor.server.process.pid}/cmdline").read_bytes()

        assert CANARY_KEY not in said
        assert "canary-of-a-prompt" not in said
        assert b"canary" not in line
        assert "canary" not in editor.server.stderr
    kept = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in kept} >= {"cache.db", "consent.json"}
    assert not [file for file in kept if b"canary" in file.read_bytes()]
