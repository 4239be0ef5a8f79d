"""The command: what it says where, and how it ends."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLES
from promptally.cli import console
from promptally.cli.console import visible
from promptally.cli.main import promptally

REQUEST = '{"messages": [{"role": "user", "content": "Hello to all of you"}]}\n'
PROGRAM = [sys.executable, "-c", "from promptally.cli.main import main; main()"]
ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, beyond tabs and line ends."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and a user without settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "cache"))
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(promptally, arguments, catch_exceptions=False)


def counted(*arguments: str) -> Any:
    """What `count --format json` says, read again."""
    return json.loads(run("count", "--format", "json", *arguments).stdout)


@pytest.fixture
def colored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard error is taken for a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    console.errors.cache_clear()
    yield
    console.errors.cache_clear()


@pytest.mark.usefixtures("colored")
def test_progress_begins_with_the_first_that_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is drawn by a thread, and until then processes may be forked."""
    before = threading.active_count()
    with console.progress() as advance:
        assert threading.active_count() == before
        advance("a.md")
        assert threading.active_count() > before
        advance("b.md")
    assert "2 files counted, b.md" in capsys.readouterr().err


def test_what_draws_on_terminals_is_not_loaded_at_once() -> None:
    """What draws takes as long to load as many files take to count."""
    code = "import sys, promptally.cli.check; sys.exit('rich' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "in.json"], 0),
        (["check", "over.json"], 1),
        (["check", "in.json", "over.json"], 1),
        (["check", "over.json", "missing.json"], 2),
        (["check", "."], 1),
        (["count", "over.json"], 0),
        (["count", "missing.json"], 2),
        (["show", "over.json"], 0),
        (["show", "missing.json"], 2),
        (["show", "in.json", "missing.json"], 2),
        (["show"], 2),
        (["count", "--format", "xml"], 2),
        (["count", "--no-such-option"], 2),
        (["no-such-verb"], 2),
        (["--version"], 0),
        (["--help"], 0),
    ],
)
def test_the_exit_code_says_how_it_went(
    here: Path, arguments: list[str], code: int
) -> None:
    (here / "promptally.toml").write_text(
        '[[budgets]]\nfiles = "over.json"\ntokens = 3\n'
        '[[budgets]]\nfiles = "in.json"\ntokens = 3000\n'
    )
    (here / "in.json").write_text(REQUEST)
    (here / "over.json").write_text(REQUEST)

    assert run(*arguments).exit_code == code


def test_a_full_bar_is_a_used_budget_where_there_are_budgets(here: Path) -> None:
    (here / "a.json").write_text(REQUEST)
    (here / "b.json").write_text(REQUEST)

    def bars() -> dict[str, str]:
        rows = run("check").stdout.splitlines()[1:3]
        return {name: bar for name, _, _, bar, *_ in map(str.split, rows)}

    assert bars() == {"a.json": "█" * 12, "b.json": "█" * 12}
    (here / "promptally.toml").write_text('[[budgets]]\nfiles = "a.json"\ntokens = 3\n')
    assert bars() == {"a.json": "█" * 12, "b.json": "·" * 12}


def test_a_severity_that_is_off_breaks_nothing(here: Path) -> None:
    settings = '[severities]\nover-budget = "{}"\n[[budgets]]\ntokens = 3\n'
    (here / "a.json").write_text(REQUEST)

    codes = {}
    for level in ("error", "warning", "off"):
        (here / "promptally.toml").write_text(settings.format(level))
        codes[level] = run("check").exit_code

    assert codes == {"error": 1, "warning": 0, "off": 0}


def test_check_names_the_place_of_what_is_wrong(here: Path) -> None:
    (here / "promptally.toml").write_text("[[budgets]]\ntokens = 3\n")
    (here / "a.prompt.md").write_text("Hello to all of you\n")

    last, summary = run("check").stdout.splitlines()[-2:]

    assert re.fullmatch(
        r"a\.prompt\.md:1:1: error prompt: ≈ \d+ tokens, \d+ over the budget of 3"
        r" \[over-budget\]",
        last,
    )
    assert summary == "1 file, 1 error, 0 warnings"


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("missing.md", None, "there is no such file"),
        ("binary.md", b"\0\1", "it is not a text file"),
        ("notes.md", b"# Notes\n", "it is not a prompt file"),
        ("package.json", b"{}", "it is not a prompt file"),
        ("notes.txt", b"Hi", "it is not a prompt file"),
    ],
)
@pytest.mark.parametrize("verb", ["count", "check", "show"])
def test_a_file_that_is_named_and_cannot_be_counted_is_told(
    here: Path, verb: str, name: str, data: bytes | None, problem: str
) -> None:
    if data is not None:
        (here / name).write_bytes(data)

    done = run(verb, name)

    assert done.exit_code == 2
    assert done.stderr == f"{name}: {problem}\n"
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "\udc80.md"])
@pytest.mark.parametrize("verb", ["count", "show"])
def test_an_impossible_name_is_told(verb: str, name: str) -> None:
    assert run(verb, "--", name).exit_code == 2


