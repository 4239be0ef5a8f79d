"""Many files in many processes: the same words as from one, exact counts and all."""

import os
import pickle
import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from promptally import configuration
from promptally.analysis import Analysis
from promptally.cli import ahead, build, gathering, reading, workers
from promptally.cli.lookup import Lookup
from promptally.cli.main import promptally
from promptally.cli.reading import Best, Reader
from promptally.cli.recalling import Recaller
from promptally.cli.workspace import Opened, Workspace
from promptally.counting import corrections, texts
from promptally.files import Content
from promptally.remote import folders
from promptally.remote.cache import Cache, Stored
from promptally.remote.checked import Checked
from promptally.view.summary import Summary, summarise

FILES = {f"{n}.prompt.md": f"# User\n\nNumber {n}.\n" for n in range(9)} | {
    "CLAUDE.md": "# One\n\nWords.\n\n## Two\n\n@docs/more.md\n",
    "docs/more.md": "More.\n",
    ".claude/commands/ship.md": "Ship it.\n",
    "batch.jsonl": '{"custom_id": "a", "params": {"messages": [{"role": "user",'
    ' "content": "<b>Hi\\u2028"}]}}\n' * 3,
    "c.request.json": '{"messages": [{"role": "user", "content": "Hello, world"',
    "notes.md": "# Notes\n",
    "promptally.toml": '[[budgets]]\nfiles = "*.md"\ntokens = 10\n\n[oddity]\n',
}

