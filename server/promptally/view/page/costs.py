"""The cost of calls: said for one choice, and in a form for every other one."""

import json

from promptally.view import wording
from promptally.view.page.markup import Markup, element
from promptally.view.page.material import Material

_EVERYTHING = "all, one call of each"

_DAYS = 30


def section(material: Material) -> list[Markup]:
    """What the input of the calls costs, by the day and by thirty of them."""
    usd = material.usd(material.chosen)
    calls = material.calls
    return [
        element("h2", "Cost", id_="cost"),
        _form(material),
        element(
            "p",
            _output("cost-day", _amount(usd, calls)),
            " a day, ",
            _output("cost-month", _amount(usd, calls * _DAYS)),
            f" in {_DAYS} days",
            class_="cost",
            aria_live="polite",
        ),
        element(
            "p",
            _output("cost-of", _EVERYTHING),
            ": ",
            _output("cost-call", _amount(usd, 1)),
            " a time, ",
            _output("cost-times", f"{calls:,}"),
            " times a day, with ",
            _output("cost-with", material.chosen.name),
        ),
        element(
            "p",
            "Input only, at list price, without a cache, a batch or a contract.",
            class_="soft",
        ),
        element("script", _data(material), type="application/json", id_="cost-data"),
    ]


def _amount(usd: float | None, times: int) -> str:
    return "?" if usd is None else wording.usd(usd * times)


def _output(name: str, said: str) -> Markup:
    return element("span", said, id_=name)


def _form(material: Material) -> Markup:
    """Hidden until the script is there that answers it."""
    files = [_EVERYTHING, *(wording.safe(p, 200) for p in material.files)]
    chosen = material.models.index(material.chosen)
    names = [model.name for model in material.models]
    return element(
        "form",
        element("label", "Prompts", _select("cost-file", files, 0)),
        element("label", "Model", _select("cost-model", names, chosen)),
        element(
            "label",
            "Calls a day",
            element(
                "input",
                id_="cost-calls",
                type="number",
                min="0",
                step="1",
                value=str(material.calls),
            ),
        ),
        id_="cost-form",
        hidden="",
        aria_label="Cost of other calls",
    )


def _select(name: str, options: list[str], chosen: int) -> Markup:
    return element(
        "select",
        [
            element("option", said, selected="" if at == chosen else None)
            for at, said in enumerate(options)
        ],
        id_=name,
    )


def _data(material: Material) -> Markup:
    """US dollars for a call, a row for everything and each file, a column a model."""
    everything = [material.usd(model) for model in material.models]
    files = [
        [item.input_usd for item in file.counted] for file in material.files.values()
    ]
    # Numbers only: there is nothing in it that could end the element.
    return Markup(json.dumps({"files": [everything, *files]}))
