"""Settings as tables: what each layer says over each lower one, and what it may not."""

import time
from collections.abc import Mapping
from textwrap import dedent

import pytest

from promptally import settings
from promptally.budgets import Budget, Part
from promptally.growth import GrowthLimit
from promptally.prompts import Problem, Severity
from promptally.settings import (
    DEFAULTS,
    SETTINGS,
    Counting,
    Hints,
    Layer,
    LayerKind,
    Level,
    Run,
    Scope,
    Settings,
)
from promptally.text import LineIndex

IGNORED = "this one is ignored"
SOON = 3.0
"""Seconds of work; the slowest of these texts took 0.6. Recorded 2026-11."""
NOT_HERE = "may be set in your own settings file only"
MEANT = "did you mean `tokens`?"
LIMIT = "a whole number from 0 to 1000000000"
USER, WORKSPACE = LayerKind.USER, LayerKind.WORKSPACE

PRIVACY = {
    "endpoint": '"https://evil.example"',
    "proxy": '"http://evil.example:8080"',
    "ca_file": '"/evil.pem"',
    "headers": '{X-Evil = "1"}',
    "cache_path": '"/evil"',
    "log_path": '"/evil.log"',
}


def toml(text: str, kind: LayerKind = WORKSPACE) -> Layer:
    return settings.read_toml(dedent(text), kind=kind, name=f"{kind}.toml")[0]


def editor(options: object) -> Layer:
    return settings.from_editor(options)[0]


def holds(*layers: Layer) -> Settings:
    return settings.resolve(layers)[0]


def shown(text: str, problems: tuple[Problem, ...]) -> list[str]:
    lines = LineIndex(text)
    return [
        f"{lines.line_at(p.span.start) + 1}: {p.code}: {p.message}" for p in problems
    ]


def said(
    text: str, kind: LayerKind = WORKSPACE, *, pyproject: bool = False
) -> list[str]:
    """The problems of a TOML text, each with its line."""
    text = dedent(text)
    _, problems = settings.read_toml(text, kind=kind, name="x", pyproject=pyproject)
    return shown(text, problems)


def test_nothing_said_means_the_defaults() -> None:
    assert settings.resolve([]) == (DEFAULTS, ())
    assert holds(toml(""), toml("", USER), editor(None), editor({})) == DEFAULTS
    assert DEFAULTS.model == "claude-sonnet-5-5"
    assert DEFAULTS.counting is Counting.ASK


LAYERS = {
    "user": toml('model = "user"\ndebounce = 1000\nhints = "off"', USER),
    "workspace": toml('model = "workspace"\ndebounce = 2000'),
    "editor": editor({"model": "editor"}),
    "command": settings.from_command("command"),
}


@pytest.mark.parametrize(
    ("names", "model", "debounce", "hints"),
    [
        ("user", "user", 1000, "off"),
        ("workspace", "workspace", 2000, "all"),
        ("editor", "editor", 500, "all"),
        ("command", "command", 500, "all"),
        ("user workspace", "workspace", 2000, "off"),
        ("user editor", "editor", 1000, "off"),
        ("user command", "command", 1000, "off"),
        ("workspace editor", "editor", 2000, "all"),
        ("workspace command", "command", 2000, "all"),
        ("editor command", "command", 500, "all"),
        ("user workspace editor command", "command", 2000, "off"),
    ],
)
def test_each_layer_wins_over_each_lower_one_whatever_order_they_come_in(
    names: str, model: str, debounce: int, hints: str
) -> None:
    layers = [LAYERS[name] for name in names.split()]
    for given in (layers, layers[::-1]):
        found = holds(*given)
        assert (found.model, found.debounce, found.hints) == (model, debounce, hints)


