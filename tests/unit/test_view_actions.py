"""Code actions: each is applied, and the text that results is read again."""

import re
from dataclasses import replace

import pytest

from drawing import Applied, Marked, applied, marked, offered
from promptally.analysis import Analysis, analyse
from promptally.budgets import Budget, Part
from promptally.settings import DEFAULTS, Layer, LayerKind, read_toml, resolve
from promptally.text import LineIndex
from promptally.view.actions import Action

YAML = "messages:\n- role: user\n  content: Hello to you\n"
JSON = '{"messages": [{"role": "user", "content": "Hello to you"}]}'
ITEM = f'{{"custom_id": "a", "params": {JSON}}}'

IN_FILE = [
    ("a.prompt.md", "Hello to you\n"),
    ("a.prompt.md", "Hello to you"),
    ("a.prompt.md", ""),
    ("a.prompt.md", "[Hello](x) to you\n"),
    ("a.prompt.md", "{{hello}} to you\n"),
    ("a.prompt.md", "---\nname: a\n---\nHello to you\n"),
    ("a.prompt.md", "---\n---\nHello to you\n"),
    ("a.prompt.md", "---\n# nothing yet\n---\nHello to you\n"),
    ("a.prompt.md", "---\npromptally:\n---\nHello to you\n"),
    ("a.prompt.md", "---\npromptally: # ours\n---\nHello to you\n"),
    ("a.prompt.md", "---\npromptally: ~\n---\nHello to you\n"),
    ("a.prompt.md", "---\npromptally: {}\n---\nHello to you\n"),
    ("a.prompt.md", "---\nname: a\n---\nHello\n\npromptally:\n\nto you\n"),
    ("a.prompt.md", "---\nA line between rules\n---\nHello to you\n"),
    ("a.prompt.md", "---\nHello to you\n"),
    ("a.system.md", "---\nrole: user\n---\nHello to you\n"),
    ("a.prompty", "---\nname: a\nmodel:\n  api: chat\n---\nsystem:\nHello to you\n"),
    ("a.prompty", "system:\nHello to you\n"),
    ("a.prompt", '{{role "system"}}\nHello to you\n'),
    ("a.prompt", "# License\n\n---\nname: a\n---\nHello to you\n"),
    ("a.yaml", YAML),
    ("a.yaml", f"---\n{YAML}"),
    ("a.yaml", f"# A comment\n---\n{YAML}"),
    ("a.yaml", f"%YAML 1.1\n---\n{YAML}"),
    ("a.yaml", f"x-promptally:\n{YAML}"),
    ("a.yaml", f"x-promptally: {{}}\n{YAML}"),
    ("a.yaml", f"{YAML}x-promptally:\n"),
    ("a.yaml", f"{YAML}temperature: 1\n"),
    ("a.prompt.yml", YAML),
    ("a.yaml", "prompt: Hello to you, $name\n"),
    ("promptfooconfig.yaml", "prompts:\n- Hello to you\nproviders: [a]\ntests: []\n"),
    (
        "a.yaml",
        (
            "requests:\n- custom_id: a\n  params:\n    messages:\n"
            "    - role: user\n      content: Hello to you\n"
        ),
    ),
]
WITH_A_MODEL = [
    ("a.prompt.md", "---\npromptally:\n    model: claude-opus-4-6\n---\nHello\n"),
    ("a.prompt.md", "---\npromptally: {model: claude-opus-4-6}\n---\nHello\n"),
    ("a.yaml", f"x-promptally:\n    model: claude-opus-4-6\n{YAML}"),
    ("a.yaml", f"x-promptally: {{model: claude-opus-4-6}}\n{YAML}"),
]
IN_SETTINGS = [
    ("CLAUDE.md", "Hello to you\n"),
    ("docs/AGENTS.md", "Hello to you\n"),
    ("a.json", JSON),
    ("a.json", f"[{JSON[14:-2]}]"),
    ("a.json", '{"_type": "prompt", "template": "Hello to you"}'),
    ("a.json", f'{{"requests": [{ITEM}]}}'),
    ("a.jsonl", f"{ITEM}\n"),
    ("a.yaml", YAML.removeprefix("messages:\n")),
    ("b/odd [x]* é😀 #.json", JSON),
    ('quo"te\\.json', JSON),
    ("!not.json", JSON),
    ("#not.json", JSON),
    ("end.json", JSON),
]
SAID = [Budget(tokens=1, origin="here")]


