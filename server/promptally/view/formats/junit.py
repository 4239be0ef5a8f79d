"""JUnit XML: a test case a file, failed where there is an error.

The common subset that GitLab, Jenkins and Azure read. There is no time and no host in
it, so that the same files give the same text.
"""

import re
from collections.abc import Iterator, Sequence

from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.formats.outcome import Failure, Outcome, printable
from promptally.view.summary import Finding

_FORBIDDEN = re.compile("[\ufffe\uffff]")
"""What XML 1.0 has no way to write, beside the characters that `printable` takes."""

_NAMES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
)


def render(outcome: Outcome) -> str:
    """The document; files of settings with a finding are cases too."""
    cases = [*_cases(outcome)]
    n_failures = sum("<failure" in case for case in cases)
    numbers = (
        f'tests="{len(cases) + len(outcome.failures)}" failures="{n_failures}"'
        f' errors="{len(outcome.failures)}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="promptally" {numbers} time="0">',
        f'  <testsuite name="promptally" {numbers} skipped="0" time="0">',
        *(_failed(failure) for failure in outcome.failures),
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _cases(outcome: Outcome) -> Iterator[str]:
    settings: dict[str, list[Finding]] = {}
    for item in outcome.settings:
        settings.setdefault(item.path, []).append(item.finding)
    for path, found in settings.items():
        yield _case(path, found, "")
    for summary in outcome.summaries:
        yield _case(summary.path, summary.findings, wording.tokens(summary.total))


def _case(path: str, findings: Sequence[Finding], said: str) -> str:
    broken = [f for f in findings if f.severity is Severity.ERROR]
    rest = [f for f in findings if f.severity is not Severity.ERROR]
    inner = [_failure(path, broken)] if broken else []
    told = "\n".join(filter(None, [said, *(_line(path, f) for f in rest)]))
    if told:
        inner.append(f"      <system-out>{_escaped(told)}</system-out>")
    return _element(path, inner)


def _element(path: str, inner: Sequence[str]) -> str:
    name = _escaped(printable(path))
    opened = (
        f'    <testcase classname="promptally" name="{name}" file="{name}" time="0"'
    )
    return "\n".join([f"{opened}>", *inner, "    </testcase>"])


def _failure(path: str, broken: Sequence[Finding]) -> str:
    first = broken[0]
    told = "\n".join(_line(path, finding) for finding in broken)
    return (
        f'      <failure message="{_escaped(first.message)}"'
        f' type="{_escaped(first.code)}">{_escaped(told)}</failure>'
    )


def _failed(failure: Failure) -> str:
    message = _escaped(wording.safe(failure.reason, 400))
    inner = f'      <error message="{message}" type="unreadable">{message}</error>'
    return _element(failure.path, [inner])


def _line(path: str, finding: Finding) -> str:
    place = f"{printable(path)}:{finding.place.line}:{finding.place.column}"
    return f"{place}: {finding.severity} {finding.message} [{finding.code}]"


def _escaped(text: str) -> str:
    said = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text).translate(_NAMES)
    # The runner of a build would obey it, wherever it stands in a line.
    return said.replace("##[", "##&#91;")
