"""Where texts have variables, format by format."""

import time

import pytest

from promptally.prompts import Json
from promptally.templates import expressions
from promptally.templates.markers import Dialect, find


def told(text: str, dialect: Dialect = Dialect.BRACES) -> list[str]:
    """A line for each marker: what stands there, and what it is."""
    lines = []
    for marker in find(text, dialect):
        words = [text[slice(*marker.span)]]
        words += [f"={marker.path}"] if marker.path else []
        words += [",".join(marker.names)] if marker.names else []
        words += ["control"] if marker.is_control else []
        words += [f"literal {marker.literal}"] if marker.literal else []
        lines.append(" | ".join(words))
    return lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi {{name}}", ["{{name}} | =name | name"]),
        ("{{ user.name }}", ["{{ user.name }} | =user.name | user"]),
        ("{{items[0].name}}", ["{{items[0].name}} | =items[0].name | items"]),
        ("{{{ input }}}", ["{{{ input }}} | =input | input"]),
        ("{{ x | upper }}", ["{{ x | upper }} | x"]),
        ("{{ a + b }}", ["{{ a + b }} | a,b"]),
        ('{{ "no" + f(x) }}', ['{{ "no" + f(x) }} | x']),
        ("{% if vip %}", ["{% if vip %} | vip | control"]),
        ("{%- if a and not b -%}", ["{%- if a and not b -%} | a,b | control"]),
        ("{# {{ no }} #}{{yes}}", ["{{yes}} | =yes | yes"]),
        ("{{! no }}{{!-- {{ no }} --}}", []),
        ("{{#vip}}x{{/vip}}", ["{{#vip}} | vip | control", "{{/vip}} | control"]),
        ("{{>part}}", ["{{>part}} | control"]),
        ("\\{{no}}", []),
        ("{{", []),
        ("{{ half typed", []),
        ("{{ half {{whole}}", ["{{whole}} | =whole | whole"]),
        ("{{}} { } {x} $x", []),
        ("{{true}}", ["{{true}}"]),
    ],
)
def test_double_braces(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% for a in items %}{{a.b}}{{loop.index}}{{c}}", ["items", "c"]),
        ("{% for k, v in all.items() %}{{k}}{{v}}", ["all"]),
        ("{% set q = w %}{{q}}", ["w"]),
    ],
)
def test_names_that_a_tag_binds_are_no_variables(
    text: str, expected: list[str]
) -> None:
    found = find(text, Dialect.BRACES)

    assert [name for marker in found for name in marker.names] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{role "user"}}{{history}}{{section "a"}}', []),
        ("{{~name~}}", ["{{~name~}} | =name | name"]),
        (
            "{{#if x}}a{{else}}b{{/if}}",
            ["{{#if x}} | x | control", "{{else}} | control", "{{/if}} | control"],
        ),
        (
            "{{#each xs}}{{this}}{{name}}{{@index}}{{/each}}{{z}}",
            [
                "{{#each xs}} | xs | control",
                "{{this}}",
                "{{name}}",
                "{{@index}} | control",
                "{{/each}} | control",
                "{{z}} | =z | z",
            ],
        ),
        ("{{json data indent=2}}", ["{{json data indent=2}} | data"]),
        ("{{media url=photo}}", ["{{media url=photo}} | photo"]),
        ("{{~!-- {{no}} --}}", []),
    ],
)
def test_handlebars(text: str, expected: list[str]) -> None:
    assert told(text, Dialect.HANDLEBARS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${input:city}", ["${input:city} | =city | city"]),
        ("${input:city:Where?}", ["${input:city:Where?} | =city | city"]),
        ("${selection}", ["${selection} | =selection | selection"]),
        ("${HOME} $x ${input:", []),
        ("{{b}} ${file}", ["{{b}} | =b | b", "${file} | =file | file"]),
    ],
)
def test_variables_of_the_editor(text: str, expected: list[str]) -> None:
    assert told(text, Dialect.EDITOR) == expected


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (Dialect.DOLLAR, "$a ${b} $1 $", ["$a | =a | a", "${b} | =b | b"]),
        (Dialect.DOLLAR, "$$5", ["$$ | literal $"]),
        (Dialect.FORMAT, "{a} {b.c!r:>5}", ["{a} | =a | a", "{b.c!r:>5} | =b.c | b"]),
        (Dialect.FORMAT, "{{x}}", ["{{ | literal {", "}} | literal }"]),
        (Dialect.FORMAT, '{0} {} {"a"}', []),
    ],
)
def test_dollars_and_single_braces(
    dialect: Dialect, text: str, expected: list[str]
) -> None:
    assert told(text, dialect) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", "text"),
        ("b.c", "1.5"),
        ("d[1]", "two"),
        ("d.0", "true"),
        ("d[9]", None),
        ("b", None),
        ("e", None),
        ("x.y", None),
    ],
)
def test_a_path_leads_to_a_value(path: str, expected: str | None) -> None:
    given: dict[str, Json] = {
        "a": "text",
        "b": {"c": 1.5},
        "d": [True, "two"],
        "e": None,
    }

    assert expressions.value(path, given) == expected


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    "piece",
    ["{{", "{{ ", "{%", "{#", "{{{", "{{x}}", "\\{{", "{", "$", "${input:", "{{!--"],
)
def test_a_text_takes_no_longer_than_it_is(dialect: Dialect, piece: str) -> None:
    start = time.process_time()
    find(piece * 30_000 + "}}", dialect)

    assert time.process_time() - start < 5
