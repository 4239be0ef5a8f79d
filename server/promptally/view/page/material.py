"""What a page is made of, once everything is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promptally.counting.models import Model
from promptally.counts import Count, total
from promptally.view.comparison import ModelCount
from promptally.view.page.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The files by the path they are shown by, each counted for `models` too.

    `chosen` is one of the models, `calls` the calls a day, `failures` the paths of
    files that could not be read, each with its reason.
    """

    files: Mapping[str, Figures]
    models: Sequence[Model]
    chosen: Model
    calls: int
    failures: Sequence[tuple[str, str]] = ()

    @property
    def total(self) -> Count:
        """The tokens of all files."""
        return total([file.total for file in self.files.values()])

    def counted(self, path: str, model: Model) -> ModelCount:
        """A file for one of the models."""
        return self.files[path].counted[self.models.index(model)]

    def usd(self, model: Model) -> float | None:
        """One call of every prompt, in US dollars; `None` where one has no price."""
        found = [self.counted(path, model).input_usd for path in self.files]
        known = [amount for amount in found if amount is not None]
        return sum(known) if len(known) == len(found) else None

    def sum(self, model: Model) -> Count:
        """The tokens of all files for one of the models."""
        return total([self.counted(path, model).total for path in self.files])


def including(chosen: Model, wanted: Sequence[Model]) -> Sequence[Model]:
    """The models to compare, with the chosen one, in its own words, among them."""
    if chosen.id in {model.id for model in wanted}:
        return [chosen if model.id == chosen.id else model for model in wanted]
    return [chosen, *wanted]
