"""Which files a prompt names."""

import pytest

from promptally.documents.requests.sources import names_file
from shape_outline import prompts, under


def _reference(block: str) -> list[tuple[str, str, str, str]]:
    text = f'[{{"role": "user", "content": [{block}]}}]'
    (prompt,) = prompts(text)
    return [(r.kind, r.target, r.path, under(text, r.span)) for r in prompt.references]


@pytest.mark.parametrize(
    "source",
    [
        '{"type": "url", "url": "./cat.png"}',
        '{"type": "path", "path": "./cat.png"}',
        '{"type": "file", "path": "./cat.png"}',
    ],
)
def test_a_source_that_names_a_file_is_a_reference(source: str) -> None:
    assert _reference(f'{{"type": "image", "source": {source}}}') == [
        ("image", "./cat.png", "messages[0].content[0]", '"./cat.png"')
    ]


def test_a_document_is_referred_to_as_one() -> None:
    block = '{"type": "document", "source": {"type": "url", "url": "file:///a.pdf"}}'

    assert _reference(block) == [
        ("document", "file:///a.pdf", "messages[0].content[0]", '"file:///a.pdf"')
    ]


def test_a_picture_in_a_result_belongs_to_its_own_block() -> None:
    image = '{"type": "image", "source": {"type": "url", "url": "a.png"}}'

    assert _reference(f'{{"type": "tool_result", "content": [{image}]}}') == [
        ("image", "a.png", "messages[0].content[0].content[0]", '"a.png"')
    ]


@pytest.mark.parametrize("image", ['"a.png"', '{"url": "a.png"}'])
def test_a_picture_in_the_way_of_openai_is_a_reference(image: str) -> None:
    assert _reference(f'{{"type": "image_url", "image_url": {image}}}') == [
        ("image", "a.png", "messages[0].content[0]", '"a.png"')
    ]


@pytest.mark.parametrize(
    "source",
    [
        '{"type": "file", "file_id": "file_1"}',
        '{"type": "base64", "media_type": "image/png", "data": "cat.png"}',
        '{"type": "url"}',
        '{"type": "url", "url": 7}',
        '{"url": "./cat.png"}',
        "null",
        '"./cat.png"',
    ],
)
def test_what_names_no_file_is_no_reference(source: str) -> None:
    assert _reference(f'{{"type": "image", "source": {source}}}') == []


@pytest.mark.parametrize(
    "target",
    [
        "cat.png",
        "../a b/cat.png",
        "/cat.png",
        "file:///cat.png",
        r"C:\cat.png",
        "고양이.png",
    ],
)
def test_a_path_names_a_file(target: str) -> None:
    assert names_file(target)


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/cat.png",
        "HTTP://example.com/cat.png",
        "//example.com/cat.png",
        "data:image/png;base64,AAAA",
        "s3://bucket/cat.png",
        "{{image}}",
        "",
        "  ",
        "a\nb",
        "a" * 5000,
    ],
)
def test_an_address_names_no_file(target: str) -> None:
    assert not names_file(target)
