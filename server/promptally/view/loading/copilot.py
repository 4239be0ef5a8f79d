"""What Copilot in VS Code loads, and when.

From "Use custom instructions in VS Code", "Custom agents" and "Use Agent Skills" on
code.visualstudio.com/docs, July 2026:

- `.github/copilot-instructions.md`, and `AGENTS.md` and `CLAUDE.md` of the root, come
  always; `AGENTS.md` of folders below it need a setting that is off by default.
- `*.instructions.md` of `.github/instructions` come with files that match `applyTo`,
  `.claude/rules` with those that match `paths`, by default all.
- The text of a custom agent comes when somebody chooses it.
- Imports are not followed.
"""

from collections.abc import Iterator, Sequence

from promptally.view.loading.values import (
    NAMED,
    InstructionFile,
    Load,
    ToolLoad,
    below,
    matching,
    owner,
    patterns,
    skills,
    tool_load,
    whole,
)

_ALWAYS = frozenset(
    {
        ".github/copilot-instructions.md",
        "AGENTS.md",
        "CLAUDE.md",
        "CLAUDE.local.md",
        ".claude/CLAUDE.md",
    }
)

_SKILLS = (".github/skills", ".claude/skills", ".agents/skills")


def loads(files: Sequence[InstructionFile]) -> ToolLoad:
    """What a session in the workspace's root loads."""
    found = [load for file in files for load in _loads(file)]
    return tool_load("Copilot", [*found, *skills(files, _SKILLS)])


def _loads(file: InstructionFile) -> Iterator[Load]:
    if file.path in _ALWAYS:
        yield whole(file)
    elif file.name == "AGENTS.md":
        yield whole(file, f"{below(file.folder)}, if chat.useNestedAgentsMdFiles is on")
    elif owner(file.path, ".claude/rules") == "":
        globs = patterns(file.fields.get("paths"))
        yield whole(file, _matching(globs) if globs else "")
    elif file.name.endswith(".instructions.md"):
        is_found = owner(file.path, ".github/instructions") == ""
        globs = patterns(file.fields.get("applyTo"))
        yield whole(file, _matching(globs) if globs and is_found else NAMED)
    elif _is_agent(file):
        yield whole(file, "when somebody chooses the agent")


def _is_agent(file: InstructionFile) -> bool:
    is_named = file.name.endswith((".agent.md", ".chatmode.md"))
    return is_named or owner(file.path, ".github/agents") == ""


def _matching(globs: Sequence[str]) -> str:
    """As `matching`; what is for all files comes always."""
    return "" if {"**", "**/*"} & {*globs} else matching(globs)
