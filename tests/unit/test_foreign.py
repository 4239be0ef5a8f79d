from collections.abc import Mapping

import pytest

from counting_prompts import request
from promptally.counting import models, offline
from promptally.counts import Count
from promptally.prompts import Json

HELLO: list[Json] = [{"role": "user", "content": "Hello, Claude"}]
SCHEMA: Json = {"type": "object", "properties": {"name": {"type": "string"}}}


def total(body: Mapping[str, Json], model: str = "claude-sonnet-4-5") -> Count:
    return offline.count(request(body), models.resolve(model)).total


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("functions", [{"name": "ping", "parameters": SCHEMA}]),
        (
            "toolConfig",
            {
                "tools": [
                    {"toolSpec": {"name": "ping", "inputSchema": {"json": SCHEMA}}}
                ]
            },
        ),
    ],
)
def test_tools_of_other_apis_count_as_their_json_behind_a_tool_prompt(
    name: str, value: Json
) -> None:
    its = total({"messages": HELLO, name: value})
    assert 10 + 496 + 15 < (its.tokens or 0) < 10 + 496 + 50
    assert (its.high or 0) - (its.low or 0) > 200
    assert its.reasons == (f"{name} is counted as its JSON",)


def test_a_schema_in_openais_form_counts_as_ours_or_as_a_tool() -> None:
    ours: Json = {"format": {"type": "json_schema", "schema": SCHEMA}}
    theirs: Json = {"type": "json_schema", "json_schema": {"schema": SCHEMA}}
    its = total({"messages": HELLO, "response_format": theirs})
    assert its.tokens == total({"messages": HELLO, "output_config": ours}).tokens
    assert (its.high or 0) > (its.tokens or 0) + 588
    assert its.reasons == (
        "a response format in OpenAI's form is counted as Anthropic's",
    )


def test_a_response_format_without_a_schema_costs_nothing() -> None:
    body: Mapping[str, Json] = {"messages": HELLO}
    assert total({**body, "response_format": {"type": "json_object"}}) == total(body)


def test_a_text_completion_counts_its_text() -> None:
    text = "\n\nHuman: Hello, Claude\n\nAssistant:"
    its = total({"prompt": text}, "claude-2.1")
    assert (its.tokens or 0) > (total({}, "claude-2.1").tokens or 0)
    assert its.reasons == ("a text completion is counted as a message of its text",)
