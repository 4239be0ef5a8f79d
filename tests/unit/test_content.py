"""Content blocks, those that the SDK knows and those that it does not."""

from collections.abc import Iterator
from typing import get_args

import pytest
from anthropic.types import ContentBlockParam, tool_result_block_param
from anthropic.types.beta import BetaContentBlockParam, beta_tool_result_block_param
from typing_extensions import get_type_hints, is_typeddict

from promptally.documents.requests.content import BLOCK_TYPES, FOREIGN_BLOCK_TYPES
from shape_outline import outline, problems, prompts


def _types(block: object) -> Iterator[str]:
    """The `type`s of a block of the SDK, or of a union of blocks."""
    if is_typeddict(block):
        yield from get_args(get_type_hints(block)["type"])
        return
    for one in get_args(block):
        yield from _types(one)


def test_every_block_of_the_sdk_is_known_and_no_other() -> None:
    unions = (
        ContentBlockParam,
        BetaContentBlockParam,
        tool_result_block_param.Content,
        beta_tool_result_block_param.Content,
    )

    assert {name for union in unions for name in _types(union)} == BLOCK_TYPES


def _user(blocks: str) -> str:
    return f'[{{"role": "user", "content": {blocks}}}]'


@pytest.mark.parametrize("kind", sorted(BLOCK_TYPES))
def test_a_block_is_kept_as_it_is_written(kind: str) -> None:
    text = _user(f'[{{"type": "{kind}", "odd": [1, {{"a": null}}]}}]')

    (block,) = prompts(text)[0].messages[0].children

    assert block.title == kind
    assert block.value == {"type": kind, "odd": [1, {"a": None}]}
    assert problems(text) == []


def test_an_unknown_block_is_kept_and_mentioned() -> None:
    text = _user('[{"type": "hologram", "data": 1}]')

    assert prompts(text)[0].messages[0].children[0].value == {
        "type": "hologram",
        "data": 1,
    }
    assert problems(text) == [
        'information unknown-block <"hologram"> `hologram` is no known type of block'
    ]


@pytest.mark.parametrize("kind", sorted(FOREIGN_BLOCK_TYPES))
def test_a_part_of_openai_is_kept_and_known(kind: str) -> None:
    text = _user(f'[{{"type": "{kind}", "text": "a"}}]')

    assert prompts(text)[0].messages[0].children[0].value == {"type": kind, "text": "a"}
    assert problems(text) == []


def test_blocks_that_are_half_typed_are_explained() -> None:
    text = _user('["loose", null, {"text": "a"}, {}, {"type": 1}]')

    assert outline(text) == (
        "prompt\n"
        '  messages[0] message user <"user">\n'
        "    messages[0].content[0] block text\n"
        "    messages[0].content[2] block\n"
        "    messages[0].content[3] block\n"
        "    messages[0].content[4] block <1>"
    )
    assert problems(text) == [
        'error shape <"loose"> a content block must be an object with a `type`',
        "error shape <null> a content block must be an object with a `type`",
        'error shape <"text"> a content block needs a `type`',
        "error shape <{> a content block needs a `type`",
        "error shape <1> a content block needs a `type`",
    ]


def test_a_result_shows_its_blocks_and_a_result_inside_it_stays_closed() -> None:
    inner = '{"type": "tool_result", "content": [{"type": "text", "text": "deep"}]}'
    text = _user(f'[{{"type": "mcp_tool_result", "content": [{inner}]}}]')

    (block,) = prompts(text)[0].messages[0].children

    assert [child.path for child in block.children] == [
        "messages[0].content[0].content[0]"
    ]
    assert block.children[0].children == ()


def test_a_result_of_another_kind_is_explained() -> None:
    assert problems(_user('[{"type": "tool_result", "content": 7}]')) == [
        "error shape <7> the content of a result must be a string or an array"
    ]


@pytest.mark.parametrize("content", ['"done"', "null", '""'])
def test_a_result_may_be_text_or_nothing(content: str) -> None:
    assert problems(_user(f'[{{"type": "tool_result", "content": {content}}}]')) == []