def test_every_setting_can_be_said_in_toml() -> None:
    text = """
        model = "claude-opus-5-5"
        against = "main..."
        compare = "opus, claude-fable-5-2"
        prompts = ["prompts/**/*.md"]
        exclude = ["drafts/"]
        severities = {near-budget = "off", syntax = "hint"}
        hints = "total"
        lenses = false
        counting = "online"
        debounce = 250
        run = "onSave"
        endpoint = "http://localhost:8080/gateway"
        proxy = "http://proxy.example:3128"
        ca_file = "/etc/ca.pem"
        headers = {X-Team = "prompts"}
        cache_path = "/var/cache/promptally"
        log_path = "/var/log/promptally.log"

        [[budgets]]
        files = "prompts/**/*.md"
        tokens = 2000
        warn = 1

        [[budgets]]
        part = "tools"
        tokens = 5_000

        [growth]
        tokens = 500
        percent = 10
        new = true
        """
    assert said(text, USER) == []
    assert set(toml(text, USER).values) == set(SETTINGS)
    assert holds(toml(text, USER)) == Settings(
        model="claude-opus-5-5",
        budgets=(
            Budget(files="prompts/**/*.md", tokens=2000, warn=1, origin="user.toml"),
            Budget(files="**", part=Part.TOOLS, tokens=5000, origin="user.toml"),
        ),
        growth=GrowthLimit(tokens=500, percent=10, new=True),
        prompts=("prompts/**/*.md",),
        exclude=("drafts/",),
        severities={"near-budget": Level.OFF, "syntax": Level.HINT},
        hints=Hints.TOTAL,
        lenses=False,
        counting=Counting.ONLINE,
        debounce=250,
        run=Run.ON_SAVE,
        endpoint="http://localhost:8080/gateway",
        proxy="http://proxy.example:3128",
        ca_file="/etc/ca.pem",
        headers={"X-Team": "prompts"},
        cache_path="/var/cache/promptally",
        log_path="/var/log/promptally.log",
        against="main...",
        compare="opus, claude-fable-5-2",
    )


def test_lists_are_continued_and_maps_filled_up() -> None:
    found = holds(
        toml(
            """
            exclude = ["a/"]
            severities = {x = "off", y = "off"}
            budgets = [{tokens = 1}]
            """,
            USER,
        ),
        toml('exclude = ["b/"]\nseverities = {y = "hint"}\nbudgets = [{tokens = 2}]'),
        editor({"exclude": ["c/"], "budgets": [{"tokens": 3, "warn": None}]}),
    )
    assert found.exclude == ("a/", "b/", "c/")
    assert found.severities == {"x": Level.OFF, "y": Level.HINT}
    assert [(budget.tokens, budget.origin) for budget in found.budgets] == [
        (1, "user.toml"),
        (2, "workspace.toml"),
        (3, "editor"),
    ]


def test_excluded_files_are_those_of_any_glob() -> None:
    found = holds(toml('exclude = ["drafts/", "*.tmp.md"]'))
    assert found.excludes("x/drafts/a.md")
    assert found.excludes("a.tmp.md")
    assert not found.excludes("a.md")


# Who may say what


def test_the_privacy_settings_are_the_ones_of_the_user() -> None:
    user_only = {name for name, one in SETTINGS.items() if one.scope is Scope.USER}
    assert user_only == set(PRIVACY)


@pytest.mark.parametrize(("name", "value"), PRIVACY.items())
def test_a_workspace_cannot_set_a_privacy_setting(name: str, value: str) -> None:
    text = f'hints = "off"\n{name} = {value}\n'
    assert said(text) == [f"2: setting-not-allowed: `{name}` {NOT_HERE}; {IGNORED}"]
    own = toml(text, USER)
    assert getattr(holds(own), name) != getattr(DEFAULTS, name)
    assert holds(toml(text)) == Settings(hints=Hints.OFF)
    elsewhere = toml(text.replace("evil", "good"), USER)
    assert getattr(holds(elsewhere, toml(text)), name) == getattr(
        holds(elsewhere), name
    )


