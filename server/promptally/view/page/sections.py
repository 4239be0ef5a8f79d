"""The parts of the page that are words and tables; each is a list of elements."""

from collections.abc import Sequence

from promptally.budgets import Judgement
from promptally.counting.models import Model
from promptally.counts import Count
from promptally.view import comparison, wording
from promptally.view.page.figures import Held, fullness
from promptally.view.page.markup import Child, Markup, breakable, element, row, table
from promptally.view.page.material import Material
from promptally.view.page.tree import Node, NodeKind, leaves

_HEAVIEST = 10
_MOST_ROWS = 50
"""Rows of a table before the rest is only counted."""


def totals(material: Material) -> list[Markup]:
    """The figures at the top."""
    files = material.files.values()
    figures = [
        ("tokens", wording.number(material.total)),
        ("files", f"{len(files):,}"),
        ("prompts", f"{sum(file.n_prompts for file in files):,}"),
        ("over budget", f"{sum(file.n_over for file in files):,}"),
        ("near budget", f"{sum(file.n_near for file in files):,}"),
    ]
    cells = [element("div", element("dt", a), element("dd", b)) for a, b in figures]
    return [element("dl", cells, class_="totals"), *_sureness(material.total)]


def _sureness(total: Count) -> list[Markup]:
    band = wording.band(total)
    if not band:
        return []
    said = f"Some of it was reckoned offline (≈): the whole is{band.lstrip(',')}."
    return [element("p", said, class_="soft")]


def heaviest(root: Node) -> list[Markup]:
    """The ten parts with the most tokens."""
    # Nobody can shorten a frame.
    parts = [pair for pair in leaves(root) if pair[1].kind is not NodeKind.OTHER]
    found = sorted(parts, key=lambda pair: (-pair[1].tokens, pair[1].file))
    rows = [
        row(
            [breakable(title), element("span", _place(node), class_="place")],
            f"{node.tokens:,}",
            wording.share(node.tokens, root.tokens),
            numbers=2,
            file=node.file,
            line=node.line,
        )
        for title, node in found[:_HEAVIEST]
        if node.tokens
    ]
    caption = "Parts that have no parts of their own, with their share of all"
    return [
        element("h2", "The ten heaviest parts", id_="heaviest"),
        table(caption, ("part", "tokens", "share"), rows, numbers=2),
    ]


def _place(node: Node) -> Markup:
    place = f"{wording.safe(node.file, 200)}:{node.line}"
    return breakable(f"{place}, {node.part}" if node.part else place)


def budgets(material: Material) -> list[Markup]:
    """How full the budgets are, the fullest first."""
    found = [(p, each) for p, file in material.files.items() for each in file.held]
    held = sorted(found, key=lambda pair: -fullness(pair[1].judgement))
    heading = element("h2", "Budgets", id_="budgets")
    if not held:
        return [heading, element("p", "No budget holds for any of these files.")]
    rows = [
        row(
            [_file(path), element("span", _part(each), class_="place")],
            [_number_of(each.judgement), _bar(each.judgement)],
            element(
                "span",
                each.judgement.verdict,
                class_=f"verdict {each.judgement.verdict}",
            ),
            file=path,
            line=each.line,
        )
        for path, each in held[:_MOST_ROWS]
    ]
    head = ("file", "used", "verdict")
    return [heading, table("Budgets, the fullest first", head, rows), *_more(held)]


def _number_of(judgement: Judgement) -> Markup:
    used = wording.number(judgement.count)
    share = wording.judgement(judgement).removesuffix(", over")
    return element("span", f"{used}: {share}")


def _part(each: Held) -> str:
    """Which prompt and part of it, of how many, and who says so."""
    budget = each.judgement.budget
    names = [wording.safe(each.prompt), each.judgement.path or budget.part.value]
    said = " ".join(name for name in names if name)
    of = f", the fullest of {each.n:,}" if each.n > 1 else ""
    by = f", by {wording.safe(budget.origin, 100)}" if budget.origin else ""
    return f"{said}{of}{by}"


def _bar(judgement: Judgement) -> Markup:
    """A picture of what stands beside it in words."""
    width = 100 * min(judgement.share or 0, 1)
    box = {"x": "0", "y": "0", "height": "8"}
    return element(
        "svg",
        element("rect", **box, width="100", class_="track"),
        element("rect", **box, width=round(width, 2), class_="part"),
        class_=f"bar {judgement.verdict}",
        viewBox="0 0 100 8",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def models(material: Material) -> list[Markup]:
    """All files for each model, then the old tokenizer beside the new one."""
    rows = [_model(material, model) for model in material.models]
    caption = "All prompts: tokens, the fullest window, one call of each"
    head = ("model", "tokens", "window", "a call")
    return [
        element("h2", "Models", id_="models"),
        table(caption, head, rows, numbers=3),
        *_tokenizers(material),
    ]


def _model(material: Material, model: Model) -> Markup:
    usd = material.usd(model)
    return row(
        [
            wording.safe(model.name),
            element("span", f"{comparison.tokenizer(model)} tokenizer", class_="place"),
        ],
        wording.number(material.sum(model)),
        _fullest(material, model),
        "?" if usd is None else wording.usd(usd),
        numbers=3,
    )


def _fullest(material: Material, model: Model) -> str:
    """How much of the context window the longest prompt of all files fills."""
    found = [material.counted(path, model).fullest for path in material.files]
    known = [tokens for tokens in found if tokens is not None]
    if model.context_window is None or len(known) < len(found):
        return "?"
    return wording.share(max(known, default=0), model.context_window)


def _tokenizers(material: Material) -> list[Markup]:
    """A row a file, for one model of each tokenizer; nothing where one is missing."""
    old = next((m for m in material.models if comparison.is_old(m)), None)
    is_new = not comparison.is_old(material.chosen)
    later = [m for m in material.models if not comparison.is_old(m)]
    if old is None or not later:
        return []
    new = material.chosen if is_new else later[0]
    paths = sorted(
        material.files, key=lambda p: -(material.counted(p, new).total.tokens or 0)
    )
    rows = [
        _pair(
            _file(path),
            material.counted(path, old).total,
            material.counted(path, new).total,
            path,
        )
        for path in paths[:_MOST_ROWS]
    ]
    whole = _pair("all", material.sum(old), material.sum(new))
    head = ("file", "old", "new", "change")
    caption = (
        f"Tokens with the old tokenizer ({wording.safe(old.name)}) and the new one"
        f" ({wording.safe(new.name)}), the heaviest files first"
    )
    return [table(caption, head, [*rows, whole], numbers=3), *_more(paths)]


def _pair(name: Child, old: Count, new: Count, file: str = "") -> Markup:
    change = comparison.difference(new.tokens, old.tokens)
    numbers = (wording.number(old), wording.number(new), change)
    return row(name, *numbers, numbers=3, file=file, line=1)


def failures(material: Material) -> list[Markup]:
    """What could not be read; nothing where all could."""
    if not material.failures:
        return []
    rows = [
        row(_file(path), wording.safe(reason, 400), file=path)
        for path, reason in material.failures
    ]
    return [
        element("h2", "Not counted", id_="failures"),
        table("Files that could not be read", ("file", "why"), rows),
    ]


def _file(path: str) -> Markup:
    return breakable(wording.safe(path, 200))


def _more(everything: Sequence[object]) -> list[Markup]:
    left = len(everything) - _MOST_ROWS
    if left <= 0:
        return []
    said = f"… and {wording.plural(left, 'more row')}, which weigh less."
    return [element("p", said, class_="soft")]
