"""Bad input: files torn, spoiled and blown up are read without harm, and in time.

The bounds on time are generous, as machines are busy; what a quiet one takes is far
below them. Time is that of the process, not of the clock on the wall.
"""

import json
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from conftest import EXAMPLES
from promptally.analysis import Analysis, analyse
from promptally.counts import Source
from promptally.documents.parse import LARGEST, TOO_LARGE, parse
from promptally.prompts import Document, SegmentKind, walk
from promptally.settings import DEFAULTS
from promptally.text import LineIndex, Span
from promptally.view.actions import actions
from promptally.view.findings import findings
from promptally.view.hints import hints
from promptally.view.hover import hover
from promptally.view.lenses import lenses
from promptally.view.report import annotate, to_json
from promptally.view.symbols import symbols

SEED = 20261122
MB = 1_000_000


def _examples() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.rglob("*")):
        name = path.relative_to(EXAMPLES).as_posix()
        if path.is_file() and path.suffix != ".png":
            text = path.read_text("utf-8")
            if parse(name, text) is not None:
                yield name, text


TEXTS = dict(_examples())


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    # `seconds` are those of a quiet machine; what is guarded against takes minutes.
    assert time.process_time() - start < 5 * seconds


def segments(document: Document | None) -> dict[tuple[str, str], Span]:
    """The spans of all segments, by the id of their prompt and their path."""
    prompts = document.prompts if document else ()
    return {
        (prompt.id, segment.path): segment.span
        for prompt in prompts
        for segment in walk(prompt.segments)
    }