@pytest.mark.parametrize("name", PRIVACY)
def test_an_editor_cannot_set_a_privacy_setting(name: str) -> None:
    spelled = SETTINGS[name].editor_name
    layer, problems = settings.from_editor(
        {spelled: "https://x.example", "run": "manual"}
    )
    assert [problem.code for problem in problems] == ["setting-not-allowed"]
    assert f"`{spelled}`" in problems[0].message
    assert holds(layer) == Settings(run=Run.MANUAL)


@pytest.mark.parametrize(
    ("user", "workspace", "in_editor", "counting"),
    [
        ("", "", "", "ask"),
        ("online", "", "", "online"),
        ("offline", "", "", "offline"),
        ("", "offline", "", "offline"),
        ("online", "offline", "", "offline"),
        ("", "online", "", "ask"),
        ("offline", "online", "", "offline"),
        ("offline", "ask", "", "offline"),
        ("online", "ask", "", "online"),
        ("", "", "online", "ask"),
        ("", "", "offline", "offline"),
        ("online", "", "ask", "ask"),
        ("offline", "", "ask", "offline"),
        ("online", "offline", "ask", "offline"),
        ("offline", "online", "online", "offline"),
    ],
)
def test_only_the_user_can_make_counting_less_private(
    user: str, workspace: str, in_editor: str, counting: str
) -> None:
    layers = [
        toml(f'counting = "{user}"' if user else "", USER),
        toml(f'counting = "{workspace}"' if workspace else ""),
        editor({"counting": in_editor} if in_editor else {}),
    ]
    assert holds(*layers).counting == counting


@pytest.mark.parametrize("value", ["online", "ask"])
def test_a_workspace_hears_that_it_may_only_say_offline(value: str) -> None:
    assert said(f'counting = "{value}"') == [
        f"1: setting-not-allowed: `counting` may not be `{value}` here; {IGNORED}"
    ]
    assert said('counting = "offline"') == []


def test_an_editor_hears_that_the_user_has_decided() -> None:
    user, asking = toml('counting = "offline"', USER), editor({"counting": "ask"})
    _, (of_editor, of_user) = settings.resolve([asking, user])
    assert of_user == ()
    assert shown("", of_editor) == [
        "1: setting-not-allowed: `counting` stays `offline`, as your own settings say"
    ]


@pytest.mark.parametrize(
    "text",
    [
        'counting = "offlin"',
        'counting = "ONLINE"',
        "counting = false",
        "counting = []",
        'countng = "offline"',
        'Counting = "online"',
        "counting.x = 1",
        '[counting]\nmode = "offline"',
        'counting = "online',
        'counting = "online"\ncounting = "online"',
        'counting = "online"\nx = = 1',
        'counting = "online"\ncountin = "offline"',
        "\ud800",
    ],
)
@pytest.mark.parametrize("kind", [USER, WORKSPACE])
def test_what_cannot_be_understood_leaves_counting_offline(
    text: str, kind: LayerKind
) -> None:
    assert said(text, kind) != []
    assert holds(toml(text, kind), toml('counting = "online"', WORKSPACE)).counting == (
        "offline"
    )


@pytest.mark.parametrize("options", ["online", 1, True, ["online"], {"countin": "x"}])
def test_editor_options_that_cannot_be_understood_leave_counting_offline(
    options: object,
) -> None:
    layer, problems = settings.from_editor(options)
    assert len(problems) == 1
    assert holds(toml('counting = "online"', USER), layer).counting == "offline"


