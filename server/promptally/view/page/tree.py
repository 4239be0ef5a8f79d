"""The tokens of many files as one tree: folders, files, prompts, their parts.

The tokens of a node are those of its children together: what a part has beside its own
parts is a part too, "the rest". What is unknown counts nothing here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from promptally.analysis import Analysis, ImportCount, PromptAnalysis
from promptally.prompts import Segment, SegmentKind
from promptally.view import wording
from promptally.view.outline import name


class NodeKind(StrEnum):
    """What a node stands for; the page has a colour for each."""

    FOLDER = "folder"
    FILE = "file"
    SYSTEM = "system"
    TOOL = "tool"
    USER = "user"
    ASSISTANT = "assistant"
    TEXT = "text"
    IMPORT = "import"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A share of the tokens. `file` and `line` (from 1) say where it stands.

    `part` is the path of the segment in its prompt. A folder has no file, and what was
    gathered from several places has no line.
    """

    name: str
    kind: NodeKind
    tokens: int
    file: str = ""
    line: int | None = None
    part: str = ""
    children: tuple["Node", ...] = ()


REST = "the rest"

_LONGEST_NAME = 120
"""Code points of the name of a file or folder."""

_MOST_FOLDERS = 12
"""Levels of folders; what lies deeper keeps the rest of its path as its name."""


def tree(files: Mapping[str, Node]) -> Node:
    """The root of all files; folders that hold but one thing are joined with it."""
    split = [(path.split("/", _MOST_FOLDERS), node) for path, node in files.items()]
    return _folder("", split)


def _folder(title: str, files: Sequence[tuple[Sequence[str], Node]]) -> Node:
    inside: dict[str, list[tuple[Sequence[str], Node]]] = {}
    children: list[Node] = []
    for parts, node in files:
        if len(parts) == 1:
            children.append(node)
        else:
            inside.setdefault(parts[0], []).append((parts[1:], node))
    children += [_folder(name, below) for name, below in inside.items()]
    if len(children) == 1:
        below = wording.safe(f"{title}/{children[0].name}", _LONGEST_NAME)
        return replace(children[0], name=below if title else children[0].name)
    return _node(title, NodeKind.FOLDER, children)


def _node(title: str, kind: NodeKind, children: Sequence[Node]) -> Node:
    return Node(
        name=wording.safe(title, _LONGEST_NAME),
        kind=kind,
        tokens=sum(child.tokens for child in children),
        children=tuple(children),
    )


def file_node(path: str, analysis: Analysis) -> Node:
    """One file with its prompts, or with the parts of the only one."""
    prompts = [_prompt(path, analysis, item) for item in analysis.prompts]
    parts = prompts[0].children if len(prompts) == 1 else tuple(prompts)
    title = path.rsplit("/", 1)[-1]
    return replace(_node(title, NodeKind.FILE, parts), file=path, line=1)


def _prompt(path: str, analysis: Analysis, item: PromptAnalysis) -> Node:
    line = analysis.lines.line_at(item.prompt.anchor) + 1
    parts = [_part(path, analysis, item, top, None) for top in item.prompt.segments]
    frame = item.count.frame.tokens or 0
    if frame:
        parts.append(_leaf("frame", NodeKind.OTHER, frame, path, line))
    for found in item.imports:
        at = analysis.lines.line_at(found.reference.span.start) + 1
        parts.append(_import(path, at, found))
    node = _node(item.prompt.id or "prompt", NodeKind.OTHER, parts)
    return replace(node, file=path, line=line)


def _leaf(title: str, kind: NodeKind, tokens: int, file: str, line: int) -> Node:
    return Node(name=title, kind=kind, tokens=tokens, file=file, line=line)


def _part(
    path: str,
    analysis: Analysis,
    item: PromptAnalysis,
    segment: Segment,
    above: NodeKind | None,
) -> Node:
    kind = above or _kind(segment)
    tokens = item.count.segments[segment.path].tokens or 0
    line = analysis.lines.line_at(segment.anchor) + 1
    inner = segment.children
    while len(inner) == 1 and inner[0].kind is SegmentKind.BLOCK:
        inner = inner[0].children
    parts = [_part(path, analysis, item, child, kind) for child in inner]
    rest = tokens - sum(part.tokens for part in parts)
    if parts and rest > 0:
        own = _leaf(REST, kind, rest, path, line)
        parts.append(replace(own, part=segment.path))
    leaf = _leaf(name(segment), kind, max(tokens, 0), path, line)
    return replace(leaf, part=segment.path, children=tuple(parts))


def _kind(segment: Segment) -> NodeKind:
    match segment.kind:
        case SegmentKind.SYSTEM:
            return NodeKind.SYSTEM
        case SegmentKind.TOOL:
            return NodeKind.TOOL
        case SegmentKind.MESSAGE:
            is_assistant = segment.role in {"assistant", "model"}
            return NodeKind.ASSISTANT if is_assistant else NodeKind.USER
        case SegmentKind.BODY | SegmentKind.SECTION | SegmentKind.FRONT_MATTER:
            return NodeKind.TEXT
        case _:
            return NodeKind.USER if segment.role == "user" else NodeKind.SYSTEM


def _import(path: str, line: int, found: ImportCount) -> Node:
    """An imported file with what it imports; it stands where it is imported."""
    title = f"@{wording.safe(found.path, _LONGEST_NAME)}"
    leaf = _leaf(title, NodeKind.IMPORT, found.total.tokens or 0, path, line)
    parts = [_import(path, line, inner) for inner in found.imports]
    own = found.count.tokens or 0
    if parts:
        parts.append(_leaf(REST, NodeKind.IMPORT, own, path, line))
    return replace(leaf, children=tuple(parts))


def leaves(node: Node, trail: tuple[str, ...] = ()) -> Iterator[tuple[str, Node]]:
    """Every part that has no parts, with its name behind those of its parents.

    The names begin inside the file.
    """
    outside = node.kind in {NodeKind.FOLDER, NodeKind.FILE}
    inside = () if outside else (*trail, node.name)
    if not node.children:
        yield " / ".join(inside) or node.name, node
    for child in node.children:
        yield from leaves(child, inside)


def gathered(node: Node, least: float) -> Node:
    """The tree with the heaviest first, and all below `least` tokens in one node.

    That bounds how many boxes there are to draw and to tab through.
    """
    ordered = sorted(node.children, key=lambda n: (-n.tokens, n.name, n.file))
    large = [gathered(n, least) for n in ordered if n.tokens >= least and n.tokens]
    small = [n for n in ordered if n.tokens and n.tokens < least]
    if not large:
        return replace(node, children=())
    if len(small) == 1:
        large.append(gathered(small[0], least))
    elif small:
        tokens = sum(n.tokens for n in small)
        title = f"{len(small):,} smaller ones"
        large.append(
            Node(name=title, kind=NodeKind.OTHER, tokens=tokens, file=node.file)
        )
    return replace(node, children=tuple(large))
