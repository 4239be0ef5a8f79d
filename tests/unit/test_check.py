"""`promptally check` in a repository: growth, the ratchet, the hook, the exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from git_repository import WORD, GitRepository, prompt
from promptally.cli.gathering import gather
from promptally.cli.main import promptally
from views import summarised

PROMPT = "prompts/a.prompt.md"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepository:
    """A repository with one prompt of about 20 tokens on `main`; the current folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "cache"))
    repository = GitRepository(tmp_path / "repo")
    repository.commit({PROMPT: prompt(10)})
    monkeypatch.chdir(repository.root)
    return repository


def check(*arguments: str) -> Result:
    return CliRunner().invoke(promptally, ["check", *arguments], catch_exceptions=False)


def reported(*arguments: str) -> Any:
    return json.loads(check("--format", "json", *arguments).stdout)


def codes(*arguments: str) -> list[str]:
    return [problem["code"] for problem in reported(*arguments)["problems"]]


def growth(*arguments: str) -> dict[str, int | None]:
    """The growth of each file that has any, in tokens."""
    found = reported(*arguments)
    files = [*found["files"], *found["removed"]]
    return {
        file["path"]: file["growth"]["tokens"]
        for file in files
        if file.get("growth", {}).get("tokens")
    }


# A pull request that adds 500 tokens


def test_growth_since_a_branch_is_caught(made: GitRepository) -> None:
    made.git("switch", "-q", "-c", "topic")
    made.commit({PROMPT: prompt(510)})
    assert growth("--against", "main") == {PROMPT: 500}
    assert check("--against", "main").exit_code == 0
    assert check("--against", "main", "--max-growth", "500").exit_code == 0
    done = check("--against", "main", "--max-growth", "499")
    assert done.exit_code == 1
    assert "It grew by 500 tokens since main" in done.output
    assert "1 more than the limit of 499 [over-growth]" in done.output


def test_growth_is_caught_in_percent(made: GitRepository) -> None:
    made.write(PROMPT, prompt(510))
    assert check("--against", "HEAD", "--max-growth", "10%").exit_code == 1
    assert check("--against", "HEAD", "--max-growth", "100000%").exit_code == 0


def test_growth_is_caught_by_the_settings(made: GitRepository) -> None:
    made.write("promptally.toml", "[growth]\ntokens = 499\n")
    made.write(PROMPT, prompt(510))
    assert check().exit_code == 0
    assert check("--against", "HEAD").exit_code == 1
    # What the command line says takes its place.
    assert check("--against", "HEAD", "--max-growth", "500").exit_code == 0
    made.write(
        "promptally.toml", '[growth]\ntokens = 9\n[severities]\nover-growth = "off"'
    )
    assert check("--against", "HEAD").exit_code == 0


def test_growth_is_caught_by_the_ratchet(made: GitRepository) -> None:
    assert check("--baseline", "b.json", "--update-baseline").exit_code == 0
    assert check("--baseline", "b.json").exit_code == 0
    made.write(PROMPT, prompt(510))
    done = check("--baseline", "b.json")
    assert done.exit_code == 1
    assert "are 500 more than the" in done.output


def test_growth_is_caught_by_the_hook(made: GitRepository) -> None:
    made.add(PROMPT, prompt(510))
    made.write(PROMPT, prompt(1))
    assert growth("--staged") == {PROMPT: 500}
    assert check("--staged", "--max-growth", "499").exit_code == 1
    made.write(PROMPT, prompt(900))
    assert check("--staged", "--max-growth", "500").exit_code == 0


# What a comparison means


def test_a_renamed_file_is_the_same_file(made: GitRepository) -> None:
    made.git("mv", PROMPT, "b.prompt.md")
    made.write("b.prompt.md", prompt(12))
    assert growth("--against", "HEAD") == {"b.prompt.md": 2}
    (file,) = reported("--against", "HEAD")["files"]
    assert file["growth"]["old_path"] == PROMPT
    made.git("add", ".")
    assert growth("--staged") == {"b.prompt.md": 2}


def test_a_file_that_was_moved_without_git_is_the_same_file(
    made: GitRepository,
) -> None:
    (made.root / PROMPT).rename(made.root / "b.prompt.md")
    found = reported("--against", "HEAD")
    assert found["files"][0]["growth"]["old_path"] == PROMPT
    assert found["removed"] == []


def test_a_new_file_is_growth_if_that_is_asked_for(made: GitRepository) -> None:
    made.write("new.prompt.md", prompt(510))
    against = ("--against", "HEAD", "--max-growth", "400")
    assert check(*against).exit_code == 0
    assert check(*against, "--new-files").exit_code == 1
    made.write("promptally.toml", "growth = {tokens = 400, new = true}")
    assert check("--against", "HEAD").exit_code == 1