@pytest.mark.parametrize(
    "text",
    [
        'api_key = "sk-ant-secret-1234567890"',
        'key = "x"',
        'API-KEY = "x"',
        'model = "sk-ant-secret-1234567890"',
        'endpoint = "https://sk-ant-secret-1234567890.example"',
        'headers = {x-api-key = "abc"}',
        'headers = {Authorization = "abc"}',
        'headers = {X-Other = "Bearer abcdefgh12345"}',
        '[provider]\nkey = "secret"',
        '[[budgets]]\ntokens = 1\ntoken = "secret"',
        '"sk-ant-secret-1234567890" = 1',
    ],
)
@pytest.mark.parametrize("kind", [USER, WORKSPACE])
def test_a_credential_is_refused_and_never_repeated(text: str, kind: LayerKind) -> None:
    text = f"lenses = false\n{text}"
    problems = said(text, kind)
    assert [problem.split(": ")[1] for problem in problems] == ["secret-in-settings"]
    assert int(problems[0][0]) == len(text.splitlines())
    assert "secret-1" not in str(problems)
    assert "abc" not in str(problems)
    assert holds(toml(text, kind)) == Settings(lenses=False)


def test_no_message_repeats_a_value() -> None:
    value = "hunter2-hunter2"
    texts = [f'{name} = "{value}\\n"' for name in SETTINGS]
    texts += [f'{name} = {{x = "{value}\\n"}}' for name in SETTINGS]
    texts += [f'budgets = [{{{name} = "{value}"}}]' for name in ("tokens", "part")]
    for text in texts:
        assert value not in str(said(text, USER))


