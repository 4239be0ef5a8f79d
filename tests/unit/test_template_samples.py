"""The values that files give for their variables."""

from textwrap import dedent

import pytest

from promptally.prompts import Json, Kind
from promptally.templates import samples
from promptally.templates.markers import Dialect
from promptally.templates.samples import MOST


def given(kind: Kind, text: str, path: str = "a") -> list[dict[str, Json]]:
    found = samples.of(path, kind, dedent(text))
    assert found is not None
    return [dict(sample) for sample in found.samples]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("sample:\n  a: x\n  b: 2", [{"a": "x", "b": 2}]),
        ("inputs:\n  a:\n    kind: string\n    default: x", [{"a": "x"}]),
        ("inputs:\n  a: {default: x, example: y}", [{"a": "y"}, {"a": "x"}]),
        (
            "inputs:\n  a: {default: x, example: y}\n  b: {example: z}",
            [{"a": "y", "b": "z"}],
        ),
        ("inputs:\n  a: {type: string, sample: y}", [{"a": "y"}]),
        ("inputs:\n  a: plain", [{"a": "plain"}]),
        ("inputs:\n  - {name: a, default: x}\n  - b", [{"a": "x"}]),
        ("inputs:\n  a: {kind: string}", []),
        ("sample: other.json", []),
        ("name: x", []),
        ("inputs: [", []),
    ],
)
def test_prompty_has_defaults_examples_and_a_sample(
    front: str, expected: list[dict[str, Json]]
) -> None:
    assert given(Kind.PROMPTY, f"---\n{front}\n---\nuser:\n{{{{a}}}}") == expected


def test_dotprompt_has_defaults() -> None:
    text = "---\ninput:\n  schema: {a: string}\n  default: {a: x}\n---\n{{a}}"

    assert given(Kind.DOTPROMPT, text) == [{"a": "x"}]
    assert given(Kind.DOTPROMPT, "{{a}}") == []


def test_poml_has_variables_of_its_own() -> None:
    text = """\
        <let name="a">late autumn</let>
        <let name="b" value="'Oslo'"/>
        <let name="c" value="5"/>
        <let name="d" value='["x"]'/>
        <let name="e" value="b + c"/>
        <let name="f" src="f.json"/>
        <let name="g">
        """

    assert given(Kind.POML, text) == [
        {"a": "late autumn", "b": "Oslo", "c": 5, "d": ["x"]}
    ]


def test_github_models_have_test_data() -> None:
    text = """\
        messages:
          - {role: user, content: "{{a}}"}
        testData:
          - {a: one, expected: x}
          - {a: two}
          - 3
        """

    assert given(Kind.TEMPLATE, text) == [{"a": "one", "expected": "x"}, {"a": "two"}]


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ("tests:\n- vars: {a: 1}\n- vars: {a: 2}", [{"a": 1}, {"a": 2}]),
        ("tests:\n- vars: {a: [1, 2]}", [{"a": 1}, {"a": 2}]),
        ("tests:\n- vars: {a: file://a.txt, b: x}", [{"b": "x"}]),
        (
            "defaultTest:\n  vars: {a: 1, b: 2}\ntests:\n- vars: {a: 3}",
            [{"a": 3, "b": 2}],
        ),
        ("defaultTest:\n  vars: {a: 1}", [{"a": 1}]),
        ("tests: file://tests.csv", []),
        ("tests:\n- assert: []", []),
    ],
)
def test_promptfoo_has_tests(tests: str, expected: list[dict[str, Json]]) -> None:
    text = f"prompts: ['Hi {{{{a}}}}']\n{tests}\n"

    assert given(Kind.TEMPLATE, text) == expected


def test_no_more_samples_are_read_than_anybody_waits_for() -> None:
    many = ", ".join(map(str, range(100)))
    text = f"prompts: ['{{{{a}}}}']\ntests:\n- vars: {{a: [{many}], b: [{many}]}}\n"

    assert len(given(Kind.TEMPLATE, text)) == MOST


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("system: Hi\nprompt: $a\ndefaults: {a: x}\n", Dialect.DOLLAR, [{"a": "x"}]),
        (
            '{"_type": "prompt", "template": "{a}", "partial_variables": {"a": "x"}}',
            Dialect.FORMAT,
            [{"a": "x"}],
        ),
        ("template: Hi\ntemplate_format: jinja2\n", Dialect.BRACES, []),
        ("prefix: Hi\nsuffix: '{a}'\n", Dialect.FORMAT, []),
        ("messages:\n- [human, '{a}']\n", Dialect.FORMAT, []),
        ("- [human, '{a}']\n", Dialect.FORMAT, []),
        ("- Hi {{a}}\n", Dialect.BRACES, []),
        ("", Dialect.DOLLAR, []),
    ],
)
def test_template_files_are_told_apart(
    text: str, dialect: Dialect, expected: list[dict[str, Json]]
) -> None:
    found = samples.of("a.yaml", Kind.TEMPLATE, text)

    assert found is not None
    assert found.dialect is dialect
    assert [dict(sample) for sample in found.samples] == expected


@pytest.mark.parametrize(
    ("path", "kind", "is_template"),
    [
        ("a.prompt.md", Kind.MARKDOWN, True),
        (".continue/prompts/a.md", Kind.MARKDOWN, True),
        ("a.system.md", Kind.MARKDOWN, False),
        ("notes.md", Kind.MARKDOWN, False),
        ("CLAUDE.md", Kind.INSTRUCTIONS, False),
        ("a.json", Kind.REQUEST, False),
        ("a.jsonl", Kind.BATCH, False),
    ],
)
def test_braces_are_only_braces_where_no_tool_fills_them(
    path: str, kind: Kind, *, is_template: bool
) -> None:
    assert (samples.of(path, kind, "{{a}}") is not None) is is_template