def shown(name: str, text: str) -> Analysis | None:
    """The analysis of a text, after all that is shown of it was made once."""
    analysis = analyse(name, LineIndex(text), DEFAULTS)
    if analysis is None:
        return None
    whole = Span(0, len(text))
    hints(analysis, whole)
    hover(analysis, len(text) // 2)
    lenses(analysis)
    symbols(analysis)
    annotate(analysis)
    actions(analysis, Span(0, 0), findings(analysis))
    json.dumps(to_json({name: analysis}, []))
    return analysis


def _is_kept(before: Span, after: Span | None, torn: str) -> bool:
    """Whether a part is still there; it may have gained the mark that used to end it.

    Of a mark such as `# User`, `{{role "user"}}` or `---` the first letters are text.
    """
    last_line = torn[max(torn.rfind("\n"), torn.rfind("\r")) + 1 :]
    if after is None:
        return last_line in {"-", "--"}
    gained = torn[before.end : after.end].strip()
    return after.start == before.start and gained in {"", last_line.strip()}


# In POML it is the first message of a person that makes a system prompt of the rest.
@pytest.mark.parametrize("name", [n for n in TEXTS if not n.endswith(".poml")])
def test_a_file_that_is_cut_keeps_what_stands_before_the_cut(name: str) -> None:
    text = TEXTS[name]
    whole = segments(parse(name, text))
    rng = random.Random(f"{SEED} {name}")
    for cut in rng.choices(range(len(text) + 1), k=200):
        with within(1):
            kept = segments(parse(name, text[:cut]))
        ended = {key: span for key, span in whole.items() if span.end < cut}
        lost = [
            key
            for key, at in ended.items()
            if not _is_kept(at, kept.get(key), text[:cut])
        ]
        # Before a first message, nothing says that it is to be a request.
        is_known = bool(kept) or any(path.startswith("messages") for _, path in ended)
        assert not lost or not is_known, f"cut at {cut}"


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_with_one_byte_wrong_is_shown_all_the_same(name: str) -> None:
    data = TEXTS[name].encode()
    rng = random.Random(f"{SEED} {name}")
    for at in rng.choices(range(len(data)), k=50):
        spoiled = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        with within(5):
            shown(name, spoiled.decode("utf-8", "replace"))


def ends_of(text: str, end: str) -> str:
    return text.replace("\n", end)


def outline(analysis: Analysis | None) -> list[tuple[str, str, SegmentKind, int]]:
    """Every part with its line: what must not depend on how lines end."""
    assert analysis is not None
    line = analysis.lines.line_at
    return [
        (item.prompt.id, segment.path, segment.kind, line(segment.anchor))
        for item in analysis.prompts
        for segment in walk(item.prompt.segments)
    ]


def numbers(analysis: Analysis | None) -> list[int]:
    assert analysis is not None
    return [item.total.tokens or 0 for item in analysis.prompts]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", TEXTS)
def test_other_line_ends_are_the_same_prompts(name: str, end: str) -> None:
    text = TEXTS[name]
    before, after = shown(name, text), shown(name, ends_of(text, end))

    assert outline(before) == outline(after)
    # In JSON line ends are space and in YAML they are read as `\n`; elsewhere each is
    # at most one token more, or less.
    room = 0 if name.endswith(("json", "jsonl", "yaml", "yml")) else text.count("\n")
    for tokens, others in zip(numbers(before), numbers(after), strict=True):
        assert abs(others - tokens) <= room


@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_order_mark_changes_no_count(name: str) -> None:
    text = TEXTS[name]
    before, after = shown(name, text), shown(name, f"\ufeff{text}")

    assert [part[1:] for part in outline(before)] == [p[1:] for p in outline(after)]
    assert numbers(before) == numbers(after)


def mangled(text: str, what: str) -> str:
    """The text with `what` put in at 20 places."""
    rng = random.Random(SEED)
    for at in sorted(rng.choices(range(len(text) + 1), k=20), reverse=True):
        text = text[:at] + what + text[at:]
    return text


@pytest.mark.parametrize(
    "what",
    ["\0", "\ud83d", "\udc00\ud800", "\ufeff", "\u2028", "\x0c", "\x85", "\x1b[31m"],
    ids=ascii,
)
@pytest.mark.parametrize("name", TEXTS)
def test_odd_characters_are_no_trouble(name: str, what: str) -> None:
    with within(10):
        shown(name, mangled(TEXTS[name], what))


@pytest.mark.parametrize(
    "name", ["a.prompt.md", "a.json", "a.jsonl", "a.yaml", "CLAUDE.md"]
)
@pytest.mark.parametrize("size", [10, 100_000])
def test_binary_data_is_no_trouble(name: str, size: int) -> None:
    rng = random.Random(SEED)
    junk = rng.randbytes(size).decode("latin-1")
    roles = '{"messages": [{"role": "user", "content": "'

    for text in (junk, roles + junk, f"messages:\n- role: user\n  content: {junk}"):
        with within(10):
            shown(name, text)


def request(content: str) -> str:
    return json.dumps({"messages": [{"role": "user", "content": content}]})


WORDS = "The quick brown fox jumps over the lazy dog near the river bank. "
HUGE: dict[str, tuple[str, Callable[[], str]]] = {
    "1 MB of one letter, Markdown": ("a.prompt.md", lambda: "a" * MB),
    "1 MB of one letter, instructions": ("CLAUDE.md", lambda: "a" * MB),
    "1 MB of one letter, JSON": ("a.json", lambda: request("a" * MB)),
    "1 MB of one letter, YAML": (
        "a.yaml",
        lambda: f"messages:\n- role: user\n  content: {'a' * MB}\n",
    ),
    "1 MB of spaces": ("a.prompt.md", lambda: " " * MB),
    "1 MB of line ends": ("a.prompt.md", lambda: "\n" * MB),
    "1 MB of backslashes": ("a.json", lambda: request("\\" * MB)),
    "1 MB of surrogates": ("a.prompt.md", lambda: "\ud800" * MB),
    "1 MB of NUL": ("a.prompt.md", lambda: "\0" * MB),
    "1 MB of prose on one line": ("a.prompt.md", lambda: WORDS * (MB // len(WORDS))),
    "1 MB of stars": ("CLAUDE.md", lambda: "*" * MB),
    "1 MB of backticks": ("CLAUDE.md", lambda: "`a" * (MB // 2)),
    "1 MB of at signs": ("CLAUDE.md", lambda: "@" * MB),
    "7 MB of prose, JSON": ("a.json", lambda: request(WORDS * (7 * MB // len(WORDS)))),
}


@pytest.mark.parametrize("what", HUGE)
@pytest.mark.timeout(60)
def test_much_of_the_same_is_counted(what: str) -> None:
    name, make = HUGE[what]
    text = make()

    with within(20):
        analysis = shown(name, text)

    assert analysis is not None
    assert analysis.total.source is Source.OFFLINE
    if "of one letter" in what:
        # Nobody knows how many letters a token takes, but it is not one in a thousand.
        assert MB / 1000 < (analysis.total.tokens or 0) <= MB + 1000


@pytest.mark.parametrize(
    ("name", "opening", "closing"),
    [
        ("a.json", "[", "]"),
        ("a.json", '{"a":', "}"),
        ("a.json", '{"messages":[{"role":"user","content":', "}]}"),
        ("a.jsonl", '{"messages":[{"role":"user","content":', "}]}"),
        ("a.yaml", "[", "]"),
        ("a.yaml", "{a: ", "}"),
        ("a.yaml", "- ", ""),
        ("a.yaml", "? ", ""),
        ("a.prompt.md", "> ", ""),
        ("CLAUDE.md", "> ", ""),
        ("CLAUDE.md", "- ", ""),
        ("CLAUDE.md", "[", "](x)"),
        ("a.prompt.md", "<system>", "</system>"),
        ("a.prompt", "{{#if x}}", "{{/if}}"),
        ("a.poml", "<p>", "</p>"),
        ("a.poml", "<task>", "</task>"),
    ],
)
@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.timeout(60)
def test_deep_nesting_is_a_problem_or_a_count(
    name: str, opening: str, closing: str, *, is_closed: bool
) -> None:
    depth = 100_000
    deep = opening * depth + "x" + (closing * depth if is_closed else "")
    if name.endswith("json"):
        deep = '{"messages":[{"role":"user","content":' + deep
    if name.endswith("yaml"):
        deep = f"messages:\n- role: user\n  content: {deep}\n"

    with within(20):
        analysis = shown(name, deep)

    assert analysis is not None
    if name.endswith(("json", "jsonl", "yaml")):
        assert analysis.problems
    else:
        assert analysis.total.source is Source.OFFLINE


def test_deep_indentation_is_a_problem_or_a_count() -> None:
    steps = "".join(f"{' ' * n}a:\n" for n in range(1000))

    with within(20):
        analysis = shown("a.yaml", f"messages:\n- role: user\n  content:\n{steps}")

    assert analysis is not None
    assert analysis.problems


@pytest.mark.parametrize(
    "name", ["a.prompt.md", "CLAUDE.md", "a.json", "a.jsonl", "a.yaml", "a.prompty"]
)
@pytest.mark.timeout(60)
def test_20_mb_on_one_line_are_a_calm_finding(name: str) -> None:
    text = WORDS * (20 * MB // len(WORDS))
    if name.endswith(("json", "jsonl")):
        text = request(text)
    if name.endswith("yaml"):
        text = f"messages:\n- role: user\n  content: {text}\n"

    with within(20):
        analysis = shown(name, text)

    assert analysis is not None
    (problem,) = findings(analysis)
    assert (problem.code, problem.severity) == (TOO_LARGE, "warning")
    assert re.fullmatch(
        r"The (file|request) is not counted: it has 20\.\d million characters, "
        "8 million are the most",
        problem.message,
    )
    assert analysis.total.source is Source.UNKNOWN


def test_a_large_batch_is_counted_and_a_large_line_left_out() -> None:
    line = request(WORDS * 100)
    small = f"{line}\n" * (LARGEST // len(line) + 10)
    large = request("a" * LARGEST)

    whole = analyse("a.jsonl", LineIndex(small), DEFAULTS)
    spoiled = analyse("a.jsonl", LineIndex(f"{line}\n{large}\n{line}"), DEFAULTS)

    assert whole is not None
    assert whole.problems == ()
    assert whole.total.source is Source.OFFLINE
    assert spoiled is not None
    assert [item.prompt.id for item in spoiled.prompts] == ["line-1", "line-3"]
    (problem,) = spoiled.problems
    assert spoiled.lines.line_at(problem.span.start) == 1
    assert spoiled.total.source is Source.UNKNOWN


def test_what_is_large_and_no_prompt_file_costs_nothing() -> None:
    text = json.dumps({"data": "a" * 20 * MB})

    with within(1):
        assert parse("a.json", text) is None
        assert parse("notes.md", text) is None
        assert parse("a.txt", text) is None
