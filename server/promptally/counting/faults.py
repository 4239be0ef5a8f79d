"""Problems about segments: where they point, and how loud they are."""

from promptally.prompts import Problem, Segment, Severity
from promptally.text import Span


def spot(segment: Segment) -> Span:
    """The short text that stands for `segment`, or all of it where there is none."""
    return segment.label or segment.span


def refused(code: str, message: str, span: Span) -> Problem:
    """The API answers this with 400."""
    return Problem(code=code, message=message, span=span)


def warned(code: str, message: str, span: Span) -> Problem:
    """This works today, or may work."""
    return Problem(code=code, message=message, span=span, severity=Severity.WARNING)


def told(code: str, message: str, span: Span) -> Problem:
    """This is worth knowing."""
    return Problem(code=code, message=message, span=span, severity=Severity.INFORMATION)


def is_gap(name: str) -> bool:
    """Whether a template fills in `name` later, so that nothing can be said of it."""
    return "{" in name or "$" in name
