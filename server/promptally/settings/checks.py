"""Which texts may stand in a setting. Each check completes the sentence "must be …"."""

import re

_MODEL = re.compile(r"[!-~]{1,128}")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,63}")
_PLAIN_PATH = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,4096}")
_REF = re.compile(
    r"(?!.*(?::|\{/))"
    r"[^\x00-\x20\x7f-\x9f\ud800-\udfff-][^\x00-\x1f\x7f-\x9f\ud800-\udfff]{0,199}"
)
"""What starts with a dash would be an option. A colon, or `{/`, would have git search
all commits for a pattern that a workspace wrote."""
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_HEADER_VALUE = re.compile(r"[ -~]{1,4096}")
_OWN_HEADERS = frozenset(
    {"connection", "content-length", "content-type", "host", "transfer-encoding"}
)
_AUTHORITY = r"(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?"
_ENDPOINT = re.compile(rf"(?P<scheme>https?)://{_AUTHORITY}(?:/[A-Za-z0-9._~/-]*)?")
_PROXY = re.compile(rf"(?:https?|socks5h?)://{_AUTHORITY}/?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def model(text: str) -> str | None:
    """A model's id."""
    return None if _MODEL.fullmatch(text) else "the id of a model"


def models(text: str) -> str | None:
    """Some ids of models with commas between them, or nothing."""
    names = text.split(",") if text else []
    is_list = len(names) <= _MOST_MODELS and all(
        _MODEL.fullmatch(name.strip()) for name in names
    )
    return None if is_list else f"at most {_MOST_MODELS} models with commas between"


_MOST_MODELS = 8


def code(text: str) -> str | None:
    """The code of a problem."""
    return None if _CODE.fullmatch(text) else "the code of a problem"


def path(text: str) -> str | None:
    """The path of a file or a folder."""
    return None if _PLAIN_PATH.fullmatch(text) else "a path"


def ref(text: str) -> str | None:
    """The name of a commit as git's commands take it, or nothing."""
    is_name = not text or _REF.fullmatch(text)
    return None if is_name else "the name of a commit, a branch or a tag"


def endpoint(text: str) -> str | None:
    """The base URL of an API: https, or http on this machine; no user, no query."""
    found = _ENDPOINT.fullmatch(text)
    is_safe = found and (
        found["scheme"] == "https" or found["host"].lower() in _LOOPBACK
    )
    return None if is_safe else "an https URL of a host and a path only"


def proxy(text: str) -> str | None:
    """The URL of a proxy. Its password belongs in the environment."""
    expected = "a URL of a host and a port only, without a user"
    return None if _PROXY.fullmatch(text) else expected


def header(text: str) -> str | None:
    """The name of a header that the client does not set itself."""
    if _HEADER.fullmatch(text) and text.lower() not in _OWN_HEADERS:
        return None
    return "the name of a header that may be added"


def header_value(text: str) -> str | None:
    """What may stand in a header, on one line."""
    return None if _HEADER_VALUE.fullmatch(text) else "one line of plain characters"
