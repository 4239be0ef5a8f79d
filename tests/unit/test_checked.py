"""What a check takes from an earlier one: nothing that another run would not say."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from promptally.cli import build
from promptally.cli.endings import INTERRUPTED
from promptally.cli.main import promptally
from promptally.cli.reading import Reader
from promptally.cli.recalling import Recaller
from promptally.remote import checked
from promptally.remote.checked import Checked
from promptally.view.summary import summarise

SECRET = "Zebra"
"""A word of every file here."""
FILES = {
    "a.prompt.md": f"# User\n\n{SECRET}, say hello.\n",
    "b.prompt.md": f"# User\n\n{SECRET}?\n\n# Assistant\n\n{SECRET}!\n",
    "c.request.json": '{"model": "claude-sonnet-5", "tools": [{"name": "Zebra"}],'
    ' "messages": [{"role": "user", "content": ""}]}',
    "d.request.json": '{"model": "claude-Zebra",'
    ' "messages": [{"role": "user", "content": "Hi"}]}',
    "notes.md": f"# {SECRET}\n",
    "broken.json": '{"messages": [{"role": "user", "content": "Zebra',
    "CLAUDE.md": f"{SECRET}\n\n@docs/more.md\n",
    "docs/more.md": f"{SECRET} and more.\n",
    "promptally.toml": '[[budgets]]\nfiles = "*.md"\ntokens = 10\n\n[oddity]\n',
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with all kinds of files; the current folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "here"
    (folder / ".git").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    return folder


def check(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(promptally, ["check", *arguments], catch_exceptions=False)
    return done.exit_code, done.output


def kept(tmp_path: Path) -> list[Path]:
    return [*(tmp_path / "cache" / "checked").glob("*.checked")]


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda here: (here / name).write_text(text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _here: None,
    "a prompt": write("a.prompt.md", "# User\n\nOther words, and more of them.\n"),
    "as long a prompt": write("a.prompt.md", f"# User\n\n{SECRET[::-1]}, xay hello.\n"),
    "no prompt any more": write("c.request.json", "{}"),
    "a prompt at last": write("notes.md", "---\nmodel: opus\n---\n# User\n\nHello\n"),
    "an import": write("docs/more.md", "Much, much more than there was before.\n"),
    "a budget": write("promptally.toml", "[[budgets]]\ntokens = 1\n"),
    "a severity": write("promptally.toml", '[severities]\nprefill = "error"\n'),
    "the model": write("promptally.toml", 'model = "claude-3-haiku-20240307"\n'),
    "a removed file": lambda here: (here / "a.prompt.md").unlink(),
    "a renamed file": lambda here: (here / "a.prompt.md").rename(here / "a.txt.md"),
    "a name": lambda here: (here / "a.prompt.md").rename(here / "z.system.md"),
}


@pytest.mark.parametrize("form", ["text", "json", "github", "markdown", "sarif"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_check_says_what_one_without_memory_says(
    here: Path, form: str, change: str
) -> None:
    check()
    CHANGES[change](here)
    warm = check("--format", form)
    assert warm == check("--format", form)
    assert warm == check("--format", form, "--no-cache")


def test_the_model_of_the_command_line_counts() -> None:
    check()
    other = check("--model", "claude-3-haiku-20240307")
    assert other == check("--model", "claude-3-haiku-20240307", "--no-cache")
    assert other != check()


def test_nothing_of_a_prompt_is_on_the_disk(tmp_path: Path) -> None:
    check()
    files = [*(tmp_path / "cache").rglob("*")]
    assert kept(tmp_path)
    for file in files:
        assert SECRET not in file.name
        assert file.is_dir() or SECRET.encode() not in file.read_bytes()


def known(memory: Checked) -> set[str]:
    """The files that need not be counted."""
    reader = Reader(None, lambda path, analysis, _best: summarise(path, analysis))
    recaller = Recaller(reader, memory.digests)
    return {name for name in FILES if recaller.recall(Path(name), memory)}


def test_what_has_not_changed_is_not_counted_again(tmp_path: Path) -> None:
    check()
    (file,) = kept(tmp_path)
    memory = Checked(file.parent, os.fspath(Path.cwd()), build.name())
    assert {"a.prompt.md", "b.prompt.md", "notes.md"} <= known(memory)


def test_what_imports_and_what_quotes_is_counted_each_time(tmp_path: Path) -> None:
    check()
    (file,) = kept(tmp_path)
    memory = Checked(file.parent, os.fspath(Path.cwd()), build.name())
    assert not {"CLAUDE.md", "d.request.json"} & known(memory)


def test_another_build_counts_everything_again(tmp_path: Path) -> None:
    check()
    (file,) = kept(tmp_path)
    other = Checked(file.parent, os.fspath(Path.cwd()), "another")
    assert not other.is_empty
    assert not known(other)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\n{}", b'0\n{"a": 0}', b"\xff\n\xff", b"[" * 100_000]
)
def test_a_broken_file_costs_time_only(tmp_path: Path, content: bytes) -> None:
    before = check()
    (file,) = kept(tmp_path)
    file.write_bytes(content)
    assert before == check()
    assert before == check()


@pytest.mark.parametrize("flipped", [0, 40, 100, -3])
def test_a_flipped_bit_is_noticed(tmp_path: Path, flipped: int) -> None:
    before = check()
    (file,) = kept(tmp_path)
    data = bytearray(file.read_bytes())
    data[flipped] ^= 1
    file.write_bytes(data)
    assert before == check()


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "file"))
    assert before == check()


def test_what_is_kept_is_for_its_user_alone(tmp_path: Path) -> None:
    check()
    (file,) = kept(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_the_oldest_files_are_forgotten_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "_MOST", 3)
    for number in range(5):
        memory = Checked(tmp_path / "kept", "project", "build")
        memory.put(str(number), number + 1)
        memory.save()
    memory = Checked(tmp_path / "kept", "project", "build")
    found = [memory.get(str(number)) for number in range(5)]
    assert found == [None, None, 3, 4, 5]


def test_old_projects_make_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "_SIZE_LIMIT", 300)
    for number in range(20):
        memory = Checked(tmp_path / "kept", f"project {number}", "build")
        memory.put("a", 1)
        memory.save()
    assert checked.stats(tmp_path / "kept")[1] <= 300
    assert Checked(tmp_path / "kept", "project 19", "build").get("a") == 1


def test_the_cache_command_counts_and_forgets_them(tmp_path: Path) -> None:
    check()

    def cache(verb: str) -> str:
        return CliRunner().invoke(promptally, ["cache", verb]).output

    assert "checked files, " in cache("stats")
    assert "checked files forgotten" in cache("clear")
    assert not kept(tmp_path)
    assert "checked" not in cache("stats")


# Many files, shared out to processes

DEADLY = """
import os
from promptally.cli import reading
from promptally.cli.main import main

