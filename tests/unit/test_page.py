"""The report's page: whole, closed off, and unimpressed by what stands in files."""

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import pages
from conftest import EXAMPLES
from drawing import marked
from promptally.analysis import Analysis
from promptally.budgets import Budget
from promptally.cli.main import promptally
from promptally.counting import models
from promptally.documents.parse import TOO_LARGE
from promptally.prompts import Problem
from promptally.text import Span
from promptally.view import comparison
from promptally.view.page import drawing, tree
from promptally.view.page.drawing import WIDE
from promptally.view.page.figures import for_models
from promptally.view.page.markup import Markup, breakable, element
from promptally.view.page.material import Material
from promptally.view.page.page import page
from promptally.view.page.style import STYLE
from promptally.view.page.tree import Node, NodeKind

REQUEST = (
    '{"system": "Be brief.", "messages":'
    ' [{"role": "user", "content": "Hello to all of you, dear guests"}]}'
)
HOSTILE = "</style></script><img src=x onerror=alert(1)>\"'&\x00\u202e\ud800"


def material(**analyses: Analysis) -> Material:
    """The files by names without dots, for two models."""
    wanted = comparison.named_models("claude-sonnet-5-5,claude-opus-4-6")
    return material_of(dict(analyses), wanted)


def material_of(
    analyses: dict[str, Analysis], wanted: tuple[models.Model, ...]
) -> Material:
    return Material(
        files={
            path: for_models(path, found, lambda counted: counted, wanted)
            for path, found in analyses.items()
        },
        models=wanted,
        chosen=wanted[0],
        calls=500,
        failures=[(f"bad{HOSTILE}", f"why{HOSTILE}")],
    )


def tree_of(analyses: dict[str, Analysis]) -> Node:
    return tree.tree({p: tree.file_node(p, found) for p, found in analyses.items()})


def hostile_page() -> str:
    text = f"# {HOSTILE}\n\nSome words.\n\n## javascript:alert(1)\n\nMore words.\n"
    budget = Budget(tokens=10, origin=HOSTILE)
    analysis = marked(text.replace("$0", ""), "CLAUDE.md", budget).analysis
    wanted = comparison.named_models(f"claude-sonnet-5-5,opus-4.6,{HOSTILE}")
    return page(material_of({f"a/{HOSTILE}/CLAUDE.md": analysis}, wanted))


