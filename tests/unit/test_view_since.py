"""How a file has grown since another commit, in the words of lens and hover."""

import re
from dataclasses import replace

import pytest

from drawing import Marked, drawn_hover, drawn_lenses, marked
from promptally import counts
from promptally.analysis import Attachment, analyse, recounted
from promptally.counting.corrections import Lesson, kind_of
from promptally.earlier import Earlier
from promptally.growth import GrowthLimit
from promptally.settings import DEFAULTS
from promptally.surroundings import Surroundings
from promptally.view import since
from promptally.view.findings import findings
from promptally.view.hover import hover
from promptally.view.lenses import lenses

MOVING = re.compile(r"(?<=\| )\d+(?= \|)|(?<=\+)\d+")
ALONE = replace(DEFAULTS, compare="")
"""Without the table of other models."""

TEXT = "# A\n\nWords.\n\n# B\n\nMore words.\n"


def compared(
    new: str,
    old: str = TEXT,
    path: str = "CLAUDE.md",
    *,
    then: str = "",
) -> Marked:
    """`new` with its cursor, and what `old` was at the same place."""
    shown = marked(new, path, settings=ALONE)
    was = marked(old, path, settings=ALONE)
    earlier = since.remembered(was.analysis, since="main", path=then)
    return shown._replace(analysis=replace(shown.analysis, earlier=earlier))


def plain(shown: Marked) -> str:
    found = hover(shown.analysis, shown.cursor)
    assert found is not None
    return found.plain


def test_the_table_has_a_column_for_what_changed() -> None:
    new = "# A\n\nWords words words.\n\n# $0B\n\nMore words.\n\n# C\n\nNew.\n"

    table, _, details = MOVING.sub("N", drawn_hover(compared(new))).rpartition("\n\n")
    assert table == (
        "**B: ≈ N tokens of ≈ N**\n"
        "\n"
        "Counted offline.\n"
        "\n"
        "| part | tokens | share | up to here | since main |\n"
        "|:--|--:|--:|--:|--:|\n"
        "| body | ≈ N | N% | N | \\+N |\n"
        "| \u00a0\u00a0\u00a0\u00a0A | ≈ N | N% | N | \\+N |\n"
        "| \u00a0\u00a0\u00a0\u00a0**B** | ≈ N | N% | N |  |\n"
        "| \u00a0\u00a0\u00a0\u00a0C | ≈ N | N% | N | new |"
    )
    assert details.splitlines()[-1] == "- Since main: ≈ N → ≈ N tokens, +N."


def test_what_is_gone_is_named_below_the_table() -> None:
    said = plain(compared("# A\n\nWords.\n"))

    assert said.splitlines()[-1].startswith("Gone since main: B (≈ ")


def test_a_part_that_is_gone_takes_its_own_with_it() -> None:
    old = TEXT + "\n## B1\n\nx\n\n## B2\n\nx\n\n# C\n\nx\n"
    said = plain(compared("# A\n\nWords.\n", old))

    assert "B1" not in said
    assert "B (≈ " in said
    assert "C (≈ " in said


def test_many_parts_that_are_gone_are_a_number() -> None:
    old = TEXT + "".join(f"\n# Part {n}\n\nx\n" for n in range(20))
    said = plain(compared(TEXT, old))

    assert re.search(r"Part 4 \(≈ \d+\), 15 more\.$", said)


@pytest.mark.parametrize(
    ("earlier", "lens", "said"),
    [
        (Earlier(since="main"), " · new since main", "New since main."),
        (
            Earlier(since="mian", fault="there is no commit `mian` here"),
            "",
            "Since mian: unknown, for there is no commit `mian` here.",
        ),
    ],
)
def test_there_may_be_nothing_to_compare_with(
    earlier: Earlier, lens: str, said: str
) -> None:
    shown = marked(TEXT, "CLAUDE.md", settings=ALONE)
    shown = shown._replace(analysis=replace(shown.analysis, earlier=earlier))

    assert lenses(shown.analysis)[0].title.endswith(f"a call{lens}")
    assert plain(shown).splitlines()[-1] == said


def test_nobody_who_has_not_asked_is_told() -> None:
    shown = marked(TEXT, "CLAUDE.md", settings=ALONE)

    assert "ince" not in plain(shown)
    assert "ince" not in drawn_lenses(shown)[0]


def test_where_the_file_was_and_for_which_model_is_told() -> None:
    old = "---\nmodel: claude-opus-4-6\n---\nHello\n"
    shown = compared("Hello, hello\n", old, "a.prompt.md", then="b.prompt.md")

    assert "Since main (b.prompt.md then, for claude-opus-4-6 then): " in plain(shown)


def test_an_exact_count_is_no_growth() -> None:
    shown = compared("Hello\n", "Hello\n", "a.prompt.md")
    item = shown.analysis.prompts[0]
    exact = replace(item.count, total=counts.exact(4000))
    counted = shown._replace(analysis=recounted(shown.analysis, {0: exact}))

    assert "no more and no fewer tokens" in plain(counted)
    assert "since" not in lenses(counted.analysis)[0].title