each, parent = reading.Reader.each, os.getpid()

def deadly(self, paths):
    for done, data in each(self, paths):
        if done.file.name == "7.prompt.md" and os.getpid() != parent:
            os._exit(3)
        yield done, data

reading.Reader.each = deadly
main()
"""


def many(here: Path) -> None:
    for number in range(60):
        text = f"# User\n\n{SECRET} number {number}.\n" + "more words\n" * 2_000
        (here / f"{number}.prompt.md").write_text(text)


def test_processes_say_what_one_says(here: Path) -> None:
    many(here)
    first = check()
    assert first == check()
    assert first == check("--no-cache")
    names = [line.split(" ")[0] for line in first[1].splitlines()]
    shown = [name for name in names if name.endswith(".prompt.md")]
    assert shown == sorted(shown)


@pytest.mark.skipif(sys.platform != "linux", reason="only a fork inherits the patch")
def test_a_file_that_ends_its_process_is_a_failure(here: Path) -> None:
    many(here)
    done = subprocess.run(
        [sys.executable, "-c", DEADLY, "check", "--no-cache"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "7.prompt.md: the process that counted it ended" in done.stderr
    assert ", 1 not checked" in done.stdout


SLOW = """
import sys, time
from promptally.cli import reading
from promptally.cli.main import main

def slow(self, paths):
    sys.stderr.write("begun\\n")
    sys.stderr.flush()
    time.sleep(60)

reading.Reader.each = slow
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only a fork inherits the patch")
@pytest.mark.parametrize("verb", [("check", "--no-cache"), ("count",), ("report",)])
def test_an_interrupt_ends_all_processes(here: Path, verb: tuple[str, ...]) -> None:
    many(here)
    # Whoever runs the tests in the background may have them ignore interrupts.
    heeding = ["env", "--default-signal=INT"]
    command = [*heeding, sys.executable, "-c", SLOW, *verb]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == b"begun\n"
        running.send_signal(signal.SIGINT)
        # The pipe ends with the last process that holds it.
        rest = running.stderr.read()
    assert running.returncode == INTERRUPTED
    assert b"Traceback" not in rest
