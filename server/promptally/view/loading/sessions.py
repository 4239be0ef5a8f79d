"""From the analyses of a workspace to what each tool's session carries of it.

A session starts in the root that a file's settings name. What is only imported, or was
not read for the report, is not looked for.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from promptally import counts
from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import offline
from promptally.counting.models import Model
from promptally.counts import Count
from promptally.documents import nodes
from promptally.documents.markdown import front_matter
from promptally.prompts import (
    Json,
    Kind,
    Measure,
    Prompt,
    Segment,
    SegmentKind,
)
from promptally.text import Span
from promptally.view.loading import claude_code, copilot, cursor, others
from promptally.view.loading.values import InstructionFile, ToolLoad, owner


class Session(NamedTuple):
    """A root, empty where there is but one, with the tools that load files of it."""

    root: str
    tools: tuple[ToolLoad, ...]


_TOOLS = (
    claude_code.loads,
    others.codex,
    cursor.loads,
    copilot.loads,
    others.gemini,
    others.continue_,
)


def sessions(analyses: Mapping[str, Analysis]) -> tuple[Session, ...]:
    """A session for each root; analyses are by the path that is shown."""
    wanted = {
        shown: analysis
        for shown, analysis in analyses.items()
        if analysis.kind is Kind.INSTRUCTIONS and analysis.prompts
    }
    by_root: dict[str, list[InstructionFile]] = {}
    for shown, (root, path) in _placed(wanted).items():
        file = _file(shown, path, wanted[shown])
        by_root.setdefault(root, []).append(file)
    found = ((root, _tools(files)) for root, files in by_root.items())
    return tuple(Session(root, tools) for root, tools in found if tools)


def _tools(files: Sequence[InstructionFile]) -> tuple[ToolLoad, ...]:
    found = (loads(files) for loads in _TOOLS)
    return tuple(each for each in found if each.always or each.on_use)


def _placed(analyses: Mapping[str, Analysis]) -> Mapping[str, tuple[str, str]]:
    """The root of each file and its path from there, by the path that is shown.

    An analysis knows its path from the folder of its settings. Of two such folders the
    outer one is where a session starts.
    """
    paths = {shown: analysis.path for shown, analysis in analyses.items()}
    hidden = [p.removesuffix(s) for s, p in paths.items() if p != s and p.endswith(s)]
    if hidden:
        # The report was made in a folder below the root.
        above = max(hidden, key=len)
        return {shown: ("", f"{above}{shown}") for shown in paths}
    roots = _outer({s.removesuffix(p) for s, p in paths.items() if s.endswith(p)})
    return {shown: _within(shown, path, roots) for shown, path in paths.items()}


def _outer(roots: set[str]) -> Sequence[str]:
    """Those of the folders that lie in none of the others, in order."""
    found: list[str] = []
    for root in sorted(roots):
        if not found or not root.startswith(found[-1]):
            found.append(root)
    return found


def _within(shown: str, path: str, roots: Sequence[str]) -> tuple[str, str]:
    at = bisect_right(roots, shown) - 1
    if at < 0 or not shown.startswith(root := roots[at]):
        return "", path
    return root if len(roots) > 1 else "", shown.removeprefix(root)


def _file(shown: str, path: str, analysis: Analysis) -> InstructionFile:
    item = analysis.prompts[0]
    front = front_matter.parse(analysis.text)
    fields = nodes.to_json(front.node) if front.node else {}
    known = fields if isinstance(fields, Mapping) else {}
    return InstructionFile(
        path=path,
        shown=shown,
        text=_text(item),
        listed=_listed(path, analysis, item, known),
        imports=item.imports,
        fields=known,
        n_bytes=len(analysis.text.encode(errors="surrogatepass")),
    )


def _text(item: PromptAnalysis) -> Count:
    """The file without what is listed of it."""
    return counts.total(
        [
            item.count.segments[part.path]
            for part in item.prompt.messages
            if part.kind is not SegmentKind.FRONT_MATTER
        ]
    )


def _listed(
    path: str, analysis: Analysis, item: PromptAnalysis, fields: Mapping[str, Json]
) -> Count | None:
    """The line that an agent chooses it by; that of a skill is a part of its file."""
    for part in item.prompt.messages:
        if part.kind is SegmentKind.FRONT_MATTER:
            return item.count.segments[part.path]
    described = fields.get("description")
    is_offered = any(owner(path, folder) is not None for folder in _OFFERED)
    if not isinstance(described, str) or not described.strip():
        # A command without a description is listed with its first line.
        described = _first_line(analysis) if owner(path, _COMMANDS) is not None else ""
    if not is_offered or not described:
        return None
    name = fields.get("name")
    said = name if isinstance(name, str) and name else _stem(path)
    return _count(f"{said}: {described.strip()}", item.model)


_COMMANDS = ".claude/commands"
_OFFERED = (_COMMANDS, ".claude/agents", ".cursor/rules", ".continue/rules")
"""Folders of what is offered with a description, beside skills."""


def _first_line(analysis: Analysis) -> str:
    body = analysis.text[front_matter.parse(analysis.text).body :]
    return next((line for line in body.splitlines() if line.strip()), "")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _count(text: str, model: Model) -> Count:
    """The tokens that a text adds to a request."""
    at = Span(0, 0)
    part = Segment(
        path="description",
        kind=SegmentKind.FRONT_MATTER,
        span=at,
        anchor=0,
        value=text,
    )
    prompt = Prompt(span=at, anchor=0, measure=Measure.CONTENT, messages=(part,))
    return offline.count(prompt, model).total