def test_what_lies_in_a_folder_and_is_none_is_passed_over(here: Path) -> None:
    (here / "notes.md").write_text("# Notes\n")
    (here / "package.json").write_text("{}")
    (here / "a.json").write_text(REQUEST)

    done = run("count")

    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout.splitlines()[1].startswith("a.json")


@pytest.mark.parametrize("verb", ["count", "check"])
def test_a_folder_without_a_prompt_says_so(verb: str) -> None:
    done = run(verb)

    assert done.exit_code == 0
    assert (done.stdout, done.stderr) == ("", "No prompt files were found.\n")


def test_json_of_nothing_is_json() -> None:
    assert counted() == {"version": 1, "files": [], "problems": []}


def test_json_has_the_shape_that_is_promised(here: Path) -> None:
    (here / "promptally.toml").write_text("[[budgets]]\ntokens = 3000\n")
    (here / "a.json").write_text(
        '{"model": "claude-opus-4-6", "system": "Be brief",\n'
        ' "messages": [{"role": "user", "content": "Hello"}]}'
    )
    said = counted("a.json", "missing.json")
    (file,) = said["files"]
    (request,) = file["requests"]
    system, message = request["segments"]
    count = {"tokens", "low", "high", "source"}

    assert said["version"] == 1
    assert said["problems"] == [
        {
            "path": "missing.json",
            "code": "unreadable",
            "severity": "error",
            "message": "there is no such file",
        }
    ]
    assert file.keys() - {"reasons"} == {"path", "kind", "requests"} | count
    assert (file["path"], file["kind"]) == ("a.json", "request")
    assert request.keys() - {"reasons"} == {
        *("id", "model", "measure", "budget", "frame", "segments"),
        *count,
    }
    assert request["model"] == "claude-opus-4-6"
    assert request["budget"] == {"limit": 3000, "verdict": "within"}
    assert request["source"] == "offline"
    assert request["low"] <= request["tokens"] <= request["high"]
    assert {k: system[k] for k in ("path", "kind", "line")} == {
        "path": "system",
        "kind": "system",
        "line": 1,
    }
    assert {k: message[k] for k in ("path", "kind", "role", "line")} == {
        "path": "messages[0]",
        "kind": "message",
        "role": "user",
        "line": 2,
    }
    parts = system["tokens"] + message["tokens"] + request["frame"]
    assert parts == request["tokens"] == file["tokens"]


def test_json_lists_what_is_wrong_with_its_place(here: Path) -> None:
    (here / "promptally.toml").write_text("[[budgets]]\ntokens = 3\n")
    (here / "a.json").write_text("\n  " + REQUEST)

    (problem,) = counted()["problems"]

    assert problem.pop("message").endswith("over the budget of 3")
    assert problem == {
        "path": "a.json",
        "line": 2,
        "column": 3,
        "code": "over-budget",
        "severity": "error",
    }


def test_json_is_ascii_whatever_the_file_holds(here: Path) -> None:
    (here / "é\u202e\x1b[31m.prompt.md").write_text("# \x1b]0;x\x07 안녕\n")

    done = run("count", "--format", "json")

    assert done.stdout.isascii()
    assert not ESCAPES.search(done.stdout)
    assert json.loads(done.stdout)["files"][0]["path"] == "é\u202e\x1b[31m.prompt.md"


def test_complaints_go_to_standard_error(here: Path) -> None:
    (here / "promptally.toml").write_text("bugdets = 1\n")
    (here / "a.json").write_text(REQUEST)

    done = run("count", "--format", "json", "a.json", "missing.json")

    assert len(done.stderr.splitlines()) == 2
    assert json.loads(done.stdout)["version"] == 1


