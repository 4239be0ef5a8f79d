from pathlib import Path
from typing import Any

import pytest

from promptally.lsp.capabilities import Client
from promptally.lsp.configurations import Configurations
from promptally.lsp.places import path_of, path_of_document
from promptally.settings import DEFAULTS


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two folders of a workspace, one inside the other, each a repository."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    found = [tmp_path / "outer", tmp_path / "outer" / "inner"]
    for folder in found:
        (folder / ".git").mkdir(parents=True)
    return found


@pytest.fixture
def held(folders: list[Path]) -> Configurations:
    return Configurations(Client(folders=tuple(f.as_uri() for f in folders)))


def model(held: Configurations, folder: Path) -> str:
    return held.of(folder / "a.prompt.md").settings.model


def test_each_folder_has_what_the_editor_says_for_it(
    held: Configurations, folders: list[Path]
) -> None:
    outer, inner = folders
    assert held.tell({"model": "a"}, [None, {"model": "b"}])
    assert (model(held, outer), model(held, inner)) == ("a", "b")
    assert model(held, outer.parent) == "a"


def test_what_was_said_before_is_no_news(held: Configurations) -> None:
    assert not held.tell(None, [None, None])
    assert held.tell({"model": "a"}, [None, None])
    assert not held.tell({"model": "a"}, [None, None])


def test_the_editor_stands_above_the_file(
    held: Configurations, folders: list[Path]
) -> None:
    outer, _ = folders
    assert model(held, outer) == DEFAULTS.model
    (outer / "promptally.toml").write_text('model = "from-file"\n')
    assert model(held, outer) == DEFAULTS.model
    held.reload()
    assert model(held, outer) == "from-file"
    held.tell({"model": "from-editor"})
    assert model(held, outer) == "from-editor"


def test_folders_come_and_go(held: Configurations, folders: list[Path]) -> None:
    outer, inner = (folder.as_uri() for folder in folders)
    held.change_folders(added=[], removed=[outer])
    assert list(held.folders) == [inner]
    held.change_folders(added=[outer, inner], removed=[])
    assert list(held.folders) == [outer, inner]


@pytest.mark.parametrize("nonsense", [5, "text", [1], {"model": 5}, {"no": "such"}])
def test_nonsense_is_complained_of_and_left_out(
    held: Configurations, folders: list[Path], nonsense: Any
) -> None:
    held.tell(nonsense)
    assert model(held, folders[0]) == DEFAULTS.model
    assert len(held.complaints) == 1


@pytest.mark.parametrize(
    ("uri", "language", "path"),
    [
        ("file:///a/b%20c.md", "markdown", "/a/b c.md"),
        ("file:///a/CLAUDE", "markdown", "/a/CLAUDE"),
        ("untitled:Untitled-1", "json", "/Untitled-1.json"),
        ("untitled:Untitled-1", "prompt", "/Untitled-1.prompt.md"),
        ("untitled:Untitled-1", "rust", "/Untitled-1"),
        ("untitled:/a/b.yaml", "json", "/a/b.yaml"),
        ("nonsense", "json", "/nonsense.json"),
        ("", "json", "/"),
    ],
)
def test_a_document_has_a_path_wherever_it_is(
    uri: str, language: str, path: str
) -> None:
    assert path_of_document(uri, language) == Path(path)


def test_a_uri_cannot_make_a_path_that_no_system_takes() -> None:
    assert "\0" not in str(path_of("file:///a%00b"))
