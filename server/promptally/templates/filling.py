"""A prompt with its variables replaced by the samples of its file.

Only plain variables are replaced. Control flow is not run: where there is any, what is
counted is what stands there, whichever branch would be taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from promptally.counts import Count
from promptally.prompts import Prompt, Segment
from promptally.templates import expressions, open_parts
from promptally.templates.open_parts import OpenPart
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
    prompt: Prompt,
    template: Template,
    count: Callable[[Prompt], Count],
    memory: dict[str, Any] | None = None,
) -> Filled | None:
    """What `template` says of `prompt`; `None` where nothing in it is open.

    `count` gives the tokens of a prompt. `memory` keeps what is found in each part for
    the prompt after an edit.
    """
    parts = open_parts.of(prompt, template.dialect, {} if memory is None else memory)
    named = dict.fromkeys(name for part in parts.values() for name in part.names)
    has_control_flow = any(part.has_control_flow for part in parts.values())
    if not named and not has_control_flow:
        return None
    paths = {path for part in parts.values() for path in part.paths}
    length = sum(part.length for part in parts.values())
    room = max(1, _MOST_COUNTED // max(1, length))
    samples = [s for s in template.samples if _fills(s, paths)][: min(MOST, room)]
    totals = sorted(
        (count(_replaced(prompt, parts, sample)) for sample in samples),
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


def _replaced(prompt: Prompt, parts: Mapping[str, OpenPart], sample: Sample) -> Prompt:
    """The prompt with the values of `sample`; its parts are not told apart."""

    def made(segment: Segment) -> Segment:
        return parts[segment.path].filled(segment, sample)

    return replace(
        prompt,
        system=tuple(map(made, prompt.system)),
        messages=tuple(map(made, prompt.messages)),
    )
