"""What sessions carry: a workspace with files for every tool, and what each loads."""

from pathlib import Path

import pytest

import pages
from conftest import EXAMPLES
from drawing import marked
from promptally import counts
from promptally.analysis import Analysis
from promptally.cli.workspace import Workspace
from promptally.counts import Count
from promptally.view import comparison
from promptally.view.loading import values
from promptally.view.loading.sessions import Session, instructions, sessions
from promptally.view.loading.values import Load, ToolLoad
from promptally.view.page.figures import figures
from promptally.view.page.material import Material
from promptally.view.page.page import page

FILES = {
    "CLAUDE.md": "# Root\n\n@docs/style.md\n\nBe brief.\n",
    "CLAUDE.local.md": "Mine. @docs/style.md\n",
    "docs/style.md": "Write short sentences. @deep.md\n",
    "docs/deep.md": "Deeper still.\n",
    "AGENTS.md": "Agents, hello.\n",
    "packages/api/CLAUDE.md": "The API. @../../docs/style.md\n",
    "packages/web/AGENTS.md": "The web.\n",
    ".claude/rules/all.md": "For everything.\n",
    ".claude/rules/deep/ts.md": '---\npaths: "src/**/*.{ts,tsx}, lib/**"\n---\nType.\n',
    ".claude/skills/notes/SKILL.md": "---\nname: notes\ndescription: Many.\n---\nGo\n",
    ".claude/skills/notes/more.md": "More about notes.\n",
    ".claude/skills/mine/SKILL.md": (
        "---\nname: mine\ndescription: No.\ndisable-model-invocation: true\n---\nRun.\n"
    ),
    ".claude/commands/ship.md": "---\nargument-hint: [tag]\n---\n\nShip it all.\n\nGo",
    ".claude/agents/critic.md": (
        "---\nname: critic\ndescription: Finds faults.\n---\nFind every fault.\n"
    ),
    "packages/api/.claude/skills/sql/SKILL.md": (
        "---\nname: sql\ndescription: SQL.\n---\nSelect.\n"
    ),
    ".agents/skills/shared/SKILL.md": (
        "---\nname: shared\ndescription: For all.\n---\nShare.\n"
    ),
    ".cursor/rules/always.mdc": "---\nalwaysApply: true\n---\nAlways.\n",
    ".cursor/rules/globs.mdc": "---\nglobs: *.py\nalwaysApply: false\n---\nPython.\n",
    ".cursor/rules/asked.mdc": "---\ndescription: On money.\n---\nCents.\n",
    ".cursor/rules/named.mdc": "Only by name.\n",
    ".github/copilot-instructions.md": "Copilot, hello.\n",
    ".github/instructions/py.instructions.md": "---\napplyTo: '**/*.py'\n---\nTabs.\n",
    ".github/instructions/all.instructions.md": "---\napplyTo: '**'\n---\nAll.\n",
    ".github/instructions/none.instructions.md": "None.\n",
    ".github/agents/captain.agent.md": "---\ndescription: Releases.\n---\nRelease.\n",
    ".cursorrules": "The old form.\n",
    ".cursor/commands/tidy.md": "Tidy up.\n",
    ".continue/rules/plain.md": "Always.\n",
    ".continue/rules/globs.md": "---\nglobs: ['*.kt']\n---\nKotlin.\n",
    ".continue/rules/asked.md": (
        "---\nname: Money\ndescription: On money.\nalwaysApply: false\n---\nCents.\n"
    ),
    "GEMINI.md": "Gemini. @docs/style.md\n",
    "docs/GEMINI.md": "Gemini in the documentation.\n",
}


