"""YAML while it is being typed: one problem a fault, and nothing else is lost."""

import pytest

from promptally.documents import yaml
from promptally.documents.nodes import to_json
from promptally.prompts import Json

REST = "messages:\n  - role: user\n    content: hi\n"
READ_REST = {"messages": [{"role": "user", "content": "hi"}]}


def problems_of(text: str) -> list[tuple[str, str]]:
    return [
        (problem.message, text[problem.span.start : problem.span.end])
        for problem in yaml.parse(text)[1]
    ]


@pytest.mark.parametrize(
    ("broken", "kept", "sentence", "place"),
    [
        (
            'system: "Be brief\n',
            {"system": "Be brief"},
            "The quote that starts here is not closed",
            '"Be brief',
        ),
        (
            "system: 'Be\n  brief\n",
            {"system": "Be brief"},
            "The quote that starts here is not closed",
            "'Be",
        ),
        (
            'system: "Be brief\nname: "x"\n',
            {"system": "Be brief", "name": "x"},
            "The quote that starts here is not closed",
            '"Be brief',
        ),
        (
            "stop: [a, b,\n",
            {"stop": ["a", "b"]},
            "The bracket that starts here is not closed",
            "[a, b,",
        ),
        (
            "stop: {a: 1,\n",
            {"stop": {"a": 1}},
            "The bracket that starts here is not closed",
            "{a: 1,",
        ),
        ("syst\n", {"syst": None}, "This key has no colon behind it", "syst"),
        (
            "system: Note: be brief\n",
            {"system": "Note: be brief"},
            "A value that holds `: ` has to be quoted",
            ": be brief",
        ),
        (
            "system: 'don't shout'\n",
            {"system": "don't shout"},
            "The quote is closed, but the line goes on",
            "t shout'",
        ),
        (
            'system: say "hi" "\nname: "Al" Bo\n',
            {"system": 'say "hi" "', "name": 'Al" Bo'},
            "The quote is closed, but the line goes on",
            "Bo",
        ),
        (
            "system: {{ name }}, be brief\n",
            {"system": "{{ name }}, be brief"},
            "Text that starts with a bracket has to be quoted",
            "{{ name }}, be brief",
        ),
        (
            "system: [INST] Be brief\n",
            {"system": "[INST] Be brief"},
            "Text that starts with a bracket has to be quoted",
            "[INST] Be brief",
        ),
        (
            "system: {% if x %} y\n",
            {"system": "{% if x %} y"},
            "A value that starts with this character has to be quoted",
            "{% if x %} y",
        ),
        (
            "system: @user\n  greets\n",
            {"system": "@user greets"},
            "A value that starts with this character has to be quoted",
            "@user",
        ),
        (
            "system: **Be** brief\n",
            {"system": "**Be** brief"},
            "A value that starts with this character has to be quoted",
            "**Be** brief",
        ),
        (
            "system: >5 words\n",
            {"system": ">5 words"},
            "A value that starts with this character has to be quoted",
            ">5 words",
        ),
        (
            "stop: {a: [1,\n  2,\n",
            {"stop": {"a": [1, 2]}},
            "The bracket that starts here is not closed",
            "{a: [1,",
        ),
        (
            'system: "\\d+ and \\n"\n',
            {"system": "\\d+ and \n"},
            "There is no such escape in double quotes",
            '"\\d+ and \\n"',
        ),
        (
            "a:\n  - b\n c: 1\n",
            {"a": ["b"]},
            "This line does not fit the mapping that it stands in",
            "c: 1",
        ),
        (
            "a:\n  - b\n  c: 1\n  - d\n",
            {"a": ["b", "d"]},
            "This line does not fit the list that it stands in",
            "c: 1",
        ),
        (
            "a: !x!y z\n",
            {"a": "!x!y z"},
            "A value that starts with this character has to be quoted",
            "!x!y z",
        ),
    ],
)
def test_a_broken_line_costs_nothing_but_itself(
    broken: str, kept: dict[str, Json], sentence: str, place: str
) -> None:
    text = "model: claude\n" + broken + REST
    node, _ = yaml.parse(text)
    assert to_json(node) == {"model": "claude"} | kept | READ_REST
    assert problems_of(text) == [(sentence, place)]


@pytest.mark.parametrize(
    "broken", ["content: a: b", "content: 'a'b'", "content: @a", "content: {{a}} b"]
)
def test_a_broken_message_leaves_the_others(broken: str) -> None:
    text = f"messages:\n- role: user\n  {broken}\n- role: assistant\n  content: ok\n"
    text += f"- role: user\n  {broken}\nmodel: x\n"
    node, problems = yaml.parse(text)
    said = broken.removeprefix("content: ").removeprefix("'").removesuffix("'")
    assert to_json(node) == {
        "messages": [
            {"role": "user", "content": said},
            {"role": "assistant", "content": "ok"},
            {"role": "user", "content": said},
        ],
        "model": "x",
    }
    assert len(problems) == 2


