from collections.abc import Mapping

from counting_prompts import request
from promptally.counting import models, offline
from promptally.counts import Count
from promptally.prompts import Json

URL = "https://example.com/"


def counted(block: Mapping[str, Json], model: str = "claude-sonnet-4-5") -> Count:
    body: Mapping[str, Json] = {"messages": [{"role": "assistant", "content": [block]}]}
    prompt = request(body)
    return offline.count(prompt, models.resolve(model)).segments["messages[0]"]


def search(*encrypted: str) -> Mapping[str, Json]:
    found: Json = [
        {"type": "web_search_result", "url": URL, "encrypted_content": text}
        for text in encrypted
    ]
    return {"type": "web_search_tool_result", "tool_use_id": "1", "content": found}


def test_what_is_encrypted_stands_for_text_of_its_length() -> None:
    short, long = counted(search("")), counted(search("E" * 60_000))
    assert long.tokens == (short.tokens or 0) + 10_000
    assert (long.high or 0) > (short.high or 0) + 15_000
    assert long.low == short.low


def test_a_fetched_page_is_its_document_and_no_base64() -> None:
    source: Json = {
        "type": "text",
        "media_type": "text/plain",
        "data": "Moles dig. " * 50,
    }
    document: Mapping[str, Json] = {"type": "document", "source": source}
    page: Mapping[str, Json] = {
        "type": "web_fetch_result",
        "url": URL,
        "content": document,
    }
    fetched: Mapping[str, Json] = {
        "type": "web_fetch_tool_result",
        "tool_use_id": "1",
        "content": page,
    }
    assert counted(fetched).tokens == (counted(document).tokens or 0) + 30
    scanned: Json = {
        "type": "base64",
        "media_type": "application/pdf",
        "data": "JVBERi0x",
    }
    pdf: Json = {**page, "content": {"type": "document", "source": scanned}}
    assert (counted({**fetched, "content": pdf}).tokens or 0) < 2000


def test_a_fetch_that_failed_is_counted_from_what_can_be_read() -> None:
    error: Json = {"type": "web_fetch_tool_result_error", "error_code": "unavailable"}
    its = counted({"type": "web_fetch_tool_result", "content": error})
    assert (its.tokens or 0) > 5
    assert its.reasons == (
        "a server tool's result is counted from what can be read of it",
    )


def test_an_absurdly_deep_result_is_counted_anyhow() -> None:
    deep: Json = "x"
    for _ in range(10_000):
        deep = [deep]
    assert counted({"type": "new_tool_result", "content": deep}).tokens is not None