@pytest.fixture
def analyses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Analysis]:
    """The files, read from a disk as the command reads them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    root = tmp_path / "root"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return Workspace().collect([]).analyses


def sessions_of(analyses: dict[str, Analysis]) -> tuple[Session, ...]:
    found = {path: instructions(analysis) for path, analysis in analyses.items()}
    return sessions({path: each for path, each in found.items() if each})


def tool(analyses: dict[str, Analysis], name: str) -> ToolLoad:
    (session,) = sessions_of(analyses)
    assert session.root == ""
    return next(each for each in session.tools if each.tool == name)


def drawn(loads: tuple[Load, ...]) -> list[str]:
    """A line a load, by name."""
    parts = ([load.file, load.part, load.when] for load in loads)
    return sorted(": ".join(part for part in each if part) for each in parts)


def test_claude_code_always_carries_its_root_with_imports(
    analyses: dict[str, Analysis],
) -> None:
    assert drawn(tool(analyses, "Claude Code").always) == [
        ".claude/agents/critic.md: name and description",
        ".claude/commands/ship.md: name and description",
        ".claude/rules/all.md",
        ".claude/skills/notes/SKILL.md: name and description",
        "CLAUDE.local.md",
        "CLAUDE.md",
        "docs/deep.md: imported",
        "docs/style.md: imported",
    ]


def test_claude_code_loads_the_rest_on_use(analyses: dict[str, Analysis]) -> None:
    with_api = "with a file below packages/api/"
    api = "packages/api/.claude/skills/sql/SKILL.md"
    critic = "text: when the agent is used, in a window of its own"
    scope = "with a file that matches src/**/*.{ts,tsx}, lib/**"
    assert drawn(tool(analyses, "Claude Code").on_use) == [
        f".claude/agents/critic.md: {critic}",
        ".claude/commands/ship.md: text: when the command is used",
        f".claude/rules/deep/ts.md: {scope}",
        ".claude/skills/mine/SKILL.md: when somebody calls it",
        ".claude/skills/notes/SKILL.md: text: when the skill is used",
        ".claude/skills/notes/more.md: when a skill refers to it",
        f"{api}: name and description: {with_api}",
        f"{api}: text: when the skill is used",
        f"packages/api/CLAUDE.md: {with_api}",
    ]


def test_claude_code_reads_agents_md_for_want_of_a_claude_md(
    analyses: dict[str, Analysis],
) -> None:
    left = {name: each for name, each in analyses.items() if "CLAUDE" not in name}
    found = tool(left, "Claude Code")
    assert "AGENTS.md" in drawn(found.always)
    web = "packages/web/AGENTS.md: with a file below packages/web/"
    assert web in drawn(found.on_use)


def test_codex_joins_what_lies_above_it_and_lists_skills(
    analyses: dict[str, Analysis],
) -> None:
    found = tool(analyses, "Codex")
    shared = ".agents/skills/shared/SKILL.md"
    assert drawn(found.always) == [f"{shared}: name and description", "AGENTS.md"]
    assert drawn(found.on_use) == [
        f"{shared}: text: when the skill is used",
        "packages/web/AGENTS.md: in sessions that start in packages/web/",
    ]


def test_codex_is_said_to_read_no_more_than_it_does() -> None:
    long = {"AGENTS.md": marked("é" * 20_000, "AGENTS.md").analysis}
    note = "AGENTS.md has 40,000 bytes, of which Codex reads 32,768."
    assert tool(long, "Codex").note == note
    assert note in page(_material(long))


def test_cursor_goes_by_front_matter(analyses: dict[str, Analysis]) -> None:
    found = tool(analyses, "Cursor")
    rules = [line for line in drawn(found.always) if "skills" not in line]
    assert rules == [
        ".cursor/rules/always.mdc",
        ".cursor/rules/asked.mdc: name and description",
        ".cursorrules",
        "AGENTS.md",
    ]
    rules = [line for line in drawn(found.on_use) if "skills" not in line]
    assert rules == [
        ".cursor/commands/tidy.md: when the command is used",
        ".cursor/rules/asked.mdc: text: when the agent asks for it",
        ".cursor/rules/globs.mdc: with a file that matches *.py",
        ".cursor/rules/named.mdc: when somebody names it",
        "packages/web/AGENTS.md: with a file below packages/web/",
    ]


def test_copilot_goes_by_apply_to(analyses: dict[str, Analysis]) -> None:
    found = tool(analyses, "Copilot")
    assert [line for line in drawn(found.always) if "skills" not in line] == [
        ".claude/rules/all.md",
        ".github/copilot-instructions.md",
        ".github/instructions/all.instructions.md",
        "AGENTS.md",
        "CLAUDE.local.md",
        "CLAUDE.md",
    ]
    python = ".github/instructions/py.instructions.md: with a file that matches **/*.py"
    assert python in drawn(found.on_use)
    none = ".github/instructions/none.instructions.md: when somebody names it"
    assert none in drawn(found.on_use)
    agent = ".github/agents/captain.agent.md: when somebody chooses the agent"
    assert agent in drawn(found.on_use)


def test_gemini_follows_imports(analyses: dict[str, Analysis]) -> None:
    found = tool(analyses, "Gemini CLI")
    shared = ".agents/skills/shared/SKILL.md: name and description"
    assert drawn(found.always) == [
        shared,
        "GEMINI.md",
        "docs/deep.md: imported",
        "docs/style.md: imported",
    ]
    assert "docs/GEMINI.md: with a file below docs/" in drawn(found.on_use)


def test_continue_goes_by_front_matter(analyses: dict[str, Analysis]) -> None:
    found = tool(analyses, "Continue")
    assert drawn(found.always) == [
        ".continue/rules/asked.md: name and description",
        ".continue/rules/plain.md",
    ]
    assert drawn(found.on_use) == [
        ".continue/rules/asked.md: text: when the agent asks for it",
        ".continue/rules/globs.md: with a file that matches *.kt",
    ]


def test_the_sums_are_those_of_the_files(analyses: dict[str, Analysis]) -> None:
    """A file that two import is carried once; everything else adds up."""
    found = tool(analyses, "Claude Code")
    assert found.carried == counts.total([load.count for load in found.always])
    by_file = {(load.file, load.part): load.count for load in found.always}
    own = [by_file["CLAUDE.md", ""], *_imports(by_file)]
    assert counts.total(own) == analyses["CLAUDE.md"].total
    skill = ".claude/skills/notes/SKILL.md"
    listed = by_file[skill, "name and description"]
    (text,) = [load.count for load in found.on_use if load.file == skill]
    whole = analyses[skill].total
    assert (listed.tokens or 0) + (text.tokens or 0) == whole.tokens
    instructed = [a.total.tokens or 0 for a in analyses.values()]
    assert (found.carried.tokens or 0) < sum(instructed)


def _imports(by_file: dict[tuple[str, str], Count]) -> list[Count]:
    return [count for (_, part), count in by_file.items() if part == "imported"]


def test_a_description_costs_what_it_says() -> None:
    text = "---\nname: critic\ndescription: Finds faults.\n---\nFind every fault.\n"
    path = ".claude/agents/critic.md"
    found = tool({path: marked(text, path).analysis}, "Claude Code")
    alone = marked("critic: Finds faults.", "CLAUDE.md").analysis
    assert found.carried == alone.total


def test_a_report_from_below_the_root_still_knows_the_root() -> None:
    """`sub/CLAUDE.md` is no root's file, though it is shown without its folder."""
    nested = marked("Below.", "sub/CLAUDE.md").analysis
    found = tool({"CLAUDE.md": nested}, "Claude Code")
    assert drawn(found.on_use) == ["CLAUDE.md: with a file below sub/"]