VERBS = [
    ("count",),
    ("count", "--format", "json"),
    ("count", "no.md", "notes.md", "CLAUDE.md"),
    ("report", "--output", "-"),
    ("report", "--output", "-", "no.md", "CLAUDE.md"),
    ("check", "--no-cache"),
    ("check", "--format", "json"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with all kinds of files; the current folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ANTHROPIC_BASE_URL", raising=False)
    folder = tmp_path / "here"
    (folder / ".git").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(promptally, arguments, catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def lookup() -> Lookup:
    return Lookup(configuration.user_settings())


def know(name: str, more: int = 5) -> None:
    """Put exact counts of a file's prompts into the cache: `more` than reckoned."""
    looking = lookup()
    cache = Cache(folders.cache(configuration.user_settings()))
    (analysis,) = Workspace().collect([Path(name)]).analyses.values()
    for each in looking.questions(analysis):
        tokens = (each.item.total.tokens or 0) + more
        digest = cache.digest(
            looking.endpoint.base, each.request.model, each.request.body
        )
        cache.put(digest, Stored(tokens, "m", looking.endpoint.host, 1))
    looking.close()
    cache.close()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two processes for whatever there is; how many files each run has given them."""
    given: list[int] = []
    share_out = workers.share_out

    def noted(
        parts: Sequence[Sequence[Path]],
        n_processes: int,
        start: workers.Start[Any],
        meanwhile: Callable[[], object] | None,
    ) -> Generator[tuple[Path, Any]]:
        given.append(sum(map(len, parts)))
        return share_out(parts, n_processes, start, meanwhile)

    monkeypatch.setattr(workers, "share_out", noted)
    monkeypatch.setattr(gathering, "_processes", lambda sizes: 2 if sizes else 1)
    return given


@pytest.mark.parametrize("known", [(), ("1.prompt.md", "batch.jsonl")])
@pytest.mark.parametrize("arguments", VERBS)
def test_processes_say_what_one_says(
    arguments: tuple[str, ...],
    known: tuple[str, ...],
    request: pytest.FixtureRequest,
) -> None:
    for name in known:
        know(name)
    alone = run(*arguments)
    given = request.getfixturevalue("many")
    assert run(*arguments) == alone
    assert given


def test_where_nothing_is_inherited_all_can_be_sent(
    monkeypatch: pytest.MonkeyPatch, many: list[int]
) -> None:
    know("1.prompt.md")
    assert not many
    share_out = workers.share_out

    def sent(
        parts: Sequence[Sequence[Path]],
        n_processes: int,
        start: workers.Start[Any],
        meanwhile: Callable[[], object] | None,
    ) -> Generator[tuple[Path, Any]]:
        again = pickle.loads(pickle.dumps(start))
        return share_out(parts, n_processes, again, meanwhile)

    expected = [run(*verb) for verb in VERBS]
    monkeypatch.setattr(workers, "share_out", sent)
    assert [run(*verb) for verb in VERBS] == expected


def summary(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis)


def recalled(name: str) -> bool:
    """Whether the next check takes a file from the last one."""
    folder = folders.checked(configuration.user_settings())
    memory = Checked(folder, os.fspath(Path.cwd()), build.name())
    with_lookup = Reader(None, summary, lookup)
    try:
        return bool(Recaller(with_lookup, memory.digests).recall(Path(name), memory))
    finally:
        with_lookup.close()


def test_with_exact_counts_a_check_remembers_what_has_not_changed() -> None:
    know("1.prompt.md")
    first = run("check")
    assert recalled("1.prompt.md")
    assert recalled("2.prompt.md")
    assert run("check") == first == run("check", "--no-cache")


def test_an_exact_count_that_came_since_is_shown() -> None:
    know("1.prompt.md")
    before = run("check")
    know("2.prompt.md", 70)
    assert not recalled("2.prompt.md")
    assert recalled("3.prompt.md")
    after = run("check")
    assert after == run("check", "--no-cache")
    assert after != before


def test_a_cache_that_was_emptied_is_noticed() -> None:
    know("1.prompt.md", 70)
    before = run("check")
    cache = Cache(folders.cache(configuration.user_settings()))
    cache.clear()
    cache.close()
    assert not recalled("1.prompt.md")
    assert run("check") == run("check", "--no-cache") != before


def test_a_lesson_that_came_since_counts() -> None:
    know("1.prompt.md")
    before = run("check")
    looking = lookup()
    (analysis,) = Workspace().collect([Path("2.prompt.md")]).analyses.values()
    (each,) = looking.questions(analysis)
    looking.close()
    kind = corrections.kind_of(each.item.prompt, each.item.model)
    assert kind is not None
    looking.lessons.learn(kind, 30, 1)
    after = run("check")
    assert recalled("2.prompt.md")
    assert after == run("check") == run("check", "--no-cache") != before


# What `exclude` covers

EXCLUDING = '\nexclude = [\n  "old/**",\n]\n'


@pytest.mark.parametrize("verb", ["check", "count"])
def test_a_named_file_that_is_excluded_is_passed_over_with_a_word(
    here: Path, verb: str
) -> None:
    (here / "promptally.toml").write_text(EXCLUDING)
    (here / "old").mkdir()
    (here / "old" / "a.prompt.md").write_text(FILES["1.prompt.md"])
    said = "`exclude` in promptally.toml, line 2, covers it with old/**"
    for _ in range(2):
        code, out, errors = run(verb, "old/a.prompt.md", "2.prompt.md")
        assert code == 0
        assert "2.prompt.md" in out
        assert errors == f"old/a.prompt.md is passed over: {said}\n"


def test_a_hook_and_a_folder_need_no_word_of_what_is_excluded(here: Path) -> None:
    (here / "promptally.toml").write_text(EXCLUDING)
    (here / "old").mkdir()
    (here / "old" / "a.prompt.md").write_text(FILES["1.prompt.md"])
    assert "passed over" not in "".join(map(str, run("check")))
    hook = run("check", "--prompts-only", "old/a.prompt.md", "2.prompt.md")
    assert hook[0] == 0
    assert hook[2] == ""


# A cache that is not as we made it


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" * 9])
def test_a_broken_cache_is_read_as_none_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    offline = run("check", "--no-cache", "--offline")
    file = tmp_path / "cache" / "counts" / "cache.db"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    assert run("check", "--no-cache")[:2] == offline[:2]
    assert file.read_bytes() == content


def test_a_cache_with_other_tables_is_not_looked_into(tmp_path: Path) -> None:
    know("1.prompt.md", 70)
    with closing(sqlite3.connect(tmp_path / "cache/counts/cache.db")) as connection:
        connection.execute("CREATE VIEW Other AS SELECT 1")
        connection.commit()
    offline = run("check", "--no-cache", "--offline")
    assert run("check", "--no-cache")[:2] == offline[:2]


def test_the_largest_files_are_given_out_first_and_the_last_parts_are_small() -> None:
    sizes = {Path(str(n)): 1000 + n for n in range(400)}
    parts = gathering._parts(sizes, 4)
    told = [file for part in parts for file in part]
    assert told == sorted(sizes, key=sizes.__getitem__, reverse=True)
    shares = [sum(map(sizes.__getitem__, part)) for part in parts]
    whole = sum(sizes.values())
    assert max(shares) <= whole / (4 * 8)
    assert max(shares[-4:]) <= whole / (4 * 32)
    assert len(parts) < 4 * 20


def test_files_of_no_size_are_parts_too() -> None:
    files = [Path(str(n)) for n in range(3)]
    assert sum(map(len, gathering._parts(dict.fromkeys(files, 0), 2))) == 3


def test_what_is_loaded_for_others_is_not_taken_from_the_file() -> None:
    """Of which it is not known whether any process survives it."""
    for name in ("CLAUDE.md", "c.request.json", "batch.jsonl", "missing.prompt.md"):
        shown = Reader(None, summary).warm(Path(name)).shown
        assert shown is not None
        assert shown.total.tokens is not None
        assert shown.total.tokens < 15


def test_what_is_counted_ahead_is_what_an_analysis_asks_for() -> None:
    """Else it would be counted for nothing."""
    workspace = Workspace()
    for name, text in {
        "ahead.prompt.md": "# System\n\nBe very brief.\n\n# User\n\n## One\n\nGo on.\n",
        "CLAUDE.md": "Before all.\n\n# First\n\nFirst of all.\n",
        "ahead.json": '{"messages": [{"role": "user", "content": "Go ahead."}]}',
        "ahead.yaml": "messages:\n- role: user\n  content: Go ahead, Yaml.\n",
    }.items():
        opened = workspace.opened(Path(name), Content(text))
        assert isinstance(opened, Opened)
        before = len(texts._short)
        ahead.count([opened, None])
        counted = len(texts._short)
        assert counted > before
        assert workspace.analysed(opened).analysis
        assert len(texts._short) == counted


@pytest.mark.parametrize("most", [1, 2, 64])
def test_files_that_are_opened_together_are_shown_as_each_alone(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [*map(Path, FILES), Path("missing.md")]
    alone = [[*Reader(None, summary).read_all([file])] for file in found]
    monkeypatch.setattr(reading, "_MOST_AT_ONCE", most)
    together = [*Reader(None, summary).read_all(found)]
    assert [done.file for done in together] == found
    told = [done._replace(settings=()) for done in together]
    assert told == [done._replace(settings=()) for (done,) in alone]
    # The first file whose settings are odd says so, and no other one.
    assert [bool(done.settings) for done in together].index(True) == 0
    assert sum(bool(done.settings) for done in together) == 1
