"""Which settings hold for a file, and where they were said."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from promptally.cli.main import promptally
from promptally.configuration import Configuration, Reader, user_file
from promptally.settings import Counting, Layer, LayerKind

type Tree = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without settings of his own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Makes files by their names; a name that ends with `/` is a folder."""

    def make(**named: str) -> Path:
        root = tmp_path / "root"
        root.mkdir(exist_ok=True)
        for name, text in named.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                file.mkdir()
            else:
                file.write_text(text)
        return root

    return make


def held(root: Path, name: str) -> Configuration:
    return Reader().of(root / name)


def said(root: Path, name: str) -> tuple[str, str]:
    """The model that holds for a file, and the folder that its globs start from."""
    found = held(root, name)
    return found.settings.model, found.root.relative_to(root.resolve()).as_posix()


def toml(model: str) -> str:
    return f'model = "{model}"\n'


def project(model: str) -> str:
    return f'[tool.promptally]\nmodel = "{model}"\n'


def test_the_nearest_file_wins_as_a_whole(tree: Tree) -> None:
    root = tree(
        **{
            ".git/": "",
            "promptally.toml": 'model = "top"\nlenses = false\n',
            "a/promptally.toml": toml("a"),
            "a/b/x.md": "",
        }
    )

    assert said(root, "x.md") == ("top", ".")
    assert said(root, "a/x.md") == ("a", "a")
    assert said(root, "a/b/c/x.md") == ("a", "a")
    assert held(root, "a/x.md").settings.lenses
    assert not held(root, "x.md").settings.lenses


def test_a_project_may_hold_the_settings(tree: Tree) -> None:
    root = tree(
        **{
            ".git/": "",
            "pyproject.toml": project("project"),
            "both/pyproject.toml": project("project"),
            "both/promptally.toml": toml("ours"),
        }
    )

    assert said(root, "x.md") == ("project", ".")
    assert said(root, "both/x.md") == ("ours", "both")


@pytest.mark.parametrize(
    "text",
    [
        '[tool.promptally]\nmodel = "m"\n',
        '[tool]\npromptally = { model = "m" }\n',
        'tool.promptally.model = "m"\n',
        '[ tool . "promptally" ]\nmodel = "m"\n',
    ],
)
def test_a_project_says_it_in_any_way_of_toml(tree: Tree, text: str) -> None:
    assert said(tree(**{".git/": "", "pyproject.toml": text}), "x.md") == ("m", ".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[project]\nname = "x"\n',
        '[project]\nname = "promptally"\n',
        '[dependency-groups]\ndev = ["promptally"]\n',
        "[project\n",
    ],
)
def test_a_project_without_the_table_says_nothing(tree: Tree, text: str) -> None:
    root = tree(
        **{".git/": "", "promptally.toml": toml("top"), "a/pyproject.toml": text}
    )

    assert said(root, "a/x.md") == ("top", ".")
    assert len(held(root, "a/x.md").sources) == 1


def test_a_repository_is_not_ruled_from_outside(tree: Tree) -> None:
    root = tree(**{"promptally.toml": toml("top"), "repo/.git/": "", "repo/a/b/": ""})

    assert said(root, "repo/a/b/x.md")[0] != "top"
    assert said(root, "repo/a/b/x.md")[1] == "repo"
    assert said(root, "x.md") == ("top", ".")


def test_a_worktree_is_a_repository_too(tree: Tree) -> None:
    root = tree(
        **{"promptally.toml": toml("top"), "work/.git": "gitdir: /x\n", "work/a/": ""}
    )

    assert said(root, "work/a/x.md")[1] == "work"


def test_without_a_repository_the_folder_is_the_root(tree: Tree) -> None:
    found = held(tree(**{"a/": ""}), "a/x.md")

    assert found.name_of(found.root / "x.md") == "x.md"
    assert found.sources == ()


def test_the_users_own_file_stands_below_the_workspace(tree: Tree, home: Path) -> None:
    (home / "promptally").mkdir(parents=True)
    user_file().write_text('model = "mine"\nlenses = false\ncounting = "online"\n')
    root = tree(**{".git/": "", "a/promptally.toml": toml("a"), "b/": ""})

    assert user_file() == home / "promptally" / "promptally.toml"
    assert said(root, "b/x.md")[0] == "mine"
    assert said(root, "a/x.md")[0] == "a"
    assert not held(root, "a/x.md").settings.lenses
    assert held(root, "a/x.md").settings.counting is Counting.ONLINE
    assert [s.path.name for s in held(root, "a/x.md").sources] == [
        "promptally.toml"
    ] * 2


