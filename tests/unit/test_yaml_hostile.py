"""YAML made to crash, to hang or to fill the memory does neither."""

import json
import subprocess
import sys
import time

import pytest

from promptally.documents import yaml
from promptally.documents.nodes import Array, Node, Object

DEEP = 100_000
PARSE = """\
import sys
from promptally.documents import yaml
node, problems = yaml.parse(sys.stdin.read())
print(*(problem.code for problem in problems))
"""
COMPOSE = """\
import sys, yaml
yaml.compose(sys.stdin.read(), Loader=yaml.CSafeLoader)
"""
DEEP_TEXTS = {
    "brackets": "[" * DEEP,
    "braces": "{a: " * DEEP,
    "dashes": "- " * DEEP,
    "question marks": "? " * DEEP,
    "indentation": "".join(" " * level + "a:\n" for level in range(3900)),
    "dashes by indentation": "".join(" " * level + "-\n" for level in range(3900)),
    "mixed": "- ? - " * DEEP,
    "tags": "!!map {a: " * DEEP,
    "anchors": "".join(f"&a{level} [" for level in range(DEEP)),
    "lines": "[\n" * DEEP,
    "closed": "[" * DEEP + "]" * DEEP,
}
MEGABYTES = 8_000_000
LONG_TEXTS = {
    "one line of 20 MB": "a" * 20_000_000,
    "one quote": '"' + "a" * (MEGABYTES - 9),
    "lines in a quote": '"' + "a\n" * (MEGABYTES // 2 - 9),
    "backslashes": 'a: "' + "\\" * (MEGABYTES - 9),
    "surrogate escapes": 'a: "' + "\\ud83d" * (MEGABYTES // 6 - 9),
    "NUL": "\0" * (MEGABYTES - 9),
    "separators": "\u2028" * (MEGABYTES - 9),
    "list": "- a\n" * (MEGABYTES // 4 - 9),
    "flow": "[" + "a," * (MEGABYTES // 2 - 9),
    "keys": "a:\n" * (MEGABYTES // 3 - 9),
    "faults": "a: b: c\n" * (MEGABYTES // 8 - 9),
    "faults in items": "- 'a'b\n" * (MEGABYTES // 8 - 9),
    "carriage returns": "a: b\r" * (MEGABYTES // 5 - 9),
    "aliases": "- *a\n" * (MEGABYTES // 5 - 9),
    "directives": "%TAG !a! tag:x\n" * (MEGABYTES // 15 - 9),
    "documents": "---\na: b: c\n" * (MEGABYTES // 12 - 9),
    "tabs": "a:\n\tb\n---\n" * (MEGABYTES // 10 - 9),
    "stairs": "".join(" " * (60 - row % 60) + "a: b: c\n" for row in range(100_000)),
}


def run(code: str, text: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("text", DEEP_TEXTS.values(), ids=DEEP_TEXTS)
def test_deep_nesting_is_a_problem_and_no_crash(text: str) -> None:
    start = time.perf_counter()
    done = run(PARSE, text)
    assert done.returncode == 0
    assert "too-deep" in done.stdout.split()
    # Well under two on a quiet machine; what hangs does so for minutes.
    assert time.perf_counter() - start < 30


@pytest.mark.skipif(sys.platform == "win32", reason="the stack is another one")
def test_the_library_alone_dies_of_deep_nesting() -> None:
    assert run(COMPOSE, DEEP_TEXTS["dashes"]).returncode < 0


@pytest.mark.parametrize("depth", [63, 64])
def test_ordinary_depth_is_no_problem(depth: int) -> None:
    assert yaml.parse("[" * depth + "]" * depth)[1] == ()


def test_brackets_in_text_are_no_nesting() -> None:
    art = "[" * 1000 + "{" * 1000 + "- " * 1000
    text = f"a: |\n  {art}\nb: '{art}'\nc: x {art}\n# {art}\nd: >\n  {art}\n"
    assert yaml.parse(text)[1] == ()


def test_what_is_too_deep_leaves_its_neighbors() -> None:
    node, problems = yaml.parse("a: 1\nb: " + "[" * 99 + "\nc: 2\n")
    assert isinstance(node, Object)
    assert [item.key.value for item in node.entries] == ["a", "b", "c"]
    assert [problem.code for problem in problems] == ["too-deep"]


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_no_text_takes_long(text: str) -> None:
    start = time.perf_counter()
    assert yaml.parse_all(text)
    # Three times the two seconds that are promised, for a machine that is busy.
    assert time.perf_counter() - start < 30


def test_a_billion_laughs_are_cut_short() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 30):
        items = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{items}]")
    node, problems = yaml.parse("\n".join(lines))
    assert [problem.code for problem in problems] == ["alias-limit"]
    assert size(node) < 60_000


def test_aliases_of_long_texts_are_cut_short() -> None:
    text = "a: &a " + "x" * 1_000_000 + "\nb:\n" + "- *a\n" * 100_000
    node, problems = yaml.parse(text)
    assert [problem.code for problem in problems] == ["alias-limit"]
    assert isinstance(node, Object)


def test_merge_keys_that_double_are_cut_short() -> None:
    rows = ["m0: &m0 {k0: 1}"]
    rows += [f"m{n}: &m{n} {{<<: *m{n - 1}, k{n}: 1}}" for n in range(1, 3000)]
    node, problems = yaml.parse("\n".join(rows))
    assert [problem.code for problem in problems] == ["alias-limit"]
    assert size(node) < 200_000


def test_a_thousand_aliases_of_a_system_prompt_are_ordinary() -> None:
    text = "a: &a " + "x" * 20_000 + "\nb:\n" + "- *a\n" * 1000
    assert yaml.parse(text)[1] == ()


def size(node: Node | None) -> int:
    """How many nodes somebody meets who walks all of it."""
    count, waiting = 0, [node]
    while waiting:
        count += 1
        match waiting.pop():
            case Array(items=items):
                waiting += items
            case Object(entries=entries):
                waiting += [item.value for item in entries]
    return count


CORPUS = [
    "a: 1\nb: [x, {y: 'z'}]\nc: |\n  text\n\nd: &e\n  f: g\nh: *e\n",
    "- &a\n  b: c\n-\n  - d\n- ? x\n  : y\n- &l\n- !t\n  - e\n",
    "a: &s\n- 1\n- 2\nb: !t\n- 3\n",
    "a: b: c\nd: 'e\nf: 1\n",
    "a: \"\\ud83d\\ude00\"\nb: x\0y\nc: '\u2028'\n",
    "\ufeffa:\n\tb: 1\n",
    "a: [b\nc: d\n",
    "a: @x\nb: **c**\nd: >5 e\nf: {{g}} h\n",
    "a: 'x' y\nmess\nb: 1\n",
    "a: 1\n---\nb: *c\n...\n",
    "[" * 99,
    'a: "\\d"\nb: 1\n',
]
WITHOUT_EXTENSION = """\
import json, sys
sys.modules["yaml._yaml"] = None
from promptally.documents import yaml
from promptally.documents.yaml.tree import FAST
assert not FAST
print(json.dumps([repr([node for node, _ in yaml.parse_all(text)])
                  for text in json.load(sys.stdin)]))
"""


def test_without_the_c_extension_the_nodes_are_the_same() -> None:
    done = run(WITHOUT_EXTENSION, json.dumps(CORPUS))
    assert done.stderr == ""
    expected = [repr([node for node, _ in yaml.parse_all(text)]) for text in CORPUS]
    assert json.loads(done.stdout) == expected


def test_importing_the_parser_does_not_import_the_library() -> None:
    code = "import sys, promptally.documents.yaml; print('yaml' in sys.modules)"
    assert run(code, "").stdout == "False\n"
