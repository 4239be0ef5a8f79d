"""What a file says to Promptally itself."""

import pytest

from promptally.documents.parse import parse
from shape_outline import problem_line, problems, prompts, under

MESSAGES = '"messages": [{"role": "user", "content": "a"}]'


def _budget(written: str) -> int | str | None:
    (prompt,) = prompts(f'{{"x-promptally": {{"budget": {written}}}, {MESSAGES}}}')
    if prompt.budget is None:
        return "nothing"
    return prompt.budget.value


@pytest.mark.parametrize(
    ("written", "budget"),
    [("2000", 2000), ("1", 1), ('"off"', None), ('"OFF"', None), ("false", None)],
)
def test_a_budget_is_a_number_or_off(written: str, budget: int | None) -> None:
    assert _budget(written) == budget


@pytest.mark.parametrize(
    "written", ["0", "-5", "true", '"2000"', "2.5", "[]", "{}", '"on"']
)
def test_another_budget_is_told_and_sets_nothing(written: str) -> None:
    text = f'{{"x-promptally": {{"budget": {written}}}, {MESSAGES}}}'

    assert _budget(written) == "nothing"
    assert problems(text)[1].startswith("warning front-matter")
    assert "whole number of tokens" in problems(text)[1]


def test_a_map_that_is_not_typed_yet_sets_nothing() -> None:
    for written in ("null", "", '{"model": null}', '{"model": }'):
        text = f'{{"x-promptally": {written}, {MESSAGES}}}'

        assert prompts(text)[0].model is None
        assert not [line for line in problems(text) if line.startswith("warning")]


@pytest.mark.parametrize("written", ["null", ""])
def test_a_budget_that_is_not_typed_yet_sets_nothing(written: str) -> None:
    assert _budget(written) == "nothing"


def test_a_declared_model_goes_before_that_of_the_request() -> None:
    text = f'{{"model": "a", "x-promptally": {{"model": "claude-opus-5"}}, {MESSAGES}}}'

    (prompt,) = prompts(text)

    assert prompt.model is not None
    assert prompt.model.value == "claude-opus-5"
    assert under(text, prompt.model.span) == '"claude-opus-5"'


def test_faults_of_the_map_are_told_where_they_stand() -> None:
    text = f'{{"x-promptally": {{"model": 7, "limit": 2}}, {MESSAGES}}}'

    assert problems(text) == [
        'information front-matter <"x-promptally"> the API refuses `x-promptally`',
        "warning front-matter <7> `model` must be the id of a model",
        'warning front-matter <"limit"> `x-promptally` has no setting `limit`',
    ]


def test_the_map_must_be_one() -> None:
    assert problems(f'{{"x-promptally": 3, {MESSAGES}}}')[1] == (
        "warning front-matter <3> `x-promptally` must be a map with `model` or `budget`"
    )


def test_the_map_is_at_home_in_yaml() -> None:
    text = (
        "x-promptally:\n  model: claude-haiku-5-5\n  budget: off\n"
        "messages:\n  - role: user\n    content: Hello\n"
    )

    document = parse("a.yaml", text)

    assert document is not None
    assert [problem_line(text, problem) for problem in document.problems] == []
    (prompt,) = document.prompts
    assert prompt.model is not None
    assert prompt.model.value == "claude-haiku-5-5"
    assert prompt.budget is not None
    assert prompt.budget.value is None
    assert under(text, prompt.budget.span) == "off"


def test_the_map_is_a_guest_in_json() -> None:
    text = f'{{"x-promptally": {{"budget": 5}}, {MESSAGES}}}'

    document = parse("a.json", text)

    assert document is not None
    assert [problem.code for problem in document.problems] == ["front-matter"]


def test_the_map_is_no_parameter_of_the_request() -> None:
    (prompt,) = prompts(f'{{"x-promptally": {{"budget": 5}}, {MESSAGES}}}')

    assert prompt.parameters == {}