# What is broken


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("model = 1", "wrong-type: `model` must be a text"),
        ('model = ""', "bad-value: `model` must be the id of a model"),
        ('model = "a b"', "bad-value: `model` must be the id of a model"),
        ('lenses = "no"', "wrong-type: `lenses` must be `true` or `false`"),
        ("lenses = 0", "wrong-type: `lenses` must be `true` or `false`"),
        ('hints = "on"', "bad-value: `hints` must be `all`, `total` or `off`"),
        ("hints = true", "wrong-type: `hints` must be `all`, `total` or `off`"),
        ('run = "onsave"', "bad-value: `run` must be `onType`, `onSave` or `manual`"),
        (
            "debounce = 5",
            "bad-value: `debounce` must be a whole number from 100 to 60000",
        ),
        (
            "debounce = true",
            "wrong-type: `debounce` must be a whole number from 100 to 60000",
        ),
        (
            "debounce = 500.0",
            "wrong-type: `debounce` must be a whole number from 100 to 60000",
        ),
        ('exclude = "*.md"', "wrong-type: `exclude` must be a list"),
        (
            'exclude = ["a["]',
            "bad-value: `exclude[0]` must be a pattern that can match",
        ),
        (
            'against = ":/(a*)*b"',
            "bad-value: `against` must be the name of a commit, a branch or a tag",
        ),
        (
            'against = "main^{/(a*)*b}"',
            "bad-value: `against` must be the name of a commit, a branch or a tag",
        ),
        (
            'against = "--all"',
            "bad-value: `against` must be the name of a commit, a branch or a tag",
        ),
        (
            'compare = "opus; haiku"',
            "bad-value: `compare` must be at most 8 models with commas between",
        ),
        (
            'compare = "a,b,c,d,e,f,g,h,i"',
            "bad-value: `compare` must be at most 8 models with commas between",
        ),
        ("prompts = [1979-05-27]", "wrong-type: `prompts[0]` must be a text"),
        (
            'severities = {Bad = "off"}',
            "bad-value: The name in `severities` must be the code of a problem",
        ),
        (
            'severities = {x = "loud"}',
            "bad-value: `severities.x` must be `error`, `warning`, `information`",
        ),
        ("severities = []", "wrong-type: `severities` must be a table"),
        ("budgets = 2000", "wrong-type: `budgets` must be a list"),
        ("growth = 500", "wrong-type: `growth` must be a table of limits"),
        (
            "growth = {tokens = -1}",
            f"bad-value: `growth.tokens` must be {LIMIT}",
        ),
        (
            "growth = {percent = true}",
            "wrong-type: `growth.percent` must be a number of percent from 0 on",
        ),
        (
            "growth = {percent = nan}",
            "bad-value: `growth.percent` must be a number of percent from 0 on",
        ),
        ("growth = {new = 1}", "wrong-type: `growth.new` must be `true` or `false`"),
        ("budgets = [2000]", "wrong-type: `budgets[0]` must be a table with `tokens`"),
        ("budgets = [{}]", "bad-value: `budgets[0]` must be a table with `tokens`"),
        (
            "budgets = [{tokens = -1}]",
            f"bad-value: `budgets[0].tokens` must be {LIMIT}",
        ),
        (
            "budgets = [{tokens = 1, warn = 1.5}]",
            "bad-value: `budgets[0].warn` must be a number above 0 and at most 1",
        ),
        (
            "budgets = [{tokens = 1, warn = nan}]",
            "bad-value: `budgets[0].warn` must be a number above 0 and at most 1",
        ),
        (
            'budgets = [{tokens = 1, warn = "90%"}]',
            "wrong-type: `budgets[0].warn` must be a number above 0 and at most 1",
        ),
        (
            'budgets = [{tokens = 1, part = "tool"}]',
            "bad-value: `budgets[0].part` must be `request`, `system`, `tools`, ",
        ),
        ("modle = 1", "unknown-setting: There is no setting `modle`; "),
        ("cacheDir = 1", "unknown-setting: There is no setting `cacheDir`"),
        ("zzzz = 1", "unknown-setting: There is no setting `zzzz`"),
    ],
)
def test_a_broken_setting_says_what_it_must_be_and_its_neighbors_hold(
    text: str, problem: str
) -> None:
    (found,) = said(f"ca_file = '/x'\n{text}", USER)
    assert found.startswith(f"2: {problem}")
    layer = toml(f"ca_file = '/x'\n{text}", USER)
    lower = toml('lenses = false\nrun = "manual"\ndebounce = 900', USER)
    expected = {"lenses": False, "run": "manual", "debounce": 900, "ca_file": "/x"}
    held = holds(lower, layer)
    assert {name: getattr(held, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("modle", "model"),
        ("cacheFile", "ca_file"),
        ("cachePath", "cache_path"),
        ("budget", "budgets"),
        ("Hints", "hints"),
        ("severity", "severities"),
        ("end-point", "endpoint"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_the_nearest_name(
    name: str, meant: str
) -> None:
    assert said(f"{name} = 1")[0].endswith(f"; did you mean `{meant}`?")


def test_names_in_the_editor_have_humps() -> None:
    (problem,) = settings.from_editor({"ca_file": "/x"})[1]
    assert problem.message.endswith("`ca_file`; did you mean `caFile`?")
    assert {one.editor_name for one in SETTINGS.values() if "_" in one.name} == {
        "caFile",
        "cachePath",
        "logPath",
    }


def test_a_broken_item_does_not_take_its_neighbors_with_it() -> None:
    text = """\
        exclude = ["a", 1, "b"]
        budgets = [{tokens = 1}, {tokens = "x"}, {tokens = 3, warn = 7, tokns = 2}]
        [severities]
        one = "off"
        two = "of"
        """
    held = holds(toml(text))
    assert held.exclude == ("a", "b")
    assert [(budget.tokens, budget.warn) for budget in held.budgets] == [
        (1, 0.9),
        (3, 0.9),
    ]
    assert held.severities == {"one": Level.OFF}
    assert len(said(text)) == 5


def test_long_lists_are_cut() -> None:
    text = f"prompts = {[f'{n}.md' for n in range(201)]}"
    assert said(text) == ["1: bad-value: `prompts` must be a list of at most 200 items"]
    assert len(holds(toml(text)).prompts) == 200
    text = "[severities]\n" + "".join(f'c{n} = "off"\n' for n in range(201))
    assert said(text) == [
        "1: bad-value: `severities` must be a table of at most 200 entries"
    ]
    assert len(holds(toml(text)).severities) == 200


@pytest.mark.parametrize(
    ("endpoint", "fits"),
    [
        ("https://api.example", True),
        ("https://api.example:8443/base/v2", True),
        ("https://[2001:db8::1]/", True),
        ("http://127.0.0.1:9000", True),
        ("http://LOCALHOST", True),
        ("http://[::1]:80", True),
        ("http://api.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("https://user:password@api.example", False),
        ("https://api.example/?q=1", False),
        ("https://api.example/#x", False),
        ("https://api.example\\\\@evil.example", False),
        ("https://api.example\\n", False),
        ("https://", False),
        ("ftp://api.example", False),
        ("api.example", False),
        ("", False),
    ],
)
def test_an_endpoint_is_https_or_this_machine(endpoint: str, *, fits: bool) -> None:
    text = f'endpoint = "{endpoint}"'
    codes = [problem.split(": ")[1] for problem in said(text, USER)]
    assert codes == ([] if fits else ["bad-value"])
    assert bool(holds(toml(text, USER)).endpoint) is fits


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ('headers = {X-Team = "a b"}', True),
        ('headers = {Host = "evil.example"}', False),
        ('headers = {"X: y" = "1"}', False),
        ('headers = {X-Team = "a\\r\\nHost: evil"}', False),
        ('headers = {X-Team = ""}', False),
        ('proxy = "socks5h://proxy.example:1080"', True),
        ('proxy = "http://user:password@proxy.example"', False),
        ('proxy = "http://proxy.example/path"', False),
        ('ca_file = "C:\\\\ca.pem"', True),
        ('ca_file = "a\\u0000b"', False),
        ('log_path = ""', False),
    ],
)
def test_what_goes_to_the_network_layer_is_clean(line: str, *, fits: bool) -> None:
    assert (said(line, USER) == []) is fits
    assert (holds(toml(line, USER)) != DEFAULTS) is fits


# Where it is broken


def test_problems_stand_at_the_line_of_their_key() -> None:
    text = '''\
        # A comment with a = 1
        prompts = [
          "a.md",  # one = 1
          2,
        ]
        exclude = ["""
        [not.a.table]
        key""", 3]
        severities.one = "loud"
        "mod\\u0065l" = 4
        budgets = [{ tokens = 1 }, { tokens = 1, warn = 5 }]

        [severities.'two']  # a table where a word is expected
        x = 6
        [tables]
        model = 7
        '''
    assert [problem.split(": ")[:2] for problem in said(text)] == [
        ["4", "wrong-type"],
        ["8", "wrong-type"],
        ["9", "bad-value"],
        ["13", "wrong-type"],
        ["10", "wrong-type"],
        ["11", "bad-value"],
        ["15", "unknown-setting"],
    ]


def test_problems_in_array_tables_stand_at_their_own_line() -> None:
    text = """\
        [[budgets]]
        tokens = 1

        [[budgets]]
        tokens = "two"
        [[ "budgets" ]]
        files = "*"
        [[budgets]]
        tokens = 1
        tokins = 1
        """
    assert said(text) == [
        f"5: wrong-type: `budgets[1].tokens` must be {LIMIT}",
        "6: bad-value: `budgets[2]` must be a table with `tokens`",
        "10: unknown-setting: There is no setting `budgets[3].tokins`; " + MEANT,
    ]


def test_the_span_is_that_of_the_key() -> None:
    text = "lenses = true\r\ndebounce = 1 # ms\r\n"
    _, (problem,) = settings.read_toml(text, kind=WORKSPACE, name="x")
    assert text[problem.span.start : problem.span.end] == "debounce"
    assert problem.severity is Severity.ERROR


def test_pyproject_has_its_own_table() -> None:
    text = dedent(
        """\
        [project]
        name = "x"
        key = "no business of ours"

        [tool.other]
        api_key = "neither"

        [tool.promptally]
        hints = "total"
        debounce = 1

        [[tool.promptally.budgets]]
        tokens = "x"
        """
    )
    layer, problems = settings.read_toml(
        text, kind=WORKSPACE, name="pyproject.toml", pyproject=True
    )
    assert holds(layer) == Settings(hints=Hints.TOTAL)
    assert [problem.split(": `")[0] for problem in shown(text, problems)] == [
        "10: bad-value",
        "13: wrong-type",
    ]


def test_a_project_without_our_table_says_nothing() -> None:
    for text in ("", "[project]\nname = 'x'", "[tool]\nx = 1"):
        assert said(text, pyproject=True) == []
    assert said("tool.promptally = 1", pyproject=True) == [
        "1: wrong-type: `tool.promptally` must be a table of settings"
    ]
    assert said("tool = 1", pyproject=True) == [
        "1: wrong-type: `tool.promptally` must be a table of settings"
    ]


BROKEN = "The file is not valid TOML here; nothing in it holds, and counting is offline"


@pytest.mark.parametrize(
    ("text", "line", "under"),
    [
        ("lenses = false\nmodel = \nrun = 1", 2, ""),
        ("lenses = false\r\nmodel = x\r\n", 2, "x"),
        ("lenses = false\nlenses = true", 2, ""),
        ('lenses = false\nmodel = """', 2, ""),
        ("lenses = false\n[[budgets]\n", 2, "]"),
        ("a = " + "1" * 5000, 1, ""),
    ],
)
def test_what_is_no_toml_says_nothing_and_where(
    text: str, line: int, under: str
) -> None:
    layer, (problem,) = settings.read_toml(text, kind=WORKSPACE, name="x")
    assert shown(text, (problem,)) == [f"{line}: settings-syntax: {BROKEN}"]
    assert under in text[problem.span.start : problem.span.end]
    assert holds(layer) == Settings(counting=Counting.OFFLINE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#" * 256_001, "has more than 256000 characters"),
        ("a = " + "[" * 100_000, "is nested too deeply"),
        ("a = " + "{a=" * 50_000, "is nested too deeply"),
        ("a." * 100_000 + "a = 1", "has a name of too many parts"),
        ("[" + "'a' . " * 40_000 + "a]", "has a name of too many parts"),
        ('["' + '"."' * 80_000 + '"]', "has a name of too many parts"),
        ('x = "' + "sk-ant-" * 35_000, "is not valid TOML here"),
        ('x = "' + '\\"' * 120_000, "is not valid TOML here"),
        ("a.b " * 60_000, "is not valid TOML here"),
        ("x = '''" + "''\n" * 80_000, "is not valid TOML here"),
    ],
)
def test_a_hostile_text_is_refused_at_once(text: str, why: str) -> None:
    began = time.process_time()
    layer, (problem,) = settings.read_toml(text, kind=USER, name="x")
    assert time.process_time() - began < SOON
    assert problem.message.startswith(f"The file {why}; nothing in it holds")
    assert holds(layer) == Settings(counting=Counting.OFFLINE)


@pytest.mark.parametrize(
    "text",
    [
        'model = "' + "a-" * 127_000 + '"',
        "model = '" + '"' * 250_000 + "'",
        "prompts = [" + "1," * 120_000 + "]",
        "[[a]]\n" * 40_000,
        "".join(f"a{n} = 1\n" for n in range(25_000)),
        "[headers]\n" + "".join(f"x{n} = 1\n" for n in range(20_000)),
        "".join("a." * 60 + f"b{n} = 1\n" for n in range(2000)),
    ],
)
def test_a_large_text_is_read_soon(text: str) -> None:
    began = time.process_time()
    assert said(text, USER) != []
    assert time.process_time() - began < SOON


def test_a_name_may_have_dots_in_quotes_and_some_outside() -> None:
    name = ".".join("abcdefgh" * 8)
    assert said(f'x = "{"a." * 500}"')[0].startswith("1: unknown-setting")
    assert said(f"{name} = 1")[0].startswith("1: unknown-setting")
    assert said(f"{name}.z = 1")[0].startswith("1: settings-syntax")


def test_settings_beyond_number_are_not_read_and_might_have_said_offline() -> None:
    text = "".join(f"name{n} = 1\n" for n in range(200)) + 'counting = "offline"\n'
    assert said(text)[-1] == (
        "201: settings-syntax: Only 200 settings are read; from here on, none is"
    )
    assert holds(toml(text)) == Settings(counting=Counting.OFFLINE)


# The editor's JSON


@pytest.mark.parametrize(
    "options",
    [
        {"hints": "off", "run": None},
        {"promptally": {"hints": "off"}},
        {"hints": "off", "trace": {"server": "verbose"}, "trusted": True},
    ],
)
def test_an_editor_sends_its_section_or_the_whole_around_it(
    options: Mapping[str, object],
) -> None:
    layer, problems = settings.from_editor(options)
    assert problems == ()
    assert holds(layer) == Settings(hints=Hints.OFF)


@pytest.mark.parametrize("options", [None, {}, [], {"promptally": {}}])
def test_an_editor_may_have_nothing_to_say(options: object) -> None:
    assert settings.from_editor(options)[1] == ()
    assert dict(editor(options).values) == {}


def test_problems_of_an_editor_have_no_place() -> None:
    _, problems = settings.from_editor({"budgets": [{"tokens": "1"}], "hintz": 1})
    assert {problem.span for problem in problems} == {(0, 0)}
    assert [problem.code for problem in problems] == ["wrong-type", "unknown-setting"]


# What is generated from the fields


def test_every_setting_describes_itself() -> None:
    for setting in SETTINGS.values():
        assert setting.description.endswith(".")
        assert setting.type.schema()
        assert setting.default == getattr(DEFAULTS, setting.name)


def test_an_unknown_limit_of_growth_leaves_the_others() -> None:
    text = "growth = {percents = 1, percent = 5}"
    (told,) = said(text, USER)
    assert told.startswith("1: unknown-setting: There is no setting `growth.percents`;")
    assert holds(toml(text, USER)).growth == GrowthLimit(percent=5)


def test_each_type_has_its_schema() -> None:
    schemas = {name: setting.type.schema() for name, setting in SETTINGS.items()}
    glob = {"type": "string"}
    assert schemas["model"] == {"type": "string"}
    assert schemas["lenses"] == {"type": "boolean"}
    assert schemas["hints"] == {"enum": ["all", "total", "off"]}
    assert schemas["debounce"] == {"type": "integer", "minimum": 100, "maximum": 60_000}
    assert schemas["exclude"] == {"type": "array", "items": glob, "maxItems": 200}
    assert schemas["headers"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "maxProperties": 50,
    }
    assert schemas["growth"] == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "tokens": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
            "percent": {"type": "number", "minimum": 0, "maximum": 1_000_000},
            "new": {"type": "boolean"},
        },
    }
    assert schemas["budgets"] == {
        "type": "array",
        "maxItems": 200,
        "items": {
            "type": "object",
            "required": ["tokens"],
            "additionalProperties": False,
            "properties": {
                "files": {"type": "string", "default": "**"},
                "part": {
                    "enum": ["request", "system", "tools", "message", "content"],
                    "default": "request",
                },
                "tokens": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
                "warn": {
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "maximum": 1,
                    "default": 0.9,
                },
            },
        },
    }


@pytest.mark.parametrize(
    "ref", ["", "main", "main...", "origin/main", "v1.2", "HEAD~3", "@{u}", "a" * 40]
)
def test_a_commit_may_be_named_in_many_ways(ref: str) -> None:
    assert said(f'against = "{ref}"') == []
