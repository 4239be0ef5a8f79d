"""Credentials in text: found where they are, and not where they are not.

No secret stands in this file: each is put together of its issuer's prefix and letters
that are drawn when the test runs.
"""

import random
import string
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting_prompts import request
from promptally.credentials import search
from promptally.credentials.sending import is_sendable, leaks

_CHANCE = random.Random(20261120)
_MIXED = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DIGITS = string.digits


def drawn(n: int, letters: str = _MIXED) -> str:
    while True:
        made = "".join(_CHANCE.choices(letters, k=n))
        if not search.is_made_up(made):
            return made


SECRETS = [
    "sk-ant-" + "api03-" + drawn(93) + "AA",
    "sk-ant-" + "admin01-" + drawn(93),
    "sk-ant-" + "oat01-" + drawn(93),
    "sk-proj-" + drawn(120, _MIXED + "_-") + "k",
    "sk-svcacct-" + drawn(60),
    "sk-admin-" + drawn(60),
    "sk-or-" + "v1-" + drawn(64, _HEX),
    "sk-" + drawn(48),
    "gsk_" + drawn(52),
    "xai-" + drawn(80),
    "pplx-" + drawn(48),
    "r8_" + drawn(37),
    "hf_" + drawn(34),
    "lsv2_" + "pt_" + drawn(32, _HEX) + "_" + drawn(10, _HEX),
    "AKIA" + drawn(16, _UPPER),
    "ASIA" + drawn(16, _UPPER),
    "AIza" + drawn(35),
    "GOCSPX-" + drawn(28),
    "ya29." + drawn(120),
    *(f"gh{kind}_" + drawn(36) for kind in "pousr"),
    "github_pat_" + drawn(22) + "_" + drawn(59),
    "glpat-" + drawn(20),
    "glrt-" + drawn(20),
    "xoxb-" + drawn(12, _DIGITS) + "-" + drawn(12, _DIGITS) + "-" + drawn(24),
    "xoxp-" + drawn(12, _DIGITS) + "-" + drawn(32, _HEX),
    "xapp-" + "1-A" + drawn(10, _UPPER) + "-" + drawn(13, _DIGITS) + "-" + drawn(64),
    "https://hooks.slack.com/services/T"
    + drawn(8, _UPPER)
    + "/B"
    + drawn(8, _UPPER)
    + "/"
    + drawn(24),
    "https://discord.com/api/webhooks/" + drawn(18, _DIGITS) + "/" + drawn(68),
    "sk_" + "live_" + drawn(24),
    "rk_" + "live_" + drawn(24),
    "sk_" + "test_" + drawn(24),
    "whsec_" + drawn(32),
    "sq0csp-" + drawn(43),
    "shpat_" + drawn(32, _HEX),
    "shpss_" + drawn(32, _HEX),
    "SG." + drawn(22) + "." + drawn(43),
    "key-" + drawn(32, _HEX),
    "npm_" + drawn(36),
    "pypi-" + "AgEIcHlwaS5vcmc" + drawn(100),
    "rubygems_" + drawn(48, _HEX),
    "dckr_pat_" + drawn(27),
    "dop_v1_" + drawn(64, _HEX),
    "dapi" + drawn(32, _HEX),
    "hvs." + drawn(24),
    "glsa_" + drawn(32) + "_" + drawn(8, _HEX),
    "sbp_" + drawn(40, _HEX),
    "lin_api_" + drawn(40),
    "ntn_" + drawn(46),
    "figd_" + drawn(40),
    "PMAK-" + drawn(24, _HEX) + "-" + drawn(34, _HEX),
    "pul-" + drawn(40, _HEX),
    "tskey-" + "auth-" + drawn(30),
    "AGE-SECRET-KEY-1" + drawn(58, _UPPER),
    "eyJ" + drawn(30) + "." + drawn(60) + "." + drawn(43),
    "AccountKey=" + drawn(86) + "==",
    "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE" + drawn(60),
    "-----BEGIN " + "PRIVATE KEY-----\nMIIE" + drawn(60),
    "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nb3Bl" + drawn(60),
    "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----\n\nlQOY" + drawn(60),
    "PuTTY-User-Key-File-" + "3: ssh-ed25519",
    "postgres://app:" + drawn(14) + "@db.internal:5432/orders",
    "https://deploy:" + drawn(20) + "@git.internal/repo.git",
    "redis://:" + drawn(16) + "@cache:6379/0",
    "Authorization: Bearer " + drawn(40),
    "authorization: bearer " + drawn(40),
    "Authorization: Basic " + drawn(32),
    drawn(9, "123456789") + ":AA" + drawn(33),
    "password = '" + drawn(14) + "'",
    'PASSWORD="' + drawn(16) + '"',
    "DB_PASSWORD=" + drawn(18),
    '"api_key": "' + drawn(32, _HEX) + '"',
    "api-key: " + drawn(32),
    "aws_secret_access_key = " + drawn(40, _MIXED + "+/"),
    "client_secret: '" + drawn(34) + "'",
    "ACCESS_TOKEN=" + drawn(40),
    "the password is set: password: Tr0ub4dor&3x9q",
]