def example_page() -> str:
    arguments = ["report", "--offline", "--output", "-", str(EXAMPLES)]
    done = CliRunner().invoke(promptally, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.fixture(scope="module", params=[example_page, hostile_page])
def text(request: pytest.FixtureRequest) -> str:
    """A page: of all examples, and of a file that means to break out."""
    made = request.param()
    assert isinstance(made, str)
    return made


def test_every_element_is_closed_and_every_id_is_there_once(text: str) -> None:
    found = pages.read(text)
    ids = [each.attributes["id"] for each in found if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    targets = {each.attributes["href"] for each in found if each.tag == "a"}
    assert targets <= {f"#{name}" for name in ids}


def test_nothing_is_asked_of_anybody(text: str) -> None:
    found = pages.read(text)
    for each in found:
        assert not {"src", "srcset", "action", "style", "ping"} & each.attributes.keys()
        assert not [name for name in each.attributes if name.startswith("on")]
    assert not {"link", "img", "iframe", "object", "base"} & {e.tag for e in found}
    for inside in pages.texts(found, "style") + pages.texts(found, "script"):
        assert not re.search(r"@import|url\(|https?:|fetch|XMLHttp|eval", inside)
    assert not re.search(r"https?://", text)


def test_the_policy_lets_run_only_what_the_page_brought(text: str) -> None:
    found = pages.read(text)
    [policy] = [
        each.attributes["content"]
        for each in found
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    data, script = pages.texts(found, "script")
    for part, inside in [
        ("style-src", pages.texts(found, "style")[0]),
        ("script-src", script),
    ]:
        digest = b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{part} 'sha256-{digest}'" in policy
    assert json.loads(data)["files"]


def test_the_page_has_an_outline_and_its_tables_have_captions(text: str) -> None:
    found = pages.read(text)
    assert [e.attributes["lang"] for e in found if e.tag == "html"] == ["en"]
    assert len(pages.texts(found, "h1")) == 1
    expected = [
        "By folder, file and part",
        "The ten heaviest parts",
        "What sessions carry",
        "Budgets",
        "Cost",
        "Models",
    ]
    assert pages.texts(found, "h2")[:6] == expected
    tables = [each for each in found if each.tag == "table"]
    assert len(tables) == len(pages.texts(found, "caption"))
    assert {"scope"} <= {name for e in found if e.tag == "th" for name in e.attributes}


def test_every_box_has_a_title_and_leads_to_its_row(text: str) -> None:
    found = pages.read(text)
    rows = {e.attributes.get("id") for e in found if e.tag == "tr"}
    boxes = [e for e in found if e.attributes.get("class", "").startswith("box")]
    assert boxes
    for box in boxes:
        assert box.attributes["href"].removeprefix("#") in rows
    titles = [e for e in found if e.tag == "title" and "svg" in e.parents]
    assert len(boxes) == len(titles)
    assert all(re.search(r": [\d,]+ tokens, ", "".join(t.text)) for t in titles)


def test_what_stands_in_files_is_text_and_nothing_else() -> None:
    text = hostile_page()
    found = pages.read(text)
    assert "<img" not in text
    assert any("<img src=x" in said for said in pages.texts(found, "th"))
    assert not re.search("[\x00\u202e\ud800]", text)
    text.encode()


def test_an_attribute_is_escaped_too() -> None:
    made = element("p", "<b>", Markup("<i></i>"), title='"><script>', hidden=None)
    assert made == '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;<i></i></p>'


def test_a_path_may_be_broken_where_a_reader_would() -> None:
    said = breakable("./a/b.prompt.md:3 <x>")
    assert said == "./<wbr>a/<wbr>b<wbr>.prompt<wbr>.md:3 &lt;x&gt;"


def test_a_part_with_parts_keeps_what_is_its_own() -> None:
    text = "# One\n\nWords of its own.\n\n## Two\n\nMore words.\n"
    root = tree_of({"CLAUDE.md": marked(text, "CLAUDE.md").analysis})
    found = [(name, leaf.part) for name, leaf in tree.leaves(root)]
    assert ("body / One / the rest", "sections[0]") in found


def test_the_parts_of_a_tree_add_up_to_the_total() -> None:
    one = marked(REQUEST, "a.request.json").analysis
    two = marked("# One\n\nWords.\n\n## Two\n\nMore words.\n", "CLAUDE.md").analysis
    root = tree_of({"x/a.request.json": one, "x/y/CLAUDE.md": two})
    assert root.tokens == (one.total.tokens or 0) + (two.total.tokens or 0)
    assert root.tokens == sum(leaf.tokens for _, leaf in tree.leaves(root))


def test_folders_that_hold_one_thing_are_joined_with_it() -> None:
    one = marked(REQUEST, "a.request.json").analysis
    root = tree_of({"x/y/z/a.request.json": one, "x/b.request.json": one})
    assert root.name == "x"
    assert [child.name for child in root.children] == [
        "b.request.json",
        "y/z/a.request.json",
    ]


def _leaf(name: str, tokens: int) -> Node:
    return Node(name=name, kind=NodeKind.TEXT, tokens=tokens)


def test_small_parts_share_a_box() -> None:
    parts = (_leaf("a", 1), _leaf("b", 90), _leaf("c", 2), _leaf("d", 0))
    whole = Node(name="", kind=NodeKind.FILE, tokens=93, children=parts)
    found = tree.gathered(whole, 5).children
    assert [(node.name, node.tokens) for node in found] == [
        ("b", 90),
        ("2 smaller ones", 3),
    ]


def test_a_great_many_files_are_drawn_with_few_boxes() -> None:
    files = tuple(_leaf(f"{at}", 1000 + at) for at in range(20_000))
    whole = sum(node.tokens for node in files)
    root = Node(name="", kind=NodeKind.FOLDER, tokens=whole, children=files)
    assert len(list(drawing.placed(tree.gathered(root, whole / 300), WIDE))) < 300


@pytest.mark.parametrize(
    ("name", "room", "said"),
    [
        ("abcdeg", 7, "abcdeg"),
        ("abcdegh", 7, "abcde…"),
        ("WWWWWWW", 7, "WWW…"),
        ("日本語です", 7, "日本語…"),
    ],
)
def test_a_label_is_as_long_as_its_box(name: str, room: int, said: str) -> None:
    assert said == drawing.fitted(name, room)


def test_the_cost_is_said_without_the_script() -> None:
    analysis = marked(REQUEST, "a.request.json").analysis
    made = page(material(a=analysis))
    assert "500 times a day" in "".join(pages.texts(pages.read(made), "main"))


def test_what_is_unknown_is_not_nothing() -> None:
    source = '{"type": "document", "source": {"type": "file", "file_id": "f"}}'
    text = f'{{"messages": [{{"role": "user", "content": [{source}]}}]}}'
    analysis = marked(text, "a.request.json").analysis
    unread = replace(analysis, prompts=(), problems=(_TOO_LARGE,))
    found = pages.read(page(material(a=analysis, b=unread)))
    assert "?" in pages.texts(found, "dd")[0]
    assert "?" in pages.texts(found, "td")


_TOO_LARGE = Problem(code=TOO_LARGE, message="It is too large", span=Span(0, 0))


# Colours: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _schemes() -> list[dict[str, str]]:
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)")
    named = re.compile(r"--(\w+): (#[0-9a-f]{6});")
    return [dict(named.findall(light)), dict(named.findall(dark))]


@pytest.mark.parametrize("colors", _schemes(), ids=["light", "dark"])
def test_text_can_be_read_in_both_schemes(colors: dict[str, str]) -> None:
    for kind in NodeKind:
        assert _contrast(colors["ink"], colors[kind]) >= 4.5, kind
    for name in ("ink", "soft", "link", "within", "near", "over", "unknown"):
        assert _contrast(colors[name], colors["paper"]) >= 4.5, name
        assert _contrast(colors[name], colors["panel"]) >= 4.5, name
    for name in ("focus", "within", "near", "over"):
        assert _contrast(colors[name], colors["paper"]) >= 3, name


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a prompt to be in, and a user without settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.request.json").write_text(REQUEST)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(promptally, ["report", "--offline", *arguments])


def test_the_page_is_written_where_it_is_wanted(here: Path) -> None:
    done = run("--output", "page.html")
    assert done.exit_code == 0
    assert "page.html" in done.stderr
    pages.read((here / "page.html").read_text(encoding="utf-8"))


def test_the_same_files_make_the_same_page() -> None:
    assert example_page() == example_page()


def test_a_chosen_model_is_compared_and_reckoned_with(here: Path) -> None:
    run("--model", "claude-opus-4-8", "--calls", "12345")
    found = pages.read((here / "report.html").read_text(encoding="utf-8"))
    said = "".join(pages.texts(found, "main"))
    assert "12,345 times a day, with Claude Opus 4.8" in said


@pytest.mark.parametrize(
    ("arguments", "code", "is_written"),
    [
        ([], 0, True),
        (["a.request.json", "missing.json"], 2, True),
        (["missing.json"], 2, False),
        (["--output", "no/such/folder.html"], 2, False),
    ],
)
def test_exit_codes(
    arguments: list[str], code: int, here: Path, *, is_written: bool
) -> None:
    done = run(*arguments)
    assert code == done.exit_code
    assert is_written == (here / "report.html").exists()
