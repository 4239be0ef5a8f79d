"""What one content block costs, whatever its kind and however much of it is typed.

A block's count is unknown only where nothing bounds it: a document by URL or by file
id. An image by URL lies between the smallest and the largest that the model looks at.
"""

from collections.abc import Callable, Mapping

from promptally.counting import attachments, rendering, rules, server_results, thinking
from promptally.counting.bands import combine, within
from promptally.counting.context import Context
from promptally.counting.models import Model
from promptally.counting.reading import (
    blocks,
    can_be_cited,
    integer,
    items,
    kind,
    kinds,
    mapping,
    string,
    text_of,
    written,
)
from promptally.counting.rules import Size
from promptally.counts import Count, offline, unknown
from promptally.prompts import UNRENDERED, Json


def content(value: Json, context: Context) -> Count:
    """The tokens of a message's content: the API joins its texts without a gap.

    What cannot be bounded is left out, with a reason, and the band then reaches to the
    model's context window, which no accepted request exceeds.
    """
    if isinstance(value, str):
        return context.text(value)
    parts: list[Count] = []
    texts: list[str] = []
    for part in blocks(value):
        text = text_of(part)
        if text is None:
            parts.append(block(part, context))
            continue
        texts.append(text)
        if cited := len(items(mapping(part).get("citations"))):
            parts.append(rules.CITATION.times(cited).counted())
    text_count = context.text("".join(texts))
    if not parts:
        return text_count
    parts += [text_count, _resumed(value, context)]
    return bounded(parts, context.model)


def bounded(parts: list[Count], model: Model) -> Count:
    """The sum of `parts`, the unknown ones as nothing up to the whole window."""
    window = model.context_window or 1_000_000
    return combine(
        [
            part if part.tokens is not None else offline(0, 0, window, *part.reasons)
            for part in parts
        ]
    )


def block(value: Json, context: Context) -> Count:
    """The tokens of one content block as a part of a message."""
    text = text_of(value)
    if text is not None:
        return context.text(text)
    fields, its_kind = mapping(value), kind(value)
    reader = _READERS.get(its_kind)
    if reader:
        return reader(fields, context)
    if its_kind.endswith("_tool_result"):
        return server_results.result(fields, context)
    if not its_kind and not fields:
        return context.text("" if value is None else written(value))
    reason = f"a content block of type {its_kind or 'unknown'} is counted as its JSON"
    return within(context.tokens(written(value)), 0.6, reason)


def call(name: str, arguments: Json, context: Context) -> Count:
    """The tokens of a tool call."""
    its = context.rules
    around = its.call.plus(its.argument.times(rendering.arguments(arguments)))
    band = Size(around.tokens, its.call.down, its.call.up + its.argument.up)
    return combine([band.counted(), context.text(rendering.call(name, arguments))])


def result(value: Json, context: Context) -> Count:
    """The tokens of a tool's result."""
    inside = blocks(value)
    texts = "".join(text_of(part) or "" for part in inside)
    others = [block(part, context) for part in inside if text_of(part) is None]
    text = context.text(rendering.result(texts))
    parts = [text, context.rules.result.counted(), *others]
    if others:
        parts.append(rules.MIXED_RESULT.counted())
    elif texts in {"", "[]"}:
        parts.append(context.rules.empty_result.counted())
    return bounded(parts, context.model)


def _resumed(value: Json, context: Context) -> Count:
    """Text behind a tool's results opens the user's turn anew.

    Recorded to the token on Claude 3 and 3.5, n = 13, and on none since.
    """
    types = kinds(value)
    if "tool_result" not in types:
        return offline(0)
    behind = types[types.index("tool_result") :]
    turn = context.rules.turn
    return Size(turn * 2, turn * 2, 2).counted() if "text" in behind else offline(0)


def _document(fields: Mapping[str, Json], context: Context) -> Count:
    source = mapping(fields.get("source"))
    if source.get("type") == "content":
        inside = content(source.get("content"), context)
    else:
        inside = attachments.plain_source(source, context)
    return attachments.document(fields, inside, context)


def _search_result(fields: Mapping[str, Json], context: Context) -> Count:
    labels = string(fields.get("source")) + string(fields.get("title"))
    inside = fields.get("content")
    parts = [context.text(labels), content(inside, context)]
    parts.append(rules.SEARCH_RESULT.counted())
    if can_be_cited(fields):
        parts.append(context.rules.cited_document.counted())
        parts.append(context.rules.sentence.times(len(blocks(inside))).counted())
    return bounded(parts, context.model)


def _tool_use(fields: Mapping[str, Json], context: Context) -> Count:
    return call(string(fields.get("name")), fields.get("input"), context)


def _hosted_use(fields: Mapping[str, Json], context: Context) -> Count:
    reason = "a call of a server's tool is counted as one of a client's tool"
    return combine([_tool_use(fields, context), rules.HOSTED_CALL.counted(reason)])


def _tool_result(fields: Mapping[str, Json], context: Context) -> Count:
    counted = result(fields.get("content"), context)
    if fields.get("is_error") is not True:
        return counted
    return combine([counted, rules.FAILED_RESULT.counted()])


def _fetched(fields: Mapping[str, Json], context: Context) -> Count:
    """A page that a server's tool fetched: its document, where there is one."""
    page = mapping(mapping(fields.get("content")).get("content"))
    if kind(page) != "document":
        return server_results.result(fields, context)
    reason = "a fetched page is counted as its document"
    around = rules.FETCHED.counted(reason)
    return bounded([block(page, context), around], context.model)


def _tool_reference(_fields: Mapping[str, Json], _context: Context) -> Count:
    reason = "a tool that was searched for is counted as a short definition"
    return rules.TOOL_REFERENCE.counted(reason)


def _compaction(fields: Mapping[str, Json], context: Context) -> Count:
    """The summary that stands for an earlier part of the conversation."""
    summary = context.text(string(fields.get("content")))
    reason = "a compaction block is counted as its text"
    return combine([summary, rules.COMPACTION.counted(reason)])


def _upload(_fields: Mapping[str, Json], _context: Context) -> Count:
    reason = "a container upload is counted by a guess"
    return rules.CONTAINER_UPLOAD.counted(reason)


def _unrendered(fields: Mapping[str, Json], _context: Context) -> Count:
    """What a renderer would add: bounded, unless it comes from somewhere else."""
    if name := string(fields.get("elsewhere")):
        if name == "loop":
            return unknown("what a `for` repeats is counted once")
        return unknown(f"what `<{name}>` brings in is not counted")
    captions, marks = integer(fields.get("captions")), integer(fields.get("marks"))
    size = rules.CAPTION.times(captions or 0).plus(rules.MARK.times(marks or 0))
    return size.counted("POML is not rendered: headings and marks are estimated")


_READERS: Mapping[str, Callable[[Mapping[str, Json], Context], Count]] = {
    "image": attachments.image,
    "image_url": attachments.image_url,
    "input_image": attachments.image_url,
    "document": _document,
    "search_result": _search_result,
    "tool_use": _tool_use,
    "server_tool_use": _hosted_use,
    "mcp_tool_use": _hosted_use,
    "tool_result": _tool_result,
    "mcp_tool_result": _tool_result,
    "thinking": thinking.shown,
    "redacted_thinking": thinking.redacted,
    "container_upload": _upload,
    UNRENDERED: _unrendered,
    "compaction": _compaction,
    "tool_reference": _tool_reference,
    "web_fetch_tool_result": _fetched,
}
