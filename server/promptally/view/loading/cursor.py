"""What Cursor loads, and when.

From "Rules", "Commands" and "Agent Skills" on cursor.com/docs, autumn 2026:

- A rule of `.cursor/rules` comes always with `alwaysApply`, else with files that match
  its `globs`, else its description is listed, else somebody has to name it.
- `AGENTS.md` comes always, or with files of its folder; `.cursorrules`, the form before
  rules, comes always.
- A command's text comes when it is called.
"""

from collections.abc import Iterator, Sequence

from promptally.view.loading.values import (
    NAMED,
    InstructionFile,
    Load,
    ToolLoad,
    below,
    matching,
    offered,
    owner,
    patterns,
    skills,
    tool_load,
    whole,
)

_SKILLS = (".cursor/skills", ".agents/skills", ".claude/skills")


def loads(files: Sequence[InstructionFile]) -> ToolLoad:
    """What a session in the workspace's root loads."""
    found = [load for file in files for load in _loads(file)]
    return tool_load("Cursor", [*found, *skills(files, _SKILLS)])


def _loads(file: InstructionFile) -> Iterator[Load]:
    base = owner(file.path, ".cursor/rules")
    if file.name == "AGENTS.md":
        yield whole(file, below(file.folder))
    elif file.path == ".cursorrules":
        yield whole(file)
    elif owner(file.path, ".cursor/commands") is not None:
        yield whole(file, "when the command is used")
    elif base is not None and file.name.endswith(".mdc"):
        yield from _rule(file, base)


def _rule(file: InstructionFile, base: str) -> Iterator[Load]:
    globs = patterns(file.fields.get("globs"))
    if file.fields.get("alwaysApply") is True:
        yield whole(file, below(base))
    elif globs:
        yield whole(file, matching(globs))
    elif file.listed:
        yield from offered(file, below(base), "when the agent asks for it")
    else:
        yield whole(file, NAMED)
