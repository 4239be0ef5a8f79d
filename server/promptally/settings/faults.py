"""What can be wrong in settings, in words that never repeat a value.

A value may be a secret that stands in the wrong place; names are repeated, cut short.
"""

import difflib
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from promptally.prompts import Severity

type Path = tuple[str | int, ...]
"""The way to a value, as it was written: `("budgets", 0, "tokens")`."""

_MOST_SHOWN = 40


class Code(StrEnum):
    """The stable names of the problems of settings."""

    SYNTAX = "settings-syntax"
    """The text is not TOML, or too large; nothing in it holds."""
    UNKNOWN = "unknown-setting"
    """There is no setting of that name."""
    WRONG_TYPE = "wrong-type"
    """A value of another type is expected."""
    BAD_VALUE = "bad-value"
    """The type is right, the value is not."""
    NOT_ALLOWED = "setting-not-allowed"
    """Only the user's own file may say this."""
    SECRET = "secret-in-settings"  # noqa: S105 - the name of a problem
    """A credential stands in the settings, where none belongs."""

    @property
    def severity(self) -> Severity:
        """How loud such a problem is."""
        quiet = self in {Code.UNKNOWN, Code.NOT_ALLOWED}
        return Severity.WARNING if quiet else Severity.ERROR


class Fault(NamedTuple):
    """What is wrong with the value at `path`, in one sentence without a stop."""

    code: Code
    path: Path
    message: str


def wrong_type(path: Path, expected: str) -> Fault:
    """The value is of another type; `expected` completes "must be"."""
    return Fault(Code.WRONG_TYPE, path, f"`{dotted(path)}` must be {expected}")


def bad_value(path: Path, expected: str) -> Fault:
    """The value is out of bounds; `expected` completes "must be"."""
    return Fault(Code.BAD_VALUE, path, f"`{dotted(path)}` must be {expected}")


def unknown(path: Path, names: Iterable[str]) -> Fault:
    """There is no such name among `names`; the nearest of them is offered."""
    meant = nearest(str(path[-1]), names)
    hint = f"; did you mean `{meant}`?" if meant else ""
    return Fault(Code.UNKNOWN, path, f"There is no setting `{dotted(path)}`{hint}")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that somebody who wrote `name` most likely meant."""
    plain = {_plain(known): known for known in names}
    found = difflib.get_close_matches(_plain(name[:64]), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def one_of(words: Iterable[str]) -> str:
    """The choice in words: "`a`, `b` or `c`"."""
    *others, last = (f"`{word}`" for word in words)
    return f"{', '.join(others)} or {last}" if others else last


def dotted(path: Path) -> str:
    """The way as a person writes it: `budgets[0].tokens`, cut short."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    whole = "".join(steps).removeprefix(".")
    return whole if len(whole) <= _MOST_SHOWN else whole[: _MOST_SHOWN - 1] + "…"


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
