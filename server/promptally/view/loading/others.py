"""What Codex, Gemini CLI and Continue load, and when.

Each function names the pages of its tool's documentation that it follows. The counts
are Claude's, whatever the tool: they say what the texts would cost with Claude.
"""

from collections.abc import Iterator, Sequence

from promptally.view.loading.values import (
    NAMED,
    InstructionFile,
    Load,
    ToolLoad,
    below,
    imported,
    matching,
    offered,
    owner,
    patterns,
    skills,
    tool_load,
    whole,
)

_CODEX_BYTES = 32 * 1024
"""`project_doc_max_bytes`, of all `AGENTS.md` of a session together."""


def codex(files: Sequence[InstructionFile]) -> ToolLoad:
    """Codex, and others that read `AGENTS.md`.

    "Custom instructions with AGENTS.md" and "Agent Skills" on developers.openai.com,
    autumn 2026: the files from the root down to the folder that a session starts in are
    joined, up to 32 KiB; imports are not followed. Skills of `.agents/skills` are
    listed with name and description.
    """
    found = [file for file in files if file.name == "AGENTS.md"]
    loads = [whole(file, _started(file.folder)) for file in found]
    listed = skills(files, (".agents/skills",))
    n_bytes = sum(file.n_bytes for file in found if not file.folder)
    note = (
        f"AGENTS.md has {n_bytes:,} bytes, of which Codex reads {_CODEX_BYTES:,}."
        if n_bytes > _CODEX_BYTES
        else ""
    )
    return tool_load("Codex", [*loads, *listed], note)


def _started(folder: str) -> str:
    return f"in sessions that start in {folder}/" if folder else ""


def gemini(files: Sequence[InstructionFile]) -> ToolLoad:
    """Gemini CLI.

    "Provide context with GEMINI.md files" and "Agent Skills" on geminicli.com/docs,
    autumn 2026: the root's `GEMINI.md` comes always with what it imports, those below
    when a tool looks at a file of their folder; skills are listed at the start.
    """
    found = [(f, below(f.folder)) for f in files if f.name == "GEMINI.md"]
    loads = [
        load
        for file, when in found
        for load in (whole(file, when), *imported(file, when))
    ]
    listed = skills(files, (".gemini/skills", ".agents/skills"))
    return tool_load("Gemini CLI", [*loads, *listed])


def continue_(files: Sequence[InstructionFile]) -> ToolLoad:
    """Continue.

    "Rules" on docs.continue.dev, autumn 2026: a rule of `.continue/rules` comes always
    with `alwaysApply`, or where it has neither that nor `globs`; with files that match
    its `globs`; and with `alwaysApply: false` its description is listed as well.
    """
    found = [file for file in files if owner(file.path, ".continue/rules") == ""]
    return tool_load("Continue", [load for file in found for load in _rule(file)])


def _rule(file: InstructionFile) -> Iterator[Load]:
    globs = patterns(file.fields.get("globs"))
    is_always = file.fields.get("alwaysApply")
    if is_always is True or (is_always is None and not globs):
        yield whole(file)
    elif globs:
        yield whole(file, matching(globs))
    elif file.listed:
        yield from offered(file, "", "when the agent asks for it")
    else:
        yield whole(file, NAMED)
