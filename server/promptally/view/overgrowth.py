"""Too much growth since another commit: the words for it, and the finding in an editor.

The command knows both sides as counts; an editor has them in the analysis, where the
settings name a commit.
"""

from collections.abc import Iterator

from promptally import counts, growth
from promptally.analysis import Analysis, Extent
from promptally.growth import Change, GrowthLimit
from promptally.prompts import Problem
from promptally.text import Span
from promptally.view import since, wording

CODE = "over-growth"

_LONGEST_LINE = 200
"""Code points that are underlined."""


def sentence(change: Change, limit: GrowthLimit, called: str) -> str:
    """By how much a file grew since the commit `called` so, and what the limit is."""
    grown, bound = change.tokens or 0, growth.allowed(limit, change) or 0
    before = wording.number(change.before) if change.before else "nothing"
    after = wording.tokens(change.after) if change.after else "nothing"
    return (
        f"It grew by {wording.plural(grown, 'token')} since {called}, from {before} to"
        f" {after}: {grown - bound:,} more than the limit of {bound:,}"
    )


def found(analysis: Analysis) -> Iterator[Problem]:
    """That the file has grown by more than the settings allow, at its first prompt."""
    earlier, limit = analysis.earlier, analysis.settings.growth
    if not limit or earlier is None or earlier.fault or not analysis.prompts:
        return
    if analysis.extent is not Extent.WHOLE:
        return
    before = None
    if earlier.prompts is not None:
        before = counts.total([prompt.total for prompt in earlier.prompts])
    after = counts.total([since.total(item) for item in analysis.unplaced])
    change = Change(before=before, after=after)
    if growth.is_too_much(limit, change):
        anchor, lines = analysis.prompts[0].prompt.anchor, analysis.lines
        end = min(lines.line_end(lines.line_at(anchor)), anchor + _LONGEST_LINE)
        message = sentence(change, limit, earlier.since)
        yield Problem(code=CODE, message=message, span=Span(anchor, max(anchor, end)))
