"""LangChain's prompts as their constructors."""

import json

import pytest

from promptally.documents.parse import parse
from promptally.prompts import Json, Kind
from promptally.templates import samples
from promptally.templates.markers import Dialect
from shape_outline import prompt_lines


def made(where: str, name: str, **kwargs: Json) -> Json:
    place: list[Json] = ["langchain_core", *where.split("."), name]
    return {"lc": 1, "type": "constructor", "id": place, "kwargs": kwargs}


def template(text: str, template_format: str = "f-string") -> Json:
    return made(
        "prompts.prompt",
        "PromptTemplate",
        input_variables=[],
        template=text,
        template_format=template_format,
    )


def turn(role: str, text: str, template_format: str = "f-string") -> Json:
    name = f"{role}MessagePromptTemplate"
    return made("prompts.chat", name, prompt=template(text, template_format))


def chat(*messages: Json, name: str = "ChatPromptTemplate") -> str:
    return json.dumps(made("prompts.chat", name, messages=list(messages)))


def outline(text: str) -> list[str]:
    document = parse("a.json", text)
    if document is None:
        return []
    assert document.kind is Kind.TEMPLATE
    assert document.problems == ()
    return [said for prompt in document.prompts for said in prompt_lines(text, prompt)]


def test_a_chat_is_its_messages() -> None:
    text = chat(
        turn("System", "Be kind."),
        made("prompts.chat", "MessagesPlaceholder", variable_name="history"),
        turn("Human", "{question}"),
        made("messages", "AIMessage", content="Let me look."),
    )

    assert outline(text) == [
        "prompt",
        '  messages[0] system system <"template">',
        '  messages[2] message user <"template">',
        '  messages[3] message assistant <"content">',
    ]


def test_a_chat_may_open_with_what_is_to_come() -> None:
    placeholder = made("prompts.chat", "MessagesPlaceholder", variable_name="history")

    assert len(outline(chat(placeholder, turn("Human", "Hi")))) == 2
    assert len(outline(chat(turn("Human", "Hi"), name="StructuredPrompt"))) == 2


def test_a_prompt_may_be_one_text() -> None:
    text = json.dumps(template("Tell me of {city}"), indent=2)

    assert outline(text) == ["prompt", '  template message user <"template">']


@pytest.mark.parametrize(
    "value",
    [
        made("runnables", "RunnableSequence", first=template("Hi")),
        {"lc": 1, "id": ["a", "ChatPromptTemplate"], "kwargs": None},
        {"lc": 1, "id": "ChatPromptTemplate"},
        {"id": ["ChatPromptTemplate"], "kwargs": {"template": "Hi"}},
    ],
)
def test_other_constructors_are_left_alone(value: Json) -> None:
    assert parse("a.json", json.dumps(value)) is None


@pytest.mark.parametrize(
    ("template_format", "dialect"),
    [("f-string", Dialect.FORMAT), ("mustache", Dialect.BRACES)],
)
def test_its_variables_are_those_of_its_format(
    template_format: str, dialect: Dialect
) -> None:
    text = chat(turn("Human", "{{x}}", template_format))

    found = samples.of("a.json", Kind.TEMPLATE, text)

    assert found is not None
    assert found.dialect is dialect
