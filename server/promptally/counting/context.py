"""What a part's count depends on beside the part itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from promptally.counting.models import Model
from promptally.counting.pdf_pages import Pdf
from promptally.counting.rules import Rules
from promptally.counting.texts import tokens
from promptally.counts import Count, offline


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The model, its rules, and where in the conversation the part stands.

    `media` are the bytes of files that the prompt names, by name as written, and `pdfs`
    what was read of those that are PDFs.
    `current` tells whether the part stands in the turn in progress, `adaptive` whether
    the request leaves it to the model how much to think.
    """

    model: Model
    rules: Rules
    media: Mapping[str, bytes] = field(default_factory=dict)
    pdfs: Mapping[str, Pdf] = field(default_factory=dict)
    current: bool = True
    adaptive: bool = False

    def tokens(self, text: str) -> int:
        """The content tokens of `text`."""
        return tokens(text, self.model.generation)

    def text(self, text: str) -> Count:
        """The count of `text`: the rule for plain text is exact."""
        return offline(self.tokens(text))