def test_a_deleted_file_is_shown_as_gone(made: GitRepository) -> None:
    before = reported()["files"][0]["tokens"]
    (made.root / PROMPT).unlink()
    assert growth("--against", "HEAD") == {PROMPT: -before}
    assert growth("--against", "HEAD", "prompts") == {PROMPT: -before}
    made.write("other/x.md", "")
    assert growth("--against", "HEAD", "other") == {}
    made.git("rm", "-q", "--cached", PROMPT)
    assert growth("--staged") == {PROMPT: -before}
    assert "-100" not in check("--against", "HEAD").output


def test_what_an_earlier_commit_removed_is_not_staged(made: GitRepository) -> None:
    made.commit({"b.prompt.md": prompt(20)})
    made.git("switch", "-q", "-c", "topic")
    made.git("rm", "-q", PROMPT)
    made.git("commit", "-q", "-m", "Remove")
    assert growth("--staged", "--against", "main") == {}
    made.git("rm", "-q", "b.prompt.md")
    assert list(growth("--staged", "--against", "main")) == ["b.prompt.md"]


def test_a_file_that_was_no_prompt_file_is_new(made: GitRepository) -> None:
    made.commit({"notes.md": "notes\n"})
    made.write("notes.md", "---\npromptally: {budget: 900}\n---\nA prompt now\n")
    (file,) = (
        f for f in reported("--against", "HEAD")["files"] if f["path"] == "notes.md"
    )
    assert file["growth"]["before"] is None


def test_a_file_that_was_binary_has_no_known_growth(made: GitRepository) -> None:
    made.commit({PROMPT: b"\0\1\2"})
    made.write(PROMPT, prompt(10))
    (file,) = reported("--against", "HEAD", "--max-growth", "0")["files"]
    assert (file["growth"]["tokens"], file["growth"]["before"]["source"]) == (
        None,
        "unknown",
    )


def test_a_binary_file_cannot_be_checked(made: GitRepository) -> None:
    made.write(PROMPT, b"\0\1\2")
    done = check("--against", "HEAD", "--format", "github", PROMPT)
    assert done.exit_code == 2
    assert "It was not checked: it is not a text file" in done.stdout


def test_an_import_that_grows_makes_its_importer_grow(made: GitRepository) -> None:
    made.commit({"CLAUDE.md": "See @docs/a.md", "docs/a.md": "word"})
    made.write("docs/a.md", WORD * 401)
    assert growth("--against", "HEAD") == {"CLAUDE.md": 400}
    made.git("add", ".")
    assert growth("--staged") == {"CLAUDE.md": 400}
    # A file that merely has the name in it is left out of the hook.
    made.commit({"AGENTS.md": "Read docs/a.md."})
    made.add("docs/a.md", "changed")
    assert [f["path"] for f in reported("--staged")["files"]] == ["CLAUDE.md"]


def test_windows_line_ends_are_no_growth(made: GitRepository) -> None:
    made.write(PROMPT, prompt(10).replace("\n", "\r\n"))
    assert growth("--against", "HEAD") == {}
    made.write(PROMPT, prompt(20).replace("\n", "\r\n"))
    assert growth("--against", "HEAD") == {PROMPT: 10}


def test_the_settings_of_today_hold_for_both_sides(made: GitRepository) -> None:
    made.commit({"promptally.toml": 'model = "claude-haiku-4-5"'})
    made.write("promptally.toml", 'model = "claude-opus-5-5"')
    made.write(PROMPT, prompt(11))
    assert growth("--against", "HEAD") == {PROMPT: 1}


def test_a_link_is_what_it_leads_to(made: GitRepository) -> None:
    (made.root / "CLAUDE.md").symlink_to("AGENTS.md")
    made.git("add", "CLAUDE.md")
    made.commit({"AGENTS.md": "word"})
    made.write("AGENTS.md", WORD * 101)
    assert growth("--against", "HEAD") == {"AGENTS.md": 100, "CLAUDE.md": 100}


