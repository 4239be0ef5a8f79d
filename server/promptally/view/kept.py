"""What may be kept of a summary until the next run: numbers, and no text of a prompt.

A message or a reason is kept if it is one of the sentences below, in which nothing
differs but numbers, places and names of known models. A summary that says anything
else, or that depends on other files, is not kept: that file is counted again.
"""

import re
from collections.abc import Sequence
from functools import cache

from promptally import budgets
from promptally.budgets import Budget, Judgement
from promptally.counting.judging import THIS_FILE
from promptally.counting.model_table import ROWS
from promptally.counts import Count, Source
from promptally.prompts import Json, Severity
from promptally.settings import Settings
from promptally.view.summary import Finding, Place, Summary

NO_PROMPT: Json = 0
"""What is kept of a file that is no prompt file."""

_NUMBER = "(?:≈ )?[0-9][0-9,]*+"
_PART = r"(?:prompt|system|tools|messages\[[0-9]+\])"
_TIMES = "(?:an exact count|[0-9]{1,10} exact counts)"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PATH = re.compile(rf"|{_PART}")


def keep(summary: Summary, settings: Settings) -> Json | None:
    """The numbers that `restore` makes the summary of again; `None` if it cannot."""
    if summary.has_references or summary.details or not _is_ours(summary):
        return None
    judged = summary.tightest
    kept: Json = [
        _count_to_json(summary.total),
        summary.n_prompts,
        _place_to_json(summary.place),
        _judgement_to_json(judged, settings) if judged else None,
        [
            [_place_to_json(f.place), f.code, f.severity.value, f.message]
            for f in summary.findings
        ],
    ]
    return kept if restore(kept, summary.path, settings) == summary else None


def _is_ours(summary: Summary) -> bool:
    """Whether no word in the summary can be one of the prompt's."""
    judged = summary.tightest
    said = [*summary.total.reasons, *(f.message for f in summary.findings)]
    if judged:
        said += judged.count.reasons
    is_plain = judged is None or _PATH.fullmatch(judged.path)
    return bool(is_plain) and all(map(_sentences().fullmatch, said))


_FIXED = (
    "MCP servers are left out of an exact count",
    "No role says this text, so it is not counted",
    "`temperature` is refused since API version 2026-10-21",
    "`top_k` is refused since API version 2026-10-21",
    "`top_p` is refused since API version 2026-10-21",
    "a message needs text that is not empty",
    "a text block needs text",
    "an answer that is to be continued cannot end in white space",
    (
        "the Messages API takes this as the top-level field `system`; it is counted as"
        " that"
    ),
)
"""What has no part that differs. A sentence that has changed elsewhere, and not here,
is not kept, which costs time and nothing else."""


@cache
def _sentences() -> re.Pattern[str]:
    """Compiled on first use: it names every model."""
    names = {name for row in ROWS for name in (row.id, row.name)}
    model = "|".join(map(re.escape, sorted(names, reverse=True)))
    budget = rf"(?:{_NUMBER} over|<?[0-9.]++% of) the budget of {_NUMBER}"
    return re.compile(
        rf"{'|'.join(map(re.escape, _FIXED))}"
        rf"|corrected by [+-]{_NUMBER} tokens after {_TIMES}, last on {_DATE}"
        rf"|{_PART}: {_NUMBER} tokens?, {budget}"
        rf"|{_NUMBER} tokens? do not fit the context window of (?:{model}), {_NUMBER}"
        rf"|(?:{model}) does not accept a prefilled answer: the last message must be"
        " the user's"
        rf"|(?:{model}) takes no system message among the others"
        rf"|(?:{model}) has not been measured; counted by older rules"
        r"|byte 0x[0-9A-F]{2} at line [0-9]{1,9} is not UTF-8: read as \ufffd"
        rf"|(?:{model}) is deprecated(?: and retires on [a-z0-9 -]{{1,40}})?+"
    )


def restore(kept: Json, path: str, settings: Settings) -> Summary | None:
    """The summary of the file that is shown as `path`, where `settings` hold.

    `None` for what `keep` never makes, whoever made it.
    """
    match kept:
        case [total, int(n_prompts), place, tightest, list(findings)]:
            try:
                return Summary(
                    path=path,
                    total=_count(total),
                    n_prompts=n_prompts,
                    tightest=_judgement(tightest, settings) if tightest else None,
                    findings=tuple(map(_finding, findings)),
                    place=_place(place),
                    growth=settings.growth,
                    severities=dict(settings.severities),
                    has_references=False,
                )
            except (TypeError, ValueError, IndexError):
                return None
        case _:
            return None


def _count_to_json(count: Count) -> Json:
    reasons = [*count.reasons]
    return [count.tokens, count.low, count.high, count.source.value, reasons]


def _count(kept: Json) -> Count:
    match kept:
        case [int(tokens), int(low), int(high), str(source), list(reasons)] if (
            0 <= low <= tokens <= high
        ):
            return Count(
                tokens=tokens,
                low=low,
                high=high,
                source=Source(source),
                reasons=tuple(map(str, reasons)),
            )
        case _:
            raise ValueError


def _place_to_json(place: Place) -> Json:
    return [place.line, place.column, place.end_line, place.end_column]


def _place(kept: Json) -> Place:
    match kept:
        case [int(line), int(column), int(end_line), int(end_column)]:
            return Place(
                line=line, column=column, end_line=end_line, end_column=end_column
            )
        case _:
            raise ValueError


def _judgement_to_json(judged: Judgement, settings: Settings) -> Json:
    """The budget by its place in the settings, or by its limit if the file has it."""
    stated: Sequence[Budget] = settings.budgets
    at = stated.index(judged.budget) if judged.budget in stated else -1
    count = _count_to_json(judged.count)
    return [at, judged.budget.tokens, count, judged.path]


def _judgement(kept: Json, settings: Settings) -> Judgement:
    match kept:
        case [int(at), int(limit), count, str(path)] if at >= -1 and limit > 0:
            own = Budget(tokens=limit, origin=THIS_FILE)
            budget = own if at < 0 else settings.budgets[at]
            return budgets.judge(budget, _count(count), path)
        case _:
            raise ValueError


def _finding(kept: Json) -> Finding:
    match kept:
        case [place, str(code), str(severity), str(message)]:
            return Finding(
                place=_place(place),
                code=code,
                severity=Severity(severity),
                message=message,
            )
        case _:
            raise ValueError
