"""What documents, citations and images cost in a request."""

import base64

import pytest

from counted import RESULT, ROUND, band, count, total, user
from promptally.counts import Source


def test_a_document_costs_its_text_and_35() -> None:
    source = {"type": "text", "media_type": "text/plain", "data": "Moles dig."}
    count_of = total(user({"type": "document", "source": source}))
    assert (
        count_of
        == total({"messages": [{"role": "user", "content": "Moles dig."}]}) + 35
    )


def test_citations_bring_a_prompt_and_mark_each_part_that_can_be_cited() -> None:
    # Recorded on Claude 3.5 to 4.5, 2025 and 2026: 499 for one part, 16 for each more.
    plain = {
        "type": "search_result",
        "source": "https://example.com/moles",
        "title": "Moles",
        "content": [{"type": "text", "text": "Moles dig. Moles do not fly."}],
    }
    found = {**plain, "citations": {"enabled": True}}
    without, cited = (
        total(
            {"messages": [*ROUND[:2], *user({**RESULT, "content": [it]})["messages"]]}
        )
        for it in (plain, found)
    )
    assert cited == without + 499
    source = {"type": "text", "media_type": "text/plain", "data": "Moles dig. They do."}
    document = {"type": "document", "source": source}
    on = {**document, "citations": {"enabled": True}}
    assert total(user(on)) == total(user(document)) + 499 + 16


def test_a_document_of_given_parts_can_be_cited_part_by_part() -> None:
    # Recorded on Claude 3.5 and Haiku 4.5, 2025 and 2026: 16 for each part.
    parts = [{"type": "text", "text": text} for text in ("Moles dig.", "Voles do.")]
    on = {"type": "document", "citations": {"enabled": True}}
    one, two = (
        user({**on, "source": {"type": "content", "content": parts[:n]}})
        for n in (1, 2)
    )
    alone = total({"messages": [{"role": "user", "content": "Voles do."}]}) - 7
    assert total(two) == total(one) + alone + 16


def test_a_title_costs_its_text_and_12() -> None:
    source = {"type": "text", "media_type": "text/plain", "data": "Moles dig."}
    document = {"type": "document", "source": source}
    title = total({"messages": [{"role": "user", "content": "On moles"}]}) - 7
    assert (
        total(user({**document, "title": "On moles"}))
        == total(user(document)) + title + 12
    )


def test_a_citation_in_an_earlier_answer_costs_14() -> None:
    text = {"type": "text", "text": "Moles dig."}
    cited = {**text, "citations": [{"type": "char_location", "cited_text": "dig"}]}
    image = {"type": "image", "source": {"type": "url", "url": "https://a/b.png"}}
    for others in ([], [image]):
        plain, with_it = (
            total({"messages": [{"role": "assistant", "content": [block, *others]}]})
            for block in (text, cited)
        )
        assert with_it == plain + 14


@pytest.mark.parametrize("source", [{"type": "url", "url": "u"}, {"type": "file"}, {}])
def test_a_document_from_elsewhere_is_unknown_but_hides_nothing_else(
    source: dict[str, str],
) -> None:
    counts = count(user({"type": "document", "source": source}))
    assert counts.segments["messages[0].content[0]"].source is Source.UNKNOWN
    low, tokens, high = band(counts.total)
    assert tokens == low == 7
    assert high >= 200_000
    assert "a document by URL or file id cannot be counted here" in counts.total.reasons


def test_a_document_whose_bytes_are_brought_is_counted() -> None:
    block = {"type": "document", "source": {"type": "url", "url": "a.pdf"}}
    media = {"a.pdf": b"%PDF-1.4 /Type /Page >> /Type /Page >>"}
    tokens = count(user(block), media=media).total.tokens
    assert tokens is not None
    assert tokens > 3000


def test_an_image_from_elsewhere_lies_within_its_tier() -> None:
    block = {"type": "image", "source": {"type": "url", "url": "https://a/b.png"}}
    low, tokens, high = band(count(user(block), "claude-opus-5").total)
    assert low < 100 < tokens < 4784 < high


def test_an_image_has_both_grids_in_its_band_where_none_was_recorded() -> None:
    pixels = b"GIF89a" + bytes([74, 1, 35, 1]) + b"\0\0\0"
    data = base64.b64encode(pixels).decode()
    block = {"type": "image", "source": {"type": "base64", "data": data}}
    its = count(user(block), "claude-3-opus-20240229")
    low, tokens, high = band(its.segments["messages[0].content[0]"])
    assert (low, tokens, high) == (121, 135, 148)
    assert its.total.reasons == ("images were never recorded on Claude Opus 3",)


@pytest.mark.parametrize("data", ["", "<omitted>", "AAAA"])
def test_a_pdf_that_is_none_yet_may_have_any_number_of_pages(data: str) -> None:
    source = {"type": "base64", "media_type": "application/pdf", "data": data}
    its = count(user({"type": "document", "source": source})).total
    assert band(its)[1] == 7 + 35 + 1540
    assert band(its)[2] > 200_000
    assert its.reasons == (
        "the PDF's data cannot be read, so it is counted as one page",
    )


def test_an_image_url_of_openai_is_an_image() -> None:
    pixels = b"GIF89a" + bytes([200, 0, 200, 0]) + b"\0\0\0"
    url = "data:image/gif;base64," + base64.b64encode(pixels).decode()
    block = {"type": "image_url", "image_url": {"url": url}}
    assert count(user(block)).segments["messages[0].content[0]"].tokens == 67
