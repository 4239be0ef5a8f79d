"""`--exact`, the cache and the doctor, through the real process and the stand-in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.command import Command, Done
from stand_in.rules import BASE
from stand_in.server import KEY, StandIn

TALK = {"messages": [{"role": "user", "content": "one two three"}]}
WORDS = 4
"""What the stand-in counts in `TALK`, the role included."""

SECRET = "ghp_" + "aB3dE6" * 6


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)
    (folder / "a.request.json").write_text(json.dumps(TALK))
    return folder


def online(stand_in: StandIn, key: str = KEY) -> dict[str, str]:
    return {"ANTHROPIC_API_KEY": key, "ANTHROPIC_BASE_URL": stand_in.url}


def counted(done: Done) -> list[tuple[str, Any, str]]:
    return [(f["path"], f["tokens"], f["source"]) for f in done.json["files"]]


def test_a_count_is_asked_for_once_and_free_from_then_on(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    json_of = ("--format", "json")
    offline = command.run("count", *json_of, cwd=folder, variables=online(stand_in))
    (offline_count,) = counted(offline)
    assert offline_count[2] == "offline"
    assert not stand_in.received

    done = command.run(
        "count", "--exact", *json_of, cwd=folder, variables=online(stand_in)
    )
    assert (done.code, done.stderr) == (0, "")
    exact = [("a.request.json", BASE + WORDS, "exact")]
    assert counted(done) == exact
    (request,) = done.json["files"][0]["requests"]
    host = stand_in.url.removeprefix("http://")
    assert request["reasons"] == [f"counted by {host}"]
    assert {part["source"] for part in request["segments"]} == {"offline"}
    assert len(stand_in.received) == 1

    for verb, *more in (("count", "--exact"), ("count",), ("check",)):
        again = command.run(
            verb, *more, *json_of, cwd=folder, variables=online(stand_in)
        )
        assert counted(again) == exact, verb
        assert not again.hosts
    keyless = {"ANTHROPIC_BASE_URL": stand_in.url}
    again = command.run("count", *json_of, cwd=folder, variables=keyless)
    assert counted(again) == exact
    again = command.run(
        "count", "--offline", *json_of, cwd=folder, variables=online(stand_in)
    )
    assert counted(again) == [offline_count]
    assert len(stand_in.received) == 1


def test_the_user_s_own_word_is_enough(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    command.configure('counting = "online"\n')
    done = command.run(
        "check", "--format", "json", cwd=folder, variables=online(stand_in)
    )
    assert counted(done) == [("a.request.json", BASE + WORDS, "exact")]


@pytest.mark.parametrize("where", ["workspace", "user"])
def test_where_the_settings_say_offline_nothing_is_sent(
    stand_in: StandIn, command: Command, folder: Path, where: str
) -> None:
    said = 'counting = "offline"\n'
    if where == "user":
        command.configure(said)
    else:
        (folder / "promptally.toml").write_text(said)
    done = command.run("count", "--exact", cwd=folder, variables=online(stand_in))
    assert done.code == 2
    assert done.stderr == (
        "1 prompt keeps its offline count: the settings say `offline`\n"
    )
    assert not stand_in.connections


def test_budgets_are_held_against_the_exact_count(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    (folder / "promptally.toml").write_text("[[budgets]]\ntokens = 500\n")
    assert command.run("check", cwd=folder).code == 0
    done = command.run("check", "--exact", cwd=folder, variables=online(stand_in))
    assert done.code == 1
    assert "over the budget of 500" in done.stdout


FAULTS = [
    ("401", "does not accept the key"),
    ("403 HTML", "refused (403)"),
    ("404 model", "not_found_error"),
    ("redirect", "redirect"),
    ("reset", "cannot be reached"),
    ("HTML 200", "is no count"),
    ("tokens are text", "is no count"),
]


@pytest.mark.parametrize(("fault", "why"), FAULTS, ids=[f for f, _ in FAULTS])
def test_a_count_that_cannot_be_had_keeps_its_offline_number(
    stand_in: StandIn, command: Command, folder: Path, fault: str, why: str
) -> None:
    stand_in.break_down(fault)
    done = command.run("count", "--exact", cwd=folder, variables=online(stand_in))
    assert done.code == 2
    assert "≈ 9 " in done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("1 prompt keeps its offline count: ")
    assert why in line
    command.configure('counting = "online"\n')
    done = command.run("count", cwd=folder, variables=online(stand_in))
    assert done.code == 0
    assert len(done.stderr.splitlines()) == 1


def test_a_pause_that_the_host_wants_is_kept(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    stand_in.break_down("429 with retry-after", times=1)
    done = command.run(
        "count", "--exact", "--format", "json", cwd=folder, variables=online(stand_in)
    )
    assert counted(done) == [("a.request.json", BASE + WORDS, "exact")]
    assert len(stand_in.received) == 2


def test_without_a_key_exact_counts_cannot_be_had(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    keyless = {"ANTHROPIC_BASE_URL": stand_in.url}
    done = command.run("check", "--exact", cwd=folder, variables=keyless)
    assert done.code == 2
    assert "there is no key" in done.stderr
    assert not stand_in.connections


def test_a_prompt_with_a_credential_is_not_sent(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    (folder / "CLAUDE.md").write_text(f"# Rules\n\nPush with {SECRET}.\n")
    done = command.run(
        "check", "--exact", "--format", "json", cwd=folder, variables=online(stand_in)
    )
    assert done.code == 2
    assert "it holds what looks like a credential" in done.stderr
    assert {source for _path, _tokens, source in counted(done)} == {"exact", "offline"}
    assert "secret-in-prompt" in {p["code"] for p in done.json["problems"]}
    assert SECRET not in done.stdout + done.stderr
    assert not any(SECRET.encode() in received.body for received in stand_in.received)


def test_many_prompts_are_asked_for_within_the_pace(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    lines = [
        json.dumps({"messages": [{"role": "user", "content": f"text {n}"}]})
        for n in range(14)
    ]
    (folder / "b.jsonl").write_text("\n".join(lines))
    done = command.run(
        "count",
        "--exact",
        "--format",
        "json",
        "b.jsonl",
        cwd=folder,
        variables=online(stand_in),
    )
    assert counted(done) == [("b.jsonl", 14 * (BASE + 3), "exact")]
    assert len(stand_in.received) == 14


def test_an_exact_count_teaches_offline_ones(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    stand_in.count = lambda _body: 110
    command.run("count", "--exact", cwd=folder, variables=online(stand_in))
    other = {"messages": [{"role": "user", "content": "three two one"}]}
    (folder / "b.request.json").write_text(json.dumps(other))
    done = command.run(
        "count",
        "--format",
        "json",
        "b.request.json",
        cwd=folder,
        variables=online(stand_in),
    )
    assert counted(done) == [("b.request.json", 110, "offline")]
    (reason,) = done.json["files"][0]["requests"][0]["reasons"][-1:]
    assert reason.startswith("corrected by +101 tokens after an exact count")
    doctor = command.run("doctor", cwd=folder, variables=online(stand_in))
    assert "+101 tokens after an exact count" in doctor.stdout
    elsewhere = command.run("count", "--format", "json", "b.request.json", cwd=folder)
    assert counted(elsewhere) == [("b.request.json", 9, "offline")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("count", "--exact", "--offline"),
        ("check", "--exact", "--offline"),
        ("check", "--exact", "--staged"),
        ("check", "--exact", "--against", "HEAD"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    command: Command, folder: Path, arguments: tuple[str, ...]
) -> None:
    done = command.run(*arguments, cwd=folder)
    assert done.code == 2
    assert "Error: --exact" in done.stderr


def test_nothing_heavy_is_loaded_without_need(command: Command, folder: Path) -> None:
    done = command.run("count", cwd=folder)
    heavy = ("/httpx/", "/diskcache/", "/anyio/", "/asyncio/")
    assert not [e for e in done.events if any(name in e for name in heavy)]
    assert not list((command.home / "cache").iterdir())
    assert not list((command.home / "state").iterdir())


def test_the_cache_is_looked_after(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    def said(*arguments: str) -> str:
        done = command.run("cache", *arguments, cwd=folder, variables=online(stand_in))
        assert done.code == 0
        return done.stdout + done.stderr

    path = command.home / "cache" / "counts"
    assert said("path") == f"{path}\n"
    assert said("stats") == f"0 counts, 0 bytes, {path}\n"
    assert said("clear") == "There is no cache.\n"
    command.run("count", "--exact", cwd=folder, variables=online(stand_in))
    assert said("stats").startswith("1 count, ")
    assert said("clear") == "1 count forgotten\n"
    assert said("stats").startswith("0 counts, ")
    done = command.run(
        "count", "--format", "json", cwd=folder, variables=online(stand_in)
    )
    assert counted(done)[0][2] == "offline"
    assert len(stand_in.received) == 1


def test_the_doctor_says_what_exact_counts_depend_on(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    done = command.run("doctor", cwd=folder, variables=online(stand_in))
    assert done.code == 0
    for said in (
        "found in ANTHROPIC_API_KEY",
        "not the API's own",
        "none yet",
        "`ask`",
    ):
        assert said in done.stdout
    assert KEY not in done.stdout
    assert not stand_in.connections

    bare = command.run("doctor", "--format", "json", cwd=folder)
    checks = {check["name"]: check for check in bare.json["checks"]}
    assert checks["key"] == {"name": "key", "said": "not found", "is_well": False}
    assert checks["host"]["said"] == "api.anthropic.com"
    assert {"promptally", "cache", "pace", "clock", "consent"} <= set(checks)
    assert not bare.hosts


def test_the_doctor_counts_one_sentence_when_told_to(
    stand_in: StandIn, command: Command, folder: Path
) -> None:
    for _ in range(2):
        done = command.run("doctor", "--online", cwd=folder, variables=online(stand_in))
        assert done.code == 0
        assert f"{BASE + 8:,} tokens by 127.0.0.1" in done.stdout
    assert len(stand_in.received) == 2

    wrong = online(stand_in, "sk-ant-wrong")
    for _ in range(2):
        done = command.run("doctor", "--online", cwd=folder, variables=wrong)
        assert done.code == 2
        assert "does not accept the key" in done.stdout
    assert len(stand_in.received) == 4
