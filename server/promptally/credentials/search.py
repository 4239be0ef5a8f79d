"""From a text to the credentials in it, in time linear in the text.

What people write in the place of one (`sk-ant-...`, `your-key`, `$API_KEY`) is none.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from promptally.credentials.patterns import (
    ASSIGNED,
    NAMES,
    PATTERNS,
    TELEGRAM,
    signs,
)
from promptally.prompts import Json
from promptally.remembered import Remembered

_LONGEST_REMEMBERED = 16_384
"""Code points; what is typed in changes one paragraph, and the others are known."""

_MADE_UP = re.compile(
    r"example|placeholder|your|redacted|change.?me|dummy|sample|replace|insert|todo"
    r"|fake|here|\bpassword\b|xxxx|\.\.\.|\*\*\*|…|<|>|\$|\{|%\(|012345|123456|abcdef"
)
"""Words and signs of what stands for a credential and is none."""

_FEWEST_KINDS = 6
"""Different characters: `AAAA…`, `xxxx…` and `0000…` have fewer."""

_LEAST_ENTROPY = 3.0
"""Bits a character; words and paths with numbers have less, or no digit."""


class Found(NamedTuple):
    """A credential. Never show `secret`: it is there to find its place in a file."""

    kind: str
    secret: str

    def __repr__(self) -> str:
        """What it is, without it."""
        return f"Found({self.kind!r})"


def in_text(text: str) -> tuple[Found, ...]:
    """The credentials in `text`, each once."""
    return _known(text)


def _in_paragraphs(text: str) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    if len(text) <= _LONGEST_REMEMBERED and not any(signs(text)):
        return ()
    # No credential has an empty line in it; so an edit renews one paragraph only.
    for paragraph in text.split("\n\n"):
        short = len(paragraph) <= _LONGEST_REMEMBERED
        each = _remembered(paragraph) if short else tuple(_search(paragraph))
        found.update((one.secret, one) for one in each)
    return tuple(found.values())


def in_json(value: Json) -> tuple[Found, ...]:
    """The credentials in the strings of `value`, each once.

    Bytes in base64, signatures and what is encrypted are not looked into.
    """
    found: dict[str, Found] = {}
    waiting = [value]
    while waiting:
        held = waiting.pop()
        if isinstance(held, str):
            found.update((one.secret, one) for one in in_text(held))
        elif isinstance(held, Mapping):
            for name, inner in _readable(held):
                waiting.append(inner)
                if isinstance(inner, str) and len(inner) <= _LONGEST_VALUE:
                    waiting.append(f"{name}={inner}")
        elif isinstance(held, list | tuple):
            waiting.extend(held)
    return tuple(found.values())


def may_hold_any(values: Iterable[Json]) -> bool:
    """Whether `in_json` may find anything in one of `values`.

    All that they say is looked at together: in most prompts there is nothing to find,
    and to learn that part by part takes three times as long.
    """
    said: list[str] = []
    waiting = [*values]
    while waiting:
        held = waiting.pop()
        if isinstance(held, str):
            said.append(held)
        elif isinstance(held, Mapping):
            for name, inner in _readable(held):
                if isinstance(inner, str):
                    said.append(inner if name in _PLAIN else f"{name}={inner}")
                else:
                    waiting.append(inner)
        elif isinstance(held, list | tuple):
            waiting.extend(held)
    return any(signs("\n".join(said)))


_PLAIN = frozenset({"role", "content", "type", "text"})
"""Names that are no part of a credential, and behind which none stands for their sake.
"""

_LONGEST_VALUE = 200
_OPAQUE = frozenset({"signature", "encrypted_content", "encrypted_index"})


def _readable(fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    is_bytes = fields.get("type") in ("base64", "redacted_thinking")
    for name, value in fields.items():
        if name not in _OPAQUE and not (is_bytes and name == "data"):
            yield name, value


def _search(text: str) -> Iterator[Found]:
    its = signs(text)
    if its.form:
        yield from _recognized(text)
    if its.name:
        yield from _assigned(text)


def _recognized(text: str) -> Iterator[Found]:
    """Credentials that can be told by their form."""
    for pattern in PATTERNS:
        if pattern.start in text:
            for match in pattern.regex.finditer(text):
                secret = match[match.lastgroup or 0]
                if not is_made_up(secret):
                    yield Found(pattern.kind, match[0] if pattern.is_token else secret)
    if ":AA" in text:
        for match in TELEGRAM.finditer(text):
            yield Found("a Telegram token", match["secret"])


def _small(text: str) -> str:
    """`text` in small letters, with every letter in its place."""
    # The only letter whose small form is longer.
    return text.replace("\u0130", "I").lower()


def _assigned(text: str) -> Iterator[Found]:
    """Values that are given to a name such as `password`."""
    small = _small(text)
    for name in NAMES:
        at = small.find(name)
        while at >= 0:
            at += len(name)
            match = ASSIGNED.match(text, at)
            if match:
                at = match.end("secret")
                if _is_secret(match):
                    yield Found("a password or a key", match["secret"])
            at = small.find(name, at)


def _is_secret(match: re.Match[str]) -> bool:
    secret = match["secret"].rstrip(".:!?")
    if match["end"] in "([{<" and match["end"]:
        return False  # A call or an index: `password = getpass(`, `os.environ[`.
    if match["quote"] and match["end"] not in ("", match["quote"]):
        return False
    return (
        _DIGIT.search(secret) is not None
        and _LETTER.search(secret) is not None
        and "/" not in secret[:1]
        and _entropy(secret) >= _LEAST_ENTROPY - (len(secret) < 12) * 0.25
        and not _IDENTIFIER.fullmatch(secret)
        and not is_made_up(secret)
    )


_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_IDENTIFIER = re.compile(r"[A-Za-z_$][a-z_]*+(?:\.[A-Za-z_][A-Za-z_0-9]*+)++")
"""`config.credentials.key2` is a place, not a value."""


def is_made_up(secret: str) -> bool:
    """Whether it only shows where a credential belongs."""
    return bool(_MADE_UP.search(secret.lower())) or len(set(secret)) < _FEWEST_KINDS


def _entropy(text: str) -> float:
    n = len(text)
    return -sum(k / n * math.log2(k / n) for k in Counter(text).values())


def _in_paragraph(paragraph: str) -> tuple[Found, ...]:
    return tuple(_search(paragraph))


_known = Remembered(_in_paragraphs, 4096)
_remembered = Remembered(_in_paragraph, 4096)
