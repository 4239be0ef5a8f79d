from pathlib import Path

import pytest

from promptally.analysis import Attachment
from promptally.changes import Change
from promptally.configuration import Configuration
from promptally.lsp import views
from promptally.lsp.session import Session, View
from promptally.settings import Settings
from promptally.text import Encoding, Position, Range

URI = "file:///prompts/a.prompt.md"
PATH = Path("/prompts/a.prompt.md")


def configure(_path: Path) -> Configuration:
    return Configuration(root=Path("/work"), settings=Settings())


@pytest.fixture
def opened() -> Session:
    session = Session(Encoding.UTF16, configure)
    session.open(URI, PATH, 5, "Hello\nthere")
    return session


def text(session: Session) -> str:
    view = session.view(URI)
    assert view
    return view.snapshot.text


def edit(start: tuple[int, int], end: tuple[int, int], said: str) -> Change:
    return Change(text=said, range=Range(Position(*start), Position(*end)))


def test_an_edit_makes_a_new_view_of_a_new_version(opened: Session) -> None:
    before = opened.view(URI)
    after = opened.change(URI, 6, [edit((0, 5), (0, 5), ", you")])
    assert isinstance(after, View)
    assert before
    assert opened.view(URI) is after
    assert (before.snapshot.text, before.snapshot.version) == ("Hello\nthere", 5)
    assert (after.snapshot.text, after.snapshot.version) == ("Hello, you\nthere", 6)
    assert after.serial != before.serial
    assert after.analysis
    assert after.analysis.text == after.snapshot.text


@pytest.mark.parametrize(
    ("uri", "version", "changes"),
    [
        (URI, 4, [Change(text="older")]),
        (URI, 6, [edit((0, 3), (0, 1), "reversed")]),
        (URI, 6, [edit((0, -1), (0, 1), "negative")]),
        (URI, 6, [Change(text="fine"), edit((1, 0), (0, 0), "and reversed")]),
        ("file:///prompts/closed.prompt.md", 1, [Change(text="closed")]),
    ],
)
def test_an_edit_that_cannot_be_leaves_everything_as_it_was(
    opened: Session, uri: str, version: int, changes: list[Change]
) -> None:
    before = opened.views
    assert isinstance(opened.change(uri, version, changes), str)
    assert opened.views == before


def test_an_edit_of_the_same_version_is_taken(opened: Session) -> None:
    """Some clients never count."""
    assert isinstance(opened.change(URI, 5, [Change(text="same")]), View)
    assert text(opened) == "same"


def test_a_closed_document_has_no_view(opened: Session) -> None:
    opened.close(URI)
    opened.close(URI)
    assert opened.view(URI) is None
    assert opened.attach(URI, {}) is None
    assert opened.reconfigure(URI) is None


def test_the_text_survives_an_analysis_that_fails(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(views, "analyse", fail)
        view = opened.change(URI, 6, [edit((1, 0), (1, 0), "over ")])
    assert isinstance(view, View)
    assert view.analysis is None
    assert text(opened) == "Hello\nover there"
    after = opened.change(URI, 7, [edit((1, 0), (1, 5), "")])
    assert isinstance(after, View)
    assert after.analysis


def test_attachments_belong_to_their_names_and_not_to_a_version(
    opened: Session,
) -> None:
    path, uri = Path("/prompts/CLAUDE.md"), "file:///prompts/CLAUDE.md"
    view = opened.open(uri, path, 1, "See @rules.md\n")
    assert [reference.target for reference in view.missing] == ["rules.md"]
    opened.change(uri, 2, [edit((0, 0), (0, 0), "Now, ")])
    found = Attachment(path="rules.md", text="Be brief.", attachments={})
    attached = opened.attach(uri, {"rules.md": found})
    assert attached
    assert attached.snapshot.version == 2
    assert attached.missing == ()
    assert attached.analysis
    assert attached.analysis.prompts[0].imports[0].path == "rules.md"
    gone = opened.change(uri, 3, [Change(text="Nothing.\n")])
    assert isinstance(gone, View)
    assert gone.attachments == {}


def test_what_is_no_prompt_file_has_no_analysis(opened: Session) -> None:
    view = opened.open("file:///prompts/a.txt", Path("/prompts/a.txt"), 1, "Hello")
    assert view.analysis is None
    assert view.references == ()
