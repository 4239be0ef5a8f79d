"""The limits of platforms: what is told, where, and that the page says the same."""

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import Golden
from drawing import drawn_findings, marked
from promptally.analysis import Attachment
from promptally.counting import models, prices
from promptally.counting.pdf_pages import Pdf
from promptally.counting.refusals import refusals
from promptally.limits import table
from promptally.limits.table import BY_CODE, ELSEWHERE, LIMITS, Limit
from promptally.settings import DEFAULTS, Level
from promptally.view import findings

PAGE = Path(__file__).parents[2] / "server" / "LIMITS.md"


def found(text: str, path: str = "a.json", **more: Any) -> list[str]:
    """The limits that a text breaks: severity, code, and what is underlined."""
    said = drawn_findings(marked(text, path, **more))
    return [
        line.partition("> ")[0] + ">" for line in said if line.split()[1] in BY_CODE
    ]


def request(content: str, model: str = "claude-opus-4-6", more: str = "") -> str:
    """A request with one user message; its content is JSON."""
    message = f'{{"role": "user", "content": {content}}}'
    return f'{{"model": "{model}", {more}"messages": [{message}]}}'


MARK = '"cache_control": {"type": "ephemeral"}'


def block(n_words: int, mark: str = MARK) -> str:
    said = f", {mark}" if mark else ""
    return f'{{"type": "text", "text": "{"word " * n_words}"{said}}}'


@pytest.mark.parametrize(
    ("model", "n_words", "is_told"),
    [
        ("claude-opus-5-5", 400, True),
        ("claude-opus-5-5", 600, False),
        ("claude-sonnet-4-6", 900, True),
        ("claude-sonnet-4-6", 1100, False),
        ("claude-opus-4-7", 1900, True),
        ("claude-opus-4-7", 2200, False),
        ("claude-opus-4-6", 3900, True),
        ("claude-opus-4-6", 4200, False),
        # Nobody has published how much this one caches.
        ("claude-fable-5-2", 1, False),
        # What is not known is not judged.
        ("claude-opus-9", 1, False),
        ("gpt-4o", 1, False),
    ],
)
def test_what_is_too_short_for_a_cache_is_told(
    model: str, n_words: int, *, is_told: bool
) -> None:
    expected = ['warning cache-too-short <"cache_control">'] if is_told else []

    assert found(request(f"[{block(n_words)}]", model)) == expected


def test_all_before_a_breakpoint_is_in_its_prefix() -> None:
    system = f'"system": [{block(2000, "")}], '
    tool = f'"tools": [{{"name": "a", "description": "{"word " * 1500}"}}], '
    short = request(f"[{block(400)}, {block(2000, '')}]", more=system)

    assert found(short) == ['warning cache-too-short <"cache_control">']
    assert found(request(f"[{block(800)}]", more=system + tool)) == []


def test_each_breakpoint_is_judged_by_itself() -> None:
    long = request(f"[{block(10)}, {block(4200)}, {block(1)}]")

    assert found(long) == ['warning cache-too-short <"cache_control">']


def test_a_breakpoint_inside_a_result_is_not_that_of_the_result() -> None:
    inside = f'{{"type": "tool_result", "content": [{block(5)}], {MARK}}}'
    said = drawn_findings(marked(request(f"[{inside}]"), "a.json"))

    assert sum("cache-too-short" in line for line in said) == 2


def test_the_field_of_the_request_itself_marks_all_of_it() -> None:
    (said,) = found(request('"Hi"', more=f"{MARK}, "))
    assert said.startswith("warning cache-too-short <")
    assert found(request(f'"{"word " * 4200}"', more=f"{MARK}, ")) == []


def test_a_text_that_speaks_of_breakpoints_is_none() -> None:
    assert found(request('"what does cache_control: do?"')) == []


