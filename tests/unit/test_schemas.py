"""The JSON Schemas: what they take, what they refuse, and where they say so."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from conftest import EXAMPLES, Golden
from promptally.settings import SETTINGS, LayerKind, Scope, read_toml
from schemas import files, words

MADE = ["batch", "messages-request", "promptally"]
NAMES = ["github-models", *MADE]
MESSAGES = "messages: [{role: user, content: Hello}]"
DRAFT7 = "http://json-schema.org/draft-07/schema#"


def schema_of(name: str) -> Any:
    path = files.FOLDER / f"{name}.schema.json"
    return json.loads(path.read_text("utf-8"))


def refusal(name: str, value: object, within: str = "") -> str | None:
    """The path of what is wrong with the value and the keyword that says so."""
    schema = schema_of(name)
    if within:
        # Beside a `$ref`, draft-07 sees nothing else.
        schema = schema | {"$ref": f"#/definitions/{within}"}
    error = best_match(Draft7Validator(schema).iter_errors(value))
    if error is None:
        return None
    path = "/".join(str(step) for step in error.absolute_path)
    return f"{path} {error.validator}".strip()


def read(path: Path) -> object:
    text = path.read_text("utf-8")
    if path.suffix == ".toml":
        return tomllib.loads(text)
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


@pytest.mark.parametrize("name", MADE)
def test_a_schema_is_as_its_types_are(name: str, golden: Golden) -> None:
    golden.check(files.FOLDER / f"{name}.schema.json", files.made(name))


def test_the_schema_kept_by_hand_is_laid_out_like_the_others(golden: Golden) -> None:
    text = files.text(schema_of("github-models"))
    golden.check(files.FOLDER / "github-models.schema.json", text)


def test_there_are_no_other_files() -> None:
    held = {path.name for path in files.FOLDER.iterdir()}
    assert held == {f"{name}.schema.json" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_of_draft_07_and_has_a_name(name: str) -> None:
    schema = schema_of(name)
    assert (schema["$schema"], schema["$id"]) == (
        DRAFT7,
        f"urn:promptally:schema:{name}:1",
    )
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_small_and_needs_no_other_file(name: str) -> None:
    text = (files.FOLDER / f"{name}.schema.json").read_text("utf-8")
    assert len(text) < 200_000
    assert "$defs" not in text
    schema = json.loads(text)
    for reference in references(schema):
        assert pointed(schema, reference) is not None


def references(value: object) -> list[str]:
    """All references; nothing may stand beside one, for draft-07 would not see it."""
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("$ref"), str):
        assert value.keys() == {"$ref"}
        return [value["$ref"]]
    return [found for item in value.values() for found in references(item)]


def pointed(schema: Any, reference: str) -> object:
    assert reference.startswith("#/")
    for step in reference.split("/")[1:]:
        schema = schema[step]
    return schema


def test_each_definition_is_used() -> None:
    for name in NAMES:
        schema = schema_of(name)
        used = {reference.split("/")[-1] for reference in references(schema)}
        assert schema["definitions"].keys() - used <= {"user"}, name


def test_each_field_of_a_request_says_what_it_is() -> None:
    properties = schema_of("messages-request")["definitions"]["request"]["properties"]
    own = properties.keys() - {"$schema", "x-promptally"}
    assert own == words.FIELDS.keys()
    assert all(properties[name]["description"] for name in own)


def test_each_setting_stands_where_it_may_be_said() -> None:
    schema = schema_of("promptally")
    everybody = {n for n, one in SETTINGS.items() if one.scope is not Scope.USER}
    assert schema["properties"].keys() == everybody
    assert schema["definitions"]["user"]["properties"].keys() == SETTINGS.keys()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (name, path)
        for name, pattern in {
            "messages-request": "requests/*.*",
            "batch": "batches/*.json",
            "github-models": "templates/*.prompt.yml",
            "promptally": "promptally.toml",
        }.items()
        for path in sorted(EXAMPLES.glob(pattern))
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_the_examples_are_right(name: str, path: Path) -> None:
    assert refusal(name, read(path)) is None


def test_the_lines_of_the_example_are_items_of_a_batch() -> None:
    lines = (EXAMPLES / "batches/replies.jsonl").read_text("utf-8").splitlines()
    assert [refusal("batch", json.loads(line), "item") for line in lines] == [
        None for _ in lines
    ]


RIGHT = {
    "the least": "{messages: [{role: user, content: Hello}]}",
    "messages alone": "[{role: user, content: Hello}]",
    "what the API requires": f"{{model: claude-opus-5-5, max_tokens: 9, {MESSAGES}}}",
    "a model of the future": f"{{model: claude-opus-9, {MESSAGES}}}",
    "what the file says to us": f"{{x-promptally: {{budget: off}}, {MESSAGES}}}",
    "fields of one's own": f"{{x-shared: [1], $schema: any, {MESSAGES}}}",
    "sampling": f"{{temperature: 0.5, top_k: 5, top_p: 1, {MESSAGES}}}",
    "null": f"{{cache_control: null, thread: null, {MESSAGES}}}",
    "a tool without a type": """
        messages: [{role: user, content: Hello}]
        tools: [{name: weather, input_schema: {type: object, $defs: {}}}]
    """,
    "tools of all kinds": """
        messages: [{role: user, content: Hello}]
        tools:
          - {type: custom, name: weather, input_schema: {type: object}}
          - {type: null, name: rain, input_schema: {type: object}}
          - {type: web_search_20250305, name: web_search, max_uses: 3}
          - {type: tool_search_tool_bm25, name: tool_search_tool_bm25}
          - {type: mcp_toolset, mcp_server_name: huts}
        mcp_servers: [{type: url, name: huts, url: "https://huts.example/mcp"}]
        tool_choice: {type: tool, name: weather}
    """,
    "blocks of all kinds": """
        system: [{type: text, text: Be kind., cache_control: {type: ephemeral}}]
        thinking: {type: enabled, budget_tokens: 2000}
        messages:
          - role: user
            content:
              - {type: image, source: {type: url, url: "https://huts.example/a.png"}}
              - {type: image, source: {type: base64, media_type: image/png, data: aa}}
              - {type: document, source: {type: text, media_type: text/plain, data: a}}
              - {type: document, source: {type: file, file_id: file_1}}
          - role: assistant
            content:
              - {type: thinking, thinking: Hm., signature: c2ln}
              - {type: text, text: Let me see., citations: null}
              - {type: tool_use, id: toolu_1, name: weather, input: {hut: kreuzjoch}}
          - role: user
            content:
              - {type: tool_result, tool_use_id: toolu_1, content: Sunny}
              - {type: text, text: Well, a_field_of_the_future: 1}
          - {role: system, content: It is night.}
    """,
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_request_is_right_with(case: str) -> None:
    value = yaml.safe_load(RIGHT[case])
    assert refusal("messages-request", value) is None
    if isinstance(value, dict):
        requests = {"requests": [{"custom_id": "a", "params": value}]}
        assert refusal("batch", requests) is None


WRONG_REQUESTS = {
    "Hello": "type",
    "[]": "minItems",
    "[{role: user}]": "0 required",
    "{model: claude-opus-5-5}": "required",
    "{messages: []}": "messages minItems",
    "{messages: Hello}": "messages type",
    "{messages: [{role: person, content: Hello}]}": "messages/0/role enum",
    "{messages: [{content: Hello}]}": "messages/0 required",
    "{messages: [{role: user, content: 5}]}": "messages/0/content type",
    "{messages: [{role: user, content: [{text: Hello}]}]}": (
        "messages/0/content/0 required"
    ),
    "{messages: [{role: user, content: [{type: txt, text: Hello}]}]}": (
        "messages/0/content/0/type enum"
    ),
    "{messages: [{role: user, content: [{type: text, txt: Hello}]}]}": (
        "messages/0/content/0 required"
    ),
    "{messages: [{role: user, content: [{type: image, source: {type: link}}]}]}": (
        "messages/0/content/0/source/type enum"
    ),
    "{messages: [{role: user, content: [{type: image, source: "
    "{type: base64, media_type: image/tiff, data: aa}}]}]}": (
        "messages/0/content/0/source/media_type enum"
    ),
    "{messages: [{role: assistant, content: [{type: tool_use, id: a, name: b}]}]}": (
        "messages/0/content/0 required"
    ),
    "{messages: [{role: system, content: [{type: image}]}]}": (
        "messages/0/content/0/type enum"
    ),
    f"{{max_token: 5, {MESSAGES}}}": "additionalProperties",
    f"{{max_tokens: many, {MESSAGES}}}": "max_tokens type",
    f"{{model: 5, {MESSAGES}}}": "model anyOf",
    f"{{stream: 'yes', {MESSAGES}}}": "stream type",
    f"{{temperature: 2, {MESSAGES}}}": "temperature maximum",
    f"{{system: [{{type: text}}], {MESSAGES}}}": "system/0 required",
    f"{{system: {{type: text}}, {MESSAGES}}}": "system type",
    f"{{thinking: {{type: maybe}}, {MESSAGES}}}": "thinking/type enum",
    f"{{cache_control: {{type: long}}, {MESSAGES}}}": ("cache_control/type const"),
    f"{{tools: [{{name: a}}], {MESSAGES}}}": "tools/0 required",
    f"{{tools: [{{name: a, input_schema: {{type: array}}}}], {MESSAGES}}}": (
        "tools/0/input_schema/type const"
    ),
    f"{{tools: [{{type: web_search, name: a}}], {MESSAGES}}}": ("tools/0/type enum"),
    f"{{tool_choice: any, {MESSAGES}}}": "tool_choice type",
    f"{{stop_sequences: '###', {MESSAGES}}}": "stop_sequences type",
    f"{{x-promptally: {{budget: 0}}, {MESSAGES}}}": ("x-promptally/budget minimum"),
    f"{{x-promptally: {{limit: 5}}, {MESSAGES}}}": (
        "x-promptally additionalProperties"
    ),
}


@pytest.mark.parametrize("text", WRONG_REQUESTS)
def test_a_wrong_request_is_refused_where_it_is_wrong(text: str) -> None:
    assert refusal("messages-request", yaml.safe_load(text)) == WRONG_REQUESTS[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", "type"),
        ("{requests: []}", "requests minItems"),
        ("{requests: [{params: {messages: []}}]}", "requests/0 required"),
        ("{requests: [{custom_id: a}]}", "requests/0 required"),
        (
            f"{{requests: [{{custom_id: '', params: {{{MESSAGES}}}}}]}}",
            "requests/0/custom_id minLength",
        ),
        (
            "{requests: [{custom_id: a, params: {messages: [{role: user}]}}]}",
            "requests/0/params/messages/0 required",
        ),
        (
            f"{{requests: [{{custom_id: a, params: {{stream: true, {MESSAGES}}}}}]}}",
            "requests/0/params/stream const",
        ),
        ("{x-requests: []}", "required"),
    ],
)
def test_a_wrong_batch_is_refused_where_it_is_wrong(text: str, expected: str) -> None:
    assert refusal("batch", yaml.safe_load(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: Hello", "required"),
        ("messages: [{role: tool, content: Hello}]", "messages/0/role enum"),
        ("messages: [{role: user, content: [Hello]}]", "messages/0/content type"),
        (f"{{modelParameter: {{}}, {MESSAGES}}}", "additionalProperties"),
        (
            f"{{modelParameters: {{temperature: hot}}, {MESSAGES}}}",
            "modelParameters/temperature type",
        ),
        (f"{{responseFormat: json_schema, {MESSAGES}}}", "required"),
        (
            f"{{evaluators: [{{name: a, string: {{begins: b}}}}], {MESSAGES}}}",
            "evaluators/0/string additionalProperties",
        ),
    ],
)
def test_a_wrong_prompt_file_is_refused_where_it_is_wrong(
    text: str, expected: str
) -> None:
    assert refusal("github-models", yaml.safe_load(text)) == expected


WRONG_SETTINGS = {
    "modle = 'claude-opus-5-5'": "additionalProperties",
    "model = 5": "model type",
    "hints = 'some'": "hints enum",
    "lenses = 'yes'": "lenses type",
    "debounce = 5": "debounce minimum",
    "budgets = 2000": "budgets type",
    "[[budgets]]\nfiles = '*'": "budgets/0 required",
    "[[budgets]]\ntokens = -1": "budgets/0/tokens minimum",
    "[[budgets]]\ntokens = 5\npart = 'tool'": "budgets/0/part enum",
    "[[budgets]]\ntokens = 5\nwarn = 90": "budgets/0/warn maximum",
    "[severities]\nover-budget = 'loud'": "severities/over-budget enum",
    "[growth]\ntoken = 5": "growth additionalProperties",
    "counting = 'online'": "counting enum",
    "endpoint = 'https://huts.example'": "additionalProperties",
}


@pytest.mark.parametrize("text", WRONG_SETTINGS)
def test_wrong_settings_are_refused_where_they_are_wrong(text: str) -> None:
    assert refusal("promptally", tomllib.loads(text)) == WRONG_SETTINGS[text]
    assert read_toml(text, kind=LayerKind.WORKSPACE, name="")[1]


@pytest.mark.parametrize("text", ["counting = 'online'", "debounce = 5", "proxy = 1"])
def test_the_users_own_file_may_say_more(text: str) -> None:
    _, problems = read_toml(text, kind=LayerKind.USER, name="")
    assert bool(refusal("promptally", tomllib.loads(text), "user")) == bool(problems)
