"""Consent: what may be sent, as a table, and where the word is kept."""

import json
import stat
from pathlib import Path

import pytest

from promptally.remote.consent import Answer, Consent, Mode, Trust, decide

ABSENT = Trust.read(None)
TRUSTED = Trust.read({"trusted": True})
DENIED = Trust.read({"trusted": False})


@pytest.mark.parametrize(
    ("options", "is_denied"),
    [
        (None, False),
        ({}, False),
        ({"trusted": True}, False),
        ({"trusted": False}, True),
        ({"trusted": "true"}, True),
        ({"trusted": 1}, True),
        ({"trusted": None}, True),
        ({"trusted": []}, True),
        ({"trusted": True, "counting": 7}, False),
        ({"Trusted": True}, False),
        ("trusted", False),
        ([{"trusted": False}], False),
    ],
    ids=str,
)
def test_trust_is_true_or_it_is_denied(options: object, *, is_denied: bool) -> None:
    assert Trust.read(options).is_denied is is_denied


@pytest.mark.parametrize(
    ("counting", "trust", "word", "can_send", "mode"),
    [
        ("ask", ABSENT, Mode.ASK, True, Mode.ASK),
        ("ask", TRUSTED, Mode.ASK, True, Mode.ASK),
        ("ask", ABSENT, Mode.ONLINE, True, Mode.ONLINE),
        ("ask", ABSENT, Mode.OFFLINE, True, Mode.OFFLINE),
        ("ask", DENIED, Mode.ONLINE, True, Mode.OFFLINE),
        ("ask", TRUSTED, Mode.ONLINE, False, Mode.OFFLINE),
        ("online", TRUSTED, Mode.ASK, True, Mode.ONLINE),
        ("online", DENIED, Mode.ONLINE, True, Mode.OFFLINE),
        ("online", TRUSTED, Mode.ONLINE, False, Mode.OFFLINE),
        ("offline", TRUSTED, Mode.ONLINE, True, Mode.OFFLINE),
        ("nonsense", TRUSTED, Mode.ASK, True, Mode.ASK),
    ],
)
def test_the_mode_of_a_workspace(
    counting: str, trust: Trust, word: Mode, *, can_send: bool, mode: Mode
) -> None:
    assert decide(counting, trust, word, can_send=can_send) is mode


def test_a_word_is_kept_for_its_workspace_alone(tmp_path: Path) -> None:
    consent = Consent(tmp_path / "state")
    (tmp_path / "here" / "nested").mkdir(parents=True)

    consent.record(tmp_path / "here", Answer.WORKSPACE)
    consent.record(tmp_path / "other", Answer.NEVER)

    again = Consent(tmp_path / "state")
    assert again.of(tmp_path / "here") is Mode.ONLINE
    assert again.of(tmp_path / "other") is Mode.OFFLINE
    assert again.of(tmp_path / "here" / "nested") is Mode.ASK


def test_always_holds_everywhere_but_where_it_was_refused(tmp_path: Path) -> None:
    consent = Consent(tmp_path / "state")
    consent.record(tmp_path / "refused", Answer.NEVER)
    consent.record(tmp_path, Answer.ALWAYS)

    assert consent.of(tmp_path / "any") is Mode.ONLINE
    assert consent.of(tmp_path / "refused") is Mode.OFFLINE


def test_a_link_is_the_workspace_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    consent = Consent(tmp_path / "state")
    consent.record(tmp_path / "link", Answer.WORKSPACE)

    assert consent.of(tmp_path / "real") is Mode.ONLINE


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{",
        '{"always": "true"}',
        '{"always": 1}',
        '{"workspaces": []}',
        '{"workspaces": {"/": "yes"}}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_a_broken_file_allows_nothing(tmp_path: Path, broken: str) -> None:
    (tmp_path / "consent.json").write_text(broken)

    assert Consent(tmp_path).of(Path("/")) is Mode.ASK


def test_only_the_user_can_read_it_and_it_can_be_revoked(tmp_path: Path) -> None:
    consent = Consent(tmp_path)
    consent.record(tmp_path, Answer.WORKSPACE)
    file = tmp_path / "consent.json"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["version"] == 1
    consent.revoke()
    assert consent.of(tmp_path) is Mode.ASK
