"""Content blocks: nodes to segments, for messages, system prompts and tool results.

Every block is kept as it is written, known or not. Only its shape and its type are
judged here; what else the API thinks of it is for `counting.refusals` to say.
"""

from typing import NamedTuple

from promptally.documents.fields import (
    anchor,
    fields,
    label,
    opening,
    place,
    value,
    within,
)
from promptally.documents.nodes import Array, Node, Object, Scalar, string
from promptally.documents.requests import sources
from promptally.documents.requests.notes import Notes
from promptally.prompts import Json, Segment, SegmentKind
from promptally.text import Span

BLOCK_TYPES = frozenset(
    {
        "advisor_tool_result",
        "bash_code_execution_tool_result",
        "browser_state",
        "code_execution_tool_result",
        "compaction",
        "container_upload",
        "document",
        "fallback",
        "image",
        "mcp_tool_listing",
        "mcp_tool_result",
        "mcp_tool_use",
        "redacted_thinking",
        "search_result",
        "server_tool_use",
        "text",
        "text_editor_code_execution_tool_result",
        "thinking",
        "tool_addition",
        "tool_reference",
        "tool_removal",
        "tool_result",
        "tool_search_tool_result",
        "tool_use",
        "web_fetch_tool_result",
        "web_search_tool_result",
    }
)
"""The `type`s of content blocks in the `anthropic` package 2.12.0, beta ones too."""

FOREIGN_BLOCK_TYPES = frozenset(
    {
        "file",
        "image_url",
        "input_audio",
        "input_file",
        "input_image",
        "input_text",
        "output_text",
        "refusal",
    }
)
"""The content parts of OpenAI's requests, which prompt files hold as well."""

_WITH_CONTENT = frozenset({"tool_result", "mcp_tool_result"})


class Part(NamedTuple):
    """A node on its way to become a segment.

    `span` is where it stands in the file, which is the place of the alias when a YAML
    alias repeats it; `decoded` is what the API would get.
    """

    path: str
    node: Node
    span: Span
    decoded: Json


def blocks(
    path: str, node: Node | None, decoded: Json, span: Span, notes: Notes
) -> tuple[Segment, ...]:
    """A segment for each block in the content `node`; none where it is no array.

    The paths are `path[0]`, `path[1]`, …, and all spans lie inside `span`. An item
    that is no block yet is kept if it is text, and left out with a problem if not.
    """
    if not isinstance(node, Array) or not isinstance(decoded, list):
        return ()
    container = within(node.span, span)
    parts = (
        Part(f"{path}[{index}]", item, within(item.span, container), value)
        for index, (item, value) in enumerate(zip(node.items, decoded, strict=False))
    )
    found = (_block(part, notes) for part in parts)
    return tuple(segment for segment in found if segment is not None)


def _block(part: Part, notes: Notes) -> Segment | None:
    node, span = part.node, part.span
    if not isinstance(node, Object):
        return _unwrapped(part, notes)
    entries = fields(node)
    named = entries.get("type")
    kind = string(named.value) if named else None
    pointer = place(named) if named else opening(node)
    if kind is None:
        notes.shape("a content block needs a `type`", pointer)
    elif kind not in BLOCK_TYPES and kind not in FOREIGN_BLOCK_TYPES:
        notes.inform("unknown-block", f"`{kind}` is no known type of block", pointer)
    notes.references.extend(sources.references(part.path, kind, entries))
    return Segment(
        path=part.path,
        kind=SegmentKind.BLOCK,
        span=span,
        anchor=anchor(named, node, span),
        value=part.decoded,
        title=kind or "",
        label=label(named, span),
        children=_inside(part, kind, value(entries, "content"), notes),
    )


def _inside(
    part: Part, kind: str | None, node: Node | None, notes: Notes
) -> tuple[Segment, ...]:
    """The blocks of a tool's result; a result inside a result stays closed."""
    if kind not in _WITH_CONTENT or part.path.count(".content[") > 1:
        return ()
    match node:
        case Object() | Scalar(value=bool() | int() | float()):
            message = "the content of a result must be a string or an array"
            notes.shape(message, opening(node))
    content = content_of(part.decoded)
    return blocks(f"{part.path}.content", node, content, part.span, notes)


def content_of(decoded: Json) -> Json:
    """What stands under `content` in a decoded message or block."""
    return decoded.get("content") if isinstance(decoded, dict) else None


def _unwrapped(part: Part, notes: Notes) -> Segment | None:
    notes.shape("a content block must be an object with a `type`", opening(part.node))
    if not isinstance(part.decoded, str):
        return None
    return Segment(
        path=part.path,
        kind=SegmentKind.BLOCK,
        span=part.span,
        anchor=part.span.start,
        value=part.decoded,
        title="text",
    )