def test_the_command_stands_above_all(tree: Tree) -> None:
    root = tree(**{".git/": "", "promptally.toml": toml("top")})
    above = Layer(kind=LayerKind.COMMAND, name="line", values={"model": "given"})

    assert Reader(above).of(root / "x.md").settings.model == "given"


@pytest.mark.parametrize("whose", ["user", "workspace"])
@pytest.mark.parametrize("data", [b"\0\0", b"counting = \xff\xff", b"counting ="])
def test_settings_that_cannot_be_read_send_nothing(
    tree: Tree, whose: str, data: bytes
) -> None:
    root = tree(**{".git/": ""})
    user_file().parent.mkdir(parents=True)
    user_file().write_text('counting = "online"\n')
    broken = user_file() if whose == "user" else root / "promptally.toml"
    broken.write_bytes(data)

    found = held(root, "x.md")

    assert found.settings.counting is Counting.OFFLINE
    (problem,) = [p for source in found.sources for p in source.problems]
    assert "offline" in problem.message


def test_a_name_is_relative_to_the_settings(tree: Tree) -> None:
    root = tree(**{".git/": "", "a/promptally.toml": "", "a/b/x.md": ""})
    found = held(root, "a/b/x.md")

    assert found.name_of(root / "a/b/x.md") == "b/x.md"
    assert found.name_of(root / "a/b/../y.md") == "y.md"


def test_a_link_goes_by_its_own_name_and_place(tree: Tree) -> None:
    root = tree(
        **{
            ".git/": "",
            "a/promptally.toml": toml("a"),
            "b/promptally.toml": toml("b"),
            "b/notes.md": "",
        }
    )
    (root / "a" / "CLAUDE.md").symlink_to(root / "b" / "notes.md")

    found = held(root, "a/CLAUDE.md")

    assert found.settings.model == "a"
    assert found.name_of(root / "a" / "CLAUDE.md") == "CLAUDE.md"


def test_links_on_the_way_to_a_file_are_followed(tree: Tree) -> None:
    root = tree(**{".git/": "", "a/promptally.toml": toml("a"), "a/x.md": ""})
    (root / "link").symlink_to(root / "a")

    assert said(root, "link/x.md") == ("a", "a")
    assert held(root, "link/x.md").name_of(root / "link/x.md") == "x.md"


def test_a_file_outside_has_its_whole_path(tree: Tree, tmp_path: Path) -> None:
    found = held(tree(**{".git/": ""}), "x.md")
    outside = tmp_path.resolve() / "y.md"

    assert found.name_of(outside) == outside.as_posix().removeprefix("/")


def test_a_file_need_not_exist_nor_be_possible(tree: Tree) -> None:
    root = tree(**{".git/": "", "promptally.toml": toml("top")})

    assert said(root, "no/such/folder/x.md") == ("top", ".")
    assert said(root, "a" * 300 + "/x.md") == ("top", ".")


def test_each_file_of_settings_is_read_once(tree: Tree) -> None:
    root = tree(**{".git/": "", "promptally.toml": toml("top"), "a/": ""})
    reader = Reader()
    first = reader.of(root / "a" / "x.md")
    (root / "promptally.toml").unlink()

    assert reader.of(root / "y.md") is first


def test_a_problem_is_told_once_with_its_line(tree: Tree) -> None:
    root = tree(
        **{
            ".git/": "",
            "promptally.toml": '# ours\nmodel = "x"\nbugdets = 1\n',
            "CLAUDE.md": "a",
            "a/AGENTS.md": "b",
        }
    )

    done = CliRunner().invoke(promptally, ["count", str(root)])

    told = [line for line in done.stderr.splitlines() if "promptally.toml" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{root.resolve().as_posix()}/promptally.toml:3: ")
    assert "bugdets" in told[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_settings_that_may_not_be_read_send_nothing(tree: Tree) -> None:
    root = tree(**{".git/": "", "promptally.toml": toml("top")})
    (root / "promptally.toml").chmod(0)

    assert held(root, "x.md").settings.counting is Counting.OFFLINE