def test_a_single_file_shows_its_parts(here: Path) -> None:
    (here / "CLAUDE.md").write_text("# One\n\nHello\n\n## Two\n\nWorld\n")
    rows = [line.split("≈")[0].rstrip() for line in run("count").stdout.splitlines()]

    assert rows[1] == "CLAUDE.md"
    assert rows[3:] == ["body", "  One", "    Two"]


def test_a_model_may_be_given_for_files_that_name_none(here: Path) -> None:
    (here / "none.prompt.md").write_text("Hello\n")
    (here / "own.prompt.md").write_text("---\nmodel: claude-opus-4-6\n---\nHello\n")
    (here / "promptally.toml").write_text('model = "claude-haiku-4-5"\n')

    def models(*arguments: str) -> list[str]:
        return [f["requests"][0]["model"] for f in counted(*arguments)["files"]]

    assert models() == ["claude-haiku-4-5-20251001", "claude-opus-4-6"]
    given = models("--model", "claude-sonnet-4-6")
    assert given == ["claude-sonnet-4-6", "claude-opus-4-6"]


def test_show_draws_counts_into_the_file(here: Path) -> None:
    (here / "a.prompt.md").write_bytes(b"\xef\xbb\xbf# A\r\n\r\n\tx  \ry\x0cz\n")

    shown_lines = re.sub(r"≈ \d+", "≈ N", run("show", "a.prompt.md").stdout)

    assert shown_lines == "# A ⟦≈ N tokens · A ≈ N⟧\n\n\tx  \ny␌z\n"


def test_show_says_nothing_of_a_file_that_it_cannot_show(here: Path) -> None:
    (here / "a.prompt.md").write_text("Hello")
    done = run("show", "missing.md", "a.prompt.md")

    assert done.stderr == "missing.md: there is no such file\n"
    assert done.stdout.startswith("Hello ⟦")


