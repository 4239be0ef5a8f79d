"""Every way to ask how many tokens a prompt has gives one number.

All examples, in every format, are asked for by the editor, the commands, the page and
the hook. Each is started once.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pages
from conftest import EXAMPLES
from e2e.client import Editor, place
from e2e.command import Command, Done
from git_repository import GitRepository

WIDE = '[[budgets]]\nfiles = "**"\ntokens = 9000000\n'
"""A budget that holds everywhere, so that the page has a row for each file."""

NUMBER = re.compile(r"≈ ([\d,]+)")


class Asked(NamedTuple):
    """What the commands said, and where the files are."""

    folder: Path
    count: Any
    check: Any
    staged: Any
    page: str


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = tmp_path_factory.mktemp("examples")
    repository = GitRepository(folder)
    repository.commit()
    shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
    (folder / "promptally.toml").write_text(WIDE)
    repository.git("add", "--all")
    command = Command(tmp_path_factory.mktemp("home"))

    def run(*arguments: str) -> Done:
        done = command.run(*arguments, cwd=folder)
        assert done.code == 0, done.stderr
        return done

    return Asked(
        folder,
        run("count", "--offline", "--format", "json").json,
        run("check", "--offline", "--format", "json").json,
        run("check", "--staged", "--format", "json").json,
        run("report", "--offline", "--output", "-").stdout,
    )


@pytest.fixture(scope="module")
def editor(asked: Asked) -> Iterator[Editor]:
    editor = Editor("neovim-0.11", asked.folder)
    for file in asked.count["files"]:
        text = (asked.folder / file["path"]).read_text(encoding="utf-8")
        editor.open(file["path"], text)
    # A file that names others is shown before they are read, and again after.
    editor.server.take(lambda m: m.get("method") == "workspace/inlayHint/refresh")
    yield editor
    editor.leave()


def numbers(report: Any) -> dict[tuple[str, str], int]:
    """The tokens of each prompt by its file and its id."""
    return {
        (file["path"], request["id"]): request["tokens"]
        for file in report["files"]
        for request in file["requests"]
    }


def told(label: str) -> int:
    """The last number of what is shown."""
    return int(NUMBER.findall(label)[-1].replace(",", ""))


def files(asked: Asked) -> list[Any]:
    return list(asked.count["files"])


def test_all_formats_are_asked_for(asked: Asked) -> None:
    kinds = {file["kind"] for file in files(asked)}

    assert kinds == {
        *("batch", "dotprompt", "instructions", "markdown", "poml", "prompty"),
        *("request", "template"),
    }
    assert all(numbers(asked.count).values())


def test_the_gate_says_what_the_count_says(asked: Asked) -> None:
    assert numbers(asked.check) == numbers(asked.count)


def test_the_hook_says_what_the_count_says(asked: Asked) -> None:
    assert numbers(asked.staged) == numbers(asked.count)


def test_the_page_says_what_the_count_says(asked: Asked) -> None:
    elements = pages.read(asked.page)
    rows = {
        each.attributes["data-file"]: told("".join(each.text))
        for each in elements
        if each.tag == "tr" and "9,000,000" in "".join(each.text)
    }
    fullest: dict[str, int] = {}
    for (path, _), tokens in numbers(asked.count).items():
        fullest[path] = max(fullest.get(path, 0), tokens)
    with_own = fullest.keys() - rows.keys()
    whole = "".join(pages.texts(elements, "main"))

    assert rows == {path: fullest[path] for path in rows}
    assert len(rows) > 30
    assert with_own <= {
        "prompts/triage.prompt.md",
        "requests/nightly-report.request.yaml",
        "templates/summarize-reviews.prompt.yml",
    }
    assert f"≈ {sum(numbers(asked.count).values()):,}" in whole


def test_the_editor_says_what_the_count_says(asked: Asked, editor: Editor) -> None:
    totals = {file["path"]: told_first(editor, file["path"]) for file in files(asked)}

    assert totals == {file["path"]: file["tokens"] for file in files(asked)}


def test_the_hover_says_what_the_count_says(asked: Asked, editor: Editor) -> None:
    shown = {}
    for file in files(asked):
        for request in file["requests"]:
            line = min(segment["line"] for segment in request["segments"]) - 1
            answer = editor.ask("hover", file["path"], position=place(line, 9999))
            headline = answer["contents"]["value"].splitlines()[0]
            shown[file["path"], request["id"]] = told(headline)

    assert shown == numbers(asked.count)


def told_first(editor: Editor, name: str) -> int:
    """The file's total: what the hint of the first line begins with."""
    line, _, label = editor.hints(name, 0, 1)[0]
    assert line == 0
    return int(NUMBER.findall(label)[0].replace(",", ""))
