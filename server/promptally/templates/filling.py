"""A prompt with its variables replaced by the samples of its file.

Only plain variables are replaced. Control flow is not run: where there is any, what is
counted is what stands there, whichever branch would be taken.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from promptally.counts import Count
from promptally.prompts import Json, Prompt, Segment
from promptally.templates import expressions, markers
from promptally.templates.marker import Marker
from promptally.templates.markers import Dialect
from promptally.templates.samples import MOST, Sample, Template

_MOST_COUNTED = 400_000
"""Code points that are counted for one answer: about a tenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is open in a prompt, and its tokens once the samples are in their places.

    `unfilled` are the variables that no sample gives. `least` and `most` are the counts
    of the shortest and the longest of `n_samples`; `None` where no sample fills
    anything.
    """

    variables: tuple[str, ...]
    unfilled: tuple[str, ...]
    has_control_flow: bool
    n_samples: int = 0
    least: Count | None = None
    most: Count | None = None


def filled(
    prompt: Prompt, template: Template, count: Callable[[Prompt], Count]
) -> Filled | None:
    """What `template` says of `prompt`; `None` where nothing in it is open.

    `count` gives the tokens of a prompt.
    """
    texts = [text for segment in _spoken(prompt) for text in _texts(segment.value)]
    found = [each for text in texts for each in markers.find(text, template.dialect)]
    named = dict.fromkeys(name for marker in found for name in marker.names)
    has_control_flow = any(marker.is_control for marker in found)
    if not named and not has_control_flow:
        return None
    paths = {marker.path for marker in found if marker.path}
    room = max(1, _MOST_COUNTED // max(1, sum(map(len, texts))))
    samples = [s for s in template.samples if _fills(s, paths)][: min(MOST, room)]
    totals = sorted(
        (count(_replaced(prompt, template.dialect, sample)) for sample in samples),
        key=lambda total: total.tokens or 0,
    )
    given = {name for sample in template.samples for name in sample}
    return Filled(
        variables=tuple(named),
        unfilled=tuple(name for name in named if name not in given),
        has_control_flow=has_control_flow,
        n_samples=len(totals),
        least=totals[0] if totals else None,
        most=totals[-1] if totals else None,
    )


def _fills(sample: Sample, paths: set[str]) -> bool:
    return any(expressions.value(path, sample) is not None for path in paths)


def _spoken(prompt: Prompt) -> Sequence[Segment]:
    return (*prompt.system, *prompt.messages)


def _texts(value: Json) -> Iterator[str]:
    """The texts of a system prompt or of a message."""
    match value:
        case str():
            yield value
        case {"content": content}:
            yield from _texts(content)
        case {"text": str(text)}:
            yield text
        case list() | tuple():
            for block in value:
                yield from _texts(block)


def _replaced(prompt: Prompt, dialect: Dialect, sample: Sample) -> Prompt:
    """The prompt with the values of `sample`; its parts are not told apart."""

    def made(segment: Segment) -> Segment:
        return replace(segment, value=_mapped(segment.value, put), children=())

    def put(text: str) -> str:
        return _put(text, markers.find(text, dialect), sample)

    return replace(
        prompt,
        system=tuple(map(made, prompt.system)),
        messages=tuple(map(made, prompt.messages)),
    )


_SPOKEN = ("content", "text")


def _mapped(value: Json, put: Callable[[str], str]) -> Json:
    match value:
        case str():
            return put(value)
        case list() | tuple():
            return [_mapped(block, put) for block in value]
        case Mapping():
            spoken = {key: _mapped(value[key], put) for key in _SPOKEN if key in value}
            return {**value, **spoken}
    return value


def _put(text: str, found: Sequence[Marker], sample: Sample) -> str:
    parts: list[str] = []
    position = 0
    for marker in found:
        value = marker.literal
        if marker.path:
            value = expressions.value(marker.path, sample)
        if value is not None:
            parts += [text[position : marker.span.start], value]
            position = marker.span.end
    return "".join([*parts, text[position:]])
