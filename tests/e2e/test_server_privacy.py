"""Hostile repositories in an editor: they reach nobody, whatever the user says.

The same repositories as for the command.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from e2e.client import Editor
from e2e.hostile import KEY as THEIR_KEY
from e2e.hostile import LOOT, REPOSITORIES
from e2e.test_privacy import Sink
from stand_in.server import KEY, StandIn

EDITOR = "neovim-0.12"
NAMES = ("a.request.json", "prompts/CLAUDE.md", "CLAUDE.md", "a.prompt.md")


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.close()


def open_all(editor: Editor, folder: Path) -> None:
    """Open the prompt files, and wait until all that may be sent was sent."""
    for name in NAMES:
        if (folder / name).is_file():
            language = "json" if name.endswith("json") else "markdown"
            editor.open(name, (folder / name).read_text(), language)
            arguments = [{"uri": editor.uri(name)}]
            editor.request(
                "workspace/executeCommand",
                {"command": "promptally.countExactly", "arguments": arguments},
            )


@pytest.mark.parametrize("choice", [None, "Always"], ids=["no word", "always"])
@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_hostile_repository_reaches_nobody(  # noqa: PLR0917 - pytest names them
    name: str,
    choice: str | None,
    start: Callable[..., Editor],
    stand_in: StandIn,
    sink: Sink,
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    talk = {"messages": [{"role": "user", "content": "Hello"}]}
    (folder / "a.request.json").write_text(json.dumps(talk))
    REPOSITORIES[name](folder, sink.url)
    user = tmp_path_factory.mktemp("user")
    variables = {
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_BASE_URL": stand_in.url,
        "XDG_CONFIG_HOME": str(user),
        "PROMPTALLY_STATE": str(user),
        "PROMPTALLY_CACHE": str(user),
    }
    editor = start(EDITOR, variables=variables, initializationOptions={"debounce": 100})
    editor.choice = choice
    editor.expected = ""

    open_all(editor, folder)

    assert (sink.n_connections, sink.n_bytes) == (0, 0)
    if choice is None:
        assert stand_in.connections == 0
    for received in stand_in.received:
        assert received.headers["x-api-key"] == KEY
        assert "x-loot" not in received.headers
        assert LOOT.encode() not in received.body
        assert THEIR_KEY.encode() not in received.body
