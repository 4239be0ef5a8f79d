"""What one run of `promptally check` found, and what may be said of a path."""

import posixpath
import re
from dataclasses import dataclass

from promptally.growth import Change
from promptally.prompts import Severity
from promptally.view import wording
from promptally.view.summary import Finding, Summary

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be checked, and why, in half a sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A prompt file that is no more."""

    path: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFinding:
    """A finding with its file."""

    path: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole run, in the order of the paths.

    `settings` are what is wrong in the files of settings. `since` names what the files
    were compared with, empty if they were not. `folder` is the current folder below the
    repository's root, as in `server/` or empty: platforms want paths from the root.
    """

    summaries: tuple[Summary, ...]
    failures: tuple[Failure, ...] = ()
    settings: tuple[FileFinding, ...] = ()
    removed: tuple[Removed, ...] = ()
    since: str = ""
    folder: str = ""

    @property
    def findings(self) -> tuple[FileFinding, ...]:
        """All findings: those in settings first, then those of the files."""
        found = (
            FileFinding(path=summary.path, finding=finding)
            for summary in self.summaries
            for finding in summary.findings
        )
        return (*self.settings, *found)

    @property
    def grown(self) -> int:
        """By how many tokens all files together have grown, as far as it is known."""
        changes = [summary.change for summary in self.summaries]
        changes += [item.change for item in self.removed]
        return sum(change.tokens or 0 for change in changes if change)

    def count(self, severity: Severity) -> int:
        """How many findings are so loud."""
        return sum(item.finding.severity is severity for item in self.findings)

    def from_root(self, path: str) -> str:
        """A path that is shown, as it is from the repository's root."""
        if path.startswith("/") or not self.folder:
            return path
        return posixpath.normpath(posixpath.join(self.folder, path))


def changed(change: Change | None) -> str:
    """A change in words: `+512 (+12%)`, `-20`, `new`, `?`, or nothing."""
    if change is None:
        return ""
    if change.before is None:
        return "new"
    if change.tokens is None:
        return "?"
    said = wording.signed(change.tokens)
    if change.percent is not None and change.tokens and change.after:
        return f"{said} ({change.percent:+.0f}%)"
    return said


def printable(text: str) -> str:
    """The text without characters that would break a line or that no file may hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
