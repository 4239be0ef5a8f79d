"""Prompts for tests of counting, straight from request bodies, without any text."""

from collections.abc import Mapping, Sequence

from promptally.prompts import Json, Measure, Prompt, Segment, SegmentKind
from promptally.text import Span

_NOWHERE = Span(0, 0)


def segment(
    path: str,
    kind: SegmentKind,
    value: Json,
    children: Sequence[Segment] = (),
    role: str | None = None,
) -> Segment:
    return Segment(
        path=path,
        kind=kind,
        span=_NOWHERE,
        anchor=0,
        value=value,
        role=role,
        children=tuple(children),
    )


def request(body: Mapping[str, Json]) -> Prompt:
    """The prompt of a Messages request; fields of a wrong type are left out."""
    fields = ("system", "tools", "messages")
    tools = body.get("tools")
    messages = body.get("messages")
    system = body.get("system")
    return Prompt(
        span=_NOWHERE,
        anchor=0,
        parameters={key: body[key] for key in body if key not in fields},
        system=(segment("system", SegmentKind.SYSTEM, system),) if system else (),
        tools=tuple(
            segment(f"tools[{at}]", SegmentKind.TOOL, tool)
            for at, tool in enumerate(tools if isinstance(tools, list) else ())
        ),
        messages=tuple(
            message(f"messages[{at}]", value)
            for at, value in enumerate(messages if isinstance(messages, list) else ())
        ),
    )


def message(path: str, value: Json) -> Segment:
    """A message with a child for each of its blocks, and for theirs."""
    content = value.get("content") if isinstance(value, Mapping) else None
    role = value.get("role") if isinstance(value, Mapping) else None
    return segment(
        path,
        SegmentKind.MESSAGE,
        value,
        _blocks(path, content),
        role if isinstance(role, str) else None,
    )


def _blocks(path: str, content: Json) -> list[Segment]:
    if not isinstance(content, list):
        return []
    return [
        segment(
            f"{path}.content[{at}]",
            SegmentKind.BLOCK,
            block,
            _blocks(
                f"{path}.content[{at}]",
                block.get("content") if isinstance(block, Mapping) else None,
            ),
        )
        for at, block in enumerate(content)
    ]


def instructions(text: str, children: Sequence[Segment] = ()) -> Prompt:
    """The prompt of an instruction file of one part."""
    return Prompt(
        span=_NOWHERE,
        anchor=0,
        measure=Measure.CONTENT,
        messages=(segment("body", SegmentKind.BODY, text, children),),
    )