HOSTILE = [
    "\x1b]0;title\x07",
    "\x1b[2J",
    "\x9b31m",
    "\u202egnp",
    "[red]x[/red]",
    "a\nb",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
@pytest.mark.parametrize("verb", ["count", "check", "show"])
def test_a_terminal_is_told_nothing_by_a_file(here: Path, verb: str, name: str) -> None:
    (here / "promptally.toml").write_text("[[budgets]]\ntokens = 3\n")
    (here / f"{name.replace('/', '')}.prompt.md").write_text(f"# {name}\n\nHello\n")
    files = [path.name for path in here.glob("*.md")]

    done = run(verb, *files, f"missing{name}")

    printed = re.sub("[\u202a-\u202e]", "", done.output) if verb == "show" else ""
    assert not ESCAPES.search(printed or done.output)
    if name.startswith("["):
        assert "[red]" in done.output


def test_a_file_name_gives_no_order_to_a_runner(here: Path) -> None:
    name = "::add-mask::x.prompt.md"
    (here / name).write_text("Hello")

    for verb in ("count", "check"):
        assert not [s for s in run(verb).output.splitlines() if s.startswith("::")]


def test_pictures_stand_for_what_a_terminal_obeys() -> None:
    assert visible("a\tb\r\nc\rd\x1b\x00\x7f\x85é") == "a\tb\nc\nd␛␀␡\ufffdé"


@pytest.mark.parametrize("verb", ["count", "check", "show", "serve"])
def test_each_verb_has_a_help_text(verb: str) -> None:
    done = run(verb, "--help")

    assert done.exit_code == 0
    assert done.stdout.startswith("Usage: promptally ")
    assert max(map(len, done.stdout.splitlines())) <= 88
    assert verb in run("--help").stdout


def real(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What the real process, called `$P` in the line of shell, says and how it ends."""
    return subprocess.run(
        ["bash", "-c", line],
        env={**os.environ, "P": shlex.join(PROGRAM), **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_a_closed_pipe_is_a_quiet_end(here: Path) -> None:
    (here / "a.jsonl").write_text(REQUEST * 3000)
    for arguments in ("count --format json", "count", "show a.jsonl"):
        done = real(f'eval "$P {arguments}" | head -1; echo "${{PIPESTATUS[0]}}"')

        assert done.stderr == b""
        assert done.stdout.splitlines()[-1] in {b"141", b"0"}
        assert len(done.stdout.splitlines()) == 2


def test_a_crash_is_no_broken_budget(here: Path) -> None:
    (here / "a.json").write_text(REQUEST)
    crash = "import promptally.prompt_analysis as a; a.offline = None"
    line = f'{shlex.quote(sys.executable)} -c "{crash}; from promptally.cli.main'

    done = real(f'{line} import main; main()" check')

    assert done.returncode == 2
    assert b"AttributeError" in done.stderr


def test_a_narrow_alphabet_is_no_crash(here: Path) -> None:
    (here / "a.json").write_text(REQUEST)

    done = real('eval "$P count"', PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert done.returncode == 0
    assert b"a.json" in done.stdout


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the real process writes to a terminal."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=far,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )
    os.close(far)
    written = b""
    while True:
        try:
            piece = os.read(near, 65536)
        except OSError:  # Linux says so when the other end is closed.
            break
        if not piece:
            break
        written += piece
    os.close(near)
    assert process.wait(timeout=60) == 0
    return written.decode()


def test_color_is_for_terminals_only(here: Path) -> None:
    (here / "a.prompt.md").write_text("# \x1b[31mHello\n")

    assert "\x1b" not in run("count").output
    assert "\x1b" not in run("show", "a.prompt.md").output
    colored = on_a_terminal("show", "a.prompt.md")
    assert "\x1b[36m⟦" in colored
    assert "\x1b[31m" not in colored
    assert "\x1b" in on_a_terminal("count")
    assert "\x1b[3" not in on_a_terminal("show", "a.prompt.md", NO_COLOR="1")


def test_all_examples_are_counted_by_the_real_process() -> None:
    done = real(f'eval "$P count --format json {shlex.quote(str(EXAMPLES))}"')
    said = json.loads(done.stdout)

    assert done.returncode == 0
    assert done.stderr == b""
    assert len(said["files"]) == 40
    assert all(file["tokens"] > 0 for file in said["files"])


@pytest.mark.parametrize("verb", ["check", "count", "show", "report"])
def test_a_model_that_is_not_known_is_told(here: Path, verb: str) -> None:
    (here / "a.json").write_text(REQUEST)

    done = run(verb, "--model", "claude-nope", "a.json")

    assert done.exit_code == 0
    assert done.stderr.startswith("claude-nope is not known here; counted as Claude")
    assert "not known" not in run(verb, "--model", "opus", "a.json").stderr


def test_the_table_names_the_request_that_is_over(here: Path) -> None:
    line = '{{"custom_id": "{}", "params": {}}}\n'
    small, large = REQUEST.strip(), REQUEST.strip().replace("all", "all " * 99)
    (here / "a.jsonl").write_text(line.format("one", small) + line.format("two", large))
    (here / "promptally.toml").write_text("[[budgets]]\ntokens = 50\n")

    for verb in ("check", "count"):
        row = run(verb, "a.jsonl").stdout.splitlines()[1]
        assert re.search(r"  two: \d+% of 50, over", row)
    (cell,) = re.findall(r"\*\*(.*?)\*\*", run("check", "--format", "markdown").stdout)
    assert re.fullmatch(r"two: \d+% of 50, over", cell)


@pytest.mark.parametrize("verb", ["check", "count", "show"])
def test_a_file_that_is_left_out_says_by_what(here: Path, verb: str) -> None:
    (here / "a.json").write_text(REQUEST)
    (here / "promptally.toml").write_text('exclude = ["*.json"]\n')

    done = run(verb, "a.json")

    assert done.exit_code == 0
    said = "`exclude` in promptally.toml, line 1, covers it with *.json"
    assert f"a.json is passed over: {said}\n" in done.stderr


def test_bytes_that_are_not_utf_8_are_told(here: Path) -> None:
    (here / "a.prompt.md").write_bytes(b"Hello\r\ncaf\xe9 ol\xe9\n")
    said = "byte 0xE9 at line 2 is not UTF-8: read as \ufffd"

    for _ in range(2):
        checked = run("check").stdout.splitlines()
        assert f"a.prompt.md:2:4: warning {said} [not-utf-8]" in checked
    for verb in ("count", "show"):
        assert run(verb, "a.prompt.md").stderr == f"a.prompt.md: {said}\n"
    assert [
        (problem["code"], problem["line"], problem["column"])
        for problem in counted("a.prompt.md")["problems"]
    ] == [("not-utf-8", 2, 4)]

    (here / "promptally.toml").write_text('[severities]\nnot-utf-8 = "off"\n')
    assert "UTF-8" not in run("check").stdout
    assert run("count").stderr == ""
