"""What stands between the lines `---`, and what it sets."""

import pytest

from promptally.documents.markdown import front_matter
from promptally.documents.nodes import to_json
from promptally.prompts import Declared
from shape_outline import under


def body(text: str) -> str:
    return text[front_matter.parse(text).body :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\n---\nText", "Text"),
        ("\ufeff---\na: 1\n---\nText", "Text"),
        ("---  \r\na: 1\r\n--- \r\nText", "Text"),
        ("---\ra: 1\r---\rText", "Text"),
        ("---\n---\nText", "Text"),
        ("---\na: 1\n---", ""),
        ("---\na: |\n  ---\n---\nText", "Text"),
        ("\ufeffText", "Text"),
        ("Text\n---\na: 1\n---\n", "Text\n---\na: 1\n---\n"),
        (" ---\na: 1\n---\n", " ---\na: 1\n---\n"),
        ("---\na: 1\n", "---\na: 1\n"),
        ("----\na: 1\n----\n", "----\na: 1\n----\n"),
        (
            "---\n\nA rule above, a rule below\n\n---\n",
            "---\n\nA rule above, a rule below\n\n---\n",
        ),
        ("---", "---"),
        ("", ""),
    ],
)
def test_the_body_is_what_stands_behind_it(text: str, expected: str) -> None:
    assert body(text) == expected


def test_its_keys_are_read_with_their_places() -> None:
    text = "\ufeff---\nname: é\nlist: [1]\n---\n"

    front = front_matter.parse(text)

    assert to_json(front.node) == {"name": "é", "list": [1]}
    name = front_matter.string(front, "name")
    assert name is not None
    assert under(text, name.span) == "é"
    assert under(text, front.yaml) == "name: é\nlist: [1]\n"


@pytest.mark.parametrize("key", ["list", "none", "blank", "nothing"])
def test_what_is_no_string_is_no_string(key: str) -> None:
    front = front_matter.parse("---\nlist: [1]\nnone:\nblank: ' '\n---\n")

    assert front_matter.string(front, key) is None


def test_a_fault_in_the_yaml_leaves_the_rest_and_has_its_place() -> None:
    text = '---\na: "b\nc: d\n---\nText'

    front = front_matter.parse(text)

    assert body(text) == "Text"
    assert [problem.code for problem in front.problems] == ["syntax"]
    assert all(
        4 <= problem.span.start < text.index("---\nT") for problem in front.problems
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nmodel: x\n", ["---"]),
        ("---  \n# comment\n\nmodel:\n\n# Heading", ["---  "]),
        ("---\nSome text\n", []),
        ("---\n\n# Heading\n", []),
        ("---", []),
    ],
)
def test_what_is_not_closed_is_a_problem_if_it_looks_so(
    text: str, expected: list[str]
) -> None:
    problems = front_matter.parse(text).problems

    assert [under(text, problem.span) for problem in problems] == expected
    assert {problem.code for problem in problems} <= {"front-matter"}


@pytest.mark.parametrize(
    ("yaml", "model", "budget"),
    [
        ("promptally: {model: claude-a, budget: 2000}", "claude-a", 2000),
        ("promptally:\n  budget: 2_000", None, 2000),
        ("promptally:\n  model:\n  budget:", None, None),
        ("promptally:", None, None),
        ("model: claude-a", None, None),
    ],
)
def test_promptally_sets_a_model_and_a_budget(
    yaml: str, model: str | None, budget: int | None
) -> None:
    text = f"---\n{yaml}\n---\n"

    declared = front_matter.declarations(front_matter.parse(text))

    assert (declared.model and declared.model.value) == model
    assert (declared.budget and declared.budget.value) == budget
    assert declared.problems == ()
    for found in filter(None, (declared.model, declared.budget)):
        assert under(text, found.span).replace("_", "") == str(found.value)


@pytest.mark.parametrize("word", ["off", "'off'", "false"])
def test_a_budget_can_be_switched_off(word: str) -> None:
    text = f"---\npromptally: {{budget: {word}}}\n---\n"

    declared = front_matter.declarations(front_matter.parse(text))

    assert isinstance(declared.budget, Declared)
    assert declared.budget.value is None
    assert declared.problems == ()


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("promptally: 5", "5"),
        ("promptally: [model]", "promptally"),
        ("promptally: {model: 5}", "5"),
        ("promptally: {model: {id: a}}", "model"),
        ("promptally: {budget: many}", "many"),
        ("promptally: {budget: 0}", "0"),
        ("promptally: {budget: -1}", "-1"),
        ("promptally: {budget: 1.5}", "1.5"),
        ("promptally: {budget: true}", "true"),
        ("promptally: {budget: [1]}", "budget"),
        ("promptally: {budgte: 1}", "budgte"),
    ],
)
def test_a_wrong_setting_is_a_problem_and_sets_nothing(yaml: str, place: str) -> None:
    text = f"---\n{yaml}\n---\n"

    model, budget, problems = front_matter.declarations(front_matter.parse(text))

    assert (model, budget) == (None, None)
    assert [under(text, problem.span) for problem in problems] == [place]
    assert [problem.code for problem in problems] == ["front-matter"]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("model: opus", "opus"),
        ("model: [a, b]", "a"),
        ("model:", None),
        ("model: []", None),
        ("a: b", None),
    ],
)
def test_the_model_of_other_tools_is_taken(yaml: str, expected: str | None) -> None:
    model = front_matter.plain_model(front_matter.parse(f"---\n{yaml}\n---\n"))

    assert (model and model.value) == expected


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("model: 5", 1),
        ("model: {id: a}", 1),
        ("model: a", 0),
        ("model:", 0),
        ("a: b", 0),
    ],
)
def test_a_model_that_is_none_is_a_problem(yaml: str, expected: int) -> None:
    problems = front_matter.wrong_model(front_matter.parse(f"---\n{yaml}\n---\n"))

    assert len(problems) == expected
