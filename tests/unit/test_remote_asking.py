"""What is asked for a prompt, whether it may be, and what its answer means."""

import json
from pathlib import Path
from typing import Any

import pytest

from promptally.analysis import Analysis, Attachment, Surroundings, analyse, recounted
from promptally.budgets import Budget, Part, Verdict
from promptally.counting.corrections import Lesson
from promptally.counting.request import Request
from promptally.remote import asking, folders
from promptally.remote.endpoint import Credentials, Endpoint
from promptally.settings import DEFAULTS, Settings
from promptally.text import LineIndex

API = Endpoint(credentials=Credentials("sk-ant-x"))
ELSEWHERE = Endpoint(base="https://gateway.test", credentials=Credentials("k"))
SECRET = "ghp_" + "aB3dE6" * 6


def analysed(
    settings: Settings = DEFAULTS,
    surroundings: Surroundings | None = None,
    **more: Any,
) -> Analysis:
    body = {"messages": [{"role": "user", "content": "one two three"}], **more}
    lines = LineIndex(json.dumps(body))
    around = surroundings or Surroundings()
    found = analyse("a.request.json", lines, settings, surroundings=around)
    assert found is not None
    return found


def asked(analysis: Analysis) -> Request:
    return asking.question(analysis.prompts[0], analysis.surroundings)


def why_not(endpoint: Endpoint, **more: Any) -> str | None:
    analysis = analysed(**more)
    return asking.why_not(analysis.prompts[0], asked(analysis), endpoint)


def test_a_plain_prompt_may_be_sent() -> None:
    assert why_not(API) is None
    assert why_not(ELSEWHERE, model="my-deployment") is None
    assert why_not(API, model="claude-nonesuch-9") is None


@pytest.mark.parametrize(
    ("endpoint", "more", "reason"),
    [
        (Endpoint(), {}, "there is no key"),
        (Endpoint(problem="the base URL must use https"), {}, "must use https"),
        (API, {"model": "gpt-4o"}, "gpt-4o is no model of api.anthropic.com"),
        (API, {"system": f"Push with {SECRET}"}, "looks like a credential"),
        (ELSEWHERE, {"metadata": {"key": SECRET}}, "looks like a credential"),
    ],
)
def test_what_may_not_be_sent_has_a_reason(
    endpoint: Endpoint, more: dict[str, Any], reason: str
) -> None:
    said = why_not(endpoint, **more)
    assert said is not None
    assert reason in said
    assert SECRET not in said


def test_a_text_file_that_is_put_in_is_looked_into() -> None:
    block = {"type": "document", "source": {"type": "path", "path": "notes.txt"}}
    file = Attachment(path="notes.txt", data=SECRET.encode(), attachments={})
    around = Surroundings(attachments={"notes.txt": file})
    talk = [{"role": "user", "content": [block]}]
    analysis = analysed(surroundings=around, messages=talk)
    question = asked(analysis)
    assert SECRET in json.dumps(question.body)
    said = asking.why_not(analysis.prompts[0], question, API)
    assert said == "it holds what looks like a credential"


def test_another_host_than_the_api_is_named() -> None:
    analysis = analysed()
    item = analysis.prompts[0]
    ours = asking.answered(item, asked(analysis), 50, API)
    theirs = asking.answered(item, asked(analysis), 50, ELSEWHERE)
    assert (ours.total.tokens, ours.total.reasons) == (50, ())
    assert (theirs.total.tokens, theirs.total.reasons) == (
        50,
        ("counted by gateway.test",),
    )


def test_an_answer_teaches_its_residual() -> None:
    analysis = analysed(model="claude-sonnet-4-5")
    taught = asking.taught(analysis.prompts[0], asked(analysis), 193)
    assert taught == ("4.5", 193 - (analysis.total.tokens or 0))


def test_what_was_learned_is_in_later_offline_counts() -> None:
    plain = analysed(model="claude-sonnet-4-5")
    lesson = Lesson(residuals=(40,), n=1, date=1_795_132_800)
    around = Surroundings(corrections={"4.5": lesson})
    learned = analysed(surroundings=around, model="claude-sonnet-4-5")
    assert learned.total.tokens == (plain.total.tokens or 0) + 40
    assert learned.total.source == "offline"
    assert "corrected by +40 tokens" in learned.total.reasons[-1]


def test_exact_counts_are_judged_anew() -> None:
    budget = Budget(files="**", part=Part.REQUEST, tokens=100)
    analysis = analysed(settings=Settings(budgets=(budget,)))
    assert analysis.prompts[0].judgements[0].verdict is Verdict.WITHIN
    count = asking.answered(analysis.prompts[0], asked(analysis), 500, API)
    exact = recounted(analysis, {0: count})
    assert exact.prompts[0].judgements[0].verdict is Verdict.OVER
    assert (exact.total.tokens, exact.total.source) == (500, "exact")
    assert recounted(analysis, {}) == analysis


def test_a_relative_path_of_the_user_is_not_the_workspace_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROMPTALLY_CACHE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    chosen = folders.cache(Settings(cache_path="counted"))
    assert chosen.is_absolute()
    assert chosen.parent.parent != tmp_path
    assert folders.cache(Settings(cache_path="/a")).as_posix() == "/a/counts"
    monkeypatch.setenv("PROMPTALLY_CACHE", str(tmp_path / "b"))
    assert folders.cache(Settings(cache_path="/a")) == tmp_path / "b" / "counts"