def again(shown: Marked, text: str) -> Analysis:
    """The analysis of the text after an action, no budget being set elsewhere."""
    found = analyse(shown.analysis.path, LineIndex(text), DEFAULTS)
    assert found is not None
    known = {problem.message for problem in shown.analysis.problems}
    assert not {problem.message for problem in found.problems} - known
    return found


def one(shown: Marked, title: str) -> Action:
    (found,) = [a for a in offered(shown) if a.title.startswith(title)]
    return found


def with_ends(cases: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cases, and the same with a BOM and with CRLF."""
    windows = [(path, text.replace("\n", "\r\n")) for path, text in cases]
    # Front matter behind a BOM is one; a YAML file loses its BOM before it is read.
    marked_ones = [(p, f"\ufeff{text}") for p, text in cases if not p.endswith("ml")]
    return [*cases, *windows, *marked_ones]


@pytest.mark.parametrize(("path", "text"), with_ends(IN_FILE + WITH_A_MODEL), ids=ascii)
def test_the_file_says_the_budget_that_was_raised(path: str, text: str) -> None:
    shown = marked(text, path, *SAID)
    action = one(shown, "Raise the budget")
    (limit,) = re.findall(r"[\d,]+", action.title)

    done = applied(shown, action)

    (item,) = again(shown, done.text).prompts
    assert item.prompt.budget is not None
    assert item.prompt.budget.value == int(limit.replace(",", ""))
    assert (
        item.prompt.model == shown.analysis.prompts[0].prompt.model or "model" in text
    )
    assert done.settings == ""
    assert ("\r\n" in done.text) == (done.text.count("\n") == done.text.count("\r") > 0)


@pytest.mark.parametrize(("path", "text"), with_ends(IN_FILE + WITH_A_MODEL), ids=ascii)
def test_the_file_says_that_it_wants_no_budget(path: str, text: str) -> None:
    shown = marked(text, path, *SAID)

    done = applied(shown, one(shown, "Silence"))

    (item,) = again(shown, done.text).prompts
    assert item.prompt.budget is not None
    assert item.prompt.budget.value is None


@pytest.mark.parametrize(("path", "text"), with_ends(IN_FILE), ids=ascii)
def test_the_file_names_the_model(path: str, text: str) -> None:
    shown = marked(text, path)

    done = applied(shown, one(shown, "Name the model"))

    (item,) = again(shown, done.text).prompts
    assert item.prompt.model is not None
    assert item.prompt.model.value == DEFAULTS.model


@pytest.mark.parametrize(("path", "text"), WITH_A_MODEL, ids=ascii)
def test_a_model_that_is_named_stays(path: str, text: str) -> None:
    shown = marked(text, path, *SAID)
    (item,) = again(shown, applied(shown, one(shown, "Raise")).text).prompts

    assert item.prompt.model is not None
    assert item.prompt.model.value == "claude-opus-4-6"
    assert not [a for a in offered(shown) if a.title.startswith("Name")]


def judged(shown: Marked, done: Applied) -> list[int]:
    """The limits that hold for the file once the settings are read again."""
    layer, problems = read_toml(
        done.settings, kind=LayerKind.WORKSPACE, name="promptally.toml"
    )
    assert problems == ()
    settings, _ = resolve([layer])
    found = analyse(shown.analysis.path, LineIndex(done.text), settings)
    assert found is not None
    return [j.budget.tokens for item in found.prompts for j in item.judgements]


@pytest.mark.parametrize("part", [Part.REQUEST, Part.CONTENT])
@pytest.mark.parametrize(("path", "text"), IN_SETTINGS, ids=ascii)
def test_the_settings_say_it_for_what_cannot(path: str, text: str, part: Part) -> None:
    budget = Budget(tokens=1, files="**", part=part)
    shown = marked(text, path, budget)
    if not shown.analysis.prompts[0].judgements:
        pytest.skip("this part is that of instruction files")
    action = one(shown, "Raise the budget")
    (limit,) = re.findall(r"[\d,]+", action.title)
    before = f'[[budgets]]\nfiles = "**"\npart = "{part}"\ntokens = 1\n'

    raised = applied(shown, action, before)
    silenced = applied(shown, one(shown, "Silence"), before)

    assert raised.text == silenced.text == text
    assert judged(shown, raised) == [int(limit.replace(",", ""))]
    assert judged(shown, silenced) == []


def test_a_budget_goes_to_one_file_and_not_to_its_namesakes() -> None:
    shown = marked("Hello\n", "CLAUDE.md", *SAID)
    done = applied(shown, one(shown, "Raise"))
    other = marked("Hello\n", "docs/CLAUDE.md")

    assert judged(other, done._replace(text="Hello\n")) == []


@pytest.mark.parametrize("path", ["\ud800.json", "a\x7f.json", "a" * 300 + ".json"])
def test_what_no_glob_can_name_gets_no_budget(path: str) -> None:
    titles = [action.title for action in offered(marked(JSON, path, *SAID))]

    assert [title for title in titles if "budget" in title] == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (JSON, 0),
        (f'{{"requests": [{ITEM}]}}', 20),
        (f'{{"requests": [{ITEM}, {ITEM.replace("a", "b", 1)}]}}', 120),
    ],
)
def test_json_names_the_model_inside_of_the_request(text: str, at: int) -> None:
    shown = marked(text, "a.json")._replace(cursor=at)
    done = applied(shown, one(shown, "Name the model"))

    named = [item.prompt.model for item in again(shown, done.text).prompts]

    assert [model.value for model in named if model] == [DEFAULTS.model]


@pytest.mark.parametrize("value", ["null", '""', "", "5"])
def test_json_says_the_model_once(value: str) -> None:
    shown = marked(f'{{"model"\n: {value}, {JSON[1:]}', "a.json")
    done = applied(shown, one(shown, "Name the model"))

    assert done.text.count('"model"') == 1
    (item,) = again(shown, done.text).prompts
    assert item.prompt.model
    assert item.prompt.model.value == DEFAULTS.model


def test_a_line_of_a_batch_names_the_model_for_itself() -> None:
    text = f'{ITEM}\n{{"body": {JSON}, "custom_id": "b"}}\n{JSON}\n'
    for line in range(3):
        shown = marked(text, "a.jsonl")
        at = shown.analysis.lines.line_start(line) + 5
        shown = shown._replace(cursor=at)
        done = applied(shown, one(shown, "Name the model"))

        named = [bool(item.prompt.model) for item in again(shown, done.text).prompts]

        assert named == [line == n for n in range(3)]


def test_a_document_of_several_says_it_for_itself() -> None:
    text = f"{YAML}---\n{YAML}"
    shown = marked(text, "a.yaml", *SAID)._replace(cursor=len(text) - 3)
    done = applied(shown, one(shown, "Raise"))

    budgets = [item.prompt.budget for item in again(shown, done.text).prompts]

    assert [bool(budget) for budget in budgets] == [False, True]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.prompt.md",
            "---\npromptally:\n  budget: 1\n---\nHello\n",
            "  budget: off\n",
        ),
        ("a.yaml", f"x-promptally: {{budget: 1}}\n{YAML}", "{budget: off}"),
        ("a.json", '{"x-promptally": {"budget": 1}, ' + JSON[1:], '{"budget": "off"}'),
    ],
)
def test_a_budget_of_the_file_is_changed_in_place(
    path: str, text: str, expected: str
) -> None:
    shown = marked(text, path)

    done = applied(shown, one(shown, "Silence"))

    assert expected in done.text
    (item,) = again(shown, done.text).prompts
    assert item.prompt.budget is not None
    assert item.prompt.budget.value is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.prompt.md", "---\npromptally:\n  budget: $0\n---\nHi\n"),
        ("a.prompt.md", "---\npromptally:\n  budget:$0\n---\nHi\n"),
        ("a.prompt.md", "---\npromptally:\n  budget: $0lots\n---\nHi\n"),
        ("a.prompt.md", "---\npromptally: {budget: $0-3}\n---\nHi\n"),
        ("a.yaml", f"x-promptally: {{budget: $0}}\n{YAML}"),
        ("a.yaml", f"x-promptally:\n  budget: $0lots\n{YAML}"),
    ],
)
def test_a_budget_that_is_wrong_or_not_typed_yet_is_not_said_twice(
    path: str, text: str
) -> None:
    shown = marked(text, path, *SAID)

    done = applied(shown, one(shown, "Silence"))

    assert done.text.count("budget") == 1
    (item,) = again(shown, done.text).prompts
    assert item.prompt.budget is not None
    assert item.prompt.budget.value is None


def test_front_matter_that_is_still_typed_is_left_alone() -> None:
    shown = marked("---\nname: a\nHello to you\n", "a.prompt.md", *SAID)

    assert offered(shown) == ()


def test_a_quick_fix_names_what_it_settles() -> None:
    over = marked("Hello to you\n", "a.prompt.md", *SAID)
    within = marked("Hello to you\n", "a.prompt.md", Budget(tokens=10_000))
    free = marked("Hello to you\n", "a.prompt.md")

    def told(shown: Marked) -> list[tuple[str, str, tuple[str, ...]]]:
        return [
            (re.sub(r"\d+", "N", a.title), a.kind, a.fixes) for a in offered(shown)[:-1]
        ]

    assert told(over) == [
        ("Raise the budget of this file to N tokens", "quickfix", ("over-budget",)),
        ("Silence the budget of this file", "quickfix", ("over-budget",)),
    ]
    assert told(within) == [("Silence the budget of this file", "refactor", ())]
    assert told(free) == [("Set the budget of this file to N tokens", "refactor", ())]


def test_a_budget_that_is_raised_holds_for_the_largest_request() -> None:
    large = JSON.replace("Hello to you", "Hello to you " * 100)
    shown = marked(f"{JSON}\n{large}\n", "a.jsonl", *SAID)
    most = max(item.total.tokens or 0 for item in shown.analysis.prompts)
    (limit,) = judged(shown, applied(shown, one(shown, "Raise")))[:1]

    assert limit > most


def test_the_settings_name_the_model_that_is_proposed() -> None:
    layer = Layer(kind=LayerKind.USER, name="mine", values={"model": "claude-opus-4-6"})
    held, _ = resolve([layer])

    titles = [a.title for a in offered(marked("Hi", settings=replace(held)))]

    assert "Name the model: claude-opus-4-6" in titles


def test_an_instruction_file_has_no_model_of_its_own() -> None:
    titles = [action.title for action in offered(marked("Hello\n", "CLAUDE.md"))]

    assert not [title for title in titles if "model" in title]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("claude-opus-4-1", "claude-opus-5-5", "retired-model"),
        ("claude-3-5-haiku-20241022", "claude-haiku-5-5", "retired-model"),
        ("claude-3.7-sonnet", "claude-sonnet-5-5", "retired-model"),
        ("claude-2.1", DEFAULTS.model, "retired-model"),
        ("claude-mythos-preview", "claude-mythos-5-2", "deprecated-model"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-5-5", "deprecated-model"),
        ("claude-sonet-4-6", "claude-sonnet-4-6", "unknown-model"),
        ("claude-hiaku-4-5", "claude-haiku-4-5", "unknown-model"),
        ("claude-opus-9", "claude-opus-5-5", "unknown-model"),
        ("claude-instant-1", DEFAULTS.model, "unknown-model"),
    ],
)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.json", '{"model": $0"NAME", ' + JSON[1:]),
        ("a.yaml", f"model: $0NAME\n{YAML}"),
        ("a.yaml", f"model: $0'NAME'\n{YAML}"),
        ("a.prompt.md", "---\npromptally:\n  model: $0NAME\n---\nHello\n"),
        (
            "promptfooconfig.yaml",
            (
                "prompts:\n- Hello\n- Hello to you\n"
                "providers: [$0anthropic:messages:NAME]\ntests: []\n"
            ),
        ),
    ],
)
def test_a_model_that_will_not_answer_gives_way_to_one_that_does(
    path: str, text: str, old: str, new: str, code: str
) -> None:
    shown = marked(text.replace("NAME", old), path)
    action = one(shown, "Use ")

    assert (action.title, action.kind) == (f"Use {new} instead", "quickfix")
    assert action.fixes == (code,)
    done = applied(shown, action)
    assert done.text == text.replace("$0", "").replace("NAME", new)


@pytest.mark.parametrize(
    "name",
    [
        "claude-opus-4-5-20251101",
        "claude-sonnet-5-5",
        "opus",
        "inherit",
        "gpt-4o",
        "us.anthropic.claude-opus-4-1-20250805-v1:0",
        "claude-opus-4-1@20250805",
        "anthropic/claude-opus-4.1",
    ],
)
def test_no_other_model_is_offered_for_one_that_answers_or_is_elsewhere(
    name: str,
) -> None:
    shown = marked(f'{{"model": $0"{name}", {JSON[1:]}', "a.json")

    assert not [a for a in offered(shown) if a.title.startswith("Use")]
