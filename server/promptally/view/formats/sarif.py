"""SARIF 2.1.0, for code scanning: a result a finding, files that failed apart.

Written after the standard (OASIS, SARIF 2.1.0 with errata 01) and GitHub's page on
SARIF support (2026): relative addresses from the repository's root, a fingerprint that
survives shifted lines.
"""

import hashlib
from collections.abc import Mapping, Sequence

from promptally import __version__
from promptally.prompts import Json, Severity
from promptally.view import findings, summary
from promptally.view.formats.json import written
from promptally.view.formats.outcome import Failure, FileFinding, Outcome
from promptally.view.summary import Place

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_DESCRIPTIONS = {**findings.CODES, **summary.CODES}
_ROOT = "%SRCROOT%"
_PLAIN = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
)


def render(outcome: Outcome) -> str:
    """The log, with one run, as ASCII."""
    codes = sorted({item.finding.code for item in outcome.findings})
    run: dict[str, Json] = {
        "tool": {"driver": _driver(codes)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository."}}
        },
        "invocations": [_invocation(outcome)],
        "results": _results(outcome, codes),
    }
    log: dict[str, Json] = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return written(log)


def _driver(codes: Sequence[str]) -> Mapping[str, Json]:
    return {
        "name": "Promptally",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> Mapping[str, Json]:
    words = code.replace("-", " ").capitalize()
    said = _DESCRIPTIONS.get(code, f"{words}.")
    return {
        "id": code,
        "name": words.title().replace(" ", ""),
        "shortDescription": {"text": said},
    }


def _invocation(outcome: Outcome) -> Mapping[str, Json]:
    return {
        "executionSuccessful": not outcome.failures,
        "toolExecutionNotifications": [_failed(outcome, f) for f in outcome.failures],
    }


def _failed(outcome: Outcome, failure: Failure) -> Mapping[str, Json]:
    return {
        "level": "error",
        "message": {"text": f"It was not checked: {failure.reason}"},
        "locations": [{"physicalLocation": _artifact(outcome, failure.path)}],
    }


def _results(outcome: Outcome, codes: Sequence[str]) -> list[Json]:
    seen: dict[tuple[str, str], int] = {}
    results: list[Json] = []
    for item in outcome.findings:
        key = (item.path, item.finding.code)
        seen[key] = seen.get(key, 0) + 1
        results.append(_result(outcome, item, codes, seen[key]))
    return results


def _result(
    outcome: Outcome, item: FileFinding, codes: Sequence[str], nth: int
) -> Mapping[str, Json]:
    finding = item.finding
    region = _region(finding.place)
    location = {"physicalLocation": _artifact(outcome, item.path) | {"region": region}}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {
            "nthOfItsKindInTheFile/v1": _digest(
                outcome.from_root(item.path), finding.code, str(nth)
            )
        },
    }


def _artifact(outcome: Outcome, path: str) -> dict[str, Json]:
    address: dict[str, Json] = {"uri": uri(outcome.from_root(path))}
    if not path.startswith("/"):
        address["uriBaseId"] = _ROOT
    return {"artifactLocation": address}


def _region(place: Place) -> Mapping[str, Json]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def uri(path: str) -> str:
    """A path as a reference: the bytes of the name, those that mean something escaped.

    An absolute path becomes a `file` address.
    """
    data = path.encode("utf-8", "surrogateescape" if _is_escaped(path) else "replace")
    said = "".join(chr(b) if b in _PLAIN else f"%{b:02X}" for b in data)
    return f"file://{said}" if path.startswith("/") else said


def _is_escaped(path: str) -> bool:
    """Whether all surrogates in `path` are bytes that were no UTF-8."""
    return all(not "\ud800" <= letter < "\udc80" for letter in path) and all(
        not "\udd00" <= letter <= "\udfff" for letter in path
    )


def _digest(*parts: str) -> str:
    told = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(told).hexdigest()[:32]