@pytest.mark.parametrize("secret", SECRETS, ids=[s[:9] for s in SECRETS])
def test_a_secret_is_found_wherever_it_stands(secret: str) -> None:
    for text in (secret, f"Use this:\n{secret}\nand go on.", f"a ({secret}), b"):
        assert search.in_text(text)
    assert search.in_json({"tools": [{"description": f"see {secret}"}]})
    assert secret not in repr(search.in_text(secret))


HARMLESS = [
    "sk-ant-...",
    "sk-ant-api03-...",
    "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-ant-your-key-goes-right-in-this-place",
    "export ANTHROPIC_API_KEY=sk-ant-api03-YOUR_KEY_HERE_PLEASE_PUT_IT",
    "export ANTHROPIC_API_KEY=$API_KEY",
    "export API_KEY=${SECRETS_API_KEY_V2}",
    "api_key = os.environ['ANTHROPIC_API_KEY_2']",
    "api_key=process.env.API_KEY_2",
    "apiKey: config.credentials.apiKey2",
    "password = getpass.getpass('p4ssword: ')",
    "password: {{ vault_password_1 }}",
    "password: <your password 1>",
    "password: ************",
    "password: string",
    "The password must have 8 characters and a digit.",
    "password: required|min:8",
    "secret_key = None",
    '"max_tokens": 4096, "token_count": 17',
    "next_page_token: CAUQAAbc123XyZ998877",
    "tokens = tokenizer.encode(text)",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $ANTHROPIC_AUTH_TOKEN",
    "Bearer token authentication is described in RFC 6750.",
    "Basic understanding of statistics",
    "9fceb02d0ae598e95dc970b74767f19372d61af8",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha512-Rj2WzV0Kq8l3mC1yVZ8u5oT7sQ4xN9hB6dFgJkLpAeI2wYcUvXzStRnMbHaGfEdC==",
    "550e8400-e29b-41d4-a716-446655440000",
    "request-id: req_011CSHoEeqs5C35K2UUqR7Fy",
    "toolu_01A09q90qw90lq917835lq9",
    "file_011CNha8iCJcU1wXNR6q4V8w",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA",
    "https://user:password@example.com/path",
    "https://user:$PASSWORD_1@db/path",
    "https://example.com:8443/users/@me",
    "http://localhost:8080/a:b@c",
    "git@github.com:acme/widgets.git",
    "ssh://git@github.com/acme/widgets.git",
    "mailto:somebody@example.com",
    "AKIAIOSFODNN7EXAMPLE",
    "AKIAXXXXXXXXXXXXXXXX",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "ghp_" + "a" * 36,
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
    "-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJAJC1HiIAZAiIMA0GCSqGSIb3",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "Files that begin with -----BEGIN RSA PRIVATE KEY----- are refused.",
    "the task-key-12345678901234567890123456789012 is done",
    "ask-proj-alpha-beta-gamma-delta-epsilon",
    "eyJhbGciOiJIUzI1NiJ9 is the head of a token",
    "claude-sonnet-4-5-20250929",
    "price_key: 19.99",
    "access_token: string, refresh_token: string",
    "/usr/lib/python3.13/site-packages/api_key/v2",
    "xoxb-your-token",
    "npm_config_cache=https://files.example.org/",
    "hf_hub_download(repo_id='bert-base-uncased')",
    "SG.1.2",
    "import { api_key2 } from './settings'",
    "Schlüssel: api_key ist Pflicht, 32 Zeichen",
]