def test_a_folder_below_the_root_can_be_checked(
    made: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.write(PROMPT, prompt(510))
    monkeypatch.chdir(made.root / "prompts")
    done = check("--against", "main", "--max-growth", "9", "--format", "github")
    assert done.stdout.startswith(f"::error file={PROMPT},line=1,")
    assert growth("--against", "main") == {"a.prompt.md": 500}


def test_the_work_tree_and_the_index_stay_as_they_are(made: GitRepository) -> None:
    made.add("b.prompt.md", prompt(3))
    before = {p: p.stat().st_mtime_ns for p in made.root.rglob("*") if p.is_file()}
    check("--against", "HEAD", "--staged")
    check("--against", "HEAD")
    after = {p: p.stat().st_mtime_ns for p in made.root.rglob("*") if p.is_file()}
    assert before == after


# The hook


def test_the_hook_looks_at_what_changes_only(made: GitRepository) -> None:
    made.write("promptally.toml", "budgets = [{tokens = 5}]")
    assert check().exit_code == 1
    assert check("--staged").exit_code == 0
    made.add("b.prompt.md", prompt(1))
    assert codes("--staged") == ["over-budget"]
    assert reported("--staged")["files"][0]["path"] == "b.prompt.md"
    assert codes("--staged", PROMPT) == []


def test_the_first_commit_can_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = GitRepository(tmp_path)
    monkeypatch.chdir(tmp_path)
    made.add("a.prompt.md", prompt(500))
    assert check("--staged", "--max-growth", "100").exit_code == 0
    assert check("--staged", "--max-growth", "100", "--new-files").exit_code == 1


def test_a_commit_of_some_files_has_an_index_of_its_own(
    made: GitRepository, tmp_path: Path
) -> None:
    """`git commit FILE` gives the hook another index by `GIT_INDEX_FILE`."""
    seen = tmp_path / "seen"
    hook = made.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    main = "from promptally.cli.main import main; main()"
    command = f"'{sys.executable}' -c '{main}' check --staged --format json"
    hook.write_text(f"#!/bin/sh\n{command} > '{seen}'\n")
    hook.chmod(0o755)
    made.write(PROMPT, prompt(110))
    made.add("b.prompt.md", prompt(1))
    made.git("commit", "-q", "-m", "One", PROMPT)
    found = json.loads(seen.read_text())["files"]
    assert [(f["path"], f["growth"]["tokens"]) for f in found] == [(PROMPT, 100)]


def test_named_files_that_are_no_prompts_can_be_passed_over(
    made: GitRepository,
) -> None:
    made.write("notes.md", "notes")
    assert check("notes.md", PROMPT).exit_code == 2
    assert check("notes.md", PROMPT, "--prompts-only").exit_code == 0


# The ratchet


def entries(path: Path) -> dict[str, int]:
    held = json.loads(path.read_text())["files"]
    return {name: entry["tokens"] for name, entry in held.items()}


def test_a_baseline_is_lowered_and_never_raised(made: GitRepository) -> None:
    file, update = made.root / "b.json", ("--baseline", "b.json", "--update-baseline")
    check(*update)
    first = entries(file)[PROMPT]
    made.write(PROMPT, prompt(20))
    assert check(*update).exit_code == 1
    assert entries(file) == {PROMPT: first}
    made.write(PROMPT, prompt(5))
    assert check(*update).exit_code == 0
    assert entries(file) == {PROMPT: first - 5}
    made.write(PROMPT, prompt(20))
    assert check(*update, "--allow-growth").exit_code == 0
    assert entries(file) == {PROMPT: first + 10}


def test_an_update_keeps_what_was_not_looked_at(made: GitRepository) -> None:
    file, update = made.root / "b.json", ("--baseline", "b.json", "--update-baseline")
    made.write("b.prompt.md", prompt(1))
    made.write("gone/c.prompt.md", prompt(1))
    check(*update)
    (made.root / "gone/c.prompt.md").unlink()
    check(*update, "prompts")
    assert [*entries(file)] == ["b.prompt.md", "gone/c.prompt.md", PROMPT]
    check(*update)
    assert [*entries(file)] == ["b.prompt.md", PROMPT]


def test_a_baseline_that_is_as_it_should_be_is_not_written(made: GitRepository) -> None:
    file, update = made.root / "b.json", ("--baseline", "b.json", "--update-baseline")
    check(*update)
    before = file.stat().st_ino, file.stat().st_mtime_ns
    check(*update)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == before
    assert {p.name for p in made.root.iterdir()} == {".git", "prompts", "b.json"}


def test_a_new_file_needs_an_entry_if_that_is_asked_for(made: GitRepository) -> None:
    check("--baseline", "b.json", "--update-baseline")
    made.write("b.prompt.md", prompt(1))
    assert check("--baseline", "b.json").exit_code == 0
    assert codes("--baseline", "b.json", "--new-files") == ["over-baseline"]


def test_names_in_a_baseline_are_from_its_folder(
    made: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("--baseline", "b.json", "--update-baseline")
    monkeypatch.chdir(made.root / "prompts")
    assert reported("--baseline", "../b.json")["files"][0]["ceiling"]


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 9, "files": {}}'])
def test_a_baseline_that_cannot_be_read_stops_the_check(
    made: GitRepository, text: str | None
) -> None:
    if text is not None:
        made.write("b.json", text)
    done = check("--baseline", "b.json")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: b.json: ")


# What cannot be done


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--against nope", "there is no commit `nope` here"),
        ("--against=--output=x", "`--output=x` is not the name of a commit"),
        ("--against HEAD ..", ".. is not in this repository"),
        ("--max-growth 5", "--max-growth needs --against REF, or --staged."),
        (
            "--against HEAD --max-growth many",
            "'many' is neither a number of tokens nor",
        ),
        ("--new-files", "--new-files needs"),
        ("--update-baseline", "--update-baseline needs --baseline FILE."),
        ("--allow-growth", "--allow-growth needs --update-baseline."),
        ("--staged --baseline b --update-baseline", "looks at the files themselves"),
        ("--output xml=x", "must be one of"),
        ("--output sarif=no/such/folder", "no/such/folder: No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    made: GitRepository, arguments: str, said: str
) -> None:
    assert made.root == Path.cwd()
    done = check(*arguments.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("option", ["--staged", "--against=main"])
def test_a_folder_without_git_cannot_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = check(option)
    assert (done.exit_code, done.stderr) == (
        2,
        "Error: this is not in a git repository\n",
    )


def test_a_submodule_is_checked_on_its_own(made: GitRepository, tmp_path: Path) -> None:
    GitRepository(tmp_path / "inner").commit({"x.prompt.md": prompt(1)})
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "../inner")
    made.commit()
    done = check("--against", "main", "inner")
    assert done.exit_code == 2
    assert "is in a repository of its own, the submodule inner" in done.stderr
    files = {f["path"]: f for f in reported("--against", "main")["files"]}
    assert "growth" in files[PROMPT]
    assert "growth" not in files["inner/x.prompt.md"]


# The same everywhere


def test_a_wrong_setting_does_not_let_everything_through(made: GitRepository) -> None:
    made.write("promptally.toml", 'growth = {tokens = "many"}')
    done = check("--against", "HEAD", "--format", "github")
    assert done.exit_code == 1
    assert done.stdout.startswith("::error file=promptally.toml,line=1,")


def test_reports_are_written_beside_the_output(made: GitRepository) -> None:
    outputs = ("--output", "sarif=a.sarif", "--output", "junit=b.xml")
    assert check(*outputs, "--format", "github").exit_code == 0
    assert json.loads((made.root / "a.sarif").read_text())["version"] == "2.1.0"
    assert (made.root / "b.xml").read_text().startswith("<?xml")


def test_nothing_to_check_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = check()
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "No prompt files were found.\n"


def test_a_path_is_shown_from_the_current_folder(made: GitRepository) -> None:
    assert reported(str(made.root / "prompts"))["files"][0]["path"] == PROMPT
    assert reported("./prompts")["files"][0]["path"] == PROMPT


@pytest.mark.parametrize(
    "form", ["text", "json", "github", "sarif", "markdown", "junit"]
)
def test_a_hostile_name_reaches_no_terminal_and_no_runner(
    made: GitRepository, form: str
) -> None:
    names = [
        "::add-mask::x.prompt.md",
        "##[add-mask]y.prompt.md",
        "z ##[add-mask]z.prompt.md",
        "\x1b]0;t\x07\n::error::n.prompt.md",
        os.fsdecode(b"\xff\x9b31m.prompt.md"),
    ]
    for name in names:
        made.add(name, "# ::add-mask::heading\n\nText\n" * 60)
    done = check("--staged", "--max-growth", "3", "--new-files", "--format", form)
    assert done.exit_code == 1
    for line in done.stdout_bytes.decode("utf-8").splitlines():
        assert not line.lstrip().startswith(("::add", "::error::n"))
        # What is an order already is not searched for an older one.
        assert "##[" not in line or line.startswith("::error file=")
        assert "\x1b" not in line
        assert "\x9b" not in line


def test_many_files_are_shared_out_and_stay_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    line = (
        "Every prompt has lines that say the same in the same words again and again.\n"
    )
    for n in range(12):
        file = tmp_path / f"{n % 3}" / f"{n:02}.prompt.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(line * (6000 + n))
    (tmp_path / "promptally.toml").write_text("modle = 1")
    together = gather([Path()], None, summarised)
    parts = [gather([Path(f"{n}")], None, summarised) for n in range(3)]
    apart = {file: s for part in parts for file, s in part.shown.items()}
    assert [*together.shown.items()] == [*apart.items()]
    assert len(together.shown) == 12
    assert len(together.settings) == 1


def test_colour_is_for_terminals(made: GitRepository) -> None:
    made.write("promptally.toml", "budgets = [{tokens = 5}]")
    main = "from promptally.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", main, "check"],
        cwd=made.root,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"over-budget" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr
