"""Where counts are asked for, and with what: read from the user's side only.

Values with a secret never show it: not in `repr`, not in an error, not in a log.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from promptally.remote.folders import of_user
from promptally.settings import Settings

API = "https://api.anthropic.com"
_PATH = "/v1/messages/count_tokens"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRET = re.compile(r"[\x21-\x7e]+")
_OAUTH = "sk-ant-oat"
_OAUTH_BETA = "oauth-2025-04-20"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key (`x-api-key`) or a token (`Authorization: Bearer`)."""

    secret: str = field(repr=False)
    is_token: bool = False

    def headers(self) -> dict[str, str]:
        """What a request carries."""
        if self.is_token:
            return {"authorization": f"Bearer {self.secret}"}
        return {"x-api-key": self.secret}

    @property
    def betas(self) -> tuple[str, ...]:
        """Beta features that this kind of credential needs."""
        return (_OAUTH_BETA,) if self.secret.startswith(_OAUTH) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A host with what it takes to ask it. `problem` says why it cannot be asked."""

    base: str = API
    credentials: Credentials | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    problem: str | None = None

    @property
    def url(self) -> str:
        """Where the request goes."""
        return self.base + _PATH

    @property
    def host(self) -> str:
        """The name that counts from it are labelled with."""
        parts = urlsplit(self.base)
        return parts.hostname or "" if not parts.port else parts.netloc

    @property
    def is_the_api(self) -> bool:
        """Whether it is the API's own host, compared whole."""
        return self.base == API


def of(settings: Settings, environment: Mapping[str, str]) -> Endpoint:
    """The endpoint of the user's settings and environment."""
    return read(
        environment,
        endpoint=settings.endpoint or None,
        headers=settings.headers,
        proxy=settings.proxy or None,
        ca_file=str(of_user(settings.ca_file)) if settings.ca_file else None,
    )


def read(
    environment: Mapping[str, str],
    *,
    endpoint: str | None = None,
    headers: Mapping[str, str] | None = None,
    proxy: str | None = None,
    ca_file: str | None = None,
) -> Endpoint:
    """The endpoint that the user's environment and the user's own settings name.

    The environment wins. A workspace has no say here at all.
    """
    base = environment.get("ANTHROPIC_BASE_URL") or endpoint or API
    credentials, problem = _credentials(environment)
    base, base_problem = _base(base)
    return Endpoint(
        base=base,
        credentials=credentials,
        headers=headers or {},
        proxy=proxy,
        ca_file=environment.get("SSL_CERT_FILE") or ca_file,
        problem=base_problem or problem,
    )


def _credentials(
    environment: Mapping[str, str],
) -> tuple[Credentials | None, str | None]:
    """As the official SDK: a key before a token."""
    for name, is_token in (
        ("ANTHROPIC_API_KEY", False),
        ("ANTHROPIC_AUTH_TOKEN", True),
    ):
        secret = environment.get(name, "").strip()
        if not secret:
            continue
        if not _SECRET.fullmatch(secret):
            return None, f"{name} holds a character that no key has"
        return Credentials(secret, is_token or secret.startswith(_OAUTH)), None
    return None, None


def _base(url: str) -> tuple[str, str | None]:
    """The base without its trailing slash, or why it is not asked."""
    base = url.strip().rstrip("/").removesuffix("/v1")
    try:
        parts = urlsplit(base)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return API, "the base URL is not a URL"
    if parts.scheme not in {"http", "https"} or not host:
        return API, "the base URL is not an http or https URL"
    if parts.username or parts.password or parts.query or parts.fragment:
        return API, "the base URL may hold a host and a path only"
    if parts.scheme == "http" and host not in _LOOPBACK:
        return API, "the base URL must use https"
    return base, None
