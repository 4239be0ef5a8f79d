"""How credentials look, by who issues them.

Each pattern begins with letters that nothing else does, so that a text without them
costs one search for them. Forms are from the issuers' own documentation and from their
announcements of formats for secret scanning (read 2024 to 2026). Every repetition is
bounded or possessive, so that no text makes a search slow.
"""

import re
import string
from functools import cache
from typing import NamedTuple


class Pattern(NamedTuple):
    """A form of credential. `start` are the letters that its text begins with.

    `regex` matches from there; its group `secret`, or all of it where it has none, is
    what nobody may know. `is_token` says that its start is a part of it.
    """

    kind: str
    start: str
    expression: str
    is_token: bool = False

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled on first use: all of them would delay every start."""
        return _compiled(self.expression)


_compiled = cache(re.compile)


_WORD = r"A-Za-z0-9_\-"
_URL = "://"


def _token(kind: str, start: str, rest: str) -> Pattern:
    """A token of its own: no letter of a token stands before it or behind it."""
    literal = re.escape(start)
    before = f"(?<![{_WORD}]{literal})"
    expression = f"{literal}{before}(?P<secret>{rest})(?![{_WORD}])"
    return Pattern(kind, start, expression, is_token=True)


def _marked(kind: str, start: str, rest: str) -> Pattern:
    """Text that says itself what it is, whatever stands around it."""
    return Pattern(kind, start, re.escape(start) + rest)


def _url_secret(longest: int) -> str:
    return rf"(?P<secret>[^\s/@:\"'<>`]{{4,{longest}}}+)@[\w.\[-]"


PATTERNS = (
    _token("an Anthropic key", "sk-ant-", rf"[{_WORD}]{{20,200}}+"),
    _token("an OpenAI key", "sk-proj-", rf"[{_WORD}]{{20,250}}+"),
    _token("an OpenAI key", "sk-svcacct-", rf"[{_WORD}]{{20,250}}+"),
    _token("an OpenAI key", "sk-admin-", rf"[{_WORD}]{{20,250}}+"),
    _token("an OpenRouter key", "sk-or-", rf"[{_WORD}]{{32,100}}+"),
    _token("an API key", "sk-", r"[A-Za-z0-9]{32,64}+"),
    _token("a Groq key", "gsk_", r"[A-Za-z0-9]{40,64}+"),
    _token("an xAI key", "xai-", r"[A-Za-z0-9]{60,100}+"),
    _token("a Perplexity key", "pplx-", r"[A-Za-z0-9]{40,64}+"),
    _token("a Replicate token", "r8_", r"[A-Za-z0-9]{37,40}+"),
    _token("a Hugging Face token", "hf_", r"[A-Za-z0-9]{30,40}+"),
    _token("a LangSmith key", "lsv2_", r"(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    _token("an AWS access key", "AKIA", r"[A-Z2-7]{16}"),
    _token("an AWS access key", "ASIA", r"[A-Z2-7]{16}"),
    _token("a Google API key", "AIza", rf"[{_WORD}]{{35}}"),
    _token("a Google client secret", "GOCSPX-", rf"[{_WORD}]{{28}}"),
    _token("a Google token", "ya29.", rf"[{_WORD}]{{30,2000}}+"),
    _token("a GitHub token", "ghp_", r"[A-Za-z0-9]{36}"),
    _token("a GitHub token", "gho_", r"[A-Za-z0-9]{36}"),
    _token("a GitHub token", "ghu_", r"[A-Za-z0-9]{36}"),
    _token("a GitHub token", "ghs_", r"[A-Za-z0-9]{36}"),
    _token("a GitHub token", "ghr_", r"[A-Za-z0-9]{36,76}+"),
    _token("a GitHub token", "github_pat_", r"[A-Za-z0-9_]{50,100}+"),
    _token("a GitLab token", "glpat-", rf"[{_WORD}]{{20,60}}+"),
    _token("a GitLab token", "gldt-", rf"[{_WORD}]{{20,60}}+"),
    _token("a GitLab token", "glrt-", rf"[{_WORD}]{{20,60}}+"),
    _token("a Slack token", "xoxb-", r"[0-9A-Za-z-]{20,200}+"),
    _token("a Slack token", "xoxp-", r"[0-9A-Za-z-]{20,200}+"),
    _token("a Slack token", "xoxa-", r"[0-9A-Za-z-]{20,200}+"),
    _token("a Slack token", "xoxe.", r"[0-9A-Za-z.-]{20,200}+"),
    _token("a Slack token", "xapp-", r"[0-9A-Za-z-]{20,200}+"),
    _marked(
        "a Slack webhook",
        "hooks.slack.com/services/",
        r"(?P<secret>T[A-Z0-9]{6,14}+/B[A-Z0-9]{6,14}+/[A-Za-z0-9]{20,30}+)",
    ),
    _marked(
        "a Discord webhook",
        "discord.com/api/webhooks/",
        rf"(?P<secret>[0-9]{{15,22}}+/[{_WORD}]{{50,80}}+)",
    ),
    _token("a Stripe key", "sk_live_", r"[A-Za-z0-9]{20,250}+"),
    _token("a Stripe key", "rk_live_", r"[A-Za-z0-9]{20,250}+"),
    _token("a Stripe key", "sk_test_", r"[A-Za-z0-9]{20,250}+"),
    _token("a Stripe secret", "whsec_", r"[A-Za-z0-9+/=]{24,80}+"),
    _token("a Square token", "sq0csp-", rf"[{_WORD}]{{40,50}}+"),
    _token("a Shopify token", "shpat_", r"[0-9a-fA-F]{32}"),
    _token("a Shopify secret", "shpss_", r"[0-9a-fA-F]{32}"),
    _token("a SendGrid key", "SG.", rf"[{_WORD}]{{16,24}}+\.[{_WORD}]{{32,50}}+"),
    _token("a Mailgun key", "key-", r"[0-9a-f]{32}"),
    _token("an npm token", "npm_", r"[A-Za-z0-9]{36}"),
    _token("a PyPI token", "pypi-", rf"AgE[{_WORD}]{{50,400}}+"),
    _token("a RubyGems key", "rubygems_", r"[0-9a-f]{48}"),
    _token("a Docker token", "dckr_pat_", rf"[{_WORD}]{{27}}"),
    _token("a DigitalOcean token", "dop_v1_", r"[0-9a-f]{64}"),
    _token("a Databricks token", "dapi", r"[0-9a-f]{32}(?:-\d)?"),
    _token("a Vault token", "hvs.", rf"[{_WORD}]{{24,200}}+"),
    _token("a Grafana token", "glsa_", r"[A-Za-z0-9]{32}_[0-9a-fA-F]{8}"),
    _token("a Sentry token", "sntrys_", r"[A-Za-z0-9_+/=]{50,300}+"),
    _token("a Supabase key", "sbp_", r"[0-9a-f]{40}"),
    _token("a PlanetScale token", "pscale_tkn_", rf"[{_WORD}]{{32,64}}+"),
    _token("a Linear key", "lin_api_", r"[A-Za-z0-9]{40}"),
    _token("a Notion token", "ntn_", r"[A-Za-z0-9]{40,60}+"),
    _token("a Figma token", "figd_", rf"[{_WORD}]{{38,50}}+"),
    _token("an Atlassian token", "ATATT3x", rf"[{_WORD}=]{{100,300}}+"),
    _token("a Postman key", "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    _token("a New Relic key", "NRAK-", r"[A-Z0-9]{27}"),
    _token("a Doppler token", "dp.pt.", r"[A-Za-z0-9]{40,44}+"),
    _token("a Pulumi token", "pul-", r"[0-9a-f]{40}"),
    _token("a Tailscale key", "tskey-", rf"[a-z]{{3,12}}+-[{_WORD}]{{16,80}}+"),
    _token("a Fly token", "FlyV1 ", r"fm2_[A-Za-z0-9+/=_-]{60,2000}+"),
    _token("an age key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{58}"),
    _token(
        "a JSON web token",
        "eyJ",
        rf"[{_WORD}]{{10,4000}}+(?:\.[{_WORD}]{{8,8000}}+){{2}}",
    ),
    _marked("an Azure key", "AccountKey=", r"(?P<secret>[A-Za-z0-9+/]{80,90}+={0,2})"),
    _marked("an Azure key", "SharedAccessKey=", r"(?P<secret>[A-Za-z0-9+/]{40,60}+=)"),
    _marked(
        "a private key",
        "-----BEGIN ",
        r"(?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY-----(?:\s|\\[rn]){0,6}"
        r"(?P<secret>Proc-Type: 4,ENCRYPTED|[A-Za-z0-9+/=]{20})",
    ),
    _marked(
        # An empty line follows, and what is searched ends there.
        "a private key",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        r"[\r\n ]{0,4}(?:[A-Za-z0-9+/=]{20}|Version|Comment|\Z)",
    ),
    _marked(
        "a private key",
        "PuTTY-User-Key-File-",
        r"[23]: (?P<secret>[a-z0-9-]{6,40})",
    ),
    _marked("a password in a URL", _URL, r"[^\s/@:\"'<>`]{0,64}+:" + _url_secret(200)),
    _marked("a Bearer token", "Bearer ", rf"(?P<secret>[{_WORD}.+/=~]{{20,4000}}+)"),
    _marked("a Bearer token", "bearer ", rf"(?P<secret>[{_WORD}.+/=~]{{20,4000}}+)"),
    _marked("a basic login", "Basic ", r"(?P<secret>[A-Za-z0-9+/]{16,400}+={0,2})"),
)
"""In the order in which they are looked for; of two at one place the first counts."""

TELEGRAM = re.compile(r"(?<![0-9A-Za-z])[0-9]{8,10}:(?P<secret>AA[A-Za-z0-9_-]{33})")
"""A bot's token, which begins with its number: looked for by its middle, `:AA`."""

