"""The limits of the platforms that prompts are for, as findings.

`table` has each with its source; a file that breaks one is told so at the place. What
the API answers with an error whatever its size is `counting.refusals`' to say, and
whether the whole fits the window is `view.findings`'.
"""

from collections.abc import Iterator

from promptally.analysis import Analysis, PromptAnalysis
from promptally.limits import caching, instructions, media, requests
from promptally.limits.table import BY_CODE, Broken
from promptally.prompts import Measure, Problem, Severity
from promptally.settings import Level


def found(analysis: Analysis, item: PromptAnalysis) -> Iterator[Problem]:
    """The limits that a prompt breaks; those that are off are not looked for."""
    if item.prompt.measure is Measure.CONTENT:
        broken = instructions.found(analysis, item)
    else:
        broken = _of_request(analysis, item)
    for code, message, span in broken:
        level = analysis.settings.severities.get(code, BY_CODE[code].level)
        if level is not Level.OFF:
            yield Problem(
                code=code, message=message, span=span, severity=Severity(level.value)
            )


def _of_request(analysis: Analysis, item: PromptAnalysis) -> Iterator[Broken]:
    yield from caching.found(analysis, item)
    yield from media.found(analysis, item)
    yield from requests.found(analysis, item)
