"""What reading the nodes of one prompt gathers on the way: problems, references.

The one mutable value of this package: it lives as long as one prompt is being built
and never leaves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from promptally.prompts import Problem, Reference, Severity
from promptally.text import Span

MOST_PROBLEMS = 1000
"""Nobody reads more of them, and an editor would be busy with nothing else."""


@dataclass(slots=True)
class Notes:
    """Problems and references in the order in which they were met.

    `is_json` says that what is read is JSON, which goes to the API as it stands.
    """

    is_json: bool = False
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def shape(self, message: str, span: Span) -> None:
        """Note that the text under `span` has not the shape that the API takes."""
        self._note(Problem(code="shape", message=message, span=span))

    def warn(self, code: str, message: str, span: Span) -> None:
        """Note something that does not do what its author means it to do."""
        self._note(
            Problem(code=code, message=message, span=span, severity=Severity.WARNING)
        )

    def inform(self, code: str, message: str, span: Span) -> None:
        """Note something that is worth knowing and no fault."""
        self._note(
            Problem(
                code=code, message=message, span=span, severity=Severity.INFORMATION
            )
        )

    def take(self, problems: Iterable[Problem]) -> None:
        """Note what somebody else has met."""
        for problem in problems:
            self._note(problem)

    def _note(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
