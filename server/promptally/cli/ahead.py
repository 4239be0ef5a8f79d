"""Texts of many files counted one after another, before the files are analysed.

Counting looks every word up in tables of some megabytes, which a processor's cache
does not hold beside all that the rest of an analysis touches. What is counted here is
remembered, so nothing is said twice and no number can differ.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from promptally.cli.workspace import Opened
from promptally.counting import texts
from promptally.counting.tokens import Generation
from promptally.prompt_analysis import model_of
from promptally.prompts import walk

_MOST = 2_000
"""Texts; twice as many are remembered."""


def count(opened: Iterable[object]) -> None:
    """Count what the prompts among `opened` say, as far as it is remembered."""
    found = (each for one in opened if isinstance(one, Opened) for each in _texts(one))
    for text, generation in islice(found, _MOST):
        texts.tokens(text, generation)


def _texts(opened: Opened) -> Iterator[tuple[str, Generation]]:
    for prompt in opened.document.prompts:
        generation = model_of(prompt, opened.held.settings).generation
        for segment in walk(prompt.segments):
            said = segment.value
            if isinstance(said, Mapping):
                said = said.get("content")
            # Long texts are cut in parts, and few of them are remembered as a whole.
            if isinstance(said, str) and len(said) <= texts.SHORT:
                yield said, generation
