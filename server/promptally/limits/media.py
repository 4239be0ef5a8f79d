"""Images and PDFs that the API does not take: too large, or too many."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import images
from promptally.counting.faults import spot
from promptally.counting.reading import mapping, string
from promptally.limits import table
from promptally.limits.table import Broken
from promptally.prompts import Prompt, ReferenceKind, Segment, walk

_START = 4096
"""Bytes in which the size of nearly every image stands."""

_WORDS = ("image", "document")


class _Image(NamedTuple):
    """An image with the characters of its base64, and its pixels where they are known.

    `is_written` tells that the base64 stands in the file itself.
    """

    segment: Segment
    characters: int
    pixels: tuple[int, int] | None


def found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    """The images and the PDFs over a limit."""
    if not _may_hold_any(analysis, item.prompt):
        return
    held = [*_images(analysis, item)]
    is_many = len(held) > table.MANY_IMAGES
    for image in held:
        if message := _too_large(image, is_many=is_many):
            yield Broken("image-too-large", message, spot(image.segment))
    yield from _too_many(item, held)
    yield from _pages(analysis, item)


def _may_hold_any(analysis: Analysis, prompt: Prompt) -> bool:
    # Looking through the parts takes less time than through their text.
    if not prompt.references and not any(
        segment.title == "image" for segment in walk(prompt.segments)
    ):
        return False
    return any(analysis.lines.find(word, prompt.span) >= 0 for word in _WORDS)


def _images(analysis: Analysis, item: PromptAnalysis) -> Iterator[_Image]:
    targets = {
        reference.path: reference.target
        for reference in item.prompt.references
        if reference.kind is ReferenceKind.IMAGE
    }
    media = analysis.surroundings.media if targets else {}
    for segment in walk(item.prompt.segments):
        if segment.title != "image":
            continue
        source = mapping(mapping(segment.value).get("source"))
        if source.get("type") == "base64":
            data = string(source.get("data"))
            yield _Image(segment, len(data), _pixels(data))
        else:
            yield _brought(segment, targets, media)


def _brought(
    segment: Segment, targets: Mapping[str, str], media: Mapping[str, bytes]
) -> _Image:
    """An image by a name: its file, where somebody has read it."""
    data = media.get(targets.get(segment.path, ""), b"")
    return _Image(segment, (len(data) + 2) // 3 * 4, images.size(data))


def _pixels(base64: str) -> tuple[int, int] | None:
    size = images.size(images.decode(base64, _START))
    return size or images.size(images.decode(base64))


def _too_large(image: _Image, *, is_many: bool) -> str:
    most = table.MOST_PIXELS_OF_MANY if is_many else table.MOST_PIXELS
    if image.pixels and max(image.pixels) > most:
        where = f" in a request with more than {table.MANY_IMAGES}" if is_many else ""
        width, height = image.pixels
        return (
            f"The API refuses images of {width:,} by {height:,} pixels: {most:,} an"
            f" edge are the most{where}"
        )
    if image.characters > table.LARGEST_IMAGE:
        size = image.characters / table.MIB
        most = table.LARGEST_IMAGE // table.MIB
        return f"The API refuses an image of {size:.1f} MB: {most} MB are the most"
    return ""


def _is_small(item: PromptAnalysis) -> bool:
    window = item.model.context_window
    return window is not None and window <= table.SMALL_WINDOW


def _too_many(item: PromptAnalysis, held: Sequence[_Image]) -> Iterator[Broken]:
    most = table.MOST_IMAGES_IN_SMALL if _is_small(item) else table.MOST_IMAGES
    if len(held) > most:
        message = (
            f"The API refuses a request with {len(held):,} images: {most} are the most"
            f" for {item.model.name}, and this is the next"
        )
        yield Broken("too-many-images", message, spot(held[most].segment))


def _pages(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    most = table.MOST_PAGES_IN_SMALL if _is_small(item) else table.MOST_PAGES
    pdfs, pages = analysis.surroundings.pdfs, 0
    for reference in item.prompt.references:
        read = pdfs.get(reference.target)
        if read is None or reference.kind is not ReferenceKind.DOCUMENT:
            continue
        pages += read.n_pages
        if pages > most:
            message = (
                f"The API refuses a request with {pages:,} pages of PDFs: {most} are"
                f" the most for {item.model.name}"
            )
            start = reference.span.start
            part = next(
                (s for s in walk(item.prompt.segments) if s.path == reference.path),
                None,
            )
            span = spot(part) if part else reference.span._replace(end=start)
            yield Broken("too-many-pages", message, span)
            return
