"""Which shapes are prompts, and which are somebody else's data."""

import pytest

from promptally.documents import shapes
from promptally.documents.nodes import Scalar
from promptally.documents.requests.batch import Item
from promptally.documents.requests.notes import MOST_PROBLEMS
from promptally.prompts import Kind
from promptally.text import Span
from shape_outline import problems, prompts, read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "[]",
        "{}",
        '"messages"',
        '{"messages": {"hello": "Hallo"}}',
        '{"messages": [{"id": 1, "text": "Hallo"}]}',
        '{"messages": []}',
        '{"requests": [{"method": "GET"}]}',
        '{"requests": 3}',
        '[{"name": "a"}]',
        '["a", "b"]',
        '{"prompt": "Say hello"}',
        '{"template": "page.html"}',
        '{"custom_id": "a"}',
    ],
)
def test_other_data_is_no_prompt_file(text: str) -> None:
    assert read(text).prompts == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"messages": [{"role": "user"}]}', Kind.REQUEST),
        ('{"model": "claude-opus-5-5", "messages": []}', Kind.REQUEST),
        ('{"model": "claude-opus-5-5", "messages": ', Kind.REQUEST),
        ('{"system": "a", "messages": [{', Kind.REQUEST),
        ('[{"role": "user", "content": "a"}]', Kind.REQUEST),
        ('["a", {"role": "user"}]', Kind.REQUEST),
        ('{"requests": [{"custom_id": "a", "params": {}}]}', Kind.BATCH),
        ('{"requests": [1, {"params": {}}]}', Kind.BATCH),
        ('[{"params": {}}]', Kind.BATCH),
        ('{"_type": "prompt", "template": "Hi"}', Kind.TEMPLATE),
        ('{"messages": [{"role": "user"}], "testData": []}', Kind.TEMPLATE),
    ],
)
def test_the_shape_decides_the_kind(text: str, kind: Kind) -> None:
    document = read(text)

    assert document.kind is kind


@pytest.mark.parametrize(
    "text",
    [
        '[{"role": "user", "content": "a"}]',
        '{"messages": [{"role": "user"}]}',
        '{"_type": "prompt", "template": "Hi"}',
        '[["human", "Hi"]]',
        '[[{"role": "user", "content": "a"}]]',
        '["Say a"]',
    ],
)
def test_the_total_stands_where_the_prompt_begins(text: str) -> None:
    (prompt,) = prompts(f" {text}", Kind.TEMPLATE)

    assert prompt.anchor == prompt.span.start


def test_what_is_a_template_by_name_needs_less_of_a_shape() -> None:
    (prompt,) = prompts('{"prompt": "Say hello"}', Kind.TEMPLATE)

    assert [segment.path for segment in prompt.messages] == ["prompt"]


def test_a_list_of_texts_is_a_list_of_prompts_by_name_only() -> None:
    ids = [prompt.id for prompt in prompts('["Say a", "Say b"]', Kind.TEMPLATE)]

    assert ids == ["prompts[0]", "prompts[1]"]


def test_lines_without_a_request_are_no_batch() -> None:
    line = Item("line-1", Scalar(Span(0, 1), 1))

    assert shapes.lines([line], is_json=True).prompts == ()


def test_a_large_file_of_something_else_has_a_bounded_number_of_problems() -> None:
    document = read(
        '[{"params": {"messages": [{"role": "user"}]}}' + ", 1" * 5000 + "]"
    )

    assert len(document.problems) == MOST_PROBLEMS


def test_messages_in_a_file_of_templates_are_a_template() -> None:
    document = read('{"messages": [{"role": "user"}]}', Kind.TEMPLATE)

    assert document.kind is Kind.TEMPLATE


def test_the_faults_of_the_syntax_come_first() -> None:
    document = read('{"model": "m", "messages": [{"content": "a"},]}')

    assert [p.code for p in document.problems] == ["syntax", "shape"]


@pytest.mark.parametrize(
    "text",
    [
        '{"model": "claude-a", "system": "Be kind"}',
        '{"max_tokens": 9, "model": "anthropic/claude-a"}',
        '{"tools": [], "model": "claude-a", "mess',
    ],
)
def test_a_request_is_one_before_its_messages_are_typed(text: str) -> None:
    assert len(prompts(text)) == 1
    assert not [problem for problem in problems(text) if "error shape" in problem]


@pytest.mark.parametrize(
    "text",
    [
        '{"model": "claude-a", "max_tokens": 9, "provider": "b"}',
        '{"model": "claude-a", "temperature": 0}',
        '{"model": "gpt-4o", "max_tokens": 9}',
        '{"model": {"default": "claude-a"}, "tools": []}',
    ],
)
def test_settings_of_a_model_are_no_request(text: str) -> None:
    assert prompts(text) == ()