def test_growth_of_what_is_exact_says_how_it_was_counted() -> None:
    shown = compared("Hello, you\n", "Hello\n", "a.prompt.md")
    item = shown.analysis.prompts[0]
    exact = replace(item.count, total=counts.exact(4000))
    counted = shown._replace(analysis=recounted(shown.analysis, {0: exact}))

    assert plain(counted).endswith(", +2 (both counted offline).")


def test_what_exact_counts_have_taught_is_no_growth() -> None:
    shown = compared("Hello\n", "Hello\n", "a.prompt.md")
    item = shown.analysis.prompts[0]
    kind = kind_of(item.prompt, item.model)
    assert kind is not None
    lessons = {kind: Lesson(residuals=(60,), n=1, date=0)}
    again = analyse(
        "a.prompt.md",
        shown.analysis.lines,
        ALONE,
        surroundings=Surroundings(corrections=lessons),
    )
    assert again is not None
    assert again.total != shown.analysis.total
    taught = replace(again, earlier=shown.analysis.earlier)

    assert "since" not in lenses(taught)[0].title
    assert "no more and no fewer tokens" in plain(Marked(taught, 0))


def test_imports_count_too() -> None:
    before = Attachment(path="b.md", text="x\n", attachments={})
    after = Attachment(path="b.md", text="x y z\n", attachments={})
    shown = marked("@b.md\n", "CLAUDE.md", attachments={"b.md": after})
    was = marked("@b.md\n", "CLAUDE.md", attachments={"b.md": before})
    earlier = since.remembered(was.analysis, since="main")
    held = shown._replace(analysis=replace(shown.analysis, earlier=earlier))

    assert lenses(held.analysis)[0].title.endswith(" · +2 since main")


def request(content: str, name: str = "") -> str:
    custom = f'"custom_id": "{name}", ' if name else ""
    messages = f'{{"messages": [{{"role": "user", "content": "{content}"}}]}}'
    return f'{{{custom}"params": {messages}}}\n'


def test_requests_of_a_batch_are_known_by_what_their_author_calls_them() -> None:
    old = request("x", "a") + request("x x", "b") + request("x x x", "c")
    new = request("x x x", "c") + request("y", "d") + request("x x", "a")
    titles = [lens.title for lens in lenses(compared(new, old, "a.jsonl").analysis)]

    ends = [title.partition("a call")[2] for title in titles]
    assert ends == ["", " · new since main", " · +1 since main"]


def test_requests_without_a_name_may_move() -> None:
    old = "".join(request("x " * n) for n in (1, 5, 9))
    new = "".join(request("x " * n) for n in (1, 3, 5, 9))
    titles = [lens.title for lens in lenses(compared(new, old, "a.jsonl").analysis)]

    ends = [title.partition("a call")[2] for title in titles]
    assert ends == ["", " · new since main", "", ""]


def test_the_name_of_a_commit_does_nothing_where_it_is_shown() -> None:
    shown = marked(TEXT + "\n# C\n", "CLAUDE.md")
    was = marked(TEXT, "CLAUDE.md")
    earlier = since.remembered(was.analysis, since="a|b](http://x) <img>")
    told = hover(replace(shown.analysis, earlier=earlier), 0)

    assert told is not None
    assert "a\\|b\\](http\\://x) \\<img\\>" in told.markdown
    assert "a|b" not in told.markdown


@pytest.mark.parametrize(
    ("limit", "n_words", "is_told"),
    [
        (GrowthLimit(tokens=10), 10, False),
        (GrowthLimit(tokens=9), 10, True),
        (GrowthLimit(percent=1000), 10, False),
        (GrowthLimit(percent=1), 10, True),
        (GrowthLimit(), 500, False),
    ],
)
def test_too_much_growth_is_an_error_where_the_settings_say_so(
    limit: GrowthLimit, n_words: int, *, is_told: bool
) -> None:
    shown = compared("# A" + " word" * n_words + "\n", "# A\n")
    held = replace(shown.analysis, settings=replace(DEFAULTS, growth=limit))
    found = [problem for problem in findings(held) if problem.code == "over-growth"]

    assert [problem.message.partition(" tok")[0] for problem in found] == (
        ["It grew by 10"] if is_told else []
    )
    assert all(held.text[slice(*p.span)].startswith("# A") for p in found)


@pytest.mark.parametrize("new", [True, False])
def test_a_new_file_is_growth_if_the_settings_say_so(*, new: bool) -> None:
    shown = marked(TEXT, "CLAUDE.md", settings=ALONE)
    limit = GrowthLimit(tokens=1, new=new)
    held = replace(
        shown.analysis,
        settings=replace(DEFAULTS, growth=limit),
        earlier=Earlier(since="main"),
    )

    assert ("over-growth" in {p.code for p in findings(held)}) is new
