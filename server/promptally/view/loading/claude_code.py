"""What Claude Code loads, and when.

From the pages "How Claude remembers your project" (`memory`), "Extend Claude with
skills" (`skills`) and "Create custom subagents" (`sub-agents`) of
code.claude.com/docs/en, as of autumn 2026:

- `CLAUDE.md`, `.claude/CLAUDE.md` and `CLAUDE.local.md` of the folder that a session
  starts in come at launch, with what they import. Those of folders below it come when
  Claude reads, writes or edits a file there.
- `AGENTS.md` comes in their place where there are none of them (from 2.1.277 on).
- `.claude/rules/**/*.md` come at launch, those with `paths` with a file that matches.
- Of skills and commands the name and the description are listed at launch, unless
  `disable-model-invocation` is set; the text comes when they are used. A skill with
  `paths` is offered with a file that matches. So are subagents, whose text is the
  system prompt of a window of their own.

Nothing is said of what lies outside the workspace: the user's own files, plugins, tools
and Claude Code's own system prompt.
"""

from collections.abc import Iterator, Sequence

from promptally.view.loading.values import (
    InstructionFile,
    Load,
    ToolLoad,
    below,
    imported,
    matching,
    offered,
    owner,
    patterns,
    tool_load,
    whole,
)

_OWN = frozenset({"CLAUDE.md", "CLAUDE.local.md"})


def loads(files: Sequence[InstructionFile]) -> ToolLoad:
    """What a session in the workspace's root loads."""
    own = {_home(file) for file in files if file.name in _OWN}
    found = [load for file in files for load in _loads(file, own)]
    return tool_load("Claude Code", found)


def _loads(file: InstructionFile, own: set[str]) -> Iterator[Load]:
    """`own` are the folders with a `CLAUDE.md` of any sort."""
    if (base := owner(file.path, ".claude/rules")) is not None:
        yield from _texts(file, _scope(file, base))
    elif (base := owner(file.path, ".claude/skills")) is not None:
        yield from _skill(file, base)
    elif (base := owner(file.path, ".claude/commands")) is not None:
        yield from _offered(file, below(base), "when the command is used")
    elif (base := owner(file.path, ".claude/agents")) is not None:
        used = "when the agent is used, in a window of its own"
        yield from _offered(file, below(base), used)
    elif file.name in _OWN or _stands_in(file, own):
        yield from _texts(file, below(_home(file)))


def _stands_in(file: InstructionFile, own: set[str]) -> bool:
    """Whether it is an `AGENTS.md` that is read for want of a `CLAUDE.md`."""
    return file.name == "AGENTS.md" and own.isdisjoint({"", _home(file)})


def _home(file: InstructionFile) -> str:
    """The folder that the file speaks for."""
    return f"/{file.folder}".removesuffix("/.claude").removeprefix("/")


def _scope(file: InstructionFile, base: str) -> str:
    globs = patterns(file.fields.get("paths"))
    return matching(globs) if globs else below(base)


def _texts(file: InstructionFile, when: str) -> Iterator[Load]:
    yield whole(file, when)
    yield from imported(file, when)


def _skill(file: InstructionFile, base: str) -> Iterator[Load]:
    if file.name == "SKILL.md":
        yield from _offered(file, _scope(file, base), "when the skill is used")
    else:
        yield whole(file, "when a skill refers to it")


def _offered(file: InstructionFile, when: str, used: str) -> Iterator[Load]:
    if file.fields.get("disable-model-invocation") is True:
        yield whole(file, "when somebody calls it")
    else:
        yield from offered(file, when, used)
