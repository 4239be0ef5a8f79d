"""What an answer of the endpoint means: a count, or one of our errors. Pure."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from promptally.remote.cache import MOST_TOKENS
from promptally.remote.errors import (
    CountError,
    NotTheApi,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)

LARGEST_ANSWER = 64 * 2**10
"""Bytes; a count has about 30."""

_PLACE = re.compile(r"^[a-z_]+(?:\.(?:\d+|[a-z_]+))*(?=: )")
_KIND = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A count, and the requests a minute that the host announced, if it did."""

    tokens: int
    announced_limit: float | None = None


def judge(status: int, headers: Mapping[str, str], data: bytes, host: str) -> Answer:
    """The count in an answer, or the `CountError` that it means.

    Of what the host says only names are kept, never a sentence: it may quote the
    prompt.
    """
    if status == 200:
        return Answer(_tokens(headers, data, host), _announced_limit(headers))
    if 300 <= status < 400:
        raise NotTheApi(f"{host} answered with a redirect, which is not followed")
    raise _refusal(status, headers, data, host)


def _refusal(
    status: int, headers: Mapping[str, str], data: bytes, host: str
) -> CountError:
    kind, message = _error(headers, data)
    if status == 429:
        return RateLimited(f"{host} wants fewer requests", _retry_after(headers))
    if status >= 500 or status == 408:
        return Unavailable(f"{host} is in trouble ({kind or status})")
    if not kind and status != 413:
        return NotTheApi(f"{host}, or something before it, refused ({status})")
    if status in {401, 402, 403}:
        return Unauthorized(f"{host} does not accept the key ({kind})")
    place = found.group() if (found := _PLACE.match(message)) else ""
    kind = kind or "request_too_large"
    about = f" at {place}" if place else ""
    return Rejected(f"the API refused the request: {kind}{about}", kind, place)


def _tokens(headers: Mapping[str, str], data: bytes, host: str) -> int:
    said = _json(headers, data)
    tokens = said.get("input_tokens") if isinstance(said, dict) else None
    if type(tokens) is not int or not 0 <= tokens <= MOST_TOKENS:
        raise NotTheApi(f"what {host} answered is no count; a portal or a proxy?")
    return tokens


def _json(headers: Mapping[str, str], data: bytes) -> object:
    is_json = "json" in headers.get("content-type", "")
    if not is_json or len(data) > LARGEST_ANSWER:
        return None
    with suppress(ValueError, RecursionError):
        said: object = json.loads(data)
        return said
    return None


def _error(headers: Mapping[str, str], data: bytes) -> tuple[str, str]:
    """The API's error type and message, empty where the answer is not of its shape."""
    match _json(headers, data):
        case {"error": {"type": str(kind), "message": str(message)}}:
            return (kind if _KIND.fullmatch(kind) else "error"), message
        case _:
            return "", ""


def _retry_after(headers: Mapping[str, str]) -> float | None:
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        with suppress(ValueError):
            seconds = float(headers.get(name, "")) / unit
            if seconds >= 0:
                return seconds
    return None


def _announced_limit(headers: Mapping[str, str]) -> float | None:
    with suppress(ValueError):
        return float(headers.get("anthropic-ratelimit-requests-limit", ""))
    return None
