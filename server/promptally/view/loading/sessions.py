"""From the instruction files of a workspace to what each tool's session carries.

Of an analysis `instructions` takes what is needed, which is small and may travel
between processes; `sessions` puts all of them together. A session starts in the root
that a file's settings name. What is only imported, or was not read for the report, is
not looked for.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from promptally.surroundings import ImportCount
from promptally.text import Span
from promptally.view.loading import claude_code, copilot, cursor, others
from promptally.view.loading.values import InstructionFile, ToolLoad, owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """An instruction file, before it is known where the sessions start.

    `path` starts at the folder of its settings. `listed` is the front matter of a
    skill, `described` its name with its description, `begun` with its first line;
    each is `None` where there is no such thing. The rest is as in `InstructionFile`.
    """

    path: str
    text: Count
    listed: Count | None
    described: Count | None
    begun: Count | None
    imports: tuple[ImportCount, ...]
    fields: Mapping[str, Json]
    n_bytes: int


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


def sessions(wanted: Mapping[str, Instructions]) -> tuple[Session, ...]:
    """A session for each root; the files are by the path that is shown."""
    by_root: dict[str, list[InstructionFile]] = {}
    for shown, (root, path) in _placed(wanted).items():
        file = _file(shown, path, wanted[shown])
        by_root.setdefault(root, []).append(file)
    found = ((root, _tools(files)) for root, files in by_root.items())
    return tuple(Session(root, tools) for root, tools in found if tools)


def _tools(files: Sequence[InstructionFile]) -> tuple[ToolLoad, ...]:
    found = (loads(files) for loads in _TOOLS)
    return tuple(each for each in found if each.always or each.on_use)


def _placed(files: Mapping[str, Instructions]) -> Mapping[str, tuple[str, str]]:
    """The root of each file and its path from there, by the path that is shown.

    A file knows its path from the folder of its settings. Of two such folders the
    outer one is where a session starts.
    """
    paths = {shown: file.path for shown, file in files.items()}
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


def _file(shown: str, path: str, found: Instructions) -> InstructionFile:
    return InstructionFile(
        path=path,
        shown=shown,
        text=found.text,
        listed=_listed(path, found),
        imports=found.imports,
        fields=found.fields,
        n_bytes=found.n_bytes,
    )


def _listed(path: str, found: Instructions) -> Count | None:
    """The line that an agent chooses it by; that of a skill is a part of its file."""
    if found.listed or not any(owner(path, f) is not None for f in _OFFERED):
        return found.listed
    if found.described or owner(path, _COMMANDS) is None:
        return found.described
    # A command without a description is listed with its first line.
    return found.begun


_COMMANDS = ".claude/commands"
_OFFERED = (_COMMANDS, ".claude/agents", ".cursor/rules", ".continue/rules")
"""Folders of what is offered with a description, beside skills."""


def instructions(analysis: Analysis) -> Instructions | None:
    """What sessions need to know of a file; `None` where it instructs no agent."""
    if analysis.kind is not Kind.INSTRUCTIONS or not analysis.prompts:
        return None
    item = analysis.prompts[0]
    front = front_matter.parse(analysis.text)
    decoded = nodes.to_json(front.node) if front.node else {}
    fields = decoded if isinstance(decoded, Mapping) else {}
    named, described = fields.get("name"), fields.get("description")
    title = named if isinstance(named, str) and named else _stem(analysis.path)
    told = described.strip() if isinstance(described, str) else ""
    return Instructions(
        path=analysis.path,
        text=_text(item),
        listed=_front(item),
        described=_line(title, told, item.model),
        begun=_line(title, _first_line(analysis.text[front.body :]), item.model),
        imports=item.imports,
        fields=fields,
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


def _front(item: PromptAnalysis) -> Count | None:
    for part in item.prompt.messages:
        if part.kind is SegmentKind.FRONT_MATTER:
            return item.count.segments[part.path]
    return None


def _line(title: str, said: str, model: Model) -> Count | None:
    return _count(f"{title}: {said}", model) if said else None


def _first_line(body: str) -> str:
    found = next((line for line in body.splitlines() if line.strip()), "")
    return found.strip()


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
