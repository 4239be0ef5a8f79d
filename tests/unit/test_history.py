"""A file as it was at another commit, in a real repository."""

from pathlib import Path

import pytest

from git_repository import GitRepository, prompt
from promptally.configuration import Configuration
from promptally.earlier import Earlier
from promptally.history import History
from promptally.settings import Settings

NAME = "a.prompt.md"


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    return GitRepository(tmp_path / "repo")


def held(made: GitRepository, against: str = "main") -> Configuration:
    return Configuration(root=made.root, settings=Settings(against=against))


def of(
    made: GitRepository,
    name: str = NAME,
    against: str = "main",
    history: History | None = None,
    *,
    has_crlf: bool = False,
) -> Earlier:
    looked = history or History()
    return looked.of(made.root / name, held(made, against), has_crlf=has_crlf)


def tokens(earlier: Earlier) -> int:
    assert earlier.prompts
    (only,) = earlier.prompts
    assert only.total.tokens is not None
    return only.total.tokens


def committed(made: GitRepository, **files: str) -> None:
    made.commit({f"{name}.prompt.md": text for name, text in files.items()})


def test_a_file_is_counted_as_it_was(made: GitRepository) -> None:
    committed(made, a=prompt(20))
    made.write(NAME, prompt(500))
    short = tokens(of(made))
    committed(made, a=prompt(45))

    assert tokens(of(made)) == short + 25
    assert tokens(of(made, against="HEAD~1")) == short
    assert of(made).since == "main"
    assert of(made, against="main...").since == "main"


@pytest.mark.parametrize(
    ("against", "fault"),
    [
        ("mian", "there is no commit `mian` here"),
        ("--output=x", "`--output=x` is not the name of a commit"),
        ("mian...", "there is no commit `mian` here"),
    ],
)
def test_a_commit_that_is_none_is_the_settings_fault(
    made: GitRepository, against: str, fault: str
) -> None:
    committed(made, a=prompt(1))
    found = of(made, against=against)

    assert (found.fault, found.is_setting_at_fault) == (fault, True)
    assert found.prompts is None


def test_a_shallow_clone_says_what_to_do(made: GitRepository, tmp_path: Path) -> None:
    first = made.commit({NAME: prompt(1)})
    made.commit({NAME: prompt(2)})
    made.git("clone", "--quiet", "--depth=1", made.root.as_uri(), str(tmp_path / "s"))
    clone = GitRepository(tmp_path / "s")
    found = of(clone, against=first)

    assert found.fault.endswith(
        "this clone is shallow: fetch it first, or clone with full history"
    )


def test_outside_of_a_repository_nobody_is_to_blame(tmp_path: Path) -> None:
    settings = Settings(against="main")
    configuration = Configuration(root=tmp_path, settings=settings)
    found = History().of(tmp_path / NAME, configuration)

    assert found.fault == "this is not in a git repository"
    assert not found.is_setting_at_fault


def test_a_file_that_was_not_there_is_new(made: GitRepository) -> None:
    made.commit({"b.prompt.md": prompt(1), NAME[:-3]: "x"})
    made.write(NAME, prompt(1))
    found = of(made)

    assert found.prompts is None
    assert not found.fault


def test_a_file_is_found_where_it_was(made: GitRepository) -> None:
    committed(made, a=prompt(20), b=prompt(90))
    (made.root / "c").mkdir()
    made.git("mv", NAME, "c/moved.prompt.md")
    # This one moved without a word to git.
    (made.root / "b.prompt.md").rename(made.root / "c" / "d.prompt.md")
    told, untold = of(made, "c/moved.prompt.md"), of(made, "c/d.prompt.md")

    assert (told.path, untold.path) == (NAME, "b.prompt.md")
    assert tokens(untold) == tokens(told) + 70


def test_imports_are_those_of_the_commit(made: GitRepository) -> None:
    made.commit({"CLAUDE.md": "See @docs/b.md\n", "docs/b.md": "word " * 50})
    made.write("docs/b.md", "word")
    before = tokens(of(made, "CLAUDE.md"))
    made.commit({"docs/b.md": "word"})

    assert before > tokens(of(made, "CLAUDE.md")) + 40


def test_a_link_is_followed_in_the_commit(made: GitRepository) -> None:
    made.write("AGENTS.md", "word " * 50)
    (made.root / "CLAUDE.md").symlink_to("AGENTS.md")
    made.git("add", "--all")
    made.commit()

    assert tokens(of(made, "CLAUDE.md")) == tokens(of(made, "AGENTS.md"))


def test_the_ends_of_lines_are_no_growth(made: GitRepository) -> None:
    committed(made, a="a\n\nb\n\nc\n")
    windows = History().of(made.root / NAME, held(made), has_crlf=True)
    committed(made, a="a\r\n\r\nb\r\n\r\nc\r\n")

    assert tokens(windows) == tokens(of(made))


def test_what_was_no_text_is_told(made: GitRepository) -> None:
    made.commit({NAME: b"\0\1\2"})

    assert of(made).fault == "it is not a text file"


def test_what_was_counted_is_kept_until_the_commit_is_another(
    made: GitRepository,
) -> None:
    history = History()
    committed(made, a=prompt(20))
    first = of(made, history=history)

    assert of(made, history=history) is first
    committed(made, a=prompt(21))
    assert tokens(of(made, history=history)) == tokens(first) + 1


def test_what_was_counted_is_counted_anew_for_another_model(
    made: GitRepository,
) -> None:
    history = History()
    committed(made, a=prompt(20))
    first = of(made, history=history)
    settings = Settings(against="main", model="claude-opus-4-6")
    other = Configuration(root=made.root, settings=settings)

    assert tokens(history.of(made.root / NAME, other)) != tokens(first)


def test_a_new_file_is_looked_for_again(made: GitRepository) -> None:
    history = History()
    committed(made, a=prompt(20))
    made.write("b.prompt.md", prompt(20))
    assert of(made, "b.prompt.md", history=history).prompts is None
    (made.root / NAME).unlink()

    assert of(made, "b.prompt.md", history=history).path == NAME
