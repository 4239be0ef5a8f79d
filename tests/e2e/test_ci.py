"""The action, the hooks and every snippet of `server/CI.md`, run for real.

Packages that an installation would fetch are lent from the environment of the tests, so
that no registry is asked.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from git_repository import GitRepository, prompt

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "server" / "CI.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PROMPT = "prompts/a.prompt.md"

OFFLINE = {
    "PIP_NO_DEPS": "1",
    "PIP_NO_INDEX": "1",
    # Of this one, pip takes the value for that of the option without the "no".
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_IGNORE_INSTALLED": "1",
    "PYTHONPATH": sysconfig.get_path("purelib"),
}


class Snippet(NamedTuple):
    language: str
    text: str


SNIPPETS = [
    Snippet(*found)
    for found in re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
]


def snippets(language: str, having: str = "") -> list[str]:
    return [s.text for s in SNIPPETS if s.language == language and having in s.text]


def environment(folder: Path) -> dict[str, str]:
    """That of a build: this Python's scripts are found, and nobody's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    config = str(folder / "no-config")
    return {**kept, "PATH": path, "XDG_CONFIG_HOME": config, "HOME": config}


def run(
    script: str,
    folder: Path,
    more: Mapping[str, str] | None = None,
    *,
    expected: int = 0,
) -> subprocess.CompletedProcess[str]:
    """What a runner does with the lines of a step."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment(folder.parent) | {**(more or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done


@pytest.fixture
def upstream(tmp_path: Path) -> GitRepository:
    """A repository with a small prompt on `main`, and a branch `topic`."""
    made = GitRepository(tmp_path / "upstream")
    made.commit({PROMPT: prompt(10), "notes.md": "notes"})
    made.git("switch", "-q", "-c", "topic")
    made.commit({"other.txt": "x"})
    return made


def checkout(upstream: GitRepository, branch: str = "topic") -> Path:
    """One commit of a branch, as CI clones it."""
    clone = upstream.root.parent / "clone"
    url = upstream.root.as_uri()
    command = ["git", "clone", "-q", "--depth=1", "--branch", branch, url, str(clone)]
    subprocess.run(command, check=True)
    return clone


def adds_500_tokens(upstream: GitRepository) -> None:
    upstream.commit({PROMPT: prompt(511)})


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """What is to be released, as a repository of its own."""
    made = GitRepository(tmp_path_factory.mktemp("source") / "promptally")
    for name in (
        *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"),
        *(".pre-commit-hooks.yaml", "action.yml"),
    ):
        shutil.copy(ROOT / name, made.root / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "server", made.root / "server", ignore=ignored)
    made.git("add", ".")
    made.commit()
    return made


# The action


class Runner:
    """Runs the steps of `action.yml` as GitHub does, in a checkout."""

    def __init__(self, clone: Path, source: GitRepository) -> None:
        self.clone = clone
        self.context = {"github.action_path": str(source.root), "github.base_ref": ""}
        self.files = clone.parent / "runner"
        self.files.mkdir()
        self.summary = self.files / "summary.md"
        self.steps = ACTION["runs"]["steps"]

    def lend(self) -> None:
        """What has been tested is installed already; installing takes seconds."""
        folder = self.files / "promptally" / "bin"
        folder.mkdir(parents=True)
        own = Path(sys.executable).parent / "promptally"
        (folder / "promptally").symlink_to(own)
        self.steps = self.steps[-1:]

    def inputs(self, given: Mapping[str, object]) -> dict[str, str]:
        assert given.keys() <= ACTION["inputs"].keys()
        stated = {name: one["default"] for name, one in ACTION["inputs"].items()}
        return {name: str(value) for name, value in {**stated, **given}.items()}

    def run(self, given: Mapping[str, object], *, expected: int = 0) -> str:
        """The output of the last step, with the inputs."""
        inputs = self.inputs({"python": sys.executable, **given})
        context = self.context | {f"inputs.{k}": v for k, v in inputs.items()}
        *before, last = self.steps
        self.steps = [last]
        for step in before:
            run(step["run"], self.clone, self.variables(step, context))
        more = self.variables(last, context)
        return run(last["run"], self.clone, more, expected=expected).stdout

    def variables(self, step: Any, context: Mapping[str, str]) -> dict[str, str]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an input is no part of a script"
        said = {
            name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda f: context[f[1]], value)
            for name, value in step["env"].items()
        }
        return {
            **OFFLINE,
            "RUNNER_TEMP": str(self.files),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_ACTIONS": "true",
            **said,
        }


def test_the_action_catches_a_pull_request_that_adds_500_tokens(
    upstream: GitRepository, source: GitRepository
) -> None:
    adds_500_tokens(upstream)
    runner = Runner(checkout(upstream), source)
    runner.context["github.base_ref"] = "main"
    workflow = yaml.safe_load(snippets("yaml", "max-growth: |")[0])
    (step,) = (s for s in workflow["jobs"]["tokens"]["steps"] if "with" in s)
    said = runner.run(step["with"], expected=1)
    assert said.startswith(f"::error file={PROMPT},line=1,")
    assert "It grew by 501 tokens since origin/main" in said
    assert "**+501** since `origin/main`" in runner.summary.read_text()
    # The same step within the limits, and without a pull request.
    check = ACTION["runs"]["steps"][-1]["name"]
    assert check == "Check prompts"
    runner.run({"max-growth": "501\n9000%", "sarif": "a b.sarif", "new-files": "true"})
    assert (runner.clone / "a b.sarif").exists()
    runner.context["github.base_ref"] = ""
    assert "since" not in runner.run({"max-growth": "5"})


def test_the_action_leaves_a_full_history_as_it_is(
    upstream: GitRepository, source: GitRepository
) -> None:
    clone = upstream.root.parent / "full"
    run(f"git clone -q --branch topic '{upstream.root}' full", clone.parent)
    runner = Runner(clone, source)
    runner.lend()
    runner.context["github.base_ref"] = "main"
    assert "0 tokens since origin/main" in runner.run({})
    told = run("git rev-parse --is-shallow-repository", clone)
    assert told.stdout == "false\n"


def test_no_input_of_the_action_becomes_a_command(
    upstream: GitRepository, source: GitRepository
) -> None:
    runner = Runner(checkout(upstream), source)
    runner.lend()
    hostile = "$(touch owned); `touch owned`\n-x\n--output=sarif=owned"
    given = dict.fromkeys(("paths", "against", "model", "sarif", "baseline"), hostile)
    runner.run(given, expected=2)
    assert not [*runner.clone.rglob("owned")]


def test_an_old_python_is_said_to_be_too_old(
    upstream: GitRepository, source: GitRepository, tmp_path: Path
) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    runner = Runner(checkout(upstream), source)
    step = ACTION["runs"]["steps"][0]
    context = {"inputs.python": str(old), "github.action_path": str(source.root)}
    done = run(step["run"], runner.clone, runner.variables(step, context), expected=2)
    assert "Python 3.12 or newer is needed" in done.stdout


def test_each_input_of_the_action_is_told() -> None:
    told = re.findall(
        r"`([\w-]+)`", "".join(re.findall(r"^\|([^|]*)\|", PAGE, re.MULTILINE))
    )
    assert ACTION["inputs"].keys() <= set(told)


# The hooks


def test_pre_commit_catches_a_commit_that_adds_500_tokens(
    upstream: GitRepository, source: GitRepository, tmp_path: Path
) -> None:
    config = snippets("yaml", "repos:")[0].replace(
        "https://github.com/OWNER/promptally", str(source.root)
    )
    assert yaml.safe_load(config)["repos"][0]["repo"] == str(source.root)
    upstream.commit({".pre-commit-config.yaml": config})
    more = {
        **OFFLINE,
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "PRE_COMMIT_COLOR": "never",
    }
    hook = "pre-commit"
    run(f"{hook} install", upstream.root, more)
    upstream.write("promptally.toml", "budgets = [{tokens = 5000}]")
    upstream.add(PROMPT, prompt(511))
    upstream.write(PROMPT, prompt(1))
    done = run("git commit -m grown", upstream.root, more, expected=1)
    assert re.search(r"promptally\.+Passed", done.stderr)
    assert re.search(r"promptally \(staged\)\.+Failed", done.stderr)
    assert "It grew by 501 tokens since the last commit" in done.stderr
    upstream.add(PROMPT, prompt(60))
    upstream.add("notes.md", "changed")
    run("git commit -m within", upstream.root, more)
    upstream.write("promptally.toml", "budgets = [{tokens = 5}]")
    done = run(f"{hook} run --all-files", upstream.root, more, expected=1)
    assert re.search(r"promptally\.+Failed", done.stdout)
    assert "notes.md" not in done.stdout


def test_the_hooks_read_what_may_be_a_prompt_file() -> None:
    from promptally.discovery import SUFFIXES  # noqa: PLC0415 - the only one needed

    for hook in HOOKS:
        for suffix in SUFFIXES:
            assert re.search(hook["files"], f"a/b{suffix.upper()}")
        assert not re.search(hook["files"], "a.mdx")


# The page


def test_every_snippet_is_of_a_kind_that_is_run() -> None:
    kinds = {"sh": 6, "yaml": 4, "toml": 1, "console": 1}
    assert {s.language for s in SNIPPETS} == kinds.keys()
    for language, n_snippets in kinds.items():
        assert len(snippets(language)) == n_snippets


@pytest.mark.parametrize("script", snippets("sh"))
def test_a_command_of_the_page_works(script: str, upstream: GitRepository) -> None:
    upstream.commit(
        {
            "promptally-baseline.json": '{"version": 1, "files": {}}',
            PROMPT: prompt(11),
        }
    )
    if script.startswith("#!"):
        hook = upstream.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
        run("git commit --allow-empty -m x", upstream.root)
        upstream.add(PROMPT, prompt(512))
        done = run("git commit -m x", upstream.root, expected=1)
        assert "It grew by 501 tokens" in done.stdout + done.stderr
        return
    run(script, upstream.root)


def test_the_commands_on_growth_do_what_the_page_says(upstream: GitRepository) -> None:
    adds_500_tokens(upstream)
    (script,) = snippets("sh", "main...")
    shown, limited = script.splitlines()
    assert "+501" in run(shown, upstream.root).stdout
    assert "[over-growth]" in run(limited, upstream.root, expected=1).stdout


def test_the_commands_on_the_baseline_do_what_the_page_says(
    upstream: GitRepository,
) -> None:
    first, again = snippets("sh", "--update-baseline")
    run(first, upstream.root)
    adds_500_tokens(upstream)
    done = run(first.splitlines()[1], upstream.root, expected=1)
    assert "[over-baseline]" in done.stdout
    run(again, upstream.root)
    run(first, upstream.root)


def test_the_settings_of_the_page_hold(upstream: GitRepository) -> None:
    adds_500_tokens(upstream)
    (settings,) = snippets("toml")
    upstream.write("promptally.toml", settings)
    done = run("promptally check --against main", upstream.root, expected=1)
    assert "promptally.toml" not in done.stdout
    assert "1 more than the limit" not in done.stdout
    assert "more than the limit of" in done.stdout


def test_the_job_for_gitlab_runs(upstream: GitRepository, tmp_path: Path) -> None:
    (job,) = (yaml.safe_load(text) for text in snippets("yaml", "before_script"))
    adds_500_tokens(upstream)
    clone = checkout(upstream)
    asked = tmp_path / "asked"
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "pip").write_text(f'#!/bin/sh\necho "$@" > "{asked}"\n')
    (bin_folder / "pip").chmod(0o755)
    path = os.pathsep.join([str(bin_folder), environment(tmp_path)["PATH"]])
    script = "\n".join([*job["prompts"]["before_script"], *job["prompts"]["script"]])
    more = {"PATH": path, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    done = run(script, clone, more, expected=1)
    assert "It grew by 501 tokens since origin/base" in done.stdout
    assert asked.read_text() == "install --quiet promptally\n"
    (report,) = job["prompts"]["artifacts"]["reports"].values()
    assert "<failure" in (clone / report).read_text()


@pytest.mark.parametrize("text", snippets("yaml", "uses: OWNER/"))
def test_a_workflow_uses_inputs_that_there_are(text: str) -> None:
    workflow = yaml.safe_load(text)
    assert workflow["permissions"]["contents"] == "read"
    used = [
        step
        for step in workflow["jobs"]["tokens"]["steps"]
        if step["uses"].startswith("OWNER/")
    ]
    assert used[0]["with"].keys() <= ACTION["inputs"].keys()


def test_what_a_shallow_clone_says_is_on_the_page(upstream: GitRepository) -> None:
    (said,) = snippets("console")
    command, expected = said.removeprefix("$ ").split("\n", 1)
    assert run(command, checkout(upstream), expected=2).stderr == expected


def test_each_format_and_each_exit_code_is_told() -> None:
    from promptally.view.formats import FORMATS  # noqa: PLC0415 - as above

    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert {"text", *FORMATS} <= told
    assert {"0", "1", "2"} == set(re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE))
