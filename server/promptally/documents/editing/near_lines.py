"""A JSON Lines file after an edit, read from the lines around it alone.

So nobody has to put a text of many megabytes together for one letter. It is what
`reparse` would say of the whole text, which is asked wherever this way does not lead.
"""

from collections.abc import Sequence

from promptally.documents import signs
from promptally.documents.detect import Syntax
from promptally.documents.editing import lines as whole_lines
from promptally.documents.editing import quoted, reparse
from promptally.documents.editing.difference import Difference
from promptally.documents.editing.segments import Stretch
from promptally.prompts import Document, Kind, Prompt
from promptally.text import LineIndex

_EXTENSIONS = (".jsonl", ".ndjson")

_MOST = 1_000_000
"""Code points; of longer lines the whole text is no great matter."""


def edited(
    path: str, lines: LineIndex, before: LineIndex, document: Document
) -> Document | None:
    """The document of `lines`, as from scratch; `None` where this way does not lead.

    `document` is that of the text `before`.
    """
    known = lines.since(before)
    if known is None or not path.endswith(_EXTENSIONS):
        return None
    if document.kind is not Kind.BATCH or not document.prompts:
        return None
    changed = Difference(*known)
    stretch = _around(lines, before, changed)
    if len(stretch.before) + len(stretch.after) > _MOST:
        return None
    if not (
        quoted.is_within(stretch.before, stretch.after, stretch.inside(changed))
        or _tells_kind(before, document.prompts, changed)
    ):
        return None
    return reparse.in_stretch(Syntax.JSONL, stretch, document, changed)


def _around(lines: LineIndex, before: LineIndex, changed: Difference) -> Stretch:
    """The lines in which something has changed, with what stands near them."""
    start = before.line_start(before.line_at(changed.start)) - whole_lines.FAR - 1
    end = before.line_end(before.line_at(changed.end)) + whole_lines.FAR + 1
    start, by = max(0, start), changed.new_end - changed.end
    was, now = before.between(start, end), lines.between(start, end + by)
    return Stretch(was, now, start, before.line_at(start))


def _tells_kind(
    before: LineIndex, prompts: Sequence[Prompt], changed: Difference
) -> bool:
    """Whether a line that has not changed tells alone that this is a batch."""
    others = (
        before.between(*prompt.span)
        for prompt in (prompts[0], prompts[-1])
        if prompt.span.end < changed.start or changed.end < prompt.span.start
    )
    return any('"custom_id"' in it and signs.holds_requests(it) for it in others)
