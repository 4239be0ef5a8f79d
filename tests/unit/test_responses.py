"""Batches for OpenAI's other endpoints."""

import json

import pytest

from promptally.documents.parse import parse
from promptally.prompts import Json
from shape_outline import problem_line, prompt_lines

HELLO: Json = {"role": "user", "content": "Hello"}


def line(url: str, **body: Json) -> str:
    item = {"custom_id": "a", "method": "POST", "url": url, "body": body}
    return json.dumps(item)


def outline(text: str) -> list[str]:
    document = parse("a.jsonl", text)
    prompts = document.prompts if document else ()
    return [said for prompt in prompts for said in prompt_lines(text, prompt)]


def problems(text: str) -> list[str]:
    document = parse("a.jsonl", text)
    found = document.problems if document else ()
    return [problem_line(text, problem) for problem in found]


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (
            "/v1/responses",
            {"model": "m", "instructions": "Be kind", "input": "Hi"},
            ['system system system <"instructions">', "messages[0] message user <>"],
        ),
        (
            "/v1/responses",
            {"input": [{"role": "developer", "content": "A"}, HELLO]},
            [
                'messages[0] system developer <"developer">',
                'messages[1] message user <"user">',
            ],
        ),
        (
            "/v1/responses",
            {"input": "Hi", "tools": [{"type": "function", "name": "look"}]},
            ['tools[0] tool look <"look">', "messages[0] message user <>"],
        ),
        ("/v1/completions", {"prompt": "Hi"}, ["messages[0] message user <>"]),
    ],
)
def test_other_bodies_are_read_as_requests(
    url: str, body: dict[str, Json], expected: list[str]
) -> None:
    text = line(url, **body)

    assert outline(text) == ["prompt a", *(f"  {said}" for said in expected)]
    assert problems(text) == []


def test_what_is_no_message_is_told() -> None:
    call: Json = {"type": "function_call", "name": "look", "arguments": "{}"}
    text = line("/v1/responses", input=[{"role": "user", "content": "Hi"}, call])

    assert problems(text) == [
        'information not-counted <"type"> this is no message, so it is not counted'
    ]


@pytest.mark.parametrize("url", ["/v1/embeddings", "/v1/moderations"])
def test_what_asks_for_no_answer_is_no_prompt(url: str) -> None:
    assert parse("a.jsonl", line(url, model="m", input="Hi")) is None
    mixed = f"{line(url, input='Hi')}\n{line('/v1/responses', input='Hi')}\n"
    assert outline(mixed) == ["prompt a", "  messages[0] message user <>"]
    assert problems(mixed) == []


def test_the_text_stands_where_it_is_written() -> None:
    text = line("/v1/responses", input="Hello there")
    document = parse("a.jsonl", text)

    assert document is not None
    (message,) = document.prompts[0].messages
    assert text[slice(*message.span)] == '"Hello there"'
    assert message.value == {"role": "user", "content": "Hello there"}