@pytest.mark.parametrize("text", HARMLESS, ids=[t[:24] for t in HARMLESS])
def test_what_only_looks_like_a_secret_is_none(text: str) -> None:
    assert not search.in_text(text)
    assert not search.in_text(f"Say:\n{text}\nand go on.")
    assert not search.in_json({"content": text})


def test_there_are_enough_of_both() -> None:
    assert len(SECRETS) >= 50
    assert len(HARMLESS) >= 40


def prompt(**more: Any) -> Any:
    return request({"messages": [{"role": "user", "content": "Hi"}], **more})


SECRET = SECRETS[0]
TOOL = {"name": "f", "input_schema": {"type": "object"}}


@pytest.mark.parametrize(
    "more",
    [
        {"system": f"Use {SECRET}"},
        {"messages": [{"role": "user", "content": SECRET}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": SECRET}]}]},
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [
                        {"type": "tool_use", "name": "f", "input": {"header": SECRET}}
                    ],
                }
            ]
        },
        {
            "messages": [
                {
                    "role": "assistant",
                    "content": [
                        {"type": "tool_use", "input": {"password": "Tr0ub4dor&3x9q"}}
                    ],
                }
            ]
        },
        {"tools": [{**TOOL, "description": SECRET}]},
        {"metadata": {"key": SECRET}},
        {"mcp_servers": [{"authorization_token": SECRET}]},
    ],
)
def test_a_prompt_with_a_secret_anywhere_is_not_sent(more: dict[str, Any]) -> None:
    assert not is_sendable(prompt(**more))
    assert list(leaks(prompt(**more)))


def test_a_plain_prompt_is_sent() -> None:
    image = {"type": "base64", "media_type": "image/png", "data": f"A {SECRET}"}
    content = [{"type": "image", "source": image}]
    talk: list[dict[str, Any]] = [{"role": "user", "content": content}]
    assert is_sendable(prompt(system="Be brief.", tools=[TOOL], messages=talk))


PIECES = [
    "a",
    "sk-",
    "sk-ant-",
    "eyJ",
    "eyJaaaaaaaaaaa.",
    "://",
    "://a:",
    "password",
    "password=",
    "password = a1",
    "-----BEGIN ",
    "-----BEGIN RSA PRIVATE KEY-----",
    "Bearer ",
    "xoxb-",
    ":AA1",
    "AccountKey=",
    "İpassword: ",
    "A1b2C3d4+/",
    "key-0123456789abcdef0123456789abcde",
    "word word\n\n",
    "a1B2c3D4e5F6\n",
]


def seconds(text: str) -> float:
    started = time.process_time()
    search.in_text(text)
    return time.process_time() - started


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_makes_a_search_slow(piece: str) -> None:
    n = 100_000 // len(piece)
    assert seconds(piece * n * 10) < 0.5 + 30 * seconds(piece * n)


def test_ten_megabytes_take_seconds() -> None:
    text = "".join(piece * (500_000 // len(piece)) for piece in PIECES)
    assert len(text) > 10_000_000
    assert seconds(text) < 15


@given(st.recursive(st.text(max_size=30) | st.none() | st.integers(), st.lists))
def test_any_value_can_be_searched(value: Any) -> None:
    search.in_json(value)
