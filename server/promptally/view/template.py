"""What a template leaves open: its variables, and its tokens with the file's samples.

It is worked out when somebody looks, and not while the file is typed. Budgets hold for
what stands in the file.
"""

from collections.abc import Iterable, Iterator, Sequence

from promptally.analysis import Analysis, PromptAnalysis
from promptally.counting import corrections, offline
from promptally.counts import Count
from promptally.prompts import Prompt
from promptally.templates import filling, samples
from promptally.templates.filling import Filled
from promptally.view import wording

_MOST_NAMES = 8


def filled(
    analysis: Analysis, items: Iterable[PromptAnalysis]
) -> Iterator[Filled | None]:
    """For each of the prompts `items` what is open in it; `None` where nothing is."""
    template = samples.of(analysis.path, analysis.kind, analysis.text)
    for item in items:

        def count(prompt: Prompt, item: PromptAnalysis = item) -> Count:
            return _total(analysis, item, prompt)

        yield filling.filled(item.prompt, template, count) if template else None


def sentences(analysis: Analysis, item: PromptAnalysis) -> list[str]:
    """A sentence about the variables of a prompt; none where it has no variables."""
    return [_sentence(found) for found in filled(analysis, [item]) if found]


def _total(analysis: Analysis, item: PromptAnalysis, prompt: Prompt) -> Count:
    """The tokens of `prompt`, which is `item` with other texts."""
    around = analysis.surroundings
    reckoned = offline.count(prompt, item.model, around.media, around.pdfs)
    known = around.corrections
    kind = corrections.kind_of(prompt, item.model) if known else None
    return corrections.apply(reckoned, known, kind).total


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
