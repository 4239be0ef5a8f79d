"""What a parser made of a text, as lines that a person can read and a test compare."""

from collections.abc import Sequence

from promptally.documents import json as json_parser
from promptally.documents import shapes
from promptally.prompts import Document, Kind, Problem, Prompt, Segment
from promptally.text import Span


def read(text: str, kind: Kind = Kind.REQUEST) -> Document:
    """The document that the JSON `text` makes."""
    node, problems = json_parser.parse(text)
    return shapes.document(node, kind=kind, is_json=True, problems=problems)


def prompts(text: str, kind: Kind = Kind.REQUEST) -> Sequence[Prompt]:
    """The prompts of the JSON `text`."""
    return read(text, kind).prompts


def problems(text: str, kind: Kind = Kind.REQUEST) -> list[str]:
    """The problems of the JSON `text`, a line each."""
    return [problem_line(text, problem) for problem in read(text, kind).problems]


def problem_line(text: str, problem: Problem) -> str:
    """Severity, code, the text underlined, and the message."""
    place = under(text, problem.span)
    return f"{problem.severity} {problem.code} <{place}> {problem.message}"


def outline(text: str, kind: Kind = Kind.REQUEST) -> str:
    """The segments of the prompts of the JSON `text`, indented below one another."""
    return "\n".join(
        line for prompt in prompts(text, kind) for line in prompt_lines(text, prompt)
    )


def prompt_lines(text: str, prompt: Prompt) -> list[str]:
    """The prompt's id, then a line for each segment: path, kind, role, title, label."""
    return [
        f"prompt {prompt.id}".rstrip(),
        *(line for top in prompt.segments for line in _lines(text, top, 1)),
    ]


def _lines(text: str, segment: Segment, depth: int) -> list[str]:
    words = [segment.path, segment.kind.value, segment.title]
    if segment.label:
        words.append(f"<{under(text, segment.label)}>")
    return [
        "  " * depth + " ".join(word for word in words if word),
        *(line for c in segment.children for line in _lines(text, c, depth + 1)),
    ]


def under(text: str, span: Span) -> str:
    """The text under `span`."""
    return text[span.start : span.end]