NAMES = (
    "password",
    "passwd",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "secret_key",
    "secret-key",
    "secretkey",
    "client_secret",
    "client-secret",
    "clientsecret",
    "private_key",
    "access_token",
    "accesstoken",
    "auth_token",
    "authtoken",
    "api_token",
    "bot_token",
    "refresh_token",
    "secret_access_key",
)
"""Names that a secret stands behind, in lower case."""

_ENDINGS = ("password", "passwd", "key", "secret", "token")
"""Each of `NAMES` ends with one of them."""

_BEFORE = tuple(
    (
        ending.encode(),
        tuple(
            name.removesuffix(ending).encode()
            for name in NAMES
            if name.endswith(ending)
        ),
    )
    for ending in _ENDINGS
)
"""The endings of `NAMES`, and what stands before each."""

_RUN = b"x" * 16
"""Characters in a row of the shortest credential that no mark gives away: the login
behind `Basic `. A private key and a password in a URL have shorter ones."""
_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}_-+/=.:~".encode())
_RUNS = bytes(ord("x" if code in _CHARACTERS else " ") for code in range(256))
_LIKE_ASCII = (("\u212a".encode(), b"k"), ("\u0130".encode(), b"i"))
"""The only letters beyond ASCII whose small form is in it."""


class Signs(NamedTuple):
    """Whether a text may hold what has a form, and what is given to a name."""

    form: bool
    name: bool


