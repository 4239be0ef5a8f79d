"""The one line about a file that is always in sight: a status bar, a statusline."""

from typing import NamedTuple

from promptally.analysis import Analysis, Extent
from promptally.budgets import Verdict
from promptally.view import wording
from promptally.view.hints import total_label
from promptally.view.hover import details_of

_SEVERITIES = {Verdict.OVER: "error", Verdict.NEAR: "warning"}


class Status(NamedTuple):
    """The line, what a pointer on it shows as Markdown, and how loud it is."""

    text: str
    tooltip: str
    severity: str


def status(analysis: Analysis) -> Status:
    """The total with its budget; `error` over a budget, `warning` near one."""
    verdicts = {j.verdict for item in analysis.unplaced for j in item.judgements}
    loud = (said for verdict, said in _SEVERITIES.items() if verdict in verdicts)
    is_alone = len(analysis.prompts) == 1 and analysis.extent is Extent.WHOLE
    lines = details_of(analysis.prompts[0]) if is_alone else []
    return Status(
        text=total_label(analysis, analysis.total),
        tooltip="\n\n".join(wording.markdown(line, 400) for line in lines),
        severity=next(loud, "information"),
    )
