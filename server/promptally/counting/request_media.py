"""Images and documents of a request: with their bytes in it, or not at all.

A file that the prompt names is put in as base64 where somebody has read it. What
stands behind a URL or a file id is never fetched.
"""

import base64
from collections.abc import Callable, Mapping

from promptally.counting.reading import items, kind, mapping, string, text_of
from promptally.counting.sendable import Check, fields, is_flag, is_text
from promptally.prompts import Json

_IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_PDF = "application/pdf"
_SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF": _PDF,
}


def _is_transformation(value: Json) -> bool:
    return mapping(value).get("oversized_image") in ("downsize", "error")


_IMAGE: Mapping[str, Check] = {"transformations": _is_transformation}
_DOCUMENT: Mapping[str, Check] = {
    "title": is_text,
    "context": is_text,
    "citations": lambda value: is_flag(mapping(value).get("enabled")),
}


def image(value: Json, media: Mapping[str, bytes]) -> Mapping[str, Json] | str:
    """The image block as it is sent, or why it is not; OpenAI's forms too."""
    block = mapping(value)
    if "image_url" in block:
        block = {"type": "image", "source": _source_of_url(block["image_url"])}
    source = _with_bytes(mapping(block.get("source")), media)
    match source.get("type"):
        case "base64" if string(source.get("media_type")) in _IMAGE_TYPES:
            return _whole(block, _IMAGE, source, "data", is_text)
        case "base64":
            return _UNFINISHED
        case _:
            return _why(block, source)


def document(value: Json, media: Mapping[str, bytes]) -> Mapping[str, Json] | str:
    """The document block as it is sent, or why it is not."""
    block = mapping(value)
    source = _with_bytes(mapping(block.get("source")), media)
    match source.get("type"):
        case "base64" if source.get("media_type") == _PDF:
            return _whole(block, _DOCUMENT, source, "data", is_text)
        case "text":
            source = {**source, "media_type": "text/plain"}
            return _whole(block, _DOCUMENT, source, "data", is_text)
        case "content":
            source = {"type": "content", "content": _inner(source.get("content"))}
            return _whole(block, _DOCUMENT, source, "content", bool)
        case "base64":
            return _UNFINISHED
        case _:
            return _why(block, source)


_UNFINISHED = ""
"""The answer for a block that is not whole yet."""


def _whole(
    block: Mapping[str, Json],
    checks: Mapping[str, Check],
    source: Mapping[str, Json],
    name: str,
    check: Callable[[Json], bool],
) -> Mapping[str, Json] | str:
    if not check(source.get(name)):
        return _UNFINISHED
    sent = {key: v for key, v in source.items() if key in _SOURCE_FIELDS}
    if source.get("type") == "base64":
        # YAML folds long lines; the endpoint takes no white space in base64.
        sent["data"] = "".join(string(sent["data"]).split())
    return {**fields(block, checks), "type": kind(block), "source": sent}


_SOURCE_FIELDS = frozenset({"type", "media_type", "data", "content"})


def _why(block: Mapping[str, Json], source: Mapping[str, Json]) -> str:
    by = string(source.get("type"))
    return (
        f"the endpoint does not count {kind(block)}s by {by}"
        if by in {"url", "file"}
        else _UNFINISHED
        if by != "path"
        else f"the {kind(block)}'s file could not be read, or is of no kind to send"
    )


def _inner(content: Json) -> Json:
    """What a document is made of; empty where a part of it cannot be sent."""
    if isinstance(content, str):
        return content
    made: list[Json] = []
    for part in items(content):
        text = text_of(part)
        sent = {"type": "text", "text": text} if text else image(part, {})
        if isinstance(sent, str):
            return []
        made.append(sent)
    return made


def _with_bytes(
    source: Mapping[str, Json], media: Mapping[str, bytes]
) -> Mapping[str, Json]:
    """The source with the bytes of the local file that it names, if they are known."""
    names = (string(source.get(key)) for key in ("path", "url"))
    data = next((media[name] for name in names if name in media), None)
    return source if data is None else _inline(data) or source


def _inline(data: bytes) -> Mapping[str, Json] | None:
    found = next((t for s, t in _SIGNATURES.items() if data.startswith(s)), None)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        found = "image/webp"
    if found is not None:
        encoded = base64.b64encode(data).decode("ascii")
        return {"type": "base64", "media_type": found, "data": encoded}
    try:
        return {"type": "text", "data": data.decode("utf-8-sig")}
    except UnicodeDecodeError:
        return None


def _source_of_url(value: Json) -> Mapping[str, Json]:
    """The source of OpenAI's image: a data URL holds the bytes, others name them."""
    url = string(value) or string(mapping(value).get("url"))
    head, found, data = url.partition(";base64,")
    if found and head.startswith("data:"):
        media_type = head.removeprefix("data:")
        return {"type": "base64", "media_type": media_type, "data": data}
    return {"type": "url", "url": url}
