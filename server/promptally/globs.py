r"""Which paths a glob means: the patterns of `.gitignore`, in bounded time.

The rules are git's (`gitignore(5)`): a pattern without a slash inside matches at every
depth, any other starts at the root; `**` stands for any folders; a pattern that matches
a folder matches all that is in it. Left out on purpose: `!` and `#` at the start, which
mean something only among the lines of a file.

A workspace that nobody has read yet supplies these patterns. Matchers that try every
way to share a name out among the stars take minutes for eleven characters
(`*a*a*a*a*ab`). Here each star takes the shortest text that lets the next part match,
and never reconsiders: any later match would leave less of the path for what follows.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

MAX_LENGTH = 256
"""How many code points a pattern may have."""
MAX_PATTERNS = 200
"""How many patterns one list may hold."""
MAX_PATH = 4096
"""Paths with more code points than this match nothing."""

_EVERYTHING = re.compile("")
_IN_A_FOLDER = re.compile("[^/]++/")
_ITEM = re.compile(
    r"(?P<stars>\*++)|(?P<any>\?)|\\(?P<escaped>.)"
    r"|\[(?P<negated>[!^]?+)(?P<set>\]?+[^\]]*+)\]|(?P<letter>[^\\\[])",
    re.DOTALL,
)
_RANGE = re.compile(r"(.)-(.)|(.)", re.DOTALL)


def fault(pattern: str) -> str | None:
    """Why `pattern` cannot be used, or `None`: half a sentence, for "must be …"."""
    if len(pattern) > MAX_LENGTH:
        return f"at most {MAX_LENGTH} characters long"
    if pattern.startswith(("!", "#")):
        return f"a pattern of its own: put a backslash before `{pattern[0]}`"
    if _compiled(pattern) is None:
        return "a pattern that can match, as in .gitignore"
    return None


def matches(pattern: str, path: str) -> bool:
    """Whether `pattern` means `path`, which is relative and has forward slashes."""
    compiled = _compiled(pattern)
    return bool(compiled and len(path) <= MAX_PATH and compiled.match(path))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if len(pattern) > MAX_LENGTH or pattern.startswith(("!", "#")):
        return None
    if not pattern.endswith("\\ "):
        pattern = pattern.rstrip()
    try:
        return _translated(pattern.split("/"))
    except (ValueError, re.error):
        return None


def _translated(segments: list[str]) -> re.Pattern[str]:
    """The expression for the segments of a pattern; `ValueError` where it has none."""
    if "/" not in "/".join(segments).rstrip("/") or not segments[0]:
        # One name matches at every depth; a slash at the start says "the root".
        segments = segments[1:] if not segments[0] else ["**", *segments]
    if not any(segments):
        raise ValueError
    inside = segments[-1] in ("", "**")
    groups = list(_groups(segments))
    parts = [_group(group) for group in groups if group]
    if not parts:
        return _EVERYTHING if segments[-1] else _IN_A_FOLDER
    start = "" if groups[0] else "(?:[^/]++/)*?"
    joined = ")(?>/(?:[^/]++/)*?".join(parts)
    return re.compile(f"(?>{start}{joined}){'/' if inside else ''}", re.DOTALL)


def _groups(segments: list[str]) -> Iterator[list[str]]:
    """What stands between the `**`, an empty last segment being one of these."""
    group: list[str] = []
    for segment in segments:
        if segment == "**":
            yield group
            group = []
        elif segment:
            group.append(segment)
    yield group


def _group(segments: list[str]) -> str:
    return "/".join(map(_segment, segments))


def _segment(segment: str) -> str:
    """The expression for one name; it matches up to the end of the name."""
    if segment == "*":
        return r"[^/]++"
    parts = [""]
    for star, expression in _items(segment):
        if star:
            parts.append("")
        else:
            parts[-1] += expression
    first, *others = parts
    if not others:
        return first + r"(?=/|\Z)"
    middle = "".join(f"(?>[^/]*?{part})" for part in others[:-1] if part)
    last = f"[^/]*{others[-1]}" if others[-1] else "[^/]*+"
    return rf"{first}{middle}(?>{last}(?=/|\Z))"


def _items(segment: str) -> Iterator[tuple[bool, str]]:
    """For each item of a name: whether it is a star, and its expression."""
    at = 0
    while at < len(segment):
        item = _ITEM.match(segment, at)
        if item is None:
            raise ValueError(segment)
        at = item.end()
        yield item["stars"] is not None, _item(item)


def _item(item: re.Match[str]) -> str:
    if item["set"] is not None:
        return _one_of(item["set"], negated=bool(item["negated"]))
    if item["any"]:
        return "[^/]"
    return re.escape(item["escaped"] or item["letter"] or "")


def _one_of(letters: str, *, negated: bool) -> str:
    """A bracket expression; it never matches a slash."""
    members = "".join(
        re.escape(single) if single else f"{re.escape(low)}-{re.escape(high)}"
        for low, high, single in _RANGE.findall(letters)
    )
    return f"(?!/)[{'^' if negated else ''}{members}]"