def signs(text: str) -> Signs:
    """What is worth looking for in a text: nothing, in most prose.

    `form` is about `PATTERNS` and `TELEGRAM`, `name` about `NAMES`. In prose no word is
    as long as a credential. Bytes are mapped and searched in about a nanosecond each,
    which is a tenth of what a regular expression takes.
    """
    data = text.encode("utf-8", "replace")
    # One character is looked for in no time.
    is_assigned = b":" in data or b"=" in data
    return Signs(_may_be_formed(text, data), is_assigned and _is_named(data))


def _may_be_formed(text: str, data: bytes) -> bool:
    # A password in a URL stands before an `@`; few URLs have one.
    if b"@" in data and _URL.encode() in data:
        return True
    if b"-----" in data or _RUN in data.translate(_RUNS):
        return ":AA" in text or any(start in text for start in _STARTS)
    return False


_STARTS = tuple(dict.fromkeys(p.start for p in PATTERNS if p.start != _URL))


def _is_named(data: bytes) -> bool:
    if not data.isascii():
        for letter, small in _LIKE_ASCII:
            data = data.replace(letter, small)
    data = data.lower()
    return any(
        ending in data
        and any(part.endswith(before) for part in data.split(ending)[:-1])
        for ending, before in _BEFORE
    )


ASSIGNED = re.compile(
    r"[A-Za-z0-9_]{0,16}+[\"'`]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}"
    r"(?P<quote>[\"'`]?)(?P<secret>[^\s\"'`,;|<>(){}\[\]\\]{8,200}+)(?P<end>.?)"
)
"""What follows one of `NAMES` where a value is given to it."""

OURS = re.compile(r"sk-ant-[A-Za-z0-9_-]{8}|\bBearer\s+\S{8}", re.IGNORECASE)
"""A credential of this API, in a place where nothing that resembles one belongs."""
