"""Credentials that stand in settings, where none belongs: found by name and by look."""

import re
from collections.abc import Iterator, Mapping

from promptally.credentials import search
from promptally.credentials.patterns import OURS
from promptally.settings.faults import Code, Fault, Path

_NAMES = frozenset(
    {
        "accesstoken",
        "anthropicapikey",
        "anthropicauthtoken",
        "apikey",
        "apitoken",
        "authorization",
        "authtoken",
        "bearer",
        "bearertoken",
        "clientsecret",
        "cookie",
        "credential",
        "credentials",
        "key",
        "password",
        "proxyauthorization",
        "secret",
        "token",
        "xapikey",
    }
)


def find(value: object, path: Path) -> Path | None:
    """The way to the first credential in `value`, which stands at `path`."""
    return next(_found(value, path), None)


def fault(path: Path) -> Fault:
    """What to say of a credential. Neither its value nor its name is repeated."""
    message = "Settings hold no credentials; put the key into `ANTHROPIC_API_KEY`"
    return Fault(Code.SECRET, path, message)


def _found(value: object, path: Path) -> Iterator[Path]:
    if _is_name(str(path[-1])):
        yield path
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str) and _is_credential(value):
            yield path
        elif isinstance(value, Mapping):
            for key, held in value.items():
                here = (*path, str(key))
                if _is_name(str(key)):
                    yield here
                waiting.append((held, here))
        elif isinstance(value, list | tuple):
            waiting += [(held, (*path, at)) for at, held in enumerate(value)]


def _is_name(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name[:64].lower())
    return plain in _NAMES or _is_credential(name)


def _is_credential(text: str) -> bool:
    return OURS.search(text) is not None or bool(search.in_text(text))
