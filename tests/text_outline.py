"""What a parser made of a text file, as lines that a person can read."""

from collections.abc import Sequence

from promptally.prompts import Document, Segment


def outline(document: Document) -> list[str]:
    """A line for each segment of the only prompt: path, role or title, what is sent."""
    (prompt,) = document.prompts
    return _lines(prompt.segments, "")


def faults(document: Document, text: str) -> list[str]:
    """A line for each problem: its code, and the text that it underlines."""
    return [
        f"{problem.code} <{text[problem.span.start : problem.span.end]}>"
        for problem in document.problems
    ]


def _lines(segments: Sequence[Segment], indentation: str) -> list[str]:
    found = []
    for segment in segments:
        words = " ".join(filter(None, (segment.path, segment.role, segment.title)))
        found.append(f"{indentation}{words}: {_sent(segment)!r}")
        found.extend(_lines(segment.children, f"{indentation}  "))
    return found


def _sent(segment: Segment) -> object:
    match segment.value:
        case {"role": segment.role, "content": str(content)}:
            return content
    return segment.value