def test_items_that_are_no_values_are_text() -> None:
    node, problems = yaml.parse("- `a` b\n- %c\n- 'd' e\n- ok\n")
    assert to_json(node) == ["`a` b", "%c", "d' e", "ok"]
    assert len(problems) == 3


def test_a_list_whose_first_line_is_broken_is_still_a_list() -> None:
    node, problems = yaml.parse("messages:\n  @\n  - role: user\nmodel: x\n")
    assert to_json(node) == {"messages": [{"role": "user"}], "model": "x"}
    assert len(problems) == 1


def test_a_first_line_without_a_colon_does_not_hide_the_others() -> None:
    node, problems = yaml.parse("mod\n" + REST)
    assert to_json(node) == READ_REST
    assert len(problems) == 1


def test_an_anchor_before_the_fault_is_known_behind_it() -> None:
    node, problems = yaml.parse("a: &x 1\nb: c: d\ne: *x\n")
    assert to_json(node) == {"a": 1, "b": "c: d", "e": 1}
    assert len(problems) == 1


def test_tabs_that_indent_are_read_as_spaces_and_reported_once() -> None:
    text = "a:\n\tb: |\n\t\tc\n\td:\n\t\t- 1\n\t\t- 2\ne: 1\n"
    node, _ = yaml.parse(text)
    assert to_json(node) == {"a": {"b": "c\n", "d": [1, 2]}, "e": 1}
    assert problems_of(text) == [("A tab cannot indent YAML, only spaces can", "\t")]


def test_tabs_in_a_text_above_the_fault_stay_tabs() -> None:
    node, _ = yaml.parse("a: |\n  make:\n  \trun\nb:\n\tc: 1\n")
    assert to_json(node) == {"a": "make:\n\trun\n", "b": {"c": 1}}


def test_surrogate_pairs_of_json_writers_are_the_character_they_mean() -> None:
    text = r"""
a: "\ud83d\ude00 \\ud83d\\\uD83D\uDE00"
b: '\ud83d\ude00'
c: |
  \ud83d\ude00 \ue000
d: "\ue000"
"""
    node, problems = yaml.parse(text)
    assert to_json(node) == {
        "a": "😀 \\ud83d\\😀",
        "b": r"\ud83d\ude00",
        "c": "\\ud83d\\ude00 \\ue000\n",
        "d": "\ue000",
    }
    assert problems == ()


def test_half_a_surrogate_pair_is_kept_and_reported() -> None:
    text = r'a: "x\ud83dy"'
    node, _ = yaml.parse(text)
    assert to_json(node) == {"a": "x\ud83dy"}
    assert problems_of(text) == [
        ("Half of a surrogate pair is no character", r'"x\ud83dy"')
    ]


@pytest.mark.parametrize("char", ["\0", "\x07", "\x7f", "\x9f", "\ud83d", "\uffff"])
def test_a_character_that_yaml_forbids_is_kept_and_reported(char: str) -> None:
    text = f"a: x{char}y\nb: '{char}'\nc: |\n  {char}\n"
    node, _ = yaml.parse(text)
    assert to_json(node) == {"a": f"x{char}y", "b": char, "c": f"{char}\n"}
    message = f"The character U+{ord(char):04X} is not allowed in YAML"
    assert problems_of(text) == [(message, char)]


def test_many_kinds_of_forbidden_characters_are_all_kept() -> None:
    forbidden = "".join(map(chr, range(0xD800, 0xD900)))
    node, problems = yaml.parse(f"a: x{forbidden}\n")
    assert to_json(node) == {"a": f"x{forbidden}"}
    assert 0 < len(problems) < 100


def test_a_control_character_is_a_problem_of_its_own_document_only() -> None:
    parsed = yaml.parse_all("a: 1\n---\nb: \0\n")
    assert [len(problems) for _, problems in parsed] == [0, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *x\n", "No `&x` stands above this alias"),
        ("a: &x [*x]\n", "The alias `*x` stands inside of what it names"),
    ],
)
def test_an_alias_that_stands_for_nothing_is_null(text: str, message: str) -> None:
    node, _ = yaml.parse(text)
    assert to_json(node) in ({"a": None}, {"a": [None]})
    assert problems_of(text) == [(message, "*x")]


def test_what_follows_a_closed_root_does_not_take_its_place() -> None:
    node, problems = yaml.parse('{"a": 1}}\nb: 2\n')
    assert to_json(node) == {"a": 1}
    assert len(problems) == 1


def test_a_text_that_is_all_faults_stops_being_read() -> None:
    node, problems = yaml.parse("a: b: c\n" * 1000)
    assert node is not None
    assert len(problems) == 101
    assert problems[-1].code == "too-large"
