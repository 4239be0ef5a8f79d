"""The variables of each part of a prompt, and the part with a sample in their places.

A part is looked into once, however often the others are edited: it is known again by
its value, which is the same object.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from promptally.prompts import Json, Prompt, Segment
from promptally.templates import expressions, markers
from promptally.templates.marker import Marker
from promptally.templates.markers import Dialect
from promptally.templates.samples import MOST, Sample

_KEY = "open parts"


class OpenPart:
    """A system prompt or a message: its variables, and `length` in code points.

    `paths` are those of plain variables.
    """

    __slots__ = (
        "_filled",
        "_markers",
        "dialect",
        "has_control_flow",
        "length",
        "names",
        "paths",
        "value",
    )

    def __init__(self, value: Json, dialect: Dialect) -> None:
        texts = list(_texts(value))
        found = {text: markers.find(text, dialect) for text in _replaceable(value)}
        each = [marker for text in texts for marker in found[text]]
        self.value = value
        self.dialect = dialect
        self.length = sum(map(len, texts))
        self.names = tuple(dict.fromkeys(chain.from_iterable(m.names for m in each)))
        self.paths = frozenset(marker.path for marker in each if marker.path)
        self.has_control_flow = any(marker.is_control for marker in each)
        self._markers = {text: said for text, said in found.items() if said}
        self._filled: list[tuple[Sample, Segment]] = []

    def filled(self, segment: Segment, sample: Sample) -> Segment:
        """`segment`, which has this value, with a sample; its children are left out.

        Where it stands in the file is of no account.
        """
        if not self._markers:
            return replace(segment, children=()) if segment.children else segment
        for given, made in self._filled:
            if given is sample and _is_called(made, segment):
                return made
        value = _mapped(self.value, self._put(sample))
        made = replace(segment, value=value, children=())
        self._filled = [*self._filled[1 - MOST :], (sample, made)]
        return made

    def _put(self, sample: Sample) -> Callable[[str], str]:
        return lambda text: _put(text, self._markers.get(text, ()), sample)


def of(
    prompt: Prompt, dialect: Dialect, memory: dict[str, Any]
) -> Mapping[str, OpenPart]:
    """The parts of what is said in `prompt`, by their paths, in order."""
    known: Mapping[str, OpenPart] = memory.get(_KEY, {})
    parts: dict[str, OpenPart] = {}
    for segment in (*prompt.system, *prompt.messages):
        part = known.get(segment.path)
        if part is None or part.value is not segment.value or part.dialect != dialect:
            part = OpenPart(segment.value, dialect)
        parts[segment.path] = part
    memory[_KEY] = parts
    return parts


def _is_called(one: Segment, other: Segment) -> bool:
    return (one.path, one.kind, one.role, one.title) == (
        other.path,
        other.kind,
        other.role,
        other.title,
    )


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


_SPOKEN = ("content", "text")


def _replaceable(value: Json) -> Iterator[str]:
    """All texts in which a sample is put, whether they are sent or not."""
    match value:
        case str():
            yield value
        case list() | tuple():
            for block in value:
                yield from _replaceable(block)
        case Mapping():
            for key in _SPOKEN:
                yield from _replaceable(value.get(key))


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