def png(width: int, height: int, size: int = 0) -> bytes:
    """The start of a PNG of that many pixels, `size` bytes long."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    return (start + struct.pack(">I", zlib.crc32(header))).ljust(size, b"\0")


def image(data: bytes) -> str:
    digits = base64.b64encode(data).decode()
    source = f'{{"type": "base64", "media_type": "image/png", "data": "{digits}"}}'
    return f'{{"type": "image", "source": {source}}}'


NAMED = '{"type": "image", "source": {"type": "path", "path": "a.png"}}'


def brought(width: int, height: int, size: int = 0) -> dict[str, Attachment]:
    """The image that `NAMED` names, as it was read."""
    data = png(width, height, size)
    return {"a.png": Attachment(path="a.png", data=data, attachments={})}


TOO_LARGE = 'warning image-too-large <"image">'


@pytest.mark.parametrize(
    ("size", "n", "expected"),
    [
        ((8000, 8000), 1, []),
        ((8001, 10), 1, [TOO_LARGE]),
        ((10, 8001), 1, [TOO_LARGE]),
        ((2001, 10), 20, []),
        ((2001, 10), 21, [TOO_LARGE] * 21),
        ((2000, 10), 21, []),
    ],
)
def test_pixels_have_a_limit_that_is_lower_for_many(
    size: tuple[int, int], n: int, expected: list[str]
) -> None:
    assert found(request(f"[{', '.join([image(png(*size))] * n)}]")) == expected


def test_the_bytes_of_an_image_have_a_limit() -> None:
    large = table.LARGEST_IMAGE // 4 * 3

    assert found(request(f"[{NAMED}]"), attachments=brought(10, 10, large)) == []
    told = found(request(f"[{NAMED}]"), attachments=brought(10, 10, large + 1))
    assert told == [TOO_LARGE]


def test_an_image_in_a_file_of_its_own_is_judged_too() -> None:
    assert found(request(f"[{NAMED}]"), attachments=brought(9000, 10)) == [TOO_LARGE]
    assert found(request(f"[{NAMED}]")) == []


@pytest.mark.parametrize(
    ("model", "n", "is_told"),
    [
        ("claude-haiku-4-5", 100, False),
        ("claude-haiku-4-5", 101, True),
        ("claude-opus-4-6", 101, False),
        ("claude-opus-4-6", 600, False),
        ("claude-opus-4-6", 601, True),
    ],
)
def test_images_are_too_many_by_the_models_window(
    model: str, n: int, *, is_told: bool
) -> None:
    images = ", ".join([image(png(10, 10))] * n)
    expected = ['warning too-many-images <"image">'] if is_told else []

    assert found(request(f"[{images}]", model)) == expected


@pytest.mark.parametrize(("n_pages", "is_told"), [(600, False), (601, True)])
def test_pages_of_pdfs_have_a_limit(n_pages: int, *, is_told: bool) -> None:
    named = '{"type": "document", "source": {"type": "path", "path": "a.pdf"}}'
    pdf = Pdf(pages=(), n_pages=n_pages)
    held = {"a.pdf": Attachment(path="a.pdf", data=b"%PDF-", pdf=pdf, attachments={})}
    expected = ['warning too-many-pages <"document">'] if is_told else []

    assert found(request(f"[{named}]"), attachments=held) == expected


def test_the_bytes_of_a_request_have_a_limit() -> None:
    held = brought(10, 10, table.LARGEST_REQUEST // 4 * 3)
    told = found(request(f"[{NAMED}]"), attachments=held)

    assert told == ['warning request-too-large <"claude-opus-4-6">', TOO_LARGE]


def test_the_price_of_every_token_goes_up_at_a_tier() -> None:
    long = f'"{"word " * 100_500}"'

    (said,) = found(request(long, "claude-haiku-5-5"))
    assert said.startswith("information price-tier ")
    assert found(request(f'"{"word " * 90_000}"', "claude-haiku-5-5")) == []
    assert found(request(long, "claude-sonnet-5-5")) == []


def test_every_tier_of_the_price_list_is_known_here() -> None:
    """As far as a request of the model can have so many tokens."""
    for name in models.names():
        model = models.resolve(name)
        limit = table.TIERS.get(model.id, model.context_window)
        if limit is None or prices.price(model, 1000) is None:
            continue
        assert _rate(name, limit) == pytest.approx(_rate(name, 1000))
        if model.id in table.TIERS:
            assert _rate(name, limit + 1) > 1.5 * _rate(name, limit)


def _rate(name: str, tokens: int) -> float:
    price = prices.price(models.resolve(name), tokens)
    assert price is not None
    return price.input_usd / tokens


def skill(
    name: str = "a", description: str = "b", body: str = "c", when: str = ""
) -> str:
    more = f"when_to_use: {when}\n" if when else ""
    return f"---\nname: {name}\ndescription: {description}\n{more}---\n{body}\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("CLAUDE.md", "a" * 150_000, []),
        ("docs/CLAUDE.md", "a" * 150_001, ["information claude-md-long"]),
        ("CLAUDE.md", "é" * 2**21, ["information claude-md-long"]),
        ("CLAUDE.md", "é" * (2**21 + 1), ["warning claude-md-not-loaded"]),
        ("CLAUDE.md", "a\n" * 1000, []),
        ("AGENTS.md", "a" * 32_768, []),
        ("AGENTS.md", "a" * 32_769, ["warning agents-md-cut"]),
        ("app/AGENTS.md", "é" * 16_385, ["warning agents-md-cut"]),
        ("GEMINI.md", "a" * 200_000, []),
        ("x/SKILL.md", skill("a" * 64, "b" * 1024), []),
        ("x/SKILL.md", skill("a" * 65), ["warning skill-name"]),
        ("x/SKILL.md", skill("a", "b" * 1025), ["warning skill-description"]),
        ("x/SKILL.md", skill("a", "b" * 1000, when="c" * 535), []),
        (
            "x/SKILL.md",
            skill("a", "b" * 1000, when="c" * 536),
            ["warning skill-listing"],
        ),
        ("x/SKILL.md", skill(body="a\n" * 1000), []),
    ],
)
def test_instruction_files_have_limits_by_their_names(
    path: str, text: str, expected: list[str]
) -> None:
    assert [line.partition(" <")[0] for line in found(text, path)] == expected


def test_what_is_cut_off_is_underlined_where_it_begins() -> None:
    text = "a" * 32_760 + "\n" + "b" * 20 + "\nc\n"

    assert found(text, "AGENTS.md") == ["warning agents-md-cut <bbbbbbbbbbbbb>"]


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("CLAUDE.md", "a\n" * 200, "claude-md-lines"),
        ("x/SKILL.md", skill(body="a\n" * 499 + "a"), "skill-lines"),
    ],
)
@pytest.mark.parametrize("end", ["", "b", "b\n", "\n"])
def test_advice_is_told_to_those_who_want_it(
    path: str, text: str, code: str, end: str
) -> None:
    wanted = replace(DEFAULTS, severities={code: Level.HINT})

    assert found(text + end, path) == []
    said = found(text + end, path, settings=wanted)
    assert [line.partition(" <")[0] for line in said] == [f"hint {code}"] * bool(end)


def test_a_limit_can_be_turned_off() -> None:
    off = replace(DEFAULTS, severities={"cache-too-short": Level.OFF})

    assert found(request(f"[{block(1)}]"), settings=off) == []


EXAMPLE = f"""{{
  "model": "claude-sonnet-4-6",
  "system": [{{"type": "text", "text": "You are brief.", {MARK}}}],
  "messages": [
    {{"role": "user", "content": [
      {image(png(9000, 300))},
      {{"type": "text", "text": "What is on it?"}}
    ]}}
  ]
}}
"""


def test_an_example_shows_some(golden: Golden) -> None:
    said = drawn_findings(marked(EXAMPLE, "a.request.json"))
    page = Path(__file__).parents[1] / "golden" / "limits" / "a.request.json.txt"
    golden.check(page, EXAMPLE + "\n" + "\n".join(said) + "\n")


def test_no_code_stands_for_two_things() -> None:
    assert len(BY_CODE) == len(LIMITS)
    assert not BY_CODE.keys() & findings.CODES.keys()
    assert not BY_CODE.keys() & {row.code for row in ELSEWHERE}
    page = Path(refusals.__code__.co_filename).read_text("utf-8")
    assert not [code for code in BY_CODE if f"`{code}`" in page]


def test_the_page_is_made_of_the_table(golden: Golden) -> None:
    golden.check(PAGE, "".join(_page()))


def _page() -> Iterator[str]:
    yield (
        "# Limits of platforms\n"
        "\n"
        "A request can be well formed, within its budget, and still be refused, cut or"
        " paid for in vain.\n"
        "These findings say so at the place.\n"
        "How loud each is, is for `severities` in the settings to say, by its code;"
        " what is advice is `off` until somebody asks for it.\n"
        "\n"
    )
    yield from _rows(LIMITS)
    yield ("\nThese limits have findings too, each as old as its source:\n\n")
    yield from _rows(ELSEWHERE)
    yield (
        "\n"
        "A model that will be retired is told with the date and never held against"
        " today's: a build says the same on every day.\n"
        "\n"
        "The minimum of a cache is by model: "
        f"{'; '.join(_minima())}. Of the others nobody has published it, and nothing is"
        " told.\n"
    )


def _rows(rows: tuple[Limit, ...]) -> Iterator[str]:
    yield "| code | what | limit | source | date | default |\n"
    yield "|---|---|---|---|---|---|\n"
    for row in rows:
        yield (
            f"| `{row.code}` | {row.what} | {row.limit} | {row.source} | {row.date} |"
            f" {row.level} |\n"
        )


def _minima() -> Iterator[str]:
    found: dict[int, list[str]] = {}
    for name in models.names():
        model = models.resolve(name)
        least: int | None = model.min_cacheable_tokens
        if least is not None and model.name not in found.setdefault(least, []):
            found[least].append(model.name)
    for least in sorted(found):
        yield f"{least:,} tokens for {', '.join(found[least])}"
