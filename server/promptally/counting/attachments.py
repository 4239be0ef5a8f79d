"""What images and documents cost, as far as they do not hold other blocks.

Nothing is decoded and nothing is fetched: what stands behind a URL or a file id counts
only where the caller brings its bytes.
"""

import re
from collections.abc import Mapping

from promptally.counting import images, pdf_pages, pdfs
from promptally.counting.bands import combine
from promptally.counting.context import Context
from promptally.counting.reading import blocks, can_be_cited, mapping, string
from promptally.counts import Count, offline, unknown
from promptally.prompts import INLINE_PDF, Json

_SENTENCE_END = re.compile(r"[.!?](?=\s+\S)")

_PDF = b"%PDF-"
"""Stands near the start of every PDF."""

_TOKENS_A_SENTENCE = 17
"""Of a PDF's text; recorded, n = 1."""


def image(fields: Mapping[str, Json], context: Context) -> Count:
    """An image block."""
    source = mapping(fields.get("source"))
    if source.get("type") == "base64":
        data = string(source.get("data"))
        return _picture(images.decode(data) if data else None, context)
    reason = "an image by URL or file id is counted as one of typical size"
    return _picture(_brought(source, context), context, reason)


def _picture(data: bytes | None, context: Context, why: str = "") -> Count:
    """The count of an image; its band has both grids where nobody recorded which."""
    tier, pairs = context.model.image_tier, context.rules.patch_pairs
    count = images.count(data, tier, pairs, why)
    if context.rules.sure_patches or count.reasons:
        return count
    coarse = images.count(data, tier, 2)
    tokens, high = count.tokens or 0, coarse.high or 0
    reason = f"images were never recorded on {context.model.name}"
    return offline(tokens, tokens * 9 // 10, max(high, tokens * 11 // 10), reason)


def image_url(fields: Mapping[str, Json], context: Context) -> Count:
    """OpenAI's image block, with a data URL or any other."""
    value = fields.get("image_url")
    url = string(value) or string(mapping(value).get("url"))
    head, found, data = url.partition(";base64,")
    source: dict[str, Json] = {"type": "url", "url": url}
    if found and head.startswith("data:"):
        source = {"type": "base64", "data": data}
    return image({"source": source}, context)


def plain_source(source: Mapping[str, Json], context: Context) -> Count:
    """The source of a document: a text or a PDF; unknown where it is elsewhere."""
    match source.get("type"):
        case "text":
            return context.text(string(source.get("data")))
        case "base64":
            return _inline_pdf(string(source.get("data")), context)
        case _:
            if (read := context.pdfs.get(_name(source))) is not None:
                return pdf_pages.count(read, context.rules.page, context.tokens)
            data_of = _brought(source, context)
            if data_of is not None:
                return pdfs.count(data_of, context.rules.page)
            return unknown("a document by URL or file id cannot be counted here")


def _inline_pdf(data: str, context: Context) -> Count:
    """A PDF by its base64 text."""
    if (read := context.pdfs.get(INLINE_PDF + data)) is not None:
        return pdf_pages.count(read, context.rules.page, context.tokens)
    decoded = images.decode(data, len(data))
    if _PDF not in decoded[:1024]:
        return _unreadable(context)
    return pdfs.count(decoded, context.rules.page)


def _unreadable(context: Context) -> Count:
    """What should be a PDF and is none, or not yet: somewhere from nothing to all."""
    reason = "the PDF's data cannot be read, so it is counted as one page"
    page = context.rules.page.tokens
    return offline(page, 0, context.model.context_window or 1_000_000, reason)


def document(fields: Mapping[str, Json], inside: Count, context: Context) -> Count:
    """A document block whose source counts as `inside`."""
    if inside.tokens is None:
        return inside
    parts = [inside, context.rules.document.counted()]
    for name in ("title", "context"):
        if label := string(fields.get(name)):
            parts += [context.text(label), context.rules.title.counted()]
    if can_be_cited(fields):
        sentences = _sentences(mapping(fields.get("source")), inside.tokens, context)
        parts.append(context.rules.cited_document.counted())
        parts.append(context.rules.sentence.times(sentences).counted())
    return combine(parts)


def _brought(source: Mapping[str, Json], context: Context) -> bytes | None:
    return context.media.get(_name(source))


def _name(source: Mapping[str, Json]) -> str:
    named = string(source.get("url")) or string(source.get("file_id"))
    return named or string(source.get("path"))


def _sentences(source: Mapping[str, Json], tokens: int, context: Context) -> int:
    """The parts of a document that an answer can cite."""
    match source.get("type"):
        case "text":
            return len(_SENTENCE_END.findall(string(source.get("data")))) + 1
        case "content":
            return len(blocks(source.get("content")))
        case _:
            return max(0, tokens - context.rules.page.tokens) // _TOKENS_A_SENTENCE
