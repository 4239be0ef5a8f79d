"""A JSON Lines file after an edit: only the lines that it touches are read anew.

Every line is read by itself, torn or whole. What one line can mean to another (a value
that is spread over several, an id that stands twice, so many faults that they are not
all told) is looked for, and where it is found the file is for `parse` to read.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from promptally import pieces
from promptally.documents.editing import moving, replacement
from promptally.documents.editing.difference import Difference
from promptally.documents.editing.moving import Shift
from promptally.documents.editing.segments import Stretch
from promptally.documents.json import jsonl
from promptally.documents.json.jsonl import BLANKS
from promptally.documents.nodes import Node
from promptally.documents.requests import batch
from promptally.documents.requests.batch import Item, Read
from promptally.prompts import Document, Problem, Prompt
from promptally.text import Span

_MOST_TOLD = jsonl.MOST_PROBLEMS - 2
"""So many faults of syntax are sure to have been told, each in its line."""

_MOST_NOTED = 900
"""As `_MOST_TOLD`, for problems of all kinds."""

FAR = 400
"""Code points that are looked through for the next line that is not blank."""


def reparse(
    stretch: Stretch, document: Document, changed: Difference
) -> Document | None:
    """The document after an edit, as from scratch; `None` where this does not lead.

    `document` is that of the text before. Where `stretch` is not all of it, it has more
    than `FAR` code points on either side of the touched lines, or all that there are.
    """
    was = _lines_around(stretch.before, stretch.inside(changed))
    if was is None or not _are_told(document.problems):
        return None
    new = Span(was.start, was.end + changed.new_end - changed.end)
    if not _stand_alone(stretch.after, new):
        return None
    old = Span(was.start + stretch.start, was.end + stretch.start)
    touched = _prompts_in(document.prompts, old)
    reads, faults = _read(stretch, new)
    prompts = [read.prompt for read in reads if read.prompt]
    n_more = stretch.after.count("\n", *new) - stretch.before.count("\n", *was)
    if not _are_alike(document, touched, prompts, n_more_lines=n_more):
        return None
    if not _is_batch(document.prompts, touched, reads):
        return None
    shift = Shift(old.end + 1, new.end - was.end)
    problems = _problems(document.problems, old, faults, reads, shift)
    if not _are_told(problems):
        return None
    return replacement.replaced(document, touched, prompts, shift, problems=problems)


def _lines_around(text: str, changed: Difference) -> Span | None:
    """The whole lines that the edit touches, without the end of the last one."""
    start = text.rfind("\n", 0, changed.start) + 1
    start = max(start, text.rfind("\r", start, changed.start) + 1)
    end = text.find("\n", changed.end)
    end = len(text) if end < 0 else end
    carriage = text.find("\r", changed.end, end)
    end = end if carriage < 0 else carriage
    # Between the two of a `\r\n` there is no line, and all others are counted anew.
    is_torn = text.startswith("\n", start) and text[max(start - 1, 0) : start] == "\r"
    if is_torn or "\r" in text[start:end]:
        return None
    return Span(start, end)


def _are_told(problems: Sequence[Problem]) -> bool:
    """Whether there are so few problems that none was left out, and none of many."""
    faults = [problem for problem in problems if problem.code == "syntax"]
    return (
        len(problems) < _MOST_NOTED
        and len(faults) < _MOST_TOLD
        and not any(problem.message == jsonl.SPREAD for problem in faults)
        and not any(problem.code == "too-large" for problem in problems)
    )


def _stand_alone(text: str, lines: Span) -> bool:
    """Whether the lines before and behind are values of their own, as they were."""
    inside = text[slice(*lines)]
    if "\r" in inside or (
        inside.startswith("\n") and text[max(lines.start - 1, 0) : lines.start] == "\r"
    ):
        return False
    before = text[max(0, lines.start - FAR) : lines.start].rstrip(f"\r\n{BLANKS}")
    if before[-1:] in ("{", "[", ",", ":") or (not before and lines.start > FAR):
        return False
    is_begun = inside.rstrip(f"\n{BLANKS}")[-1:] in ("{", "[", ",", ":")
    if is_begun and not _begins_value(text, lines.end):
        return False
    return all(first == whole for _, first, whole in jsonl.values(inside))


def _begins_value(text: str, at: int) -> bool:
    """Whether the first line behind `at` that is not blank is no part of a value."""
    behind = text[at : at + FAR]
    for line in re.split(r"[\r\n]", behind)[1:]:
        if line.strip(BLANKS):
            return line[0] in "{["
    return at + FAR >= len(text)


def _prompts_in(prompts: Sequence[Prompt], lines: Span) -> slice:
    start = pieces.n_before(prompts, lines.start, _start)
    return slice(start, pieces.n_before(prompts, lines.end + 1, _start))


def _start(prompt: Prompt) -> int:
    return prompt.span.start


class _Line(NamedTuple):
    """What a line says, at its place in the file; as `batch.Read` has it."""

    prompt: Prompt | None
    problems: Sequence[Problem]
    is_request: bool


def _read(stretch: Stretch, lines: Span) -> tuple[list[_Line], list[Problem]]:
    """The prompts of the lines, and what is wrong with their syntax."""
    reads: list[_Line] = []
    faults: list[Problem] = []
    shift = Shift(-1, stretch.start)
    for number, _, span in jsonl.values(stretch.after[slice(*lines)]):
        start, end = lines.start + span.start, lines.start + span.end
        node, problems = jsonl.parse_line(stretch.after, start, end)
        faults += [moving.problem(problem, shift) for problem in problems]
        if node is not None:
            reads.append(_moved(_named(stretch, lines.start, number, node), shift))
    return reads, faults


def _named(stretch: Stretch, start: int, number: int, node: Node) -> Read:
    """The prompt of a line; its number in the file is counted if it is its name."""
    read = batch.read(Item("", node), is_json=True)
    if read.prompt is None or read.prompt.id:
        return read
    text, crossed = stretch.after, stretch.first_line
    crossed += text.count("\n", 0, start)
    if text.find("\r", 0, start) >= 0:
        crossed += text.count("\r", 0, start) - text.count("\r\n", 0, start)
    return batch.read(Item(f"line-{crossed + number}", node), is_json=True)


def _moved(read: Read, shift: Shift) -> _Line:
    prompt = moving.prompt_by(read.prompt, shift.by) if read.prompt else None
    problems = [moving.problem(problem, shift) for problem in read.problems]
    return _Line(prompt, problems, read.is_request)


def _are_alike(
    document: Document, touched: slice, prompts: Sequence[Prompt], *, n_more_lines: int
) -> bool:
    """Whether all other prompts are still called what they were."""
    if n_more_lines and any(pieces.facts(document.prompts, _are_numbered)):
        return False
    ids = [prompt.id for prompt in prompts]
    before = [prompt.id for prompt in document.prompts[touched]]
    if ids == before:
        return True
    if any("stands here twice" in problem.message for problem in document.problems):
        return False
    new = {*ids}.difference(before)
    return len({*ids}) == len(ids) and all(
        new.isdisjoint(known) for known in pieces.facts(document.prompts, _ids)
    )


def _ids(prompts: Sequence[Prompt]) -> frozenset[str]:
    return frozenset([prompt.id for prompt in prompts])


def _are_numbered(prompts: Sequence[Prompt]) -> bool:
    return any(prompt.id.startswith("line-") for prompt in prompts)


def _is_batch(
    prompts: Sequence[Prompt], touched: slice, reads: Sequence[_Line]
) -> bool:
    """Whether one of the lines surely has the shape of a request."""
    if any(read.is_request for read in reads):
        return True
    others = (prompts[at] for at in range(len(prompts)) if not _is_in(at, touched))
    return any(prompt.messages for prompt in others)


def _is_in(at: int, touched: slice) -> bool:
    return bool(touched.start <= at < touched.stop)


def _problems(
    problems: Sequence[Problem],
    old: Span,
    faults: Sequence[Problem],
    reads: Sequence[_Line],
    shift: Shift,
) -> tuple[Problem, ...]:
    """Those of syntax in the order of their lines, and then all others so."""
    of_syntax = [problem for problem in problems if problem.code == "syntax"]
    noted = [problem for problem in problems if problem.code != "syntax"]
    new = [problem for read in reads for problem in read.problems]
    return (
        *_spliced(of_syntax, old, faults, shift),
        *_spliced(noted, old, new, shift),
    )


def _spliced(
    problems: Sequence[Problem], old: Span, new: Sequence[Problem], shift: Shift
) -> list[Problem]:
    before = [problem for problem in problems if problem.span.start < old.start]
    behind = [problem for problem in problems if problem.span.start > old.end]
    return [*before, *new, *(moving.problem(problem, shift) for problem in behind)]