def test_a_folder_with_settings_of_its_own_is_still_below_the_root() -> None:
    one = marked("Above.", "CLAUDE.md").analysis
    found = tool({"CLAUDE.md": one, "sub/CLAUDE.md": one}, "Claude Code")
    assert drawn(found.always) == ["CLAUDE.md"]
    assert drawn(found.on_use) == ["sub/CLAUDE.md: with a file below sub/"]


def test_two_folders_beside_each_other_are_two_sessions() -> None:
    one = marked("Hello.", "CLAUDE.md").analysis
    found = sessions_of({"api/CLAUDE.md": one, "web/CLAUDE.md": one})
    assert [session.root for session in found] == ["api/", "web/"]
    text = page(_material({"api/CLAUDE.md": one, "web/CLAUDE.md": one}))
    assert "Tokens of a session that starts in web/, by tool" in text


def test_a_great_many_roots_and_rules_are_counted_and_not_all_shown() -> None:
    one = marked("Hello.", "CLAUDE.md").analysis
    text = page(_material({f"{at}/CLAUDE.md": one for at in range(25)}))
    assert "… and 5 more roots." in text
    rules = [f".claude/rules/{at:02}.md" for at in range(60)]
    text = page(_material({path: marked("Hello.", path).analysis for path in rules}))
    assert "… and 10 more rows." in text


def test_files_that_instruct_nobody_have_no_session() -> None:
    only = {"a.prompt.md": marked("Hello.").analysis}
    assert sessions_of(only) == ()
    assert "What sessions carry" not in page(_material(only))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a/**, b.{c,d} ,", ("a/**", "b.{c,d}")),
        (["a", "", 1, "b"], ("a", "b")),
        ("}a,b", ("}a", "b")),
        (None, ()),
        (7, ()),
        ("", ()),
    ],
)
def test_globs_are_a_list_or_stand_between_commas(
    value: object, found: tuple[str, ...]
) -> None:
    assert values.patterns(value) == found  # type: ignore[arg-type] # any JSON


def test_the_page_has_a_table_for_each_tool(analyses: dict[str, Analysis]) -> None:
    found = pages.read(page(_material(analyses)))
    captions = pages.texts(found, "caption")
    tools = ["Claude Code", "Codex", "Cursor", "Copilot", "Gemini CLI", "Continue"]
    for name in tools:
        assert f"{name}: what is always loaded, then what comes on use" in captions
    assert [said.split(":")[0] for said in pages.texts(found, "summary")] == tools
    rows = [e for e in found if e.tag == "tr" and "details" in e.parents]
    opened = {row.attributes.get("data-file") for row in rows}
    assert {"CLAUDE.md", "packages/api/CLAUDE.md"} <= opened


def test_the_examples_carry_what_their_files_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(EXAMPLES)
    found = Workspace().collect([]).analyses
    carried = tool(found, "Claude Code")
    skills = [name for name in found if name.endswith("/SKILL.md")]
    listed = [load for load in carried.always if load.file in skills]
    assert len(listed) == len(skills)
    tokens = sum(load.count.tokens or 0 for load in listed)
    whole = found["CLAUDE.md"].total.tokens or 0
    assert carried.carried.tokens == whole + tokens


def _material(analyses: dict[str, Analysis]) -> Material:
    wanted = comparison.named_models("claude-sonnet-5-5")
    return Material(
        files={
            path: figures(path, found, [comparison.model_count(found, wanted[0])])
            for path, found in analyses.items()
        },
        models=wanted,
        chosen=wanted[0],
        calls=1,
    )
