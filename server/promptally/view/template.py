"""What a template leaves open: its variables, and its tokens with the file's samples.

It is worked out when somebody looks, and not while the file is typed. Budgets hold for
what stands in the file.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import corrections, offline
from promptally.counting.known import Counted
from promptally.counting.models import Model
from promptally.counts import Count
from promptally.prompts import Prompt
from promptally.templates import filling, kept, samples
from promptally.templates.filling import Filled
from promptally.templates.samples import Template
from promptally.view import wording

_MOST_NAMES = 8


def filled(
    analysis: Analysis, items: Iterable[PromptAnalysis]
) -> Iterator[Filled | None]:
    """For each of the prompts `items` what is open in it; `None` where nothing is."""
    items = list(items)
    template = _template(analysis, items[0].parts) if items else None
    for item in items:
        if template is None:
            yield None
        else:
            count = _counting(analysis, item)
            yield filling.filled(item.prompt, template, count, item.parts)


def _template(analysis: Analysis, memory: dict[str, Any]) -> Template | None:
    if analysis.kind in samples.WITHOUT:
        return None
    path, document, text = analysis.path, analysis.document, analysis.text
    if document is None:
        return samples.of(path, analysis.kind, text)
    return kept.of(path, document, text, memory)


def sentences(analysis: Analysis, item: PromptAnalysis) -> list[str]:
    """A sentence about the variables of a prompt; none where it has no variables."""
    return [_sentence(found) for found in filled(analysis, [item]) if found]


def _counting(analysis: Analysis, item: PromptAnalysis) -> Callable[[Prompt], Count]:
    """What gives the tokens of `item` with other texts, one sample after another.

    What they came to before an edit is remembered: a sample changes few parts.
    """
    around, numbers = analysis.surroundings, itertools.count()
    known: dict[tuple[Model, int], Counted] = item.parts.setdefault(_KEY, {})

    def total(prompt: Prompt) -> Count:
        key = item.model, next(numbers)
        # What names other files may count otherwise today.
        before = None if prompt.references else known.get(key)
        reckoned = offline.count(prompt, item.model, around.media, around.pdfs, before)
        known[key] = Counted(prompt, reckoned.segments)
        learned = around.corrections
        kind = corrections.kind_of(prompt, item.model) if learned else None
        return corrections.apply(reckoned, learned, kind).total

    return total


_KEY = "filled"


def _sentence(found: Filled) -> str:
    said = [f"Template: {wording.plural(len(found.variables), 'variable')}"]
    if found.least and found.most:
        whose = "sample" if found.n_samples == 1 else f"{found.n_samples} samples"
        said.append(f"with the file's {whose} ≈ {_range(found.least, found.most)}")
    if found.unfilled and found.least:
        said.append(f"without a sample: {_names(found.unfilled)}")
    elif found.unfilled:
        said[0] += f" ({_names(found.unfilled)})"
    if found.has_control_flow:
        said.append("control flow is counted as it is written")
    return f"{'; '.join(said)}."


def _range(least: Count, most: Count) -> str:
    """`210 tokens`, or `210 to 260 tokens`."""
    if least.tokens == most.tokens:
        return f"{least.tokens:,} tokens"
    return f"{least.tokens:,} to {most.tokens:,} tokens"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(wording.safe(name, 40) for name in names[:_MOST_NAMES])
    left = len(names) - _MOST_NAMES
    return f"{shown} and {wording.plural(left, 'other')}" if left > 0 else shown
