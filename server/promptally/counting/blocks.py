"""What one content block costs, whatever its kind and however much of it is typed.

A block's count is unknown only where nothing bounds it: a document by URL or by file
id. An image by URL lies between the smallest and the largest that the model looks at.
"""

from collections.abc import Callable, Mapping

from promptally.counting import attachments, rendering, rules, thinking
from promptally.counting.bands import combine, within
from promptally.counting.context import Context
from promptally.counting.models import Model
from promptally.counting.reading import (
    blocks,
    can_be_cited,
    items,
    kind,
    kinds,
    mapping,
    string,
    text_of,
    written,
)
from promptally.counting.rules import Size
from promptally.counts import Count, offline
from promptally.prompts import Json


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
    parts += [text_count, offline(_resumed(value, context))]
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
        return _server_result(fields, context)
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
        parts.append(rules.EMPTY_RESULT.counted())
    return bounded(parts, context.model)


def _resumed(value: Json, context: Context) -> int:
    """Text behind a tool's results opens the user's turn anew; recorded, n = 4."""
    types = kinds(value)
    if "tool_result" not in types:
        return 0
    behind = types[types.index("tool_result") :]
    return context.rules.turn * 2 if "text" in behind else 0


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


def _tool_result(fields: Mapping[str, Json], context: Context) -> Count:
    return result(fields.get("content"), context)


def _server_result(fields: Mapping[str, Json], context: Context) -> Count:
    """A server tool's result: what is encrypted stands for text of unknown length."""
    found = context.tokens(written(_readable(fields.get("content"))))
    reason = "a server tool's result is counted from what can be read of it"
    return offline(found, found // 3, 4 * found + 2000, reason)


def _readable(value: Json, depth: int = 0) -> Json:
    """`value` without what is encrypted, and without what lies absurdly deep."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {
            key: _readable(inner, depth + 1)
            for key, inner in value.items()
            if not key.startswith("encrypted")
        }
    return [_readable(inner, depth + 1) for inner in items(value)] or string(value)


_DEEPEST = 20


def _upload(_fields: Mapping[str, Json], _context: Context) -> Count:
    reason = "a container upload is counted by a guess"
    return rules.CONTAINER_UPLOAD.counted(reason)


_READERS: Mapping[str, Callable[[Mapping[str, Json], Context], Count]] = {
    "image": attachments.image,
    "image_url": attachments.image_url,
    "input_image": attachments.image_url,
    "document": _document,
    "search_result": _search_result,
    "tool_use": _tool_use,
    "server_tool_use": _tool_use,
    "mcp_tool_use": _tool_use,
    "tool_result": _tool_result,
    "mcp_tool_result": _tool_result,
    "thinking": thinking.shown,
    "redacted_thinking": thinking.redacted,
    "container_upload": _upload,
}
